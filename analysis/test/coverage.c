/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often do intervals of 95 % contain the true value? Simulated, the same draws each time, on data that is
 * independent, correlated, quantised, contaminated. 93 to 97 % is what is asked for; what an interval cannot do is a
 * row too, with its own bounds: that is the limit which its header, or analysis/estimators.md, tells. Without CHECK_FULL
 * a tenth of the draws is made, and bounds are as much wider as that makes the share uncertain.
 */
#include "analysis/stats/bootstrap.h"
#include "analysis/stats/ranks.h"
#include "analysis/stats/robust.h"
#include "analysis/test/golden.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <stdlib.h>
#include <string.h>

#define MANY 400 /* values, where they are correlated */
#define FEW  60
#define BRIEF_SLACK 0.06 /* 2.7 standard deviations of a share of 95 % in 100 draws */
#define VMS  22   /* of either side, at most, so that nine values for each of them are not more than that */

enum data { INDEPENDENT, CORRELATED, QUANTISED, CONTAMINATED };

static const char *const data_name[] = { "independent", "correlated (AR(1), 0.7)", "quantised", "contaminated" };

/* All distributions are symmetric about 0, the true mean, trimmed mean, median and shift. */
static void make(enum data data, double *x, size_t n, uint64_t *state)
{
	double z = golden_bell(state);

	for (size_t i = 0; i < n; i++) {
		double e = golden_bell(state);

		switch (data) {
		case CORRELATED:
			x[i] = z = 0.7 * z + e;
			break;
		case QUANTISED:
			x[i] = round(e / 0.5) * 0.5;
			break;
		case CONTAMINATED:
			x[i] = golden_draw(state) % 50 ? e : 20 * e;
			break;
		default:
			x[i] = e;
		}
	}
}

static struct interval of_mean(double *x, size_t n)
{
	return stats_mean_interval(x, n, 0.95);
}

static struct interval of_trimmed(double *x, size_t n)
{
	stats_sort(x, n);
	return robust_trimmed_interval(x, n, ROBUST_TRIM, 0.95);
}

static struct interval of_median(double *x, size_t n)
{
	stats_sort(x, n);
	return stats_median_interval(x, n, 0.95);
}

/* The first third against the rest. */
static struct interval of_yuen(double *x, size_t n)
{
	return robust_yuen(x, n / 3, x + n / 3, n - n / 3, ROBUST_TRIM, 0.95).ci;
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static struct interval of_shift(double *x, size_t n)
{
	int64_t whole[MANY];
	struct shift s;

	for (size_t i = 0; i < n; i++)
		whole[i] = llround(x[i] * 1e6);
	qsort(whole, n, sizeof(*whole), compare);
	return ranks_shift(whole, n, 0.95, &s) ? (struct interval){ .known = false } : s.ci;
}

/* The first third against the rest. */
static struct interval of_shift_between(double *x, size_t n)
{
	int64_t whole[MANY];
	struct shift s;

	for (size_t i = 0; i < n; i++)
		whole[i] = llround(x[i] * 1e6);
	qsort(whole, n / 3, sizeof(*whole), compare);
	qsort(whole + n / 3, n - n / 3, sizeof(*whole), compare);
	if (ranks_shift_between(whole, n / 3, whole + n / 3, n - n / 3, 0.95, &s))
		return (struct interval){ .known = false };
	return s.ci;
}

static struct interval bca(const double *x, size_t n, size_t block)
{
	static const double share = ROBUST_TRIM;
	const struct bootstrap_plan plan = { bootstrap_trimmed_mean, &share, 499, 0.95, 1, block };
	struct bootstrap b;

	return bootstrap_bca(x, n, &plan, &b) ? (struct interval){ .known = false } : b.ci;
}

static struct interval of_bca(double *x, size_t n)
{
	return bca(x, n, 1);
}

static struct interval of_blocks(double *x, size_t n)
{
	return bca(x, n, (size_t)ceil(bootstrap_block_length(x, n)));
}

/* Means of so many in a row, as if independent: of this series it takes 25 until one tells nothing of the other. */
static struct interval of_means(const double *x, size_t n, size_t size)
{
	double mean[MANY];

	for (size_t i = 0; i < n / size; i++)
		mean[i] = stats_mean(x + i * size, size);
	return stats_mean_interval(mean, n / size, 0.95);
}

static struct interval of_means_of_16(double *x, size_t n)
{
	return of_means(x, n, 16);
}

static struct interval of_means_of_40(double *x, size_t n)
{
	return of_means(x, n, 40);
}

/* Two groups of so many VMs with eight rounds, 20 + VM + round: the ratio is 1. */
static struct interval ratio(double *x, size_t vms)
{
	struct nest vm[2][VMS], all[2];
	struct bootstrap b;

	for (size_t side = 0; side < 2; side++) {
		for (size_t i = 0; i < vms; i++) {
			double *round = x + 9 * (vms * side + i), own = round[8];

			for (int j = 0; j < 8; j++)
				round[j] += 20 + own;
			vm[side][i] = (struct nest){ .value = round, .count = 8 };
		}
		all[side] = (struct nest){ .nest = vm[side], .count = vms };
	}
	return bootstrap_ratio(&all[0], &all[1], 499, 0.95, 1, &b) ? (struct interval){ .known = false } : b.ci;
}

static struct interval of_ratio(double *x, size_t n)
{
	return ratio(x, n / 18);
}

/* As many VMs, one side only: the mean is 0. */
static struct interval of_nested(double *x, size_t n)
{
	struct nest vm[VMS], all = { .nest = vm, .count = n / 9 };
	struct bootstrap b;

