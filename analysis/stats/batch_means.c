/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/stats/batch_means.h"

#include "analysis/stats/bootstrap.h"

#include <errno.h>
#include <math.h>

#define INDEPENDENT_MIN 3 /* a series counts as so many independent values at least: of fewer, no interval says anything */

/* Sum of products of the deviations from the mean of values that are `lag` apart. */
static double products(const double *x, size_t n, double mean, size_t lag)
{
	double sum = 0;

	for (size_t i = lag; i < n; i++)
		sum += (x[i] - mean) * (x[i - lag] - mean);
	return sum;
}

/* Is von Neumann's ratio that of correlated values? squares: products() of lag 0, above 0. */
static bool is_correlated(const double *x, size_t n, double squares)
{
	double count = (double)n, steps = 0, c;

	for (size_t i = 1; i < n; i++)
		steps += (x[i] - x[i - 1]) * (x[i] - x[i - 1]);
	c = 1 - steps / (2 * squares);
	return c / sqrt((count - 2) / (count * count - 1)) > stats_normal_quantile(1 - BATCH_CORRELATION_P);
}

/* The inflation by a first-order autoregression. The estimate of its coefficient is too small by (1 + 3 r) / n. */
static double autoregressive(const double *x, size_t n, double mean, double squares)
{
	double count = (double)n, r = (count * products(x, n, mean, 1) / squares + 1) / (count - 3);

	return r < 1 ? (1 + fmax(r, 0)) / (1 - fmax(r, 0)) : INFINITY;
}

/* The inflation by the autocorrelations themselves, each of which is too small by about 1 / n. */
static double summed(const double *x, size_t n, double mean, double squares)
{
	double inflation = 1;

	for (size_t lag = 1; lag <= n / 2; lag++) {
		double r = products(x, n, mean, lag) / squares + 1 / (double)n;

		if (r <= 0)
			break;
		inflation += 2 * r;
	}
	return inflation;
}

struct correlation correlation_of(const double *x, size_t n)
{
	struct correlation c = { .inflation = 1 };
	double mean = stats_mean(x, n), squares = products(x, n, mean, 0);

	c.tested = n >= BATCH_CORRELATION_MIN && squares > 0;
	c.found = c.tested && is_correlated(x, n, squares);
	if (c.found)
		c.inflation = fmin(fmax(autoregressive(x, n, mean, squares), summed(x, n, mean, squares)),
				   (double)n / INDEPENDENT_MIN);
	return c;
}

int batch_means(const double *x, size_t n, struct batch_means *out)
{
	const struct bootstrap_plan plan = { .statistic = bootstrap_mean, .resamples = BOOTSTRAP_RESAMPLES,
					     .confidence = n >= 2 ? bootstrap_expanded(STATS_CONFIDENCE, n) : 0,
					     .seed = BOOTSTRAP_SEED, .block = 1 };
	struct bootstrap bca = { .ci.known = false };
	double half;

	*out = (struct batch_means){ .mean = stats_mean(x, n), .correlation = correlation_of(x, n) };
	if (n < 2)
		return 0;
	out->error = stats_deviation(x, n) * sqrt(out->correlation.inflation / (double)n);
	out->df = (double)n / out->correlation.inflation - 1;
	if (n >= BATCH_BCA_MIN && !out->correlation.found && bootstrap_bca(x, n, &plan, &bca))
		return -ENOMEM;
	half = stats_t_quantile((1 + STATS_CONFIDENCE) / 2, out->df) * out->error;
	out->bca = bca.ci.known;
	out->ci = bca.ci.known ? bca.ci : (struct interval){ true, out->mean - half, out->mean + half };
	return 0;
}
