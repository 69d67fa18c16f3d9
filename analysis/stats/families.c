/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/stats/families.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

struct ranked {
	double p;
	size_t at;
};

static int compare(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

/* NULL: no memory. */
static struct ranked *rank(const double *p, size_t n)
{
	struct ranked *r = calloc(n + 1, sizeof(*r));

	for (size_t i = 0; r && i < n; i++)
		r[i] = (struct ranked){ p[i], i };
	if (r)
		qsort(r, n, sizeof(*r), compare);
	return r;
}

int families_holm(double *p, size_t n)
{
	struct ranked *r = rank(p, n);
	double most = 0;

	if (!r)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		most = fmin(fmax(most, r[i].p * (double)(n - i)), 1);
		p[r[i].at] = most;
	}
	free(r);
	return 0;
}

int families_benjamini_hochberg(double *p, size_t n)
{
	struct ranked *r = rank(p, n);
	double least = 1;

	if (!r)
		return -ENOMEM;
	for (size_t i = n; i-- > 0;) {
		least = fmin(least, r[i].p * (double)n / (double)(i + 1));
		p[r[i].at] = least;
	}
	free(r);
	return 0;
}

bool families_equivalent(struct interval ci, double margin)
{
	return ci.known && ((ci.lo > -margin && ci.hi < margin) || (ci.lo == 0 && ci.hi == 0));
}

double families_bound(struct interval ci)
{
	return ci.known ? fmax(fabs(ci.lo), fabs(ci.hi)) : NAN;
}
