/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells that this host cannot measure. */
#ifndef ANALYSIS_REPORT_SKIPPED_H
#define ANALYSIS_REPORT_SKIPPED_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Lists them by reason; writes nothing if there are none. Returns 0 or -ENOMEM. */
int report_skipped(const struct loaded *loaded, FILE *out);

#endif
