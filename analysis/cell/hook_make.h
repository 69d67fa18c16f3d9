/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Estimates what the module's hooks cost, from the lines of the archive that are on them. */
#ifndef ANALYSIS_HOOK_MAKE_H
#define ANALYSIS_HOOK_MAKE_H

#include "analysis/cell/result.h"

/*
 * Estimate the costs of the hooks of results->archive. Where the lines disagree, the intervals hold those of all.
 * Returns 0, or -ENOMEM.
 */
int hook_make(struct hook *hook, const struct results *results);

#endif
