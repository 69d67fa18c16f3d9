/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structs that hold an archive (results/schema.md, schemas 3 and 4). load.h fills them with checked values. */
#ifndef ANALYSIS_TYPES_H
#define ANALYSIS_TYPES_H

#include "bench/archive/archive.h"
#include "bench/archive/sha256.h"
#include "bench/cell.h"
#include "bench/model/predict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the header's knob.name can be. */
#define ARCHIVE_KNOB_PATCH  "kvm.cmo_policy"    /* the kernel patch */
#define ARCHIVE_KNOB_MODULE "cmo_policy.policy" /* the module */

#define ARCHIVE_PAGE_LINES_MAX 4096 /* lines of 16 bytes in a page of 64 KiB */

/* A value that may be null in the archive; it is then not known, and 0. */
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

/* The core that a vCPU ran on. */
struct archive_core {
	char *midr, *revidr, *name, *caches; /* NULL: not known */
	struct count capacity, max_khz;
};

struct archive_host {
	char *machine, *kernel, *kernel_version, *cmdline, *model, *hyp_mode, *gic; /* NULL: not known */
	char *midr, *cpu;            /* MIDR_EL1 and the name of vCPU 0's core */
	struct archive_core *core;   /* core_count, of vCPUs 0, 1, ...; none in archives of older versions */
	size_t core_count;
	struct count cpus, page_bytes, memory_bytes;
	struct count cpus_alike;     /* how many of them have the MIDR_EL1 of vCPU 0's core */
	uint64_t memslots_max;       /* KVM_CAP_NR_MEMSLOTS */
	struct count ipa_bits;       /* of the VM's guest physical addresses; not known in archives of older versions */
	bool nisv_to_user;
	char *boot_id;               /* hash of the kernel's boot_id; NULL: not known, as in archives of older versions */
	struct real uptime_s;        /* seconds from the boot to the header */
};

