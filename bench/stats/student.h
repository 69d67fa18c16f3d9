/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Student's t distribution. The runner uses it to decide when to stop, the analysis for intervals. */
#ifndef BENCH_STUDENT_H
#define BENCH_STUDENT_H

/* Return the p-quantile, 0 < p < 1, for df > 0 degrees of freedom (need not be whole), to some 12 digits. */
double student_quantile(double p, double df);

/* Return P(T > t), t >= 0, for df > 0 degrees of freedom. */
double student_tail(double t, double df);

/* The regularised incomplete beta function I_x(a, b) (NIST DLMF 8.17.2), a and b above 0; 0 below x = 0, 1 above 1. */
double student_beta(double a, double b, double x);

/* Return ln Gamma(x), x > 0. Thread-safe, unlike lgamma(), which writes the global variable signgam. */
double student_log_gamma(double x);

#endif
