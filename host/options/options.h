/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of run and probe. */
#ifndef HOST_OPTIONS_H
#define HOST_OPTIONS_H

#include "bench/suite/scenario.h"

#include <stdbool.h>
#include <stdint.h>

/* Where an emulated host's facts come from: told by the launcher, archived as the header's "emulator". */
struct emulator {
	const char *qemu;    /* version line; NULL: not emulated */
	const char *cpu;     /* model and properties */
	const char *machine; /* and its properties */
	const char *started; /* when, UTC, by the machine that QEMU runs on: the host's own clock is a virtual one */
	bool icount;         /* its counter counts instructions: one is 2^icount_shift ns */
	uint32_t icount_shift;
};

#define ALLOW_MAX 16

struct options {
	int argc;                    /* of the verb; argv[0] is the verb */
	char **argv;
	char **outer;                /* in an emulated host: the launcher's argv, what its user typed; else NULL */
	int outer_count;
	const struct suite *suite;
	struct filter filter;
	const char *filter_text;     /* NULL: none */
	uint32_t policies;           /* bit by policy_id; 0: the one the kernel has now */
	const char *policy_text;     /* as given */
	const char *output;          /* NULL: not given; "-": standard output */
	bool force;                  /* overwrite output */
	uint32_t samples;            /* per cell; a multiple of batch */
	uint32_t batch;              /* samples of a cell in one entry into the guest; a power of two */
	uint64_t seed;
	bool sequential;             /* pages in order, not by the full-period generator */
	double precision_pct;        /* measure until the interval is that narrow; 0: just so many samples */
	const char *cpus;            /* where vCPUs go, a list such as "2-3,8"; NULL: chosen */
	bool tune;                   /* change settings of the host for the time of the run */
	const char *allow[ALLOW_MAX]; /* identifiers of findings that shall not refuse the run; allow_count of them */
	size_t allow_count;
	const char *resume;          /* archive to go on with; NULL: none */
	const char *done;            /* in an emulated host: file with the cells that are there already; NULL: none */
	bool json_progress;          /* progress as JSON, one object a line, on standard error */
	bool nisv;                   /* enable KVM_CAP_ARM_NISV_TO_USER */
	uint64_t rom_bytes;          /* of the memslot that scenario rom_sweep sweeps; 0: not given */
	const char *file_dir;        /* where files for file backings are made; NULL: /var/tmp */
	bool json;                   /* probe: as JSON */
	bool emulated;
	const char *emulated_cpu;    /* QEMU -cpu argument */
	const char *machine;         /* extra QEMU -M properties; NULL: none */
	const char *kernel, *initrd, *qemu; /* of the emulated host; NULL: the built ones */
	const char *append;          /* more kernel command line; NULL: none */
	uint32_t smp;                /* CPUs of the emulated host, */
	uint32_t numa;               /* shared out among so many NUMA nodes; 1: no NUMA */
	bool icount;                 /* of the emulated host: see struct emulator */
	uint32_t uid, gid;           /* of the program in the emulated host; its /dev/kvm is for group 36 */
	uint32_t timeout_s;          /* of the emulated host, but those that it waits for a CPU */
	struct emulator inside;      /* set in an emulated host by its launcher */
};

/*
 * Parse argv of verb "run" or "probe". 0; OPTIONS_HELP if help was asked for and printed; else an enum status,
 * the error being printed. Strings in *o point into argv.
 */
int options_parse(struct options *o, int argc, char **argv);

#define OPTIONS_HELP (-1) /* options_parse(): help was asked for and printed */

#endif
