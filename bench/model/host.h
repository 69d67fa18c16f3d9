/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fault model needs to know of a host, and the possible outcomes of an op. */
#ifndef BENCH_HOST_H
#define BENCH_HOST_H

#include <stdbool.h>
#include <stdint.h>

/* The outcome of one timed op. */
enum outcome {
	OUTCOME_EXECUTES,       /* the CPU did it, or KVM on the guest's behalf */
	OUTCOME_ABORT_INJECTED, /* the guest took an exception on it */
	OUTCOME_SKIPPED,        /* KVM stepped over it and mapped nothing */
	OUTCOME_NISV,           /* KVM_EXIT_ARM_NISV */
	OUTCOME_ENOSYS,         /* KVM_RUN failed with ENOSYS */
	OUTCOME_EFAULT,         /* KVM_RUN failed with EFAULT */
	OUTCOME_MMIO,           /* KVM_EXIT_MMIO */
	OUTCOME_NOP,            /* the CPU does not translate its address: there is nothing to measure */
	OUTCOME_COUNT,
};

extern const char *const outcome_name[OUTCOME_COUNT];

/* Return the outcome that has this name (enum outcome), or -EINVAL. */
int outcome_find(const char *name);

/* The properties of a host that predictions depend on. They are probed, never derived from a version. */
struct predict_host {
	bool ivac_needs_write;   /* DC IVAC needs write permission at stage 2 */
	uint32_t translates;     /* bit by op_id: this CPU translates the op's address */
	bool nisv_to_user;       /* KVM_CAP_ARM_NISV_TO_USER is enabled on the VM */
	uint32_t page_lines;     /* cache lines in a page, by CTR_EL0.DminLine; at least 1 */
	bool file_writenotify;   /* a shared file page is read-only until its first write: on ext4, not on tmpfs */
	bool thp_zero_page;      /* a read of untouched anon_thp maps the huge zero page, not a page of its own */
	bool change_pte;         /* after a copy-on-write KVM maps the new page at stage 2 at once, read-only (< 6.10) */
	bool hugetlb_accounted;  /* a fault on hugetlb memory for a guest counts as a minor fault (not so in 6.1) */
};

/* The most faults of one op that the model follows; every op of every cell takes fewer. */
#define PREDICT_FAULTS_MAX 7

#endif
