/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Student's t, for whoever judges a mean: the runner when to stop, the analysis what it is. */
#ifndef BENCH_STUDENT_H
#define BENCH_STUDENT_H

/* p-quantile, 0 < p < 1, of df > 0 degrees of freedom (need not be whole); to some 12 digits. */
double student_quantile(double p, double df);

/* P(T > t), t >= 0, of df > 0 degrees of freedom. */
double student_tail(double t, double df);

/* The regularised incomplete beta function I_x(a, b) (NIST DLMF 8.17.2), a and b above 0; 0 below x = 0, 1 above 1. */
double student_beta(double a, double b, double x);

/* ln Gamma(x), x > 0; unlike lgamma() from any thread, for that writes a variable of its library's. */
double student_log_gamma(double x);

#endif