struct archive_clock {
	char *name, *unit;           /* unit: "ns", "insns" or "ticks" */
	uint64_t hz;
	double units_per_tick;       /* > 0 */
	struct count nops, ticks;    /* NOPs of the calibration, and the ticks that they took */
	struct flag exact;
	struct real rate_seconds, rate_ratio; /* ratio: ticks / hz / seconds of CLOCK_MONOTONIC_RAW */
	char *clocksource;           /* the kernel's; NULL: the rate was not measured */
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

/* An event that the PMU counted. */
struct archive_event {
	char *name;
	uint64_t config;
};

/* The host's PMU. name is NULL if there was none; missing then says why, or is NULL too. */
struct archive_pmu {
	char *name, *missing;
	uint64_t type;               /* type of the PMU in sysfs */
	struct archive_event *event; /* event_count */
	size_t event_count;
};

struct archive_options {
	struct texts argv, allow;    /* allow: identifiers of findings */
	char *suite, *filter, *seed, *order, *cpus;
	uint64_t samples, batch;     /* nominal samples of a cell, and of a cell in one round */
	struct count rom_bytes;      /* size of the swept memslot; not known: the default */
	struct count seconds;        /* if known, samples was chosen so that timing takes this long */
	struct real precision_pct;   /* if known, samples is the minimum */
	struct flag tune;
};

/* A cell by which a policy was recognised. */
struct archive_evidence {
	char *cell;                  /* as cell_describe() writes it */
	enum outcome outcome;
	struct count faults, repeat; /* per op */
	struct flag dirtied;
	struct flag grows;           /* the op costs more on a larger slot */
};

/* A policy that the run visited. */
/* What became of data that were dirty in a cache when an op maintained their lines. */
struct archive_dirty {
	char *op, *slot, *stage2;
	struct flag data_kept;       /* they were cleaned to memory; not known: not of nearly all lines alike */
	struct flag data_lost;       /* a later load had the old data */
};

struct archive_policy {
	enum policy_id policy;
	bool knob;
	uint32_t recognised; /* bit by policy_id */
	char *fingerprint;
	struct archive_evidence *evidence;
	size_t evidence_count;
	struct archive_dirty *dirty; /* dirty_count of them, 0: dirty_missing says why, NULL in archives of older versions */
	size_t dirty_count;
	char *dirty_missing;
};

/* A finding on the host or the run that affects how far its numbers can be trusted. */
struct archive_finding {
	char *id, *what, *remedy; /* remedy NULL: none known */
	enum severity severity;
	struct flag allowed;      /* --allow named it; known once read. A refusal that is not is one of the end */
};

struct archive_findings {
	struct archive_finding *finding;
	size_t count;
};

/* A property of the host: a text; or a number, if text is NULL; or not known. */
struct archive_fact {
	char *name, *text;
	struct real number;
};

struct archive_facts {
	struct archive_fact *fact;
	size_t count;
};

/* What puts policies in force. All is zero if there is nothing. */
struct archive_knob {
	char *name;                  /* ARCHIVE_KNOB_PATCH or ARCHIVE_KNOB_MODULE; NULL: no knob */
	char *before;                /* the policy that it had before the run; NULL: this run loaded the module */
	char *hook;                  /* of the module: "ftrace" or "kprobe"; NULL: no hook */
	struct flag shared;          /* another tracer has the module's functions, too */
	bool loaded;                 /* this run loaded the module */
	bool policies_known;
	uint32_t policies;           /* bit by policy_id: those that it offers, if known */
};

/* A round of a cell of a hook line: consecutive samples with the hooks on, or off. */
struct hook_round {
	bool hooked;
	uint32_t *ticks;             /* tick_count >= 1, in the order taken */
	size_t tick_count;
};

/* A cell that was measured with the module's hooks on and off by turns, under upstream. */
struct hook_cell {
	struct cell cell;            /* the axes that the line does not name have their first values */
	uint64_t faults, io_aborts;  /* of a sample: how often it runs into the first and into the second hook */
	struct hook_round *round;    /* round_count, in the order taken */
	size_t round_count;
};

/* A line "hook". */
struct archive_hook {
	bool end;                    /* taken at the end of the run, or of the part of it before a resume; else before it */
	struct hook_cell *cell;
	size_t cell_count;
	size_t line;                 /* its number in the file */
};

/* A function of the kernel; or "(guest)" and the like, which are none. */
struct archive_function {
	char *name;                  /* of a module's function: "NAME [MODULE]" */
	uint64_t insns;              /* executed in it, without those that it calls */
};

/* A line "profile": where the instructions of one cell went, in a boot of its own. */
struct archive_profile {
	struct cell cell;
	uint64_t samples;            /* of the cell, each of which took one of these paths: */
	uint64_t paths;              /* different sequences of instructions */
	uint64_t samples_of_path;    /* how many took the one that is archived, which is that of the cell's cost */
	uint64_t insns;              /* of the path; the sum of the functions' */
	struct archive_function *function; /* count of them */
	size_t count;
	size_t line;                 /* its number in the file */
};

/* A point at which another process, perhaps after another boot, continued the run. */
struct archive_resume {
	uint64_t cells;              /* cells in the file before it */
	uint64_t schema;             /* schema of the header in the resume */
	char *why, *created;
	struct archive_findings findings; /* from the header in the resume */
	struct texts allow;          /* from there, too: identifiers of findings that its user allowed */
};

/* The end of a run, or of the part of it before a resume. */
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
	struct tallies sequences, repeat; /* pages by fault sequence: of the op, and of its repetition */
	struct count dirtied, host_pages_allocated; /* units: pages, or blocks of a backing that has blocks */
	struct count minor_faults;                  /* page faults of the host in the vCPUs' threads */
	struct count kvm_exits, nisv, userspace_exits; /* records of these tracepoints */
	struct tallies exit_ticks;                  /* exits that took 2^n ... 2^(n+1) - 1 ticks, by n in digits; may be empty */
};

/* Disturbances of the vCPUs' threads in the timing pass; either all are known or none. */
struct disturbed {
	struct count preempted, migrated, major_faults;
};

