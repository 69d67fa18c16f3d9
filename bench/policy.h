/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Policies: what a host kernel does with a stage-2 abort of cache maintenance. */
#ifndef BENCH_POLICY_H
#define BENCH_POLICY_H

enum policy_id {
#define POLICY(id, ...) POLICY_##id,
#include "bench/policies.def"
#undef POLICY
	POLICY_COUNT,
	POLICY_UNKNOWN = POLICY_COUNT, /* behaviour that matches no row */
};

/* The memslots on which a translation fault of cache maintenance counts as a read. */
enum policy_reads { POLICY_READS_NOWHERE, POLICY_READS_RO, POLICY_READS_ALL };

/* What KVM does with cache maintenance that it cannot let through on a read-only slot. */
enum policy_ro {
	POLICY_RO_EXIT,    /* handles it as MMIO without a valid syndrome: KVM_EXIT_ARM_NISV or ENOSYS */
	POLICY_RO_INJECT,  /* injects a synchronous external abort into the guest */
	POLICY_RO_UPGRADE, /* does DC CIVAC on the line and steps over the op */
	POLICY_RO_SKIP,    /* steps over the op */
	POLICY_RO_FLUSH,   /* cleans all that stage 2 maps of the slot, and steps over the op */
};

struct policy {
	const char *name; /* canonical; also what kvm.cmo_policy takes and shows */
	const char *summary;
	enum policy_reads read_triage;
	enum policy_ro ro;
};

extern const struct policy policy_table[POLICY_COUNT];

/* Return the policy's name; "unknown" for POLICY_UNKNOWN. */
const char *policy_name(enum policy_id policy);

#endif
