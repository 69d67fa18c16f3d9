/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power of t tests: the examples of R's help on power.t.test() (R 4.2.2), and what must hold without a shift. */
#include "analysis/stats/power.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <math.h>

/*
 * R: power.t.test(n = 20, delta = 1, sd = 1) says 0.8689528, which leaves out the tail on the other side, some 2e-7;
 * power.t.test(power = .90, delta = 1) says n = 22.02110.
 */
static void test_golden(void)
{
	double got = power_of_t(1 / sqrt(2.0 / 20), 38, 0.05);

	ok(got >= 0.86895275 && got < 0.8689532, "20 of each, a shift of one deviation: %.7f", got);
	got = power_of_t(1 / sqrt(2.0 / 22.02110), 2 * 22.02110 - 2, 0.05);
	ok(fabs(got - 0.9) < 1e-6, "22.02110 of each: %.7f", got);
	got = power_of_t(1.959963984540054 + 0.8416212335729143, INFINITY, 0.05);
	ok(fabs(got - 0.8) < 1e-5, "a known spread: %.7f", got);
}

static void test_level(void)
{
	static const double df[] = { 1, 1.5, 2, 4, 18, 1000 }, alpha[] = { 0.05, 0.0005 };

	for (size_t i = 0; i < ARRAY_SIZE(df); i++)
		for (size_t j = 0; j < ARRAY_SIZE(alpha); j++) {
			double got = power_of_t(0, df[i], alpha[j]), shift = power_shift(df[i], alpha[j], 0.8);

			ok(fabs(got / alpha[j] - 1) < 1e-3, "%g degrees of freedom, no shift: %g of %g", df[i], got, alpha[j]);
			ok(fabs(power_of_t(shift, df[i], alpha[j]) - 0.8) < 1e-6 && power_of_t(shift / 2, df[i], alpha[j]) < 0.8,
			   "80 %% at %g errors", shift);
		}
}

/* Boots an arm, and the shift that is found in 80 % of comparisons, by the deviation between boots. */
static void test_boots(void)
{
	static const struct {
		double boots, shift;
	} rows[] = { { 2, 5.7 }, { 3, 3.1 }, { 5, 2.0 }, { 10, 1.3 } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double got = power_shift(2 * rows[i].boots - 2, 0.05, 0.8) * sqrt(2 / rows[i].boots);

		ok(fabs(got - rows[i].shift) < 0.051, "%g boots an arm: %.3f deviations", rows[i].boots, got);
	}
}

int main(void)
{
	test_golden();
	test_level();
	test_boots();
	return tap_done();
}
