/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An archive (results/schema.md, schema 3) in plain structs. load.h fills them, and what is in them has been checked. */
#ifndef ANALYSIS_TYPES_H
#define ANALYSIS_TYPES_H

#include "bench/archive/archive.h"
#include "bench/archive/sha256.h"
#include "bench/cell.h"
#include "bench/model/predict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARCHIVE_PAGE_LINES_MAX 4096 /* a page of 64 KiB has that many lines of 16 bytes */

/* null in the archive: not known. */
struct count {
	bool known;
	uint64_t value;
};

struct flag {
	bool known, value;
};

struct real {
	bool known;
	double value;
};

struct texts {
	char **text;
	size_t count;
};

struct archive_host {
	char *machine, *kernel, *kernel_version, *cmdline, *model, *midr, *cpu, *hyp_mode, *gic; /* NULL: not known */
	struct count cpus, page_bytes, memory_bytes;
	uint64_t memslots_max;       /* KVM_CAP_NR_MEMSLOTS */
	bool nisv_to_user;
};

struct archive_clock {
	char *name, *unit;           /* unit: "ns", "insns" or "ticks" */
	uint64_t hz;
	double units_per_tick;       /* > 0 */
	struct count nops, ticks;    /* of the calibration */
	struct flag exact;
	struct real rate_seconds, rate_ratio; /* against CLOCK_MONOTONIC_RAW: ticks / hz / seconds */
	char *clocksource;           /* the kernel's; NULL: rate not taken */
	struct real ntp_ppm;
	struct count resolution_ticks, backwards;
	struct count dither_spins;   /* 0: samples may start in step with the tick */
};

struct archive_topology {
	struct count packages, cores, pus, numa_nodes;
	struct count cpu, memory_node;  /* OS indices, of vCPU 0 and of memory */
	uint32_t *cpus;                 /* cpu_count, of vCPUs 0, 1, ... */
	size_t cpu_count;
	char *helpers, *chosen, *hwloc_xml; /* NULL: not known */
};

/* An event that the PMU was told to count. */
struct archive_event {
	char *name;
	uint64_t config;
};

/* name NULL: there was none, and missing, unless NULL too, says why. */
struct archive_pmu {
	char *name, *missing;
	uint64_t type;               /* in sysfs */
	struct archive_event *event; /* event_count */
	size_t event_count;
};

struct archive_options {
	struct texts argv, allow;    /* allow: identifiers of findings */
	char *suite, *filter, *seed, *order, *cpus;
	uint64_t samples, batch;     /* nominal: of a cell, and of it in a round */
	struct count rom_bytes;      /* of a sweep, if the user said so */
	struct real precision_pct;   /* known: samples is the least */
	struct flag tune;
};

/* One of the cells that a policy was recognised by. */
struct archive_evidence {
	char *cell;                  /* in the words of cell_describe() */
	enum outcome outcome;
	struct count faults, repeat; /* per op */
	struct flag dirtied;
	struct flag grows;           /* the op costs more on a larger slot */
};

/* A policy that the run visited. */
struct archive_policy {
	enum policy_id policy;
	bool knob;
	uint32_t recognised; /* bit by policy_id */
	char *fingerprint;
	struct archive_evidence *evidence;
	size_t evidence_count;
};

/* Something to know before believing a number. */
struct archive_finding {
	char *id, *what, *remedy;       /* remedy NULL: none known */
	enum severity severity; /* SEVERITY_REFUSE: the run was made because its user allowed this */
};

struct archive_findings {
	struct archive_finding *finding;
	size_t count;
};

/* A plain fact of the host: text, or else a number, or else not known. */
struct archive_fact {
	char *name, *text;
	struct real number;
};

struct archive_facts {
	struct archive_fact *fact;
	size_t count;
};

/* What another process, or another boot, went on from. */
struct archive_resume {
	uint64_t cells;              /* that stand before it */
	uint64_t schema;             /* of its header */
	char *why, *created;
	struct archive_findings findings; /* of its header */
};

/* What happened until the run, or a part of it, came to its end. */
struct archive_end {
	struct archive_findings findings;
	struct archive_facts record;
};

