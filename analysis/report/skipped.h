/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the host could not have. */
#ifndef ANALYSIS_REPORT_SKIPPED_H
#define ANALYSIS_REPORT_SKIPPED_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* By reason; nothing if it had all. 0 or -ENOMEM. */
int report_skipped(const struct loaded *loaded, FILE *out);

#endif
