/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Count the stage-2 faults of a VM, by kind and by op, through the tracepoint kvm:kvm_guest_fault. */
#ifndef HOST_TRACE_H
#define HOST_TRACE_H

#include "bench/model/predict.h"
#include "host/trace/exits.h"
#include "host/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trace;

/* The faults of a batch. */
struct trace_counts {
	uint64_t translation, permission, access_flag, other; /* faults at the addresses of the ops, by kind */
	uint64_t cm;              /* how many of those have ISS.CM = 1 */
	uint64_t elsewhere;       /* faults at other addresses, the doorbell's left out */
	uint64_t lost;            /* records that were lost */
	struct exit_counts exits; /* exits, those without a fault included */
	/* For each op the kinds of its faults, 'T' 'P' 'A' '?', NUL-terminated; only the first PREDICT_FAULTS_MAX. */
	char (*sequence)[PREDICT_FAULTS_MAX + 1];
	size_t ops;               /* entries of sequence */
};

/*
 * Trace the threads of all vCPUs. NULL if this host does not permit it, *why being the reason (static or fail_text()).
 * Call trace_close() before the VM is closed.
 */
struct trace *trace_open(const struct vm *vm, const char **why);

void trace_close(struct trace *trace); /* NULL is fine */

void trace_start(struct trace *trace);

/*
 * Stop, and add the faults to *counts; its sequence is the caller's. If stride_bytes > 0, op i works within the
 * stride_bytes from gpa + i * stride_bytes on. If stride_bytes is 0, all ops work at gpa with one fault each, and the
 * i-th record is the fault of op i.
 */
void trace_stop(struct trace *trace, uint64_t gpa, uint64_t stride_bytes, struct trace_counts *counts);

#endif
