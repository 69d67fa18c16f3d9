/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs independent calls in parallel. */
#ifndef ANALYSIS_PARALLEL_H
#define ANALYSIS_PARALLEL_H

#include <stddef.h>

/*
 * Call each(context, i) for all i < count on one thread per CPU, at most 8, or on fewer if threads cannot be created. Each
 * thread makes its calls in ascending order. Where there are several, another parallel_for() within such a call makes all of
 * its own on that thread.
 * Returns 0, or a nonzero value that a call returned; some calls may then not have been made, but of the first that fails all
 * before it were.
 */
int parallel_for(size_t count, int (*each)(void *context, size_t i), void *context);

/* Return how many threads a parallel_for() of many calls has here; 1 within such a call. */
size_t parallel_threads(void);

#endif
