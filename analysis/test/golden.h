/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The data of the golden values; R 4.2.2 and scipy 1.10.1 were given the same data. */
#ifndef ANALYSIS_TEST_GOLDEN_H
#define ANALYSIS_TEST_GOLDEN_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define N 40

static inline bool near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static inline uint32_t golden_draw(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 32);
}

/* Draw evenly from 0 ... 1. */
static inline double golden_uniform(uint64_t *state)
{
	return golden_draw(state) / 4294967296.0;
}

/* Draw from a nearly normal distribution with mean 0 and deviation 1, without tails. */
static inline double golden_bell(uint64_t *state)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += golden_uniform(state);
	return sum;
}

/* A bell of four draws, and now and then a long tail. */
static inline void golden(double x[static N], uint64_t seed, unsigned int base, unsigned int spread, unsigned int tail)
{
	for (int i = 0; i < N; i++) {
		unsigned int value = base;

		for (int j = 0; j < 4; j++)
			value += golden_draw(&seed) % spread;
		if (golden_draw(&seed) % 16 == 0)
			value += golden_draw(&seed) % tail;
		x[i] = value;
	}
}

/* x, y and their differences, in the order taken. */
static inline void golden_three(double x[static N], double y[static N], double d[static N])
{
	golden(x, 1, 1000, 60, 2000);
	golden(y, 2, 700, 50, 1500);
	for (int i = 0; i < N; i++)
		d[i] = x[i] - y[i];
}

#endif
