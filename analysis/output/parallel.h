/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work that falls into parts which have nothing to do with each other. */
#ifndef ANALYSIS_PARALLEL_H
#define ANALYSIS_PARALLEL_H

#include <stddef.h>

/*
 * Call each(context, i) for all i < count, on as many threads as there are CPUs, 8 at most, or on fewer if there can be
 * no more. 0, or the value other than 0 that some call returned; then not all may have been made.
 */
int parallel_for(size_t count, int (*each)(void *context, size_t i), void *context);

#endif
