/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The power of t tests: how often a shift of some size is found, and how large one must be. */
#ifndef ANALYSIS_POWER_H
#define ANALYSIS_POWER_H

/*
 * Return the probability, 0 ... 1, that a two-sided t test at level alpha, 0 < alpha < 1, with df >= 1 degrees of freedom
 * (need not be whole; INFINITY: normal) rejects, if the true shift is `shift` >= 0 standard errors. By noncentral t,
 * integrated over the distribution of the estimated error.
 */
double power_of_t(double shift, double df, double alpha);

/* Return the true shift, in standard errors, that such a test rejects with this power, alpha < power < 1. */
double power_shift(double df, double alpha, double power);

#endif
