/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/wording/emit.h"

#include <math.h>

void emit_count_or_null(struct json *j, const char *key, struct count count)
{
	if (count.known)
		emit_count(j, key, count.value);
	else
		emit_null(j, key);
}

void emit_flag_or_null(struct json *j, const char *key, struct flag flag)
{
	if (flag.known)
		emit_flag(j, key, flag.value);
	else
		emit_null(j, key);
}

void emit_real_or_null(struct json *j, const char *key, struct real real)
{
	emit_real(j, key, real.known ? real.value : NAN);
}

void emit_interval(struct json *j, const char *key, struct interval interval)
{
	if (!interval.known) {
		emit_null(j, key);
		return;
	}
	emit_open_flat(j, key, '[');
	emit_real(j, NULL, interval.lo);
	emit_real(j, NULL, interval.hi);
	emit_close(j, ']');
}
