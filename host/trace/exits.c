/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/trace/exits.h"

#include "host/clock/clock.h"
#include "host/pmu/pmu.h"
#include "host/trace/tracefs.h"

#include <stdlib.h>
#include <string.h>

/*
 * Room for 2048 exits, those of two 64 KiB pages with 1024 lines each: the records of an exit take at most 192 bytes.
 */
#define BUFFER_BYTES (512 * 1024)

enum event { EVENT_EXIT, EVENT_ENTRY, EVENT_NISV, EVENT_USERSPACE, EVENT_COUNT };

static const char *const event_name[] = {
	[EVENT_EXIT] = "kvm_exit", [EVENT_ENTRY] = "kvm_entry", [EVENT_NISV] = "kvm_mmio_nisv",
	[EVENT_USERSPACE] = "kvm_userspace_exit",
};

struct exits {
	struct pmu_tracepoint *tracepoint;
	uint64_t id[EVENT_COUNT];      /* number of the tracepoint; 0: this kernel does not have it */
	uint64_t hz;                   /* frequency of CNTVCT_EL0 */
	uint64_t records[EVENT_COUNT]; /* records since exits_start(), by tracepoint */
	uint64_t ticks[EXITS_BINS];    /* as exit_counts.ticks */
	uint64_t exit_ns;              /* time of an exit whose entry has not come yet; 0: there is none */
	size_t thread;                 /* thread of that exit */
};

static int open_events(struct exits *e, const struct vm *vm)
{
	uint64_t there[EVENT_COUNT];
	pid_t tid[ABI_VCPUS_MAX];
	struct pmu_tracepoints what = { .id = there, .timed = true, .buffer_bytes = BUFFER_BYTES };
	int error;

	for (int i = 0; i < EVENT_COUNT; i++)
		if (!tracefs_id(event_name[i], &e->id[i]))
			there[what.id_count++] = e->id[i];
	for (uint32_t i = 0; i < vm->vcpu_count; i++)
		tid[i] = vm->vcpu[i].tid;
	if (what.id_count)
		e->tracepoint = pmu_tracepoint_open(&what, tid, vm->vcpu_count, &error);
	return e->tracepoint ? 0 : -1;
}

struct exits *exits_open(const struct vm *vm)
{
	struct exits *e = calloc(1, sizeof(*e));

	if (e && !open_events(e, vm)) {
		e->hz = clock_hz();
		return e;
	}
	free(e);
	return NULL;
}

void exits_close(struct exits *e)
{
	if (!e)
		return;
	pmu_tracepoint_close(e->tracepoint);
	free(e);
}

/* Return the bin of a duration; 0 ticks go to the first bin. */
static int bin_of(uint64_t ticks)
{
	return ticks ? 63 - __builtin_clzll(ticks) : 0;
}

static void pair(struct exits *e, const struct pmu_record *record, enum event event)
{
	if (e->thread != record->thread)
		e->exit_ns = 0;
	e->thread = record->thread;
	if (event == EVENT_ENTRY && e->exit_ns) {
		double seconds = (double)(record->time_ns - e->exit_ns) / 1e9;

		e->ticks[bin_of((uint64_t)(seconds * (double)e->hz + 0.5))]++;
	}
	e->exit_ns = event == EVENT_EXIT ? record->time_ns : 0;
}

/* Count a record. It begins with the number of its tracepoint: common_type, in every event's format. */
static void count(void *context, const struct pmu_record *record)
{
	struct exits *e = context;
	uint16_t type;

	if (record->bytes < sizeof(type))
		return;
	memcpy(&type, record->raw, sizeof(type));
	for (int i = 0; i < EVENT_COUNT; i++) {
		if (!e->id[i] || e->id[i] != type)
			continue;
		e->records[i]++;
		if (i == EVENT_EXIT || i == EVENT_ENTRY)
			pair(e, record, i);
	}
}

static void forget(void *context, const struct pmu_record *record)
{
	(void)context, (void)record;
}

void exits_start(struct exits *e)
{
	pmu_tracepoint_drain(e->tracepoint, forget, NULL);
	memset(e->records, 0, sizeof(e->records));
	memset(e->ticks, 0, sizeof(e->ticks));
	e->exit_ns = 0;
	pmu_tracepoint_enable(e->tracepoint);
}

void exits_stop(struct exits *e, struct exit_counts *counts)
{
	uint64_t lost;

	pmu_tracepoint_disable(e->tracepoint);
	lost = pmu_tracepoint_drain(e->tracepoint, count, e);
	*counts = (struct exit_counts){
		.has_exits = !lost && e->id[EVENT_EXIT], .exits = e->records[EVENT_EXIT],
		.has_nisv = !lost && e->id[EVENT_NISV], .nisv = e->records[EVENT_NISV],
		.has_userspace = !lost && e->id[EVENT_USERSPACE], .userspace = e->records[EVENT_USERSPACE],
		.has_ticks = !lost && e->id[EVENT_EXIT] && e->id[EVENT_ENTRY],
	};
	memcpy(counts->ticks, e->ticks, sizeof(counts->ticks));
}
