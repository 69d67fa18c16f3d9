/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mean of a series of rounds or of means of blocks, in the order taken, and how uncertain it is. Where neighbours are
 * correlated, what is said of independent values is too narrow, and is widened.
 */
#ifndef ANALYSIS_BATCH_MEANS_H
#define ANALYSIS_BATCH_MEANS_H

#include "analysis/stats/stats.h"

#define BATCH_BCA_MIN         20   /* with fewer values, a BCa interval covers the true mean too rarely */
#define BATCH_CORRELATION_MIN 8    /* with fewer values, correlation is not tested: the test would hardly find any */
#define BATCH_CORRELATION_P   0.05 /* level of that test: so many of independent series are taken for correlated */

/* Whether the neighbours of a series are correlated, and what that does to the variance of its mean. */
struct correlation {
	bool tested;      /* there are BATCH_CORRELATION_MIN values or more, and they are not constant */
	bool found;       /* the correlation reaches beyond one value */
	double inflation; /* variance of the mean / that of independent values; 1 unless found, at most a third of the values */
};

/*
 * Test by von Neumann's ratio (1941), one-sided, in Young's form: C = 1 - sum of (x[i] - x[i - 1])^2 / (2 sum of (x[i] -
 * mean)^2) has mean 0 and variance (n - 2) / (n^2 - 1) for independent normal values, and 1.645 of its deviations or more
 * are correlation. The inflation is then the larger of two: (1 + r) / (1 - r) of a first-order autoregression, as Skart has
 * it (Tafazzoli and Wilson 2011), with the bias of r made up for (Kendall 1954); and 1 + 2 * the sum of autocorrelations
 * up to the first that is not positive (Bayley and Hammersley 1946), each raised by 1 / n, for what fades more slowly.
 * x: n >= 1 values in the order taken.
 */
struct correlation correlation_of(const double *x, size_t n);

struct batch_means {
	double mean;
	double error, df;       /* standard error and its degrees of freedom, widened for correlation; 0 of one value */
	struct interval ci;     /* at 95 %: BCa from BATCH_BCA_MIN independent values, else Student's t; not known of one value */
	bool bca;
	struct correlation correlation;
};

/*
 * Fill in *out from n >= 1 values in the order taken. Correlated ones count as n / inflation: that makes the degrees of
 * freedom fewer, and there is no bootstrap. Allocates; returns 0 or -ENOMEM.
 */
int batch_means(const double *x, size_t n, struct batch_means *out);

#endif
