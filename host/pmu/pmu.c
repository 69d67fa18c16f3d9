/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/pmu/pmu.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <perf/core.h>
#include <perf/cpumap.h>
#include <perf/event.h>
#include <perf/evlist.h>
#include <perf/evsel.h>
#include <perf/mmap.h>
#include <perf/threadmap.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pmu_tracepoint {
	struct perf_evlist *evlist;
	struct perf_thread_map *threads;
	struct perf_cpu_map *cpus;
	bool open, mapped, timed;
};

/* Drop libperf's messages: errors are returned. */
static int silent(enum libperf_print_level level, const char *format, va_list args)
{
	(void)level, (void)format, (void)args;
	return 0;
}

static int add_tracepoints(struct pmu_tracepoint *t, const struct pmu_tracepoints *what)
{
	for (size_t i = 0; i < what->id_count; i++) {
		struct perf_event_attr attr = {
			.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr), .config = what->id[i], .disabled = 1,
			.sample_period = 1, .sample_type = PERF_SAMPLE_RAW | (what->timed ? PERF_SAMPLE_TIME : 0),
		};
		struct perf_evsel *evsel = perf_evsel__new(&attr);

		if (!evsel)
			return ENOMEM;
		perf_evlist__add(t->evlist, evsel); /* t->evlist owns it from here */
	}
	return 0;
}

static int open_tracepoints(struct pmu_tracepoint *t, const struct pmu_tracepoints *what, const pid_t *tid,
			    size_t count)
{
	long pages = (long)what->buffer_bytes / sysconf(_SC_PAGESIZE);
	int err;

	libperf_init(silent);
	t->timed = what->timed;
	t->evlist = perf_evlist__new();
	t->threads = perf_thread_map__new_array((int)count, NULL);
	t->cpus = perf_cpu_map__new_any_cpu();
	if (!t->evlist || !t->threads || !t->cpus || add_tracepoints(t, what))
		return ENOMEM;
	for (size_t i = 0; i < count; i++)
		perf_thread_map__set_pid(t->threads, (int)i, tid[i]);
	perf_evlist__set_maps(t->evlist, t->cpus, t->threads);
	err = perf_evlist__open(t->evlist);
	if (err)
		return -err;
	t->open = true;
	if (perf_evlist__mmap(t->evlist, pages ? (int)pages : 1))
		return errno ? errno : ENOMEM;
	t->mapped = true;
	return 0;
}

struct pmu_tracepoint *pmu_tracepoint_open(const struct pmu_tracepoints *what, const pid_t *tid, size_t count,
					   int *error)
{
	struct pmu_tracepoint *t = calloc(1, sizeof(*t));

	*error = t ? open_tracepoints(t, what, tid, count) : ENOMEM;
	if (!*error)
		return t;
	pmu_tracepoint_close(t);
	return NULL;
}

/*
 * Delete an evlist. Setting its maps to NULL first drops the references to maps that its events hold: 6.12
 * perf_evsel__delete() frees an event without dropping them.
 */
static void drop_evlist(struct perf_evlist *evlist, bool open)
{
	if (open)
		perf_evlist__close(evlist);
	if (!evlist)
		return;
	perf_evlist__set_maps(evlist, NULL, NULL);
	perf_evlist__delete(evlist);
}

void pmu_tracepoint_close(struct pmu_tracepoint *t)
{
	if (!t)
		return;
	if (t->mapped)
		perf_evlist__munmap(t->evlist);
	drop_evlist(t->evlist, t->open);
	perf_thread_map__put(t->threads);
	perf_cpu_map__put(t->cpus);
	free(t);
}

void pmu_tracepoint_enable(struct pmu_tracepoint *t)
{
	perf_evlist__enable(t->evlist);
}

void pmu_tracepoint_disable(struct pmu_tracepoint *t)
{
	perf_evlist__disable(t->evlist);
}

/* Read a sample: u64 time, if it is timed, then u32 size and that many bytes (perf_event_open(2)). */
static struct pmu_record record_of(const struct pmu_tracepoint *t, const union perf_event *event, size_t thread)
{
	const unsigned char *at = (const unsigned char *)event->sample.array;
	struct pmu_record record = { .thread = thread };
	uint32_t bytes;

	if (t->timed) {
		memcpy(&record.time_ns, at, sizeof(record.time_ns));
		at += sizeof(record.time_ns);
	}
	memcpy(&bytes, at, sizeof(bytes));
	record.raw = at + sizeof(bytes);
	record.bytes = bytes;
	return record;
}

