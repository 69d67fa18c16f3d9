/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares Student's t with its closed forms for 1, 2 and 4 degrees of freedom, and with the normal distribution. */
#include "bench/array.h"
#include "bench/stats/student.h"
#include "bench/test/tap.h"

#include <math.h>

static bool near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

/* Shaw, Sampling Student's T distribution, 2006: 4 degrees of freedom. */
static double quantile_4(double p)
{
	double a = 4 * p * (1 - p), q = cos(acos(sqrt(a)) / 3) / sqrt(a);

	return 2 * sqrt(q - 1);
}

int main(void)
{
	static const double ps[] = { 0.6, 0.9, 0.975, 0.996875, 0.999 };

	for (size_t i = 0; i < ARRAY_SIZE(ps); i++) {
		double p = ps[i];

		ok(near(student_quantile(p, 1), tan(M_PI * (p - 0.5))), "p %g, 1 degree of freedom: a tangent", p);
		ok(near(student_quantile(p, 2), (2 * p - 1) / sqrt(2 * p * (1 - p))), "2: a root");
		ok(near(student_quantile(p, 4), quantile_4(p)), "4: a cosine");
		ok(near(student_quantile(1 - p, 4), -quantile_4(p)), "on the other side, too");
	}
	ok(student_quantile(0.5, 7) == 0, "the median is 0");
	ok(near(student_tail(1, 1), 0.25) && student_tail(0, 3) == 0.5, "tails");
	ok(near(student_beta(2, 3, 0.4), 0.5248) && near(student_beta(1, 7, 0.1), 1 - pow(0.9, 7)),
	   "the beta function: polynomials");
	ok(student_beta(2, 3, -0.1) == 0 && student_beta(2, 3, 0) == 0 && student_beta(2, 3, 1) == 1 &&
	   student_beta(2, 3, 1.1) == 1, "0 below, 1 above");
	ok(fabs(student_quantile(0.975, 1e9) - 1.959963984540) < 1e-6, "with many degrees of freedom, the normal one");
	return tap_done();
}
