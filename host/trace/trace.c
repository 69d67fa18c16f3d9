/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/trace/trace.h"

#include "bench/abi.h"
#include "host/machine/confine.h"
#include "host/os/err.h"
#include "host/pmu/pmu.h"
#include "host/trace/tracefs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Room for the records of a thread, 4096 of them: a record of kvm_guest_fault takes 56 bytes. A user without privileges
 * may lock kernel.perf_event_mlock_kb (516 KiB) for each online CPU (6.12 perf_mmap(), kernel/events/core.c), and there
 * are no more vCPUs than CPUs.
 */
#define BUFFER_BYTES (256 * 1024)

/* ESR_ELx of a Data Abort: Arm ARM DDI 0487J.a D17.2.37. */
#define ESR_ISS_DFSC_TYPE  UINT64_C(0x3c) /* DFSC without the level of the table */
#define ESR_ISS_CM         (UINT64_C(1) << 8)
#define DFSC_TRANSLATION   UINT64_C(0x04)
#define DFSC_ACCESS_FLAG   UINT64_C(0x08)
#define DFSC_PERMISSION    UINT64_C(0x0c)

struct field {
	size_t offset, bytes;
};

struct fault {
	uint64_t esr, ipa;
};

struct trace {
	struct pmu_tracepoint *tracepoint;
	struct exits *exits;   /* NULL: exits cannot be traced */
	struct field esr, ipa; /* where they are in a record */
	struct fault *fault;   /* count faults since trace_start(), in an allocation for room of them */
	size_t count, room;
	uint64_t dropped;      /* records that memory did not suffice for, or that lack a field */
};

/* Find a field of 8 bytes in a tracepoint's format: "field:unsigned long hsr;	offset:16;	size:8;	signed:0;". */
static bool find_field(const char *format, const char *name, struct field *field)
{
	char needle[32];
	const char *at;

	snprintf(needle, sizeof(needle), " %s;", name);
	at = strstr(format, needle);
	return at && sscanf(at + strlen(needle), " offset:%zu; size:%zu;", &field->offset, &field->bytes) == 2 &&
	       field->bytes == sizeof(uint64_t);
}

/* Keep why something cannot be opened as the last error, with what refuses it to root, too. Returns its text. */
static const char *say_refused(int error, const char *what, enum confine_of of)
{
	struct confine confine;

	if (confine_find("", of, &confine))
		fail(error, "%s: %s", confine.what, what);
	else
		fail(error, "%s", what);
	return fail_text();
}

static bool read_format(struct trace *trace, const char **why)
{
	char *format = tracefs_read("kvm_guest_fault", "format");
	bool ok;

	if (!format) {
		*why = say_refused(errno, "tracefs events/kvm/kvm_guest_fault", CONFINE_TRACEFS);
		return false;
	}
	/* include/trace/events in arch/arm64/kvm/trace_arm.h: TRACE_EVENT(kvm_guest_fault); hsr in 6.1 to 7.2 */
	ok = (find_field(format, "hsr", &trace->esr) || find_field(format, "esr", &trace->esr)) &&
	     find_field(format, "ipa", &trace->ipa);
	if (!ok)
		*why = "tracepoint kvm:kvm_guest_fault does not have the fields hsr and ipa";
	free(format);
	return ok;
}

static struct pmu_tracepoint *open_tracepoint(const struct vm *vm, uint64_t id, int *error)
{
	const struct pmu_tracepoints what = { .id = &id, .id_count = 1, .buffer_bytes = BUFFER_BYTES };
	pid_t tid[ABI_VCPUS_MAX];

	for (uint32_t i = 0; i < vm->vcpu_count; i++)
		tid[i] = vm->vcpu[i].tid;
	return pmu_tracepoint_open(&what, tid, vm->vcpu_count, error);
}

struct trace *trace_open(const struct vm *vm, const char **why)
{
	struct trace *trace = calloc(1, sizeof(*trace));
	uint64_t id;
	int error;

