/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes commands that a reader can paste into a shell. */
#ifndef ANALYSIS_REPORT_COMMAND_H
#define ANALYSIS_REPORT_COMMAND_H

#include "analysis/archive/types.h"

#include <stdio.h>

/*
 * Write the command that made the archive, with output as its file and, if samples is not 0, with so many samples. Lines
 * are those of a mail, and end in a backslash where the command goes on.
 */
void command_again(const struct archive *archive, const char *output, size_t samples, FILE *out);

/* Write "cmobench report", the names of the archives, which are separated by blanks, and more. */
void command_report(const char *archives, const char *more, FILE *out);

#endif
