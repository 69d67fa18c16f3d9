/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/brief.h"

#include "analysis/output/text.h"

#include <stdio.h>

const char *brief_value(char buf[static BRIEF_VALUE_SIZE], const struct contrast *c)
{
	char number[NUMBER_SIZE], interval[INTERVAL_SIZE];
	bool point = c->ci95.known && c->ci95.lo == c->ci95.hi;

	snprintf(buf, BRIEF_VALUE_SIZE, "%s%s%s", text_number(number, c->value, true), point ? "" : " ",
		 point ? "" : text_interval(interval, c->ci95, true, "[no interval]"));
	return buf;
}