	if (!trace) {
		*why = "out of memory";
		return NULL;
	}
	if (!read_format(trace, why))
		goto out;
	error = tracefs_id("kvm_guest_fault", &id);
	if (!error)
		trace->tracepoint = open_tracepoint(vm, id, &error);
	if (!trace->tracepoint) {
		*why = say_refused(error, "perf_event_open of tracepoint kvm:kvm_guest_fault", CONFINE_PERF);
	}
out:
	if (trace->tracepoint) {
		trace->exits = exits_open(vm);
		return trace;
	}
	free(trace);
	return NULL;
}

void trace_close(struct trace *trace)
{
	if (!trace)
		return;
	exits_close(trace->exits);
	pmu_tracepoint_close(trace->tracepoint);
	free(trace->fault);
	free(trace);
}

static void keep(void *context, const struct pmu_record *record)
{
	struct trace *trace = context;
	struct fault fault;

	if (trace->esr.offset + 8 > record->bytes || trace->ipa.offset + 8 > record->bytes) {
		trace->dropped++;
		return;
	}
	memcpy(&fault.esr, (const char *)record->raw + trace->esr.offset, sizeof(fault.esr));
	memcpy(&fault.ipa, (const char *)record->raw + trace->ipa.offset, sizeof(fault.ipa));
	if (trace->count == trace->room) {
		size_t room = trace->room ? trace->room * 2 : 256;
		struct fault *bigger = realloc(trace->fault, room * sizeof(*bigger));

		if (!bigger) {
			trace->dropped++;
			return;
		}
		trace->fault = bigger;
		trace->room = room;
	}
	trace->fault[trace->count++] = fault;
}

static void forget(void *context, const struct pmu_record *record)
{
	(void)context, (void)record;
}

void trace_start(struct trace *trace)
{
	pmu_tracepoint_drain(trace->tracepoint, forget, NULL);
	trace->count = 0;
	trace->dropped = 0;
	pmu_tracepoint_enable(trace->tracepoint);
	if (trace->exits)
		exits_start(trace->exits);
}

static char count_kind(struct trace_counts *counts, uint64_t esr)
{
	counts->cm += (esr & ESR_ISS_CM) != 0;
	switch (esr & ESR_ISS_DFSC_TYPE) {
	case DFSC_TRANSLATION:
		counts->translation++;
		return 'T';
	case DFSC_PERMISSION:
		counts->permission++;
		return 'P';
	case DFSC_ACCESS_FLAG:
		counts->access_flag++;
		return 'A';
	default:
		counts->other++;
		return '?';
	}
}

/*
 * Return the op that a fault belongs to; counts->ops if to none. ipa, the tracepoint's, comes from HPFAR_EL2 and so is
 * a multiple of 4 KiB (6.12 kvm_handle_guest_abort(), kvm_vcpu_get_fault_ipa()).
 */
static uint64_t op_of(uint64_t ipa, uint64_t gpa, uint64_t stride_bytes, uint64_t next,
		      const struct trace_counts *counts)
{
	uint64_t op = next;

	if (stride_bytes)
		op = (ipa - gpa) / stride_bytes;
	else if (ipa != gpa)
		return counts->ops;
	return ipa < gpa || op >= counts->ops ? counts->ops : op;
}

static void append(char sequence[static PREDICT_FAULTS_MAX + 1], char kind)
{
	size_t length = strlen(sequence);

	if (length < PREDICT_FAULTS_MAX)
		sequence[length] = kind;
}

void trace_stop(struct trace *trace, uint64_t gpa, uint64_t stride_bytes, struct trace_counts *counts)
{
	uint64_t next = 0;

	if (trace->exits)
		exits_stop(trace->exits, &counts->exits);
	pmu_tracepoint_disable(trace->tracepoint);
	counts->lost += pmu_tracepoint_drain(trace->tracepoint, keep, trace) + trace->dropped;
	for (size_t i = 0; i < trace->count; i++) {
		const struct fault *fault = &trace->fault[i];
		uint64_t op = op_of(fault->ipa, gpa, stride_bytes, next, counts);

		if (fault->ipa == ABI_DOORBELL_GPA)
			continue;
		if (op == counts->ops) {
			counts->elsewhere++;
			continue;
		}
		next++;
		append(counts->sequence[op], count_kind(counts, fault->esr));
	}
}
