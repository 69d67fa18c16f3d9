/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * speed: prints how many seconds a BCa interval of a trimmed mean takes, 9,999 resamples of 4,096 values (make
 * bench).
 */
#include "analysis/stats/bootstrap.h"
#include "analysis/stats/robust.h"

#include <stdio.h>
#include <time.h>

#define RESAMPLES 9999

#define VALUES 4096

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(void)
{
	static const double share = ROBUST_TRIM;
	static double x[VALUES];
	const struct bootstrap_plan plan = { bootstrap_trimmed_mean, &share, RESAMPLES, 0.95, 1, 1 };
	struct bootstrap b;
	uint64_t state = 1;
	double begin;

	for (int i = 0; i < VALUES; i++) {
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		x[i] = 1000 + (double)(state >> 32) / 4294967296 * 300;
	}
	begin = now_s();
	if (bootstrap_bca(x, VALUES, &plan, &b) || !b.ci.known)
		return 1;
	printf("%.3f\n", now_s() - begin);
	return 0;
}
