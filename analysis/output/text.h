/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes lines of a mail: printable ASCII (other bytes become '?'), at most TEXT_COLUMNS wide, no trailing blanks. */
#ifndef ANALYSIS_TEXT_H
#define ANALYSIS_TEXT_H

#include "analysis/stats/stats.h"

#include <stdio.h>

#define TEXT_COLUMNS 72 /* width of a line, so that quoted lines still fit into 80 */

#define NUMBER_SIZE 16

/* Write one line; a line that does not fit is cut and ends in "...". */
__attribute__((format(printf, 2, 3))) void text_line(FILE *out, const char *format, ...);

/*
 * Write a paragraph, broken between words, and within a word that is longer than a line. first_indent, indent: blanks
 * before the first and before all other lines.
 */
__attribute__((format(printf, 4, 5))) void text_wrap(FILE *out, unsigned int first_indent, unsigned int indent,
						     const char *format, ...);

/* Write at most 9 characters: no decimals if value is whole or large, else one; an exponent if it would not fit. */
const char *text_number(char buf[static NUMBER_SIZE], double value, bool sign);

/* Write at most 4 characters, such as "64", "4096" or "65k". */
const char *text_count(char buf[static NUMBER_SIZE], size_t count);

/* Write at most 7 characters, such as "+88.0%" or "+4447%". */
const char *text_percent(char buf[static NUMBER_SIZE], double fraction);

/* Write a share of 0 or more in per cent, without "%", with two significant digits or all before the point: "0.027", "150". */
const char *text_share(char buf[static NUMBER_SIZE], double fraction);

/* Return the ending of a noun after a count: "" or "s". */
const char *text_plural(size_t count);

#define INTERVAL_SIZE (2 * NUMBER_SIZE + 2)

/* Write at most 21 characters to buf, such as "[+1,+3]"; returns buf, or unknown if the interval is not known. */
const char *text_interval(char buf[static INTERVAL_SIZE], struct interval interval, bool sign, const char *unknown);

#define RATIO_SIZE 48

/* Write three digits, such as "22.3", or "22.3 [22.1,22.5]" if the interval is known and no point. */
const char *text_ratio(char buf[static RATIO_SIZE], double ratio, struct interval ci95);

#endif
