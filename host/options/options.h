/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the command line of run or probe asks for. Each option is a row of host/options/table.c. */
#ifndef HOST_OPTIONS_H
#define HOST_OPTIONS_H

#include "bench/suite/scenario.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the program was started for: its verb. */
enum purpose { PURPOSE_RUN, PURPOSE_PROBE };

/* Which cells are measured, and how. */
struct measure_options {
	const struct suite *suite;
	struct filter filter;
	const char *filter_text; /* as given; NULL: none */
	uint32_t policies;       /* bit by policy_id; 0: the one that the kernel has now */
	uint32_t samples;        /* per cell; a multiple of batch */
	uint32_t batch;          /* samples of a cell in one entry into the guest; a power of two */
	double precision_pct;    /* measure until the interval is that narrow; 0: just so many samples */
	uint64_t seed;
	bool sequential;         /* pages in order, not by the full-period generator */
	bool nisv;               /* enable KVM_CAP_ARM_NISV_TO_USER */
	uint64_t rom_bytes;      /* size of the memslot that scenario rom_sweep sweeps; 0: not given */
};

#define ALLOW_MAX 16

/* How the host is used on which it is measured. */
struct host_options {
	const char *cpus;             /* CPUs for vCPUs, a list such as "2-3,8"; NULL: chosen */
	bool tune;                    /* change settings of the host while the run lasts */
	const char *allow[ALLOW_MAX]; /* identifiers of findings that shall not refuse the run; allow_count of them */
	size_t allow_count;
	const char *file_dir;         /* directory for the files of file backings; NULL: /var/tmp */
};

/* What is written. */
struct output_options {
	const char *path;   /* the archive; NULL: not given; "-": standard output */
	bool force;         /* overwrite it */
	const char *resume; /* archive to go on with; NULL: none */
	bool json_progress; /* progress as JSON, one object a line, on standard error */
	bool json;          /* probe: print JSON */
};

/* The emulated host, for the launcher. */
struct emulated_options {
	bool wanted;          /* measure in one; false: all below are defaults */
	const char *cpu;      /* QEMU's -cpu argument */
	const char *machine;  /* more properties of QEMU's -M; NULL: none */
	const char *kernel, *initrd, *qemu; /* paths; NULL: the built ones */
	const char *append;   /* more kernel command line; NULL: none */
	uint32_t smp;         /* CPUs: 1 ... */
	uint32_t numa;        /* NUMA nodes among which they are shared out: 1 (no NUMA) ... smp */
	bool no_icount;       /* its counter does not count instructions: see struct emulator */
	uint32_t uid, gid;    /* of the program in it; its /dev/kvm is for group 36 */
	uint32_t timeout_s;   /* of its life, less what it waits for a CPU */
};

/* Where an emulated host's facts come from: told by the launcher, archived as the header's "emulator". */
struct emulator {
	const char *qemu;    /* version line; NULL: not emulated */
	const char *cpu;     /* model and properties */
	const char *machine; /* and its properties */
	const char *started; /* when, UTC, by the machine that QEMU runs on: the host's own clock is a virtual one */
	bool icount;         /* its counter counts instructions: one is 2^icount_shift ns */
	uint32_t icount_shift;
};

/* What the launcher tells the program in its emulated host. Zero in any other. */
struct inside_options {
	struct emulator emulator;
	char **outer;     /* the launcher's argv: what its user typed; outer_count words */
	int outer_count;
	const char *done; /* file with the cells that are there already; NULL: none */
};

struct options {
	enum purpose purpose;
	int argc;    /* of the verb; argv[0] is the verb */
	char **argv;
	struct measure_options measure;
	struct host_options host;
	struct output_options output;
	struct emulated_options emulated;
	struct inside_options inside;
};

#define OPTIONS_HELP (-1) /* options_parse(): help was asked for and printed */

/*
 * Parses argv of verb "run" or "probe". 0; OPTIONS_HELP if help was asked for and printed; else an enum status,
 * the error being printed. Strings in *o point into argv, which is permuted: options first.
 */
int options_parse(struct options *o, int argc, char **argv);

/*
 * Calls each() for every option of the command line, in its order, that the program inside an emulated host needs.
 * name: without dashes. value: argv's; NULL: the option takes none.
 */
void options_inside(const struct options *o, void (*each)(void *context, const char *name, const char *value),
		    void *context);

/* Is this the program inside an emulated host? */
bool options_are_inside(const struct options *o);

#endif
