/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * print X Y: prints our estimates for two files of whole numbers, one a line, as "name value" lines.
 * tests/full/oracle.sh compares them with those of R and scipy.
 */
#include "analysis/stats/bootstrap.h"
#include "analysis/stats/ranks.h"
#include "analysis/stats/robust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESAMPLES 9999

#define MOST 100000

struct column {
	double raw[MOST], sorted[MOST];
	int64_t whole[MOST];
	size_t n;
};

static bool read_column(struct column *c, const char *path)
{
	FILE *in = fopen(path, "r");

	while (in && c->n < MOST && fscanf(in, "%lf", &c->raw[c->n]) == 1)
		c->n++;
	if (in)
		fclose(in);
	memcpy(c->sorted, c->raw, c->n * sizeof(*c->raw));
	stats_sort(c->sorted, c->n);
	for (size_t i = 0; i < c->n; i++)
		c->whole[i] = (int64_t)c->sorted[i];
	return c->n > 1;
}

static void print(const char *name, double value)
{
	printf("%s %.15g\n", name, value);
}

static void print_interval(const char *name, struct interval ci)
{
	printf("%s.lo %.15g\n%s.hi %.15g\n", name, ci.lo, name, ci.hi);
}

static void print_one(const struct column *x)
{
	static const double share = ROBUST_TRIM;
	const struct bootstrap_plan plan = { bootstrap_trimmed_mean, &share, RESAMPLES, 0.95, 1, 1 };
	struct bootstrap b;
	double value, error;

	print("mean", stats_mean(x->raw, x->n));
	print("deviation", stats_deviation(x->raw, x->n));
	print("median", stats_quantile(x->sorted, x->n, 0.5));
	print("q90", stats_quantile(x->sorted, x->n, 0.9));
	print("trim20", robust_trimmed_mean(x->sorted, x->n, share));
	print("trim20.error", robust_trimmed_error(x->sorted, x->n, share));
	if (!robust_harrell_davis(x->sorted, x->n, 0.5, &value, &error))
		print("hd50", value);
	if (robust_maritz_jarrett(x->sorted, x->n, 0.5, &error))
		print("mj50", error);
	print_interval("median.ci", stats_median_interval(x->sorted, x->n, 0.95));
	if (!bootstrap_bca(x->raw, x->n, &plan, &b))
		print_interval("bca", b.ci);
}

int main(int argc, char **argv)
{
	static struct column x, y;
	struct comparison yuen;
	struct shift shift;

	if (argc != 3 || !read_column(&x, argv[1]) || !read_column(&y, argv[2]))
		return 1;
	print_one(&x);
	yuen = robust_yuen(x.raw, x.n, y.raw, y.n, ROBUST_TRIM, 0.95);
	print("yuen.p", yuen.p);
	print_interval("welch", robust_yuen(x.raw, x.n, y.raw, y.n, 0, 0.95).ci);
	if (!ranks_shift_between(x.whole, x.n, y.whole, y.n, 0.95, &shift))
		print("shift", shift.value);
	print("cliff", ranks_cliff(x.sorted, x.n, y.sorted, y.n));
	return 0;
}
