/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of differences in a text, and the notes on them.
 * An archive that has no cells for a table leaves no trace in out.
 */
#ifndef ANALYSIS_TABLE_CONTRASTS_H
#define ANALYSIS_TABLE_CONTRASTS_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

/* Differences, contrasts having a bit for each contrast_id: of one line, then of all lines of a page. */
void report_contrast_tables(const struct loaded *loaded, const char *title, uint32_t contrasts, FILE *out);

/* The lines at which policies cost the same. */
void report_break_even(const struct loaded *loaded, FILE *out);

/* What the columns of all tables of differences mean, and how they were estimated. */
void report_contrast_notes(const struct loaded *loaded, FILE *out);

/* Where no TLB is modelled, what comes after an op must not depend on it: whether it does. */
void report_aftermath_note(const struct loaded *loaded, FILE *out);

#endif