/* A count by name, such as the pages that saw the fault sequence "TP", or the count of a PMU event. */
struct tally {
	char *name;
	uint64_t count;
};

struct tallies {
	struct tally *tally; /* in the archive's order */
	size_t count;
};

/* Counts of the attribution pass. */
struct attribution {
	uint64_t samples, translation, permission, access_flag, other, cm, elsewhere, lost;
	struct tallies sequences, repeat; /* fault sequence to pages: of the first op, of the op repeated on that page */
	struct count dirtied, host_pages_allocated; /* units: pages, or blocks of a backing that has blocks */
	struct count minor_faults;                  /* of the host, in the vCPUs' names */
	struct count kvm_exits, nisv, userspace_exits; /* records of these tracepoints */
	struct tallies exit_ticks;                  /* n in digits, to exits of 2^n ... 2^(n+1) - 1 ticks; or none */
};

/* What happened to the vCPUs' threads in the timing pass; all not known, or none. */
struct disturbed {
	struct count preempted, migrated, major_faults;
};

/* How far --precision got. */
struct precision {
	bool known;
	double asked_pct;
	struct real reached_pct; /* half the interval, in per cent of the cost */
	bool converged;
	uint64_t looks;
};

/* One batch more, counted by the PMU. */
struct pmu_set {
	uint64_t samples;
	uint64_t sample_ticks, entry_ticks; /* of the samples together; of the entry that they were taken in */
	struct tallies host, guest;         /* event to count, at the host's and the guest's exception levels */
};

/* One archived cell. */
struct record {
	struct cell cell;
	enum cell_status status;
	char *reason;                          /* NULL if done */
	uint64_t sample_lines;                 /* ops that a sample is made of; at least 1 */
	struct count unit_bytes;               /* of host memory mapped as one, behind a sample; not known: no page */
	uint32_t *ticks;                       /* tick_count, in the order taken; tick_count >= 1 if done */
	size_t tick_count;
	uint32_t *round_samples;               /* round_count, each >= 1; their sum is tick_count */
	size_t round_count;
	enum outcome outcome;                  /* OUTCOME_COUNT: none, of a cell that is not done */
	uint64_t outcomes[OUTCOME_COUNT];      /* samples by outcome */
	struct count esr, exits;
	bool predicted_known;                  /* false under an unknown policy, or of a skipped cell */
	struct prediction predicted;           /* as archived */
	bool attributed;
	struct attribution attribution;        /* if attributed */
	char *attribution_missing;             /* why not, or NULL */
	struct disturbed disturbed;
	struct precision precision;
	struct pmu_set *pmu;                   /* pmu_count */
	size_t pmu_count;
	char *pmu_missing;                     /* why there are none, or NULL */
	size_t line;                           /* number of its line in the file */
	uint64_t retaken;                      /* tries at rounds and counting passes that were thrown away */
	struct texts findings;
};

struct archive {
	char *name;                            /* the path given */
	char file_sha256[SHA256_HEX_SIZE];     /* of the whole file */
	char *version, *commit, *guest_sha256, *created;
	enum platform platform;
	struct archive_host host;
	char *emulator_qemu, *emulator_cpu, *emulator_machine; /* NULL: not emulated, or not known */
	struct count icount_shift;
	struct archive_clock clock;
	struct archive_topology topology;
	struct archive_pmu pmu;
	struct archive_facts record_facts;     /* the header's "record" */
	struct flag ivac_needs_write, file_writenotify, thp_zero_page;
	uint32_t translates, features;         /* bits by op_id: its address is translated; the CPU has it */
	uint64_t page_lines;                   /* 1 ... ARCHIVE_PAGE_LINES_MAX */
	struct archive_policy *policy;
	size_t policy_count;
	char *knob;                            /* NULL: the kernel has none */
	struct archive_options options;
	struct archive_findings findings;      /* the header's */
	struct archive_resume *resume;         /* in the order of the file */
	size_t resume_count;
	struct archive_end *end;               /* likewise */
	size_t end_count;
	struct record *record;                 /* in the order of the file; no cell twice */
	size_t record_count;
	bool complete;
	struct kept *kept;                     /* all memory of the above; value.c's own */
};

#endif
