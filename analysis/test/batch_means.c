/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Means of series in the order taken. Golden values: numpy 1.24.2 and scipy 1.10.1 (t.ppf(), norm.ppf()), by the formulas
 * of the header. Then how often intervals of 95 % hold the true mean, simulated, the same draws each time: of independent
 * values 93 to 97 % of them; of correlated ones as many as the bounds say, which are the limit that estimators.md tells.
 */
#include "analysis/stats/batch_means.h"
#include "analysis/test/golden.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#define VALUES_MAX  64
#define TIMES       400
#define TIMES_FULL  8000
#define BRIEF_SLACK 0.03 /* 2.7 standard deviations of a share of 95 % in TIMES */

static struct batch_means means(const double *x, size_t n)
{
	struct batch_means m;

	if (batch_means(x, n, &m)) {
		puts("Bail out! out of memory");
		exit(1);
	}
	return m;
}

static void test_golden(void)
{
	static const double alone[] = { 993, 1006, 999, 994, 1004, 1008, 984, 997, 990, 998, 987, 1000 };
	static const double slow[] = { 1001, 990, 991, 986, 1006, 1009, 1030, 1024, 1023, 1022, 1007, 1004, 1016, 1005, 1005,
				       1003 };
	static const double both[] = { 995, 993, 996, 1011, 1001, 988, 975, 986, 989, 997, 994, 992, 989, 989, 996, 994, 998,
				       1018, 1014, 991, 1013, 1010, 996, 1007 };
	static const double hardly[] = { 13, 4, 3, 2, 7, 9, 9, 14 }; /* 1.653 deviations of C */
	static const double up[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
	struct batch_means m;

	m = means(alone, 12);
	ok(m.correlation.tested && !m.correlation.found && m.correlation.inflation == 1 &&
	   near(m.error, 2.143818927978666) && m.df == 11 && !m.bca, "twelve independent values: %.9g", m.error);
	ok(near(m.ci.lo, 991.9481530202806) && near(m.ci.hi, 1001.3851803130526), "their t interval");
	m = means(slow, 16);
	ok(m.correlation.found && near(m.correlation.inflation, 16.0 / 3) &&
	   near(m.error, 7.354137157636735) && near(m.df, 2), "correlated: at least three independent values are left");
	ok(near(m.ci.lo, 975.9827016825524) && near(m.ci.hi, 1039.2672983174477), "their interval");
	m = means(both, 24);
	ok(m.correlation.found && near(m.correlation.inflation, 3.543335149368921) &&
	   near(m.error, 3.963539038148141) && near(m.df, 5.773279689411958) && !m.bca,
	   "correlated beyond the first lag: %.9g times the variance", m.correlation.inflation);
	ok(near(m.ci.lo, 987.3751612707451) && near(m.ci.hi, 1006.9581720625881), "their interval, by t");
	m = means(hardly, 8);
	ok(m.correlation.found && near(m.correlation.inflation, 8.0 / 3), "hardly, but beyond 1.645 deviations");
	m = means(up, 9);
	ok(m.correlation.found && near(m.correlation.inflation, 3), "a drift");
	m = means(up, 7);
	ok(!m.correlation.tested && !m.correlation.found && near(m.error, 0.816496580927726),
	   "of seven values it is not told");
}

static void test_few(void)
{
	static const double same[24] = { 0 };
	struct batch_means m;

	m = means(same, 1);
	ok(m.mean == 0 && !m.ci.known && m.error == 0 && m.correlation.inflation == 1,
	   "one value: no interval");
	for (size_t n = 2; n <= 24; n += 22) {
		m = means(same, n);
		ok(m.ci.known && m.ci.lo == 0 && m.ci.hi == 0 && m.error == 0 &&
		   !m.correlation.found, "%zu constant values: a point", n);
	}
}

static uint64_t state;

struct row {
	size_t n;
	double by; /* coefficient of the first-order autoregression */
	double low, high;
};

static const struct row row[] = {
	{ 4, 0, 0.93, 0.97 },    { 8, 0, 0.93, 0.97 },     { 16, 0, 0.93, 0.97 },    { 32, 0, 0.93, 0.97 },
	{ 64, 0, 0.93, 0.97 },   { 4, 0.4, 0.82, 0.90 },   { 8, 0.4, 0.81, 0.88 },   { 16, 0.4, 0.83, 0.90 },
	{ 32, 0.4, 0.88, 0.94 }, { 64, 0.4, 0.91, 0.97 },  { 16, 0.8, 0.81, 0.90 },  { 32, 0.8, 0.88, 0.95 },
	{ 64, 0.8, 0.90, 0.96 },
};

/* The mean of the series is 0. */
static void draw(double *x, const struct row *r)
{
	double own = golden_bell(&state);

	for (size_t i = 0; i < r->n; i++) {
		own = r->by * own + sqrt(1 - r->by * r->by) * golden_bell(&state);
		x[i] = own;
	}
}

static void test_coverage(const struct row *r)
{
	int times = tap_full() ? TIMES_FULL : TIMES, held = 0, found = 0;
	double slack = tap_full() ? 0 : BRIEF_SLACK, x[VALUES_MAX];
	struct batch_means m;

	state = 4711;
	for (int i = 0; i < times; i++) {
		draw(x, r);
		m = means(x, r->n);
		held += m.ci.lo <= 0 && 0 <= m.ci.hi;
		found += m.correlation.found;
	}
	ok(held >= (r->low - slack) * times && held <= (r->high + slack) * times,
	   "%zu blocks, AR(1) %g: %.1f %% hold the mean, should be %.0f to %.0f; correlation found in %.0f %%", r->n, r->by,
	   100.0 * held / times, 100 * r->low, 100 * r->high, 100.0 * found / times);
	if (r->by == 0 && r->n >= BATCH_CORRELATION_MIN)
		ok(found >= (0.04 - slack) * times && found <= (0.065 + slack) * times,
		   "where there is none it is found in %.1f %%", 100.0 * found / times);
}

int main(void)
{
	test_golden();
	test_few();
	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		test_coverage(&row[i]);
	return tap_done();
}
