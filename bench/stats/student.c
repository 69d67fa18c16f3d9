/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/stats/student.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

/* Keep a term of a continued fraction away from zero (modified Lentz method). */
static double off_zero(double x)
{
	return fabs(x) < DBL_MIN ? DBL_MIN : x;
}

/* Continued fraction of the regularised incomplete beta function: NIST DLMF 8.17.22, for x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
	double c = 1, d = 1 / off_zero(1 - (a + b) * x / (a + 1)), f = d;

	for (int m = 1; m <= 10000; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double step;

		d = 1 / off_zero(1 + even * d);
		c = off_zero(1 + even / c);
		f *= c * d;
		d = 1 / off_zero(1 + odd * d);
		c = off_zero(1 + odd / c);
		step = c * d;
		f *= step;
		if (fabs(step - 1) < DBL_EPSILON)
			break;
	}
	return f;
}

double student_log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

double student_beta(double a, double b, double x)
{
	double front;

	if (x <= 0 || x >= 1)
		return x >= 1;
	front = exp(student_log_gamma(a + b) - student_log_gamma(a) - student_log_gamma(b) + a * log(x) + b * log1p(-x));

	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(a, b, x) / a;
	return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double student_tail(double t, double df)
{
	return student_beta(df / 2, 0.5, df / (df + t * t)) / 2;
}

/* Find the quantile for p > 0.5 by bisection. */
static double search_quantile(double p, double df)
{
	double lo = 0, hi = 1;

	while (student_tail(hi, df) > 1 - p && hi < DBL_MAX / 4)
		hi *= 2;
	for (int i = 0; i < 200 && hi - lo > DBL_EPSILON * hi; i++) {
		double mid = lo + (hi - lo) / 2;

		if (student_tail(mid, df) > 1 - p)
			lo = mid;
		else
			hi = mid;
	}
	return lo + (hi - lo) / 2;
}

#define KNOWN_MAX 64 /* an archive has thousands of intervals, and few numbers of rounds */

double student_quantile(double p, double df)
{
	static _Thread_local struct {
		double p, df, quantile;
	} known[KNOWN_MAX];
	size_t at = df < 1e9 ? (size_t)fmod(df * 16, KNOWN_MAX) : 0;

	if (p < 0.5)
		return -student_quantile(1 - p, df);
	if (p == 0.5)
		return 0;
	if (known[at].p != p || known[at].df != df) {
		known[at].quantile = search_quantile(p, df);
		known[at].p = p;
		known[at].df = df;
	}
	return known[at].quantile;
}
