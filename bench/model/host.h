/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the fault model tell each other: what it needs to know of a host, and what can become of an op. */
#ifndef BENCH_HOST_H
#define BENCH_HOST_H

#include <stdbool.h>
#include <stdint.h>

/* What became of one timed op. */
enum outcome {
	OUTCOME_EXECUTES,       /* done, by the CPU or by KVM on the guest's behalf */
	OUTCOME_ABORT_INJECTED, /* the guest took an exception on it */
	OUTCOME_SKIPPED,        /* KVM stepped over it and mapped nothing */
	OUTCOME_NISV,           /* KVM_EXIT_ARM_NISV */
	OUTCOME_ENOSYS,         /* KVM_RUN failed with ENOSYS */
	OUTCOME_EFAULT,         /* KVM_RUN failed with EFAULT */
	OUTCOME_MMIO,           /* KVM_EXIT_MMIO */
	OUTCOME_NOP,            /* the CPU does not translate this op: nothing to measure */
	OUTCOME_COUNT,
};

extern const char *const outcome_name[OUTCOME_COUNT];

/* Outcome of a name, or -EINVAL. */
int outcome_find(const char *name);

/* What the prediction needs to know of the host. Probed, never read off a version. */
struct predict_host {
	bool ivac_needs_write;   /* DC IVAC asks stage 2 for write permission */
	uint32_t translates;     /* bit by op_id: this CPU translates the op's address */
	bool nisv_to_user;       /* KVM_CAP_ARM_NISV_TO_USER is enabled on the VM */
	uint32_t page_lines;     /* lines of a page, CTR_EL0.DminLine; at least 1 */
	bool file_writenotify;   /* a shared file page is read-only until its first write: on ext4, not on tmpfs */
	bool thp_zero_page;      /* a read of untouched anon_thp maps the huge zero page, not a page of its own */
};

/* Faults of one op that the model follows; no op of any cell takes as many. */
#define PREDICT_FAULTS_MAX 7

#endif
