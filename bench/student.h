/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Student's t, for whoever judges a mean: the runner when to stop, the analysis what it is. */
#ifndef BENCH_STUDENT_H
#define BENCH_STUDENT_H

/* p-quantile, 0 < p < 1, of df > 0 degrees of freedom (need not be whole); to some 12 digits. */
double student_quantile(double p, double df);

#endif
