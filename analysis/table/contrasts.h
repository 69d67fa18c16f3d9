/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of differences in the text report, and their notes.
 * A table without cells writes nothing.
 */
#ifndef ANALYSIS_TABLE_CONTRASTS_H
#define ANALYSIS_TABLE_CONTRASTS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Two tables of the contrasts given by a bit for each contrast_id: of one line, and of all lines of a page. */
void table_contrasts(const struct loaded *loaded, const char *title, uint32_t contrasts, FILE *out);

/* The break-even lines: from which line on which policy costs less. */
void table_break_even(const struct loaded *loaded, FILE *out);

/* The notes on all tables of differences: what the columns mean and how they were estimated. */
void table_contrast_notes(const struct loaded *loaded, FILE *out);

/* Where no TLB is modelled, aftermath contrasts must be 0: a note that says whether they are. */
void table_aftermath_note(const struct loaded *loaded, FILE *out);

#endif
