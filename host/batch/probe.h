/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this CPU and this kernel do, found out by doing it. */
#ifndef HOST_PROBE_H
#define HOST_PROBE_H

#include "bench/model/predict.h"
#include "host/os/finding.h"
#include "host/vm/region.h"
#include "host/trace/trace.h"

#include <stdbool.h>
#include <stdint.h>

struct probe {
	struct predict_host host;
	bool has_ivac_needs_write; /* false: DC IVAC is not translated, so it cannot be told */
	bool has_file_writenotify; /* false: no file could be had to try it */
	uint32_t implements;       /* bit by op_id: this CPU has the instruction, as the guest's ID registers say */
};

/* One observation that tells policies apart. */
struct evidence {
	struct cell cell;
	enum outcome outcome;   /* an op that KVM steps over counts as skipped, whether or not KVM did its work */
	long faults, repeat;    /* per op; -1: not known */
	long dirtied;           /* 1: the op sets the dirty bit; 0; -1: slot not logged */
	long grows;             /* 1: its cost grows with the mapped part of the slot; 0; -1: not looked at */
};

#define EVIDENCE_COUNT 6

struct policy_visit {
	enum policy_id policy;  /* what it is filed under */
	bool knob;              /* the knob was set to it */
	uint32_t recognised;    /* bit by policy_id: all whose prediction equals the evidence */
	char fingerprint[160];
	struct evidence evidence[EVIDENCE_COUNT];
};

/*
 * What the fault model has to know of this host. The region is one of anon pages, at least 8 of them; file_dir is where
 * backings have their files, NULL: /var/tmp. 0 or -errno (fail_text()).
 */
int probe_cpu(struct region *region, struct trace *trace, const char *file_dir, struct probe *probe);

/*
 * Recognise the policy in force from behaviour; fills all of *visit but policy and knob. 0 or -errno (fail_text()).
 */
int probe_policy(struct region *region, struct trace *trace, const struct probe *probe, struct policy_visit *visit);

/* Raise "policy-mismatch", a flag, if the policy that it is filed under is not one of those recognised. */
void probe_judge(const struct policy_visit *visit, struct host_findings *findings);

#endif
