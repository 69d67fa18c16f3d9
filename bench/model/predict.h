/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fault model: what a cell must do, from first principles, before it is measured. */
#ifndef BENCH_PREDICT_H
#define BENCH_PREDICT_H

#include "bench/cell.h"

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

#define PREDICT_FAULTS_MAX 7

/* Per sample: one op, or with lines other than 1, the op on each line of a page. */
struct prediction {
	char faults[PREDICT_FAULTS_MAX + 1]; /* of the first line, in order: T translation, P permission; "" for none */
	char repeat[PREDICT_FAULTS_MAX + 1]; /* of the same op once more on the same line, at once */
	uint32_t translation, permission;    /* faults of all lines */
	enum outcome outcome;                /* of every line */
	uint32_t esr;                        /* ESR_EL1 of the injected abort; 0 if none */
	bool dirtied;                        /* it sets the page's bit in the dirty log */
	bool allocates;                      /* it makes the host allocate a page */
	uint32_t minor_faults;               /* of the host's, accounted to the vCPU thread (ru_minflt) */
	bool at_least;                       /* other vCPUs at work can make a fault be taken once more */
	enum stage2_id stage2;               /* what the op leaves: cold, ro or rw */
};

/*
 * Predict a cell. 0, or -EINVAL if the state that it names cannot exist (such as stage2=rw on a read-only slot).
 * cell->policy must not be POLICY_UNKNOWN.
 */
int predict(const struct cell *cell, const struct predict_host *host, struct prediction *out);

/* How many lines, each with an op of its own, a sample of such a cell has. */
uint32_t predict_lines(enum lines_id lines, const struct predict_host *host);

/* How many faults of a kind, 'T' or 'P', a sequence has. */
unsigned int predict_count(const char *faults, char kind);

#endif
