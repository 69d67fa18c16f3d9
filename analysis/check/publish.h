/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether an archive is fit to publish, and a copy of it without what identifies the machine or its user. */
#ifndef ANALYSIS_CHECK_PUBLISH_H
#define ANALYSIS_CHECK_PUBLISH_H

#include "analysis/archive/load.h"
#include "bench/cli/verb.h"

#include <stdbool.h>
#include <stdio.h>

/* Write "fit to publish", or "not fit to publish: " and every reason, without a newline. broken: check found it so. */
void publish_judge(const struct archive *archive, bool broken, FILE *out);

/*
 * Write to the file at `to` a copy of runs that are sound, as archive_load() found them, with PERSONAL_REMOVED in place of what
 * identifies, and a new digest for each. force: an existing file is replaced. STATUS_OK, or STATUS_FAILED after printing why.
 */
enum status publish_copy(const struct sources *sources, const char *to, bool force);

#endif
