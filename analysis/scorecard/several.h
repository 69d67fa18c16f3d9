/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hosts that are shown side by side. */
#ifndef ANALYSIS_SEVERAL_H
#define ANALYSIS_SEVERAL_H

#include "analysis/contrast/loaded.h"
#include "analysis/scorecard/scorecard.h"
#include "analysis/wording/labels.h"

#define SEVERAL_MAX LABELS_MAX

/* 2 <= count <= SEVERAL_MAX hosts, in the order given. The arrays are the caller's. */
struct several {
	const struct loaded *const *loaded;
	const struct scorecard *card; /* of each */
	size_t count;
};

#endif
