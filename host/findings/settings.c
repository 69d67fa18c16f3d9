/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/settings.h"

#include <stdio.h>
#include <string.h>

const struct setting setting_table[SETTING_COUNT] = {
#define SETTING(name, path, form, ...)                                                                                 \
	[SETTING_##name] = { .source = { #name, path, SOURCE_##form }, .tuned_name = "tuned_" #name, __VA_ARGS__ },
#include "host/findings/settings.def"
#undef SETTING
};

/* Is value one of the words of a list separated by blanks? */
static bool is_among(const char *value, const char *list)
{
	size_t size = strlen(value);

	for (const char *at = list; *at; at += strcspn(at, " "), at += strspn(at, " "))
		if (strcspn(at, " ") == size && !strncmp(at, value, size))
			return true;
	return false;
}

void setting_check(const struct setting *setting, const struct host_view *view, struct host_findings *findings)
{
	char value[SOURCE_BYTES], unwanted[SOURCE_BYTES] = "", share[VIEW_SHARE_BYTES], remedy[160];
	size_t of = source_is_per_cpu(&setting->source) ? view->cpu_count : 1, count = 0;

	for (size_t i = 0; i < of; i++) {
		if (source_read(&setting->source, view, view->cpu[i], value) <= 0 || is_among(value, setting->wanted))
			continue;
		count++;
		memcpy(unwanted, value, sizeof(unwanted));
	}
	if (!count)
		return;
	view_describe_share(share, count, of);
	snprintf(remedy, sizeof(remedy), "%s, or --tune", setting->remedy);
	finding_raise(findings, &setting->finding, remedy, "%s is %s%s: %s", setting->what, unwanted, share,
		      setting->why);
}

void settings_record(struct facts *facts, const struct host_view *view)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		source_record(&setting_table[i].source, 1, view, facts);
}
