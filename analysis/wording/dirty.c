/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/wording/dirty.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static void append(char *text, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, WORDING_DIRTY_SIZE - used, format, args);
	va_end(args);
}

static const char *fate(const struct archive_dirty *dirty)
{
	if (!dirty->data_kept.known || !dirty->data_lost.known)
		return "unclear";
	return dirty->data_lost.value ? "lost" : dirty->data_kept.value ? "cleaned" : "left in the cache";
}

const char *wording_dirty(char text[static WORDING_DIRTY_SIZE], const struct archive_policy *policy)
{
	text[0] = '\0';
	if (policy->dirty_missing)
		append(text, "Dirty data: cannot be told: %s.", policy->dirty_missing);
	for (size_t i = 0; i < policy->dirty_count; i++) {
		const struct archive_dirty *d = &policy->dirty[i], *before = i ? d - 1 : NULL;
		bool same = before && !strcmp(before->slot, d->slot) && !strcmp(before->stage2, d->stage2);

		if (!same)
			append(text, "%s %s, stage 2 %s:", before ? ";" : "Dirty data on", d->slot, d->stage2);
		append(text, "%s %s %s", same ? "," : "", d->op, fate(d));
	}
	if (policy->dirty_count)
		append(text, ".");
	return text;
}
