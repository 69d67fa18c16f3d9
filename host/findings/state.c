/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/check.h"
#include "host/os/hostfile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	bool of_cpu;      /* path goes on from the directory of the first CPU */
	const char *path;
} settings[SETTINGS] = {
	{ true, "cpufreq/scaling_governor" },
	{ true, "cpufreq/scaling_min_freq" },
	{ true, "cpufreq/scaling_max_freq" },
	{ false, "/sys/devices/system/cpu/cpufreq/boost" },
	{ false, "/sys/kernel/mm/transparent_hugepage/enabled" },
	{ false, "/sys/kernel/mm/ksm/run" },
	{ false, "/proc/sys/kernel/numa_balancing" },
	{ false, "/proc/sys/vm/compaction_proactiveness" },
	{ false, "/sys/devices/system/clocksource/clocksource0/current_clocksource" },
};

static void read_setting(const struct look *look, size_t i, char value[static SETTING_BYTES])
{
	if (settings[i].of_cpu)
		hostfile_text(look->root, value, SETTING_BYTES, "/sys/devices/system/cpu/cpu%d/%s", look->cpu[0],
			      settings[i].path);
	else
		hostfile_text(look->root, value, SETTING_BYTES, "%s", settings[i].path);
	hostfile_choice(value);
}

/* "pswpin 12" */
static int64_t read_swapped_in(const char *root)
{
	char *line = hostfile_line(root, "pswpin ", "/proc/vmstat");
	int64_t pages = line ? strtoll(line + strlen("pswpin "), NULL, 10) : -1;

	free(line);
	return pages;
}

/* The eighth number of "cpuN user nice system idle iowait irq softirq steal ..." (proc_stat(5)), of our CPUs. */
static int64_t read_steal(const struct look *look)
{
	int64_t sum = -1;

	for (size_t i = 0; i < look->cpu_count; i++) {
		char begin[16], *line;
		int64_t steal;

		snprintf(begin, sizeof(begin), "cpu%d ", look->cpu[i]);
		line = hostfile_line(look->root, begin, "/proc/stat");
		if (line && sscanf(line, "%*s %*s %*s %*s %*s %*s %*s %*s %" SCNd64, &steal) == 1)
			sum = (sum < 0 ? 0 : sum) + steal;
		free(line);
	}
	return sum;
}

/* The CPUs that the columns of /proc/interrupts stand for: "CPU0 CPU1 ...". */
static size_t read_columns(char *heading, bool *ours, size_t max, const struct look *look)
{
	char *save = NULL;
	size_t count = 0;

	for (char *word = strtok_r(heading, " \n", &save); word && count < max; word = strtok_r(NULL, " \n", &save)) {
		ours[count] = false;
		for (size_t i = 0; i < look->cpu_count; i++)
			ours[count] |= atoi(word + strlen("CPU")) == look->cpu[i];
		count++;
	}
	return count;
}

/* Of all lines of /proc/interrupts, the columns of our CPUs. */
static int64_t read_interrupts(const struct look *look)
{
	char path[HOSTFILE_PATH_BYTES], *line = NULL, *at, *end;
	static bool ours[4096];
	size_t room = 0, columns;
	int64_t sum = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/proc/interrupts", look->root);
	in = fopen(path, "re");
	if (!in || getline(&line, &room, in) <= 0) {
		if (in)
			fclose(in);
		free(line);
		return -1;
	}
	columns = read_columns(line, ours, sizeof(ours) / sizeof(ours[0]), look);
	while (getline(&line, &room, in) > 0) {
		at = strchr(line, ':');
		for (size_t i = 0; at && i < columns; i++, at = end) {
			long long taken = strtoll(at + (i == 0), &end, 10);

			if (end == at + (i == 0))
				break;
			sum += ours[i] ? taken : 0;
		}
	}
	free(line);
	fclose(in);
	return sum;
}

void findings_begin(struct host_state *state, const struct look *look)
{
	for (size_t i = 0; i < SETTINGS; i++)
		read_setting(look, i, state->setting[i]);
	state->throttled = look_throttled(look->root);
	state->swapped_in = read_swapped_in(look->root);
	state->steal = read_steal(look);
	state->interrupts = read_interrupts(look);
}

void check_setting_changed(const struct check *c)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (strcmp(c->end->setting[i], c->begin->setting[i]))
			check_raise(c, "measure again, and leave it as it is",
				    "%s was \"%s\" at the start and is \"%s\" at the end", settings[i].path,
				    c->begin->setting[i], c->end->setting[i]);
}

void check_swap_in(const struct check *c)
{
	if (c->end->swapped_in > c->begin->swapped_in && c->begin->swapped_in >= 0)
		check_raise(c, "swapoff -a; more memory; measure again",
			    "%" PRId64 " pages were swapped in during the run",
			    c->end->swapped_in - c->begin->swapped_in);
}

void check_steal(const struct check *c)
{
	if (c->end->steal > c->begin->steal && c->begin->steal >= 0)
		check_raise(c, "measure on bare metal",
			    "a hypervisor beneath took %" PRId64 " ms from the CPUs during the run",
			    (c->end->steal - c->begin->steal) * 10);
}
