/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one cell of a run with --profile, whose instructions are counted by function. */
#ifndef HOST_PROFILE_CELL_H
#define HOST_PROFILE_CELL_H

#include "host/options/options.h"

/*
 * Set *cell to the one cell that --filter leaves; its policy is not set. 0, or -EINVAL (fail_text(): what to do) if the
 * options leave several or describe a host in which instructions cannot be counted so.
 */
int profile_cell(const struct options *options, struct cell *cell);

#endif
