/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/tune.h"

#include "host/os/restore.h"
#include "host/findings/settings.h"
#include "host/os/err.h"
#include "host/os/hostfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * /dev/cpu_dma_latency; -1: not open. While it is open, the kernel enters no sleep state that takes long to leave
 * (Documentation/power/pm_qos_interface.rst, 6.12).
 */
static int latency_fd = -1;

static bool is_raised(const struct host_findings *findings, const char *id)
{
	for (size_t i = 0; i < findings->count; i++)
		if (!strcmp(findings->finding[i].id, id))
			return true;
	return false;
}

/* Write value to one file of a setting, and its former value to old. */
static int change(const struct setting *setting, const struct host_view *view, int cpu, const char *value,
		  char old[static SOURCE_BYTES])
{
	char path[SOURCE_PATH_BYTES], whole[HOSTFILE_PATH_BYTES];

	source_read(&setting->source, view, cpu, old);
	source_path(&setting->source, cpu, path);
	snprintf(whole, sizeof(whole), "%s%s", view->root, path);
	return restore_write(whole, value);
}

/* Set a setting, of SOURCE_CPU_... on each CPU of the view, to the first wanted value. */
static int change_all(const struct setting *setting, const struct host_view *view, struct facts *facts)
{
	char value[SOURCE_BYTES], old[SOURCE_BYTES] = "", text[2 * SOURCE_BYTES + sizeof(" -> ")];
	size_t count = source_is_per_cpu(&setting->source) ? view->cpu_count : 1;
	int err = 0;

	snprintf(value, sizeof(value), "%.*s", (int)strcspn(setting->wanted, " "), setting->wanted);
	for (size_t i = 0; i < count && !err; i++)
		err = change(setting, view, view->cpu[i], value, old);
	snprintf(text, sizeof(text), "%s -> %s", old, value);
	facts_text(facts, setting->tuned_name, text);
	return err;
}

static int hold_latency(const struct host_view *view, struct facts *facts)
{
	const int32_t none = 0;
	char path[HOSTFILE_PATH_BYTES];

	snprintf(path, sizeof(path), "%s/dev/cpu_dma_latency", view->root);
	if (view->emulated || access(path, F_OK))
		return 0;
	latency_fd = open(path, O_WRONLY | O_CLOEXEC);
	if (latency_fd < 0 || write(latency_fd, &none, sizeof(none)) != sizeof(none))
		return fail(errno, "%s", path);
	facts_text(facts, "tuned_cpu_dma_latency", "0");
	return 0;
}

int tune_begin(const struct host_view *view, const struct host_findings *findings, struct facts *facts)
{
	int err = 0;

	for (size_t i = 0; i < SETTING_COUNT && !err; i++)
		if (setting_table[i].finding.id && is_raised(findings, setting_table[i].finding.id))
			err = change_all(&setting_table[i], view, facts);
	return err ? err : hold_latency(view, facts);
}

void tune_end(void)
{
	if (latency_fd >= 0)
		close(latency_fd);
	latency_fd = -1;
}
