/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines for a mail: printable ASCII (anything else becomes '?'), at most TEXT_COLUMNS wide, no blanks at the end. */
#ifndef ANALYSIS_TEXT_H
#define ANALYSIS_TEXT_H

#include "analysis/stats/stats.h"

#include <stdio.h>

#define TEXT_COLUMNS 72 /* of a line: what a mail is quoted with still fits into 80 */

#define NUMBER_SIZE 16

/* One line; what does not fit is cut, and "..." says so. */
__attribute__((format(printf, 2, 3))) void text_line(FILE *out, const char *format, ...);

/* A paragraph broken between words, and within a word that is longer than a line. indent: blanks before each line. */
__attribute__((format(printf, 4, 5))) void text_wrap(FILE *out, unsigned int first_indent, unsigned int indent,
						     const char *format, ...);

/* At most 9 characters: whole if it is whole or large, else one decimal, and exponents where it must be. */
const char *text_number(char buf[static NUMBER_SIZE], double value, bool sign);

/* At most 4 characters: "64", "4096", "65k". */
const char *text_count(char buf[static NUMBER_SIZE], size_t count);

/* At most 7 characters: "+88.0%", "+4447%". */
const char *text_percent(char buf[static NUMBER_SIZE], double fraction);

/* What a noun of so many ends in: "" or "s". */
const char *text_plural(size_t count);

#define INTERVAL_SIZE (2 * NUMBER_SIZE + 2)

/* At most 21 characters, "[+1,+3]", in buf; or unknown, whatever that is, where the interval is not known. */
const char *text_interval(char buf[static INTERVAL_SIZE], struct interval interval, bool sign, const char *unknown);

#define RATIO_SIZE 48

/* "22.3", "22.3 [22.1,22.5]" where the interval is known and no point, to three digits. */
const char *text_ratio(char buf[static RATIO_SIZE], double ratio, struct interval ci95);

#endif