uint64_t pmu_tracepoint_drain(struct pmu_tracepoint *t, void (*record)(void *context, const struct pmu_record *record),
			      void *context)
{
	struct perf_mmap *map;
	union perf_event *event;
	uint64_t lost = 0;
	size_t thread = 0;

	perf_evlist__for_each_mmap(t->evlist, map, false) {
		size_t index = thread++;

		if (perf_mmap__read_init(map) < 0)
			continue;
		while ((event = perf_mmap__read_event(map))) {
			if (event->header.type == PERF_RECORD_LOST) {
				lost += event->lost.lost;
			} else if (event->header.type == PERF_RECORD_SAMPLE) {
				struct pmu_record one = record_of(t, event, index);

				record(context, &one);
			}
			perf_mmap__consume(map);
		}
		perf_mmap__read_done(map);
	}
	return lost;
}

/*
 * A group of counters. Its leader is an event that counts nothing and switches the others on and off, as a group counts
 * only while its leader is enabled. The others are enabled throughout: for disabled events the kernel does not check
 * whether the PMU has counters (validate_event(), drivers/perf/arm_pmu.c, 6.12).
 */
struct pmu_group {
	struct perf_evlist *evlist;
	struct perf_evsel *leader;
	struct perf_thread_map *threads;
	struct perf_cpu_map *cpus;
	bool open;
	struct perf_counts_values *begin; /* values of all evsels but the leader when they were last enabled */
};

static int add_event(struct pmu_group *g, struct perf_event_attr *attr)
{
	struct perf_evsel *evsel;

	attr->size = sizeof(*attr);
	attr->read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
	attr->exclude_user = 1;
	evsel = perf_evsel__new(attr);
	if (!evsel)
		return ENOMEM;
	perf_evlist__add(g->evlist, evsel); /* g->evlist owns it from here */
	return 0;
}

static int add_events(struct pmu_group *g, uint32_t type, const struct pmu_counter *counter, size_t count)
{
	struct perf_event_attr leader = {
		.type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_DUMMY, .disabled = 1, .pinned = 1,
	};
	int error = add_event(g, &leader);

	for (size_t i = 0; i < count && !error; i++) {
		struct perf_event_attr attr = {
			.type = type, .config = counter[i].config, .exclude_host = counter[i].guest_only,
		};

		error = add_event(g, &attr);
	}
	return error;
}

static int open_group(struct pmu_group *g, uint32_t type, const struct pmu_counter *counter, size_t count)
{
	int error;

	libperf_init(silent);
	g->evlist = perf_evlist__new();
	g->threads = perf_thread_map__new_array(1, NULL);
	g->cpus = perf_cpu_map__new_any_cpu();
	g->begin = calloc(count, sizeof(*g->begin));
	if (!g->evlist || !g->threads || !g->cpus || !g->begin)
		return ENOMEM;
	perf_thread_map__set_pid(g->threads, 0, gettid());
	error = add_events(g, type, counter, count);
	if (error)
		return error;
	g->leader = perf_evlist__next(g->evlist, NULL);
	perf_evlist__set_leader(g->evlist);
	perf_evlist__set_maps(g->evlist, g->cpus, g->threads);
	error = -perf_evlist__open(g->evlist);
	g->open = !error;
	return error;
}

struct pmu_group *pmu_group_open(uint32_t type, const struct pmu_counter *counter, size_t count, int *error)
{
	struct pmu_group *g = calloc(1, sizeof(*g));

	*error = g ? open_group(g, type, counter, count) : ENOMEM;
	if (!*error)
		return g;
	pmu_group_close(g);
	return NULL;
}

void pmu_group_close(struct pmu_group *g)
{
	if (!g)
		return;
	drop_evlist(g->evlist, g->open);
	perf_thread_map__put(g->threads);
	perf_cpu_map__put(g->cpus);
	free(g->begin);
	free(g);
}

/* Counters cannot be reset through libperf: note their values, which pmu_group_read() subtracts. */
void pmu_group_enable(struct pmu_group *g)
{
	struct perf_evsel *evsel;
	size_t n = 0;

	perf_evlist__for_each_evsel(g->evlist, evsel)
		if (evsel != g->leader)
			perf_evsel__read(evsel, 0, 0, &g->begin[n++]);
	perf_evsel__enable(g->leader);
}

void pmu_group_disable(struct pmu_group *g)
{
	perf_evsel__disable(g->leader);
}

/* A pinned group that finds its counters taken stops counting (merge_sched_in(), kernel/events/core.c, 6.12). */
int pmu_group_read(struct pmu_group *g, uint64_t *value)
{
	struct perf_evsel *evsel;
	size_t n = 0;
	int err = 0;

	perf_evlist__for_each_evsel(g->evlist, evsel) {
		struct perf_counts_values now, *begin = &g->begin[n];

		if (evsel == g->leader)
			continue;
		if (perf_evsel__read(evsel, 0, 0, &now) || now.ena == begin->ena ||
		    now.ena - begin->ena != now.run - begin->run)
			err = -EBUSY;
		value[n++] = now.val - begin->val;
	}
	return err;
}
