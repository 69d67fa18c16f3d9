/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An archive, and all that follows from it. */
#ifndef ANALYSIS_LOADED_H
#define ANALYSIS_LOADED_H

#include "analysis/contrast/contrast.h"

struct loaded {
	struct archive archive;
	struct results results;
	struct contrasts contrasts;
};

/* For loaded_close(). NULL: it could not be, and why is on stderr; verb is who wants it. */
struct loaded *loaded_open(const char *verb, const char *path);

/* NULL is allowed. */
void loaded_close(struct loaded *loaded);

#endif
