/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Golden values: R 4.2.2, p.adjust(). */
#include "analysis/stats/families.h"
#include "analysis/test/golden.h"
#include "bench/test/tap.h"

#include <string.h>

static bool all_near(const double *a, const double *b, size_t n)
{
	bool as = true;

	for (size_t i = 0; i < n; i++)
		as &= near(a[i], b[i]);
	return as;
}

static void test_adjust(void)
{
	static const double raw[] = { 0.04, 0.001, 0.2, 0.012, 0.03 };
	double p[5], one = 0.6;

	memcpy(p, raw, sizeof(p));
	ok(!families_holm(p, 5) && all_near(p, (const double[]){ 0.09, 0.005, 0.2, 0.048, 0.09 }, 5),
	   "Holm, in any order");
	memcpy(p, raw, sizeof(p));
	ok(!families_benjamini_hochberg(p, 5) && all_near(p, (const double[]){ 0.05, 0.005, 0.2, 0.03, 0.05 }, 5),
	   "Benjamini-Hochberg");
	memcpy(p, (const double[]){ 0.04, 0.01, 0.041 }, 3 * sizeof(*p));
	ok(!families_benjamini_hochberg(p, 3) && all_near(p, (const double[]){ 0.041, 0.03, 0.041 }, 3),
	   "which is never more than of a larger one");
	ok(!families_holm(&one, 1) && one == 0.6 && !families_benjamini_hochberg(&one, 1) && one == 0.6,
	   "one alone stays");
	memcpy(p, (const double[]){ 0.9, 0.8, 0.7 }, 3 * sizeof(*p));
	ok(!families_holm(p, 3) && p[0] == 1 && p[1] == 1 && p[2] == 1, "never above 1");
	ok(!families_holm(p, 0) && !families_benjamini_hochberg(p, 0), "none at all");
}

static void test_equivalent(void)
{
	ok(families_equivalent((struct interval){ true, -1, 2 }, 2.5), "inside");
	ok(!families_equivalent((struct interval){ true, -3, 2 }, 2.5) &&
	   !families_equivalent((struct interval){ true, -1, 3 }, 2.5), "over one end or the other");
	ok(!families_equivalent((struct interval){ true, -2.5, 2 }, 2.5) &&
	   !families_equivalent((struct interval){ true, -2, 2.5 }, 2.5), "on the end");
	ok(families_equivalent((struct interval){ true, 0, 0 }, 0), "no difference is within no margin");
	ok(!families_equivalent((struct interval){ .known = false }, 10), "nothing is known");
	ok(families_bound((struct interval){ true, -3, 2 }) == 3 && families_bound((struct interval){ true, 1, 2 }) == 2 &&
	   families_bound((struct interval){ true, 0, 0 }) == 0 && isnan(families_bound((struct interval){ .known = false })),
	   "the smallest margin that can be claimed");
	ok(families_equivalent((struct interval){ true, -3, 2 }, nextafter(families_bound((struct interval){ true, -3, 2 }), 4)),
	   "which any larger one is, too");
}

int main(void)
{
	test_adjust();
	test_equivalent();
	return tap_done();
}
