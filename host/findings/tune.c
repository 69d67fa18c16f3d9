/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/tune.h"

#include "host/os/err.h"
#include "host/os/hostfile.h"
#include "host/findings/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *finding; /* that it mends */
	const char *fact;
	bool of_cpus;        /* path goes on from the directory of each CPU */
	const char *path, *value;
} rows[] = {
	{ "governor", "tuned_governor", true, "cpufreq/scaling_governor", "performance" },
	{ "boost", "tuned_boost", false, "/sys/devices/system/cpu/cpufreq/boost", "0" },
	{ "thp", "tuned_thp", false, "/sys/kernel/mm/transparent_hugepage/enabled", "madvise" },
	{ "ksm", "tuned_ksm_run", false, "/sys/kernel/mm/ksm/run", "0" },
	{ "numa-balancing", "tuned_numa_balancing", false, "/proc/sys/kernel/numa_balancing", "0" },
	{ "compaction", "tuned_compaction_proactiveness", false, "/proc/sys/vm/compaction_proactiveness", "0" },
};

/*
 * As long as it is open, the kernel keeps out of sleep states that take long to leave
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

static int change(const struct look *look, size_t row, const char *path, char *old, size_t size)
{
	char whole[HOSTFILE_PATH_BYTES];

	snprintf(whole, sizeof(whole), "%s%s", look->root, path);
	hostfile_text("", old, size, "%s", whole);
	hostfile_choice(old);
	return restore_write(whole, rows[row].value);
}

static int change_all(const struct look *look, size_t row, struct facts *record)
{
	char path[160], old[64] = "", text[160];
	int err = 0;

	for (size_t i = 0; rows[row].of_cpus && i < look->cpu_count && !err; i++) {
		snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/%s", look->cpu[i], rows[row].path);
		err = change(look, row, path, old, sizeof(old));
	}
	if (!rows[row].of_cpus)
		err = change(look, row, rows[row].path, old, sizeof(old));
	snprintf(text, sizeof(text), "%s -> %s", old, rows[row].value);
	facts_text(record, rows[row].fact, text);
	return err;
}

static int hold_latency(const struct look *look, struct facts *record)
{
	const int32_t none = 0;
	char path[HOSTFILE_PATH_BYTES];

	snprintf(path, sizeof(path), "%s/dev/cpu_dma_latency", look->root);
	if (look->emulated || access(path, F_OK))
		return 0;
	latency_fd = open(path, O_WRONLY | O_CLOEXEC);
	if (latency_fd < 0 || write(latency_fd, &none, sizeof(none)) != sizeof(none))
		return fail(errno, "%s", path);
	facts_text(record, "tuned_cpu_dma_latency", "0");
	return 0;
}

int tune_begin(const struct look *look, const struct host_findings *findings, struct facts *record)
{
	int err = 0;

	for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]) && !err; row++)
		if (is_raised(findings, rows[row].finding))
			err = change_all(look, row, record);
	return err ? err : hold_latency(look, record);
}

void tune_end(void)
{
	if (latency_fd >= 0)
		close(latency_fd);
	latency_fd = -1;
}