	for (size_t i = 0; i < n / 9; i++) {
		for (int j = 0; j < 8; j++)
			x[9 * i + j] += x[9 * i + 8];
		vm[i] = (struct nest){ .value = x + 9 * i, .count = 8 };
	}
	return bootstrap_nested(&all, 499, 0.95, 1, &b) ? (struct interval){ .known = false } : b.ci;
}

static const struct {
	const char *what;
	struct interval (*of)(double *x, size_t n);
	enum data data;
	size_t n;
	double truth, low, high;
} rows[] = {
	{ "t of the mean", of_mean, INDEPENDENT, FEW, 0, 0.93, 0.97 },
	{ "t of the mean", of_mean, QUANTISED, FEW, 0, 0.93, 0.97 },
	{ "t of the mean", of_mean, CONTAMINATED, FEW, 0, 0.93, 0.985 },
	{ "t of the mean", of_mean, CORRELATED, MANY, 0, 0.50, 0.65 },
	{ "t of means of 16", of_means_of_16, CORRELATED, MANY, 0, 0.90, 0.94 },
	{ "t of means of 40", of_means_of_40, CORRELATED, MANY, 0, 0.93, 0.97 },
	{ "trimmed mean", of_trimmed, INDEPENDENT, FEW, 0, 0.93, 0.97 },
	{ "trimmed mean", of_trimmed, QUANTISED, FEW, 0, 0.93, 0.97 },
	{ "trimmed mean", of_trimmed, CONTAMINATED, FEW, 0, 0.93, 0.97 },
	{ "Yuen", of_yuen, INDEPENDENT, FEW, 0, 0.93, 0.97 },
	{ "Yuen", of_yuen, QUANTISED, FEW, 0, 0.93, 0.97 },
	{ "Yuen", of_yuen, CONTAMINATED, FEW, 0, 0.93, 0.97 },
	{ "ranks of the median", of_median, INDEPENDENT, FEW, 0, 0.95, 0.985 },
	{ "ranks of the median", of_median, QUANTISED, FEW, 0, 0.97, 1 },
	{ "ranks of the median", of_median, CONTAMINATED, FEW, 0, 0.95, 0.985 },
	{ "Hodges-Lehmann", of_shift, INDEPENDENT, FEW, 0, 0.93, 0.97 },
	{ "Hodges-Lehmann", of_shift, QUANTISED, FEW, 0, 0.97, 1 },
	{ "Hodges-Lehmann", of_shift, CONTAMINATED, FEW, 0, 0.93, 0.97 },
	{ "Hodges-Lehmann of two", of_shift_between, INDEPENDENT, FEW, 0, 0.93, 0.97 },
	{ "Hodges-Lehmann of two", of_shift_between, QUANTISED, FEW, 0, 0.96, 1 },
	{ "Hodges-Lehmann of two", of_shift_between, CONTAMINATED, FEW, 0, 0.93, 0.97 },
	{ "Hodges-Lehmann of two", of_shift_between, CORRELATED, MANY, 0, 0.5, 0.7 },
	{ "BCa of the trimmed mean", of_bca, INDEPENDENT, FEW, 0, 0.93, 0.97 },
	{ "BCa of the trimmed mean", of_bca, QUANTISED, FEW, 0, 0.93, 0.97 },
	{ "BCa of the trimmed mean", of_bca, CONTAMINATED, FEW, 0, 0.93, 0.97 },
	{ "BCa of the trimmed mean", of_bca, CORRELATED, MANY, 0, 0.50, 0.65 },
	{ "the same, blocks as long as they should be", of_blocks, CORRELATED, MANY, 0, 0.87, 0.95 },
	{ "ratio of nested means, 8 VMs a side", of_ratio, INDEPENDENT, 144, 1, 0.89, 0.95 },
	{ "ratio of nested means, 22 VMs a side", of_ratio, INDEPENDENT, 396, 1, 0.93, 0.97 },
	{ "ratio of nested means, 22 VMs a side", of_ratio, CONTAMINATED, 396, 1, 0.93, 0.97 },
	{ "nested mean, 22 VMs", of_nested, INDEPENDENT, 198, 0, 0.92, 0.97 },
	{ "nested mean, 8 VMs", of_nested, INDEPENDENT, 72, 0, 0.86, 0.93 },
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int held = 0, times = (rows[i].n == FEW ? 2000 : 1000) / (tap_full() ? 1 : 10);
		double slack = tap_full() ? 0 : BRIEF_SLACK;
		uint64_t state = 12345 + i;
		double x[MANY];

		for (int j = 0; j < times; j++) {
			struct interval ci;

			make(rows[i].data, x, rows[i].n, &state);
			ci = rows[i].of(x, rows[i].n);
			held += ci.known && ci.lo <= rows[i].truth && rows[i].truth <= ci.hi;
		}
		ok((double)held / times >= rows[i].low - slack && (double)held / times <= rows[i].high + slack,
		   "%s, %s: %.1f %%, should be %.0f to %.1f", rows[i].what, data_name[rows[i].data],
		   100.0 * held / times, (rows[i].low - slack) * 100, (rows[i].high + slack) * 100);
	}
	return tap_done();
}
