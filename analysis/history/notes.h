/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a history says besides its tables. Each writes lines of a mail. */
#ifndef ANALYSIS_HISTORY_NOTES_H
#define ANALYSIS_HISTORY_NOTES_H

#include "analysis/history/history.h"

#include <stdio.h>

/* The machine, the clock, and a line for each kernel. */
void notes_machine(const struct history *history, FILE *out);

/* What the archives differ in besides the kernel, and what they have that is not shown; nothing if there is none. */
void notes_differences(const struct history *history, FILE *out);

/* Number of samples, and width of intervals; nothing if there are no costs. */
void notes_amount(const struct history *history, FILE *out);

/* How the tables are to be read. */
void notes_legend(const struct history *history, FILE *out);

/* Cells whose counts changed, at most `most` for each kernel, and how many more there are; "" if none changed. */
void notes_changes(const struct history *history, size_t most, FILE *out);

/* What a history cannot say. */
void notes_limits(const struct history *history, FILE *out);

/* Command, program and digest of each archive. */
void notes_archives(const struct history *history, FILE *out);

/* "[instructions, emulated: not time]". */
const char *notes_unit(char *buf, size_t size, const struct history *history);

#endif
