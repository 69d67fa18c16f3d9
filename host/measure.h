/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What needs KVM/arm64; on any other machine foreign.c stands in and says so. */
#ifndef HOST_MEASURE_H
#define HOST_MEASURE_H

#include "host/options.h"

/* Measure on this very machine and write the archive. An enum status; errors are printed. */
int measure_run(const struct options *options);

/* Print what this very machine does. An enum status; errors are printed. */
int measure_probe(const struct options *options);

#endif
