/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for what maintenance does with dirty data under a policy. */
#ifndef ANALYSIS_WORDING_DIRTY_H
#define ANALYSIS_WORDING_DIRTY_H

#include "analysis/archive/archive.h"

#define WORDING_DIRTY_SIZE 512

/*
 * Write, by the state of the page, which ops cleaned dirty data to memory and which lost them, or why that is not
 * known; "" of an archive of an older version. Returns text.
 */
const char *wording_dirty(char text[static WORDING_DIRTY_SIZE], const struct archive_policy *policy);

#endif
