/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stage-2 faults of a VM as the host kernel saw them: tracepoint kvm:kvm_guest_fault. */
#ifndef HOST_TRACE_H
#define HOST_TRACE_H

#include "bench/model/predict.h"
#include "host/trace/exits.h"
#include "host/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trace;

/* What the faults of a batch were; one entry of sequence per op, NUL-terminated. */
struct trace_counts {
	uint64_t translation, permission, access_flag, other; /* on what the ops work on, all of them */
	uint64_t cm;                                          /* of those: ISS.CM = 1 */
	uint64_t elsewhere;                                   /* at any other address but the doorbell */
	uint64_t lost;                                        /* records */
	struct exit_counts exits;                             /* that led to them, and others */
	char (*sequence)[PREDICT_FAULTS_MAX + 1];             /* of 'T' 'P' 'A' '?': the first PREDICT_FAULTS_MAX */
	size_t ops;
};

/*
 * Trace the threads of all vCPUs. NULL if this host does not let us, *why then being the reason (static or
 * fail_text()). trace_close() it before the VM.
 */
struct trace *trace_open(const struct vm *vm, const char **why);

void trace_close(struct trace *trace); /* NULL is fine */

void trace_start(struct trace *trace);

/*
 * Stop, and add up into *counts, whose sequence (ops entries) is the caller's. stride_bytes > 0: op i works somewhere
 * in the stride_bytes from gpa + i * stride_bytes on. stride_bytes 0: all ops work at gpa, one fault each, in the order
 * of the records.
 */
void trace_stop(struct trace *trace, uint64_t gpa, uint64_t stride_bytes, struct trace_counts *counts);

#endif
