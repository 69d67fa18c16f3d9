/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/stats/power.h"

#include "analysis/stats/stats.h"
#include "bench/stats/student.h"

#include <math.h>

#define STEPS   2000 /* of Simpson's rule; even */
#define REACH   10.0 /* deviations of the estimated error on either side of its mean; the rest is below 1e-12 */
#define DF_MANY 1e6  /* Student's t is normal */

/* Density of u, the estimated error / the true one, which is sqrt(chi squared / df). */
static double density(double u, double df)
{
	if (u <= 0)
		return df > 1 ? 0 : sqrt(2 / M_PI);
	return exp(log(2) + df / 2 * log(df / 2) - student_log_gamma(df / 2) + (df - 1) * log(u) - df * u * u / 2);
}

/* Probability of |T| > t if the estimated error is u times the true one. */
static double beyond(double u, double t, double shift)
{
	return stats_normal(shift - t * u) + stats_normal(-shift - t * u);
}

double power_of_t(double shift, double df, double alpha)
{
	double t = df < DF_MANY ? student_quantile(1 - alpha / 2, df) : stats_normal_quantile(1 - alpha / 2);
	double deviation = 1 / sqrt(2 * df), low = fmax(0, 1 - REACH * deviation), high = 1 + REACH * deviation;
	double step, sum = 0;

	if (df >= DF_MANY)
		return beyond(1, t, shift);
	/* In steps of the root of u: with few degrees of freedom and a large t, all happens near 0. */
	step = (sqrt(high) - sqrt(low)) / STEPS;
	for (int i = 0; i <= STEPS; i++) {
		double root = sqrt(low) + i * step, u = root * root;

		sum += (i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2) * density(u, df) * beyond(u, t, shift) * 2 * root;
	}
	return fmin(sum * step / 3, 1);
}

double power_shift(double df, double alpha, double power)
{
	double low = 0, high = 1;

	while (power_of_t(high, df, alpha) < power)
		high *= 2;
	for (int i = 0; i < 50; i++) {
		double middle = (low + high) / 2;

		if (power_of_t(middle, df, alpha) < power)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}
