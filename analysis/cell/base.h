/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The backing, vCPUs and memslots that most tables are about. */
#ifndef ANALYSIS_BASE_H
#define ANALYSIS_BASE_H

#include "analysis/cell/result.h"

/*
 * Return a cell whose backing, vCPUs and mix are the usual ones or, where the archive has no cold DC IVAC or DC CIVAC
 * on them, the first on which it has one. All other axes have their first values.
 */
struct cell base_find(const struct results *results);

/* Do backing, vCPUs and mix agree with the base? */
bool base_agrees(const struct cell *base, const struct cell *cell);

#endif
