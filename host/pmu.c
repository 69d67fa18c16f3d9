/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/pmu.h"

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

/*
 * Room for the records of a thread. An ordinary user may lock kernel.perf_event_mlock_kb (516 KiB) for each CPU that is
 * online (6.12 perf_mmap(), kernel/events/core.c), and no more vCPUs than CPUs are traced. A record of kvm_guest_fault
 * takes 56 bytes.
 */
#define BUFFER_BYTES (256 * 1024)

struct pmu_tracepoint {
	struct perf_evlist *evlist;
	struct perf_thread_map *threads;
	struct perf_cpu_map *cpus;
	bool open, mapped;
};

/* libperf wants a place for its messages; ours go through return values. */
static int silent(enum libperf_print_level level, const char *format, va_list args)
{
	(void)level, (void)format, (void)args;
	return 0;
}

static int open_event(struct pmu_tracepoint *t, uint64_t id, const pid_t *tid, size_t count)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr), .config = id, .disabled = 1,
		.sample_period = 1, .sample_type = PERF_SAMPLE_RAW,
	};
	struct perf_evsel *evsel;
	long pages = BUFFER_BYTES / sysconf(_SC_PAGESIZE);
	int err;

	libperf_init(silent);
	t->evlist = perf_evlist__new();
	t->threads = perf_thread_map__new_array((int)count, NULL);
	t->cpus = perf_cpu_map__new_any_cpu();
	evsel = perf_evsel__new(&attr);
	if (!t->evlist || !t->threads || !t->cpus || !evsel) {
		perf_evsel__delete(evsel);
		return ENOMEM;
	}
	for (size_t i = 0; i < count; i++)
		perf_thread_map__set_pid(t->threads, (int)i, tid[i]);
	perf_evlist__add(t->evlist, evsel); /* which owns it from here */
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

struct pmu_tracepoint *pmu_tracepoint_open(uint64_t id, const pid_t *tid, size_t count, int *error)
{
	struct pmu_tracepoint *t = calloc(1, sizeof(*t));

	*error = t ? open_event(t, id, tid, count) : ENOMEM;
	if (!*error)
		return t;
	pmu_tracepoint_close(t);
	return NULL;
}

void pmu_tracepoint_close(struct pmu_tracepoint *t)
{
	if (!t)
		return;
	if (t->mapped)
		perf_evlist__munmap(t->evlist);
	if (t->open)
		perf_evlist__close(t->evlist);
	/* An event's own references to maps are dropped with new ones only: 6.12 perf_evsel__delete() just frees it. */
	if (t->evlist) {
		perf_evlist__set_maps(t->evlist, NULL, NULL);
		perf_evlist__delete(t->evlist);
	}
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

uint64_t pmu_tracepoint_drain(struct pmu_tracepoint *t, void (*record)(void *context, const void *raw, size_t bytes),
			      void *context)
{
	struct perf_mmap *map;
	union perf_event *event;
	uint64_t lost = 0;

	perf_evlist__for_each_mmap(t->evlist, map, false) {
		if (perf_mmap__read_init(map) < 0)
			continue;
		while ((event = perf_mmap__read_event(map))) {
			if (event->header.type == PERF_RECORD_LOST) {
				lost += event->lost.lost;
			} else if (event->header.type == PERF_RECORD_SAMPLE) {
				/* PERF_SAMPLE_RAW alone: u32 size, then as many bytes (perf_event_open(2)) */
				const unsigned char *raw = (const unsigned char *)event->sample.array;
				uint32_t bytes;

				memcpy(&bytes, raw, sizeof(bytes));
				record(context, raw + sizeof(bytes), bytes);
			}
			perf_mmap__consume(map);
		}
		perf_mmap__read_done(map);
	}
	return lost;
}
