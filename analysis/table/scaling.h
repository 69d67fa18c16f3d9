/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of ivac_minus_civac by vCPUs, memslots and backing.
 * A table without cells writes nothing.
 */
#ifndef ANALYSIS_TABLE_SCALING_H
#define ANALYSIS_TABLE_SCALING_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

void table_scaling(const struct loaded *loaded, FILE *out);

#endif
