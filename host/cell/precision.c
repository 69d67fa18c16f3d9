/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/cell/precision.h"

#include "bench/stats/student.h"

#include <math.h>

static double term(const double *x, const double *minus, size_t i)
{
	return minus ? x[i] - minus[i] : x[i];
}

/* Compute with deviations from the first value, so that the result is exactly 0 if all values are equal. */
static double mean_of(const double *x, const double *minus, size_t n)
{
	double first = term(x, minus, 0), sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += term(x, minus, i) - first;
	return first + sum / (double)n;
}

double precision_half_pct(const double *x, const double *minus, size_t n)
{
	double mean = mean_of(x, minus, n), squares = 0, half;

	for (size_t i = 0; i < n; i++)
		squares += (term(x, minus, i) - mean) * (term(x, minus, i) - mean);
	if (squares <= 0)
		return 0;
	half = student_quantile(1 - (1 - PRECISION_CONFIDENCE) / PRECISION_LOOKS / 2, (double)(n - 1)) *
	       sqrt(squares / (double)(n - 1) / (double)n);
	return half / mean_of(x, NULL, n) * 100;
}

void precision_look(struct precision *p, const double *x, const double *other, size_t n)
{
	double own = precision_half_pct(x, NULL, n), difference = other ? precision_half_pct(x, other, n) : 0;

	p->reached_pct = fmax(own, difference);
	p->looks++;
	p->narrow = p->reached_pct <= p->asked_pct ? p->narrow + 1 : 0;
	p->converged = p->narrow >= 2 || (p->looks == 1 && p->reached_pct <= 0);
}
