/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/state.h"

#include "bench/array.h"
#include "host/findings/check.h"
#include "host/findings/throttled.h"
#include "host/os/hostfile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Return the number in the line "pswpin 12" of /proc/vmstat; -1: it cannot be read. */
static int64_t read_swapped_in(const char *root)
{
	char *line = hostfile_line(root, "pswpin ", "/proc/vmstat");
	int64_t pages = line ? strtoll(line + strlen("pswpin "), NULL, 10) : -1;

	free(line);
	return pages;
}

/*
 * Return the sum over the view's CPUs of the eighth number in "cpuN user nice system idle iowait irq softirq steal ..."
 * (proc_stat(5)); -1: it cannot be read.
 */
static int64_t read_steal(const struct host_view *view)
{
	int64_t sum = -1;

	for (size_t i = 0; i < view->cpu_count; i++) {
		char begin[16], *line;
		int64_t steal;

		snprintf(begin, sizeof(begin), "cpu%d ", view->cpu[i]);
		line = hostfile_line(view->root, begin, "/proc/stat");
		if (line && sscanf(line, "%*s %*s %*s %*s %*s %*s %*s %*s %" SCNd64, &steal) == 1)
			sum = (sum < 0 ? 0 : sum) + steal;
		free(line);
	}
	return sum;
}

/*
 * Note which columns of /proc/interrupts, headed "CPU0 CPU1 ...", are CPUs of the view. Returns the number of columns.
 */
static size_t read_columns(char *heading, bool *ours, size_t max, const struct host_view *view)
{
	char *save = NULL;
	size_t count = 0;

	for (char *word = strtok_r(heading, " \n", &save); word && count < max; word = strtok_r(NULL, " \n", &save)) {
		ours[count] = false;
		for (size_t i = 0; i < view->cpu_count; i++)
			ours[count] |= atoi(word + strlen("CPU")) == view->cpu[i];
		count++;
	}
	return count;
}

/* Return the sum of /proc/interrupts over all lines and the columns of the view's CPUs; -1: it cannot be read. */
static int64_t read_interrupts(const struct host_view *view)
{
	char path[HOSTFILE_PATH_BYTES], *line = NULL, *at, *end;
	static bool ours[4096];
	size_t room = 0, columns;
	int64_t sum = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/proc/interrupts", view->root);
	in = fopen(path, "re");
	if (!in || getline(&line, &room, in) <= 0) {
		if (in)
			fclose(in);
		free(line);
		return -1;
	}
	columns = read_columns(line, ours, ARRAY_SIZE(ours), view);
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

/* Return how many values of a setting are of interest: one, or one of each of the view's CPUs. */
static size_t count_values(const struct setting *setting, const struct host_view *view)
{
	return source_is_per_cpu(&setting->source) ? view->cpu_count : 1;
}

static void read_setting(char value[static VIEW_CPUS_MAX][SOURCE_BYTES], const struct setting *setting,
			 const struct host_view *view)
{
	memset(value, 0, VIEW_CPUS_MAX * sizeof(*value));
	for (size_t i = 0; setting->watched && i < count_values(setting, view); i++)
		source_read(&setting->source, view, view->cpu[i], value[i]);
}

void host_state_read(struct host_state *state, const struct host_view *view)
{
	char uptime[64];

	for (size_t i = 0; i < SETTING_COUNT; i++)
		read_setting(state->setting[i], &setting_table[i], view);
	state->throttled = throttled_read(view->root);
	state->swapped_in = read_swapped_in(view->root);
	state->steal = read_steal(view);
	state->interrupts = read_interrupts(view);
	state->preempted = threads_preempted(view);
	hostfile_text(view->root, uptime, sizeof(uptime), "/proc/uptime");
	state->uptime_s = strtod(uptime, NULL);
	threads_read(&state->threads, view);
}

void host_state_free(struct host_state *state)
{
	threads_free(&state->threads);
}

/* Raise the finding for the first CPU for which a setting has changed. */
static void compare_setting(const struct check *c, size_t index)
{
	const struct source *source = &setting_table[index].source;
	size_t i = 0, count = count_values(&setting_table[index], c->view);
	char path[SOURCE_PATH_BYTES];

	while (i < count && !strcmp(c->end->setting[index][i], c->begin->setting[index][i]))
		i++;
	if (i == count)
		return;
	source_path(source, c->view->cpu[i], path);
	finding_raise(c->findings, c->kind, "measure again without changing it",
		      "%s was \"%s\" at the start and is \"%s\" at the end", path, c->begin->setting[index][i],
		      c->end->setting[index][i]);
}

void check_setting_changed(const struct check *c)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		compare_setting(c, i);
}

void check_steal(const struct check *c)
{
	/* /proc/stat has hundredths of a second (USER_HZ, 100 on arm64). */
	if (c->end->steal > c->begin->steal && c->begin->steal >= 0)
		finding_raise(c->findings, c->kind, "measure on bare metal",
			      "a hypervisor below this host took %" PRId64 " ms from its CPUs during the run",
			      (c->end->steal - c->begin->steal) * 10);
}
