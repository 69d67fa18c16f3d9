/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/stats/ranks.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define EXACT_SIGNED 200
#define EXACT_SUM    50

/* Count the sums x[i] + x[j], i <= j, that are at most limit. */
static uint64_t sums_up_to(const int64_t *x, size_t n, int64_t limit)
{
	uint64_t count = 0;
	size_t end = n; /* one past the last j */

	for (size_t i = 0; i < n; i++) {
		while (end > i && x[i] + x[end - 1] > limit)
			end--;
		if (end <= i)
			break;
		count += end - i;
	}
	return count;
}

/* The pairs whose values are searched: sums within one sample, or differences of two. */
struct pairs {
	const int64_t *x, *y; /* y NULL: sums of x with itself; else differences x - y */
	size_t nx, ny;
};

static uint64_t pairs_up_to(const struct pairs *p, int64_t limit)
{
	uint64_t count = 0;
	size_t first = 0; /* the first y that is large enough */

	if (!p->y)
		return sums_up_to(p->x, p->nx, limit);
	for (size_t i = 0; i < p->nx; i++) {
		while (first < p->ny && p->x[i] - p->y[first] > limit)
			first++;
		count += p->ny - first;
	}
	return count;
}

/* Return the k-th smallest value, k from 1, by bisection of the range of values. */
static int64_t pair_at(const struct pairs *p, uint64_t k)
{
	int64_t lo = p->y ? p->x[0] - p->y[p->ny - 1] : 2 * p->x[0];
	int64_t hi = p->y ? p->x[p->nx - 1] - p->y[0] : 2 * p->x[p->nx - 1];

	while (lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;

		if (pairs_up_to(p, mid) >= k)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

/* Return the first index up to which ways[0 ... last] sum to more than share of the total. */
static uint64_t quantile_of_ways(const double *ways, uint64_t last, double share)
{
	double all = 0, sum = 0;
	uint64_t q = 0;

	for (uint64_t i = 0; i <= last; i++)
		all += ways[i];
	while (q < last && (sum += ways[q]) < share * all)
		q++;
	return q;
}

/* Set *q to a quantile of Wilcoxon's signed rank statistic: counts subsets of 1 ... n by sum. 0 or -ENOMEM. */
static int signed_rank_quantile(size_t n, double share, uint64_t *q)
{
	uint64_t last = (uint64_t)n * (n + 1) / 2;
	double *ways = calloc(last + 1, sizeof(*ways));

	if (!ways)
		return -ENOMEM;
	ways[0] = 1;
	for (size_t rank = 1; rank <= n; rank++)
		for (uint64_t sum = last; sum >= rank; sum--)
			ways[sum] += ways[sum - rank];
	*q = quantile_of_ways(ways, last, share);
	free(ways);
	return 0;
}

/*
 * Set *q to a quantile of the number of pairs x > y. Among i values of x and j of y, the largest is either of x, and
 * then above all j of y, or of y (Mann and Whitney 1947). Returns 0 or -ENOMEM.
 */
static int rank_sum_quantile(size_t nx, size_t ny, double share, uint64_t *q)
{
	uint64_t last = (uint64_t)nx * ny;
	double *ways = calloc((ny + 1) * (last + 1), sizeof(*ways)); /* for the current i, by j and number of pairs */

	if (!ways)
		return -ENOMEM;
	for (size_t j = 0; j <= ny; j++)
		ways[j * (last + 1)] = 1;
	for (size_t i = 1; i <= nx; i++)
		for (size_t j = 1; j <= ny; j++)
			for (uint64_t k = last + 1; k-- > 0;)
				ways[j * (last + 1) + k] = (k >= j ? ways[j * (last + 1) + k - j] : 0) +
							   ways[(j - 1) * (last + 1) + k];
	*q = quantile_of_ways(ways + ny * (last + 1), last, share);
	free(ways);
	return 0;
}

static uint64_t normal_quantile_of(double mean, double variance, double share)
{
	double q = mean + stats_normal_quantile(share) * sqrt(variance);

	return q > 0.5 ? (uint64_t)(q + 0.5) : 0;
}

/* Set the shift and its interval; the value of a pair divided by divisor is a shift. */
static void estimate(const struct pairs *p, uint64_t all, uint64_t rank, double divisor, struct shift *shift)
{
	shift->value = ((double)pair_at(p, (all + 1) / 2) + (double)pair_at(p, all / 2 + 1)) / 2 / divisor;
	shift->ci.known = rank >= 1;
	shift->rank = rank;
	shift->ci.lo = rank ? (double)pair_at(p, rank) / divisor : 0;
	shift->ci.hi = rank ? (double)pair_at(p, all - rank + 1) / divisor : 0;
}

int ranks_shift(const int64_t *sorted, size_t n, double confidence, struct shift *shift)
{
	const struct pairs pairs = { .x = sorted, .nx = n };
	uint64_t all = (uint64_t)n * (n + 1) / 2, rank = 0;
	double share = (1 - confidence) / 2, count = (double)n;
	int err = 0;

	if (n <= EXACT_SIGNED)
		err = signed_rank_quantile(n, share, &rank);
	else
		rank = normal_quantile_of((double)all / 2, count * (count + 1) * (2 * count + 1) / 24, share);
	if (!err)
		estimate(&pairs, all, rank, 2, shift);
	return err;
}

int ranks_shift_between(const int64_t *x, size_t nx, const int64_t *y, size_t ny, double confidence,
			struct shift *shift)
{
	const struct pairs pairs = { x, y, nx, ny };
	uint64_t all = (uint64_t)nx * ny, rank = 0;
	double share = (1 - confidence) / 2;
	int err = 0;

	if (nx <= EXACT_SUM && ny <= EXACT_SUM)
		err = rank_sum_quantile(nx, ny, share, &rank);
	else
		rank = normal_quantile_of((double)all / 2, (double)all * (double)(nx + ny + 1) / 12, share);
	if (!err)
		estimate(&pairs, all, rank, 1, shift);
	return err;
}

double ranks_cliff(const double *x, size_t nx, const double *y, size_t ny)
{
	size_t below = 0, up_to = 0; /* number of y below x[i], and at most x[i] */
	double sum = 0;

	for (size_t i = 0; i < nx; i++) {
		while (below < ny && y[below] < x[i])
			below++;
		while (up_to < ny && y[up_to] <= x[i])
			up_to++;
		sum += (double)below - (double)(ny - up_to);
	}
	return sum / ((double)nx * (double)ny);
}
