/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find out by experiment what this CPU and this kernel do. */
#ifndef HOST_PROBE_H
#define HOST_PROBE_H

#include "bench/model/predict.h"
#include "host/batch/kept.h"
#include "host/batch/traps.h"
#include "host/os/finding.h"
#include "host/vm/region.h"
#include "host/trace/trace.h"

#include <stdbool.h>
#include <stdint.h>

struct probe {
	struct predict_host host;
	bool has_ivac_needs_write; /* false: not known, because DC IVAC is not translated */
	bool has_file_writenotify; /* false: not known, because no file could be made */
	bool has_change_pte;       /* false: not known, because probe_cpu() failed before */
	bool has_hugetlb_accounted; /* false: not known, because there are no hugetlb pages */
	uint32_t implements;       /* bit by op_id: the guest's ID registers say that this CPU has the instruction */
};

/* An observation by which policies are told apart. */
struct evidence {
	struct cell cell;
	enum outcome outcome;   /* an op that KVM steps over counts as skipped, whether or not KVM did its work */
	long faults, repeat;    /* faults of the op, and of the op repeated; -1: not known */
	long dirtied;           /* 1: the op sets the dirty bit; 0: it does not; -1: the slot is not logged */
	long grows;             /* 1: its cost grows with the mapped part of the slot; 0: not; -1: not tried */
};

#define EVIDENCE_COUNT 6

struct policy_visit {
	enum policy_id policy;  /* policy that cells are archived under */
	bool knob;              /* the knob was set to that policy */
	uint32_t recognised;    /* bit by policy_id: policies whose predictions equal the evidence */
	char fingerprint[160];
	struct evidence evidence[EVIDENCE_COUNT];
	struct kept kept;       /* what maintenance does with dirty data under this policy */
};

/*
 * Find out what the fault model must know of this host. The region has at least 8 anon pages; file_dir is the directory
 * for the backings' files, NULL: /var/tmp. 0 or -errno (fail_text()).
 */
int probe_cpu(struct region *region, struct trace *trace, const char *file_dir, struct probe *probe);

/*
 * Time and count what the guest executes without a fault. The region has at least 8 anon pages; *probe is that of
 * probe_cpu(). 0 or -errno (fail_text()).
 */
int probe_traps(struct region *region, const struct probe *probe, struct traps *traps);

/*
 * Recognise the policy in force from behaviour; fills all of *visit but policy and knob. 0 or -errno (fail_text()).
 */
int probe_policy(struct region *region, struct trace *trace, const struct probe *probe, struct policy_visit *visit);

/*
 * Find out what maintenance does with dirty data under the policy in force. The region has two windows of anon pages. 0
 * or -errno (fail_text()).
 */
int probe_kept(struct region *region, bool emulated, struct kept *kept);

/* Make lines dirty through window 1, execute the row's op through window 0, and look. 0 or -errno (fail_text()). */
int probe_kept_row(struct region *region, const struct kept_row *row, struct kept_seen *seen);

/* Raise "policy-mismatch" if the policy that cells are archived under is not one of those recognised. */
void probe_judge(const struct policy_visit *visit, struct host_findings *findings);

#endif