/* The result of --precision. */
struct precision {
	bool known;
	double asked_pct;
	struct real reached_pct; /* half the interval, in per cent of the cost */
	bool converged;
	uint64_t looks;
};

/* An additional batch that the PMU counted. */
struct pmu_set {
	uint64_t samples;
	uint64_t sample_ticks, entry_ticks; /* of all samples; of the entry into the guest that took them */
	struct tallies host, guest;         /* counts by event, at the host's and the guest's exception levels */
};

/* A cell as archived. */
struct record {
	struct cell cell;
	enum cell_status status;
	char *reason;                          /* NULL if done */
	uint64_t sample_lines;                 /* ops in a sample; at least 1 */
	struct count unit_bytes;               /* size of the host mapping behind a sample; not known: no page */
	uint32_t *ticks;                       /* tick_count, in the order taken; tick_count >= 1 if done */
	size_t tick_count;
	uint32_t *round_samples;               /* round_count, each >= 1; their sum is tick_count */
	size_t round_count;
	double *round_at_s;                    /* round_count, when each began; NULL: not known */
	size_t life;                           /* resumes before it in the file: cells of one were measured in one process */
	enum outcome outcome;                  /* OUTCOME_COUNT: the cell is not done */
	uint64_t outcomes[OUTCOME_COUNT];      /* samples by outcome */
	struct count esr, exits;
	bool predicted_known;                  /* false: the policy is unknown, or the cell was skipped or failed */
	struct prediction predicted;           /* as archived; io_aborts is 0 in schema 3, which does not have it */
	bool attributed;
	struct attribution attribution;        /* if attributed */
	char *attribution_missing;             /* why it was not attributed, or NULL */
	struct disturbed disturbed;
	struct precision precision;
	struct pmu_set *pmu;                   /* pmu_count */
	size_t pmu_count;
	char *pmu_missing;                     /* why there are no PMU counts, or NULL */
	size_t line;                           /* number of its line in the file */
	uint64_t retaken;                      /* attempts at rounds and counting passes that were discarded */
	struct texts findings;
};

struct archive {
	char *name;                            /* path of the file as given; of a run of several in it, with #N behind it */
	char *path;                            /* of the file, or of the copy of a pipe (struct source) */
	uint64_t at, size;                     /* where in it the run begins, and how long it is, in bytes */
	size_t lines_before;                   /* lines of the file before the run */
	size_t run;                            /* its number in the file, from 1; 0: the file holds no other */
	char header_sha256[SHA256_HEX_SIZE];   /* of the run's first line */
	char file_sha256[SHA256_HEX_SIZE];     /* of all bytes of the run: of the file, if it holds one run; "": not known yet */
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
	struct flag change_pte, hugetlb_accounted; /* not known in schema 3 */
	uint32_t translates, features;         /* bits by op_id: the CPU translates its address; the CPU has it */
	uint64_t page_lines;                   /* 1 ... ARCHIVE_PAGE_LINES_MAX */
	struct archive_policy *policy;
	size_t policy_count;
	uint64_t schema;                       /* ARCHIVE_SCHEMA_OLDEST ... ARCHIVE_SCHEMA */
	struct archive_knob knob;
	struct archive_options options;
	struct archive_findings findings;      /* the header's */
	struct archive_resume *resume;         /* in the order of the file */
	size_t resume_count;
	struct archive_end *end;               /* in the order of the file */
	size_t end_count;
	struct archive_hook *hook;             /* in the order of the file */
	size_t hook_count;
	struct archive_profile *profile;       /* in the order of the file */
	size_t profile_count;
	struct record *record;                 /* in the order of the file; no cell twice */
	size_t record_count;
	bool complete;
	struct chunk *kept;                    /* all memory of header and name; owned by value.c, as the next two are */
	struct chunk *kept_records;            /* the same of the records */
	struct chunk *kept_lines;              /* the same of the other lines */
};

#endif
