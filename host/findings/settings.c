/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/settings.h"

#include "host/os/hostfile.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/*
 * Is a serial line among the kernel's consoles? A line of 100 characters takes it 9 ms at 115200 baud. Consoles are
 * listed by name: tty0 and tty1 are screens, ttynull is nothing, and what is not called tty... is no serial line.
 */
static bool has_serial_console(const char *root)
{
	char active[128], *save = NULL;

	hostfile_text(root, active, sizeof(active), "/sys/class/tty/console/active");
	for (char *name = strtok_r(active, " ", &save); name; name = strtok_r(NULL, " ", &save))
		if (!strncmp(name, "tty", 3) && !isdigit((unsigned char)name[3]) && strcmp(name, "ttynull"))
			return true;
	return false;
}

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

/* Write the command that sets a setting to the first wanted value; of SOURCE_CPU_..., on these CPUs, such as "2,3". */
static void format_remedy(const struct setting *setting, const char *cpus, char remedy[static FINDING_REMEDY_BYTES])
{
	int value = (int)strcspn(setting->wanted, " ");

	if (!source_is_per_cpu(&setting->source))
		snprintf(remedy, FINDING_REMEDY_BYTES, "echo %.*s | sudo tee %s # or --tune", value, setting->wanted,
			 setting->source.path);
	else
		snprintf(remedy, FINDING_REMEDY_BYTES,
			 "echo %.*s | sudo tee /sys/devices/system/cpu/cpu%s%s%s/%s # or --tune", value,
			 setting->wanted, strchr(cpus, ',') ? "{" : "", cpus, strchr(cpus, ',') ? "}" : "",
			 setting->source.path);
}

void setting_check(const struct setting *setting, const struct host_view *view, struct host_findings *findings)
{
	char value[SOURCE_BYTES], unwanted[SOURCE_BYTES] = "", share[VIEW_SHARE_BYTES], cpus[128] = "";
	char remedy[FINDING_REMEDY_BYTES];
	size_t of = source_is_per_cpu(&setting->source) ? view->cpu_count : 1, count = 0, used = 0;

	if (setting->matters && !setting->matters(view->root))
		return;
	for (size_t i = 0; i < of; i++) {
		if (source_read(&setting->source, view, view->cpu[i], value) <= 0 || is_among(value, setting->wanted))
			continue;
		if (used < sizeof(cpus))
			used += (size_t)snprintf(cpus + used, sizeof(cpus) - used, "%s%d", count ? "," : "",
						 view->cpu[i]);
		count++;
		memcpy(unwanted, value, sizeof(unwanted));
	}
	if (!count)
		return;
	view_describe_share(share, count, of);
	format_remedy(setting, cpus, remedy);
	finding_raise(findings, &setting->finding, remedy, "%s is %s%s: %s", setting->what, unwanted, share,
		      setting->why);
}

void settings_record(struct facts *facts, const struct host_view *view)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		source_record(&setting_table[i].source, 1, view, facts);
}
