/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Golden values: R 4.2.2 (wilcox.test(conf.int = TRUE), exact, of data without ties), scipy 1.10.1 (mannwhitneyu). */
#include "analysis/stats/ranks.h"
#include "analysis/test/golden.h"
#include "bench/test/tap.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void whole(const double *from, int64_t *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (int64_t)from[i];
	qsort(to, n, sizeof(*to), compare);
}

/* Check value, interval and rank of a shift. */
static bool is(const struct shift *s, double value, double lo, double hi, uint64_t rank)
{
	bool as = s->value == value && s->ci.known && s->ci.lo == lo && s->ci.hi == hi && s->rank == rank;

	if (!as)
		printf("# %.9g [%.9g, %.9g], rank %llu\n", s->value, s->ci.lo, s->ci.hi, (unsigned long long)s->rank);
	return as;
}

static void test_golden(void)
{
	double x[N], y[N], d[N];
	int64_t xs[N], ys[N], ds[N];
	struct shift s;

	golden_three(x, y, d);
	whole(x, xs, N);
	whole(y, ys, N);
	whole(d, ds, N);
	ok(!ranks_shift(ds, N, 0.95, &s) && is(&s, 320, 305, 336.5, 265), "Hodges-Lehmann of one sample");
	ok(!ranks_shift_between(xs, N, ys, N, 0.95, &s) && is(&s, 320, 305, 335, 597), "of two");
	for (int i = 0; i < N; i++) {
		x[i] = 64 * x[i] + i;
		y[i] = 64 * y[i] + 37 * i % 41;
		d[i] = x[i] - y[i];
	}
	whole(x, xs, N);
	whole(y, ys, N);
	whole(d, ds, N);
	ok(!ranks_shift(ds, N, 0.95, &s) && is(&s, 20472.75, 19508, 21538, 265), "as R's of one sample without ties");
	ok(!ranks_shift_between(xs, N, ys, N, 0.95, &s) && is(&s, 20482.5, 19523, 21432, 597), "and of two");
}

/* Compute the shift from a list of all pairs. */
static double brute(const int64_t *x, size_t nx, const int64_t *y, size_t ny, uint64_t rank)
{
	int64_t *all = calloc(nx * (y ? ny : nx), sizeof(*all)), value;
	size_t n = 0;

	for (size_t i = 0; i < nx; i++)
		for (size_t j = y ? 0 : i; j < (y ? ny : nx); j++)
			all[n++] = y ? x[i] - y[j] : x[i] + x[j];
	qsort(all, n, sizeof(*all), compare);
	value = all[rank - 1];
	free(all);
	return (double)value / (y ? 1 : 2);
}

static void test_brute(void)
{
	int64_t x[260], y[70];
	uint64_t seed = 3;
	struct shift s;

	for (int i = 0; i < 260; i++)
		x[i] = (int64_t)(golden_draw(&seed) % 50) - 20; /* many ties, both signs */
	for (int i = 0; i < 70; i++)
		y[i] = (int64_t)(golden_draw(&seed) % 1000) - 500;
	qsort(x, 260, sizeof(*x), compare);
	qsort(y, 70, sizeof(*y), compare);
	ok(!ranks_shift(x, 260, 0.95, &s) && s.ci.lo == brute(x, 260, NULL, 0, s.rank) &&
	   s.ci.hi == brute(x, 260, NULL, 0, 260 * 261 / 2 - s.rank + 1), "more than the exact distribution is for");
	/* round(M/2 - z sqrt(n (n + 1) (2 n + 1) / 24)) */
	ok(s.rank == 14586, "which is the normal approximation's");
	ok(!ranks_shift_between(x, 260, y, 70, 0.95, &s) && s.ci.lo == brute(x, 260, y, 70, s.rank) &&
	   s.ci.hi == brute(x, 260, y, 70, 260 * 70 - s.rank + 1), "the same of two samples");
}

static void test_ends(void)
{
	static const int64_t same[] = { 5, 5, 5, 5, 5, 5, 5 };
	const int64_t huge[] = { -(INT64_C(1) << 61) + 1, 0, (INT64_C(1) << 61) - 1 };
	struct shift s;

	ok(!ranks_shift(same, 7, 0.95, &s) && is(&s, 5, 5, 5, 3), "constant: a point");
	ok(!ranks_shift_between(same, 7, same, 7, 0.95, &s) && s.value == 0 && s.ci.lo == 0 && s.ci.hi == 0,
	   "and nothing between them");
	ok(!ranks_shift(same, 1, 0.95, &s) && s.value == 5 && !s.ci.known, "one sample has no interval");
	ok(!ranks_shift(same, 5, 0.95, &s) && !s.ci.known && !ranks_shift(same, 6, 0.95, &s) && s.ci.known,
	   "five have none of 95 %%, six have");
	ok(!ranks_shift_between(same, 3, same, 3, 0.95, &s) && !s.ci.known &&
	   !ranks_shift_between(same, 4, same, 4, 0.95, &s) && s.ci.known, "nor have twice three, but twice four have");
	ok(!ranks_shift(huge, 3, 0.95, &s) && s.value == 0 && !ranks_shift_between(huge, 3, huge, 3, 0.95, &s) &&
	   s.value == 0, "the largest values do not overflow");
	ok(!ranks_shift(huge + 2, 1, 0.95, &s) && s.value == 0x1p61, "nor their sum");
	ok(!ranks_shift_between(huge + 2, 1, huge, 1, 0.95, &s) && s.value == 0x1p62, "nor their difference");
}

static void test_cliff(void)
{
	double x[N], y[N], d[N];

	golden_three(x, y, d);
	stats_sort(x, N);
	stats_sort(y, N);
	ok(ranks_cliff(x, N, y, N) == 0.9025 && ranks_cliff(y, N, x, N) == -0.9025, "Cliff's delta");
	ok(ranks_cliff(x, N, x, N) == 0, "with itself: 0");
	ok(ranks_cliff((const double[]){ 1, 2, 2 }, 3, (const double[]){ 2, 2, 3 }, 3) == -5.0 / 9,
	   "ties count for neither");
	ok(ranks_cliff((const double[]){ 9 }, 1, (const double[]){ 1 }, 1) == 1, "all above");
}

int main(void)
{
	test_golden();
	test_brute();
	test_ends();
	test_cliff();
	return tap_done();
}
