/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of run and probe, as parsed from the command line. Each is a row of host/options/table.c. */
#ifndef HOST_OPTIONS_H
#define HOST_OPTIONS_H

#include "bench/suite/scenario.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The verb that the program was started with. */
enum purpose { PURPOSE_RUN, PURPOSE_PROBE };

/* Which cells are measured, and how. */
struct measure_options {
	const struct suite *suite;
	struct filter filter;
	const char *filter_text; /* as given; NULL: none */
	uint32_t policies;       /* bit by policy_id; 0: the one that the kernel has now */
	uint32_t samples;        /* per cell; a multiple of batch */
	uint32_t seconds;        /* samples is to be chosen so that all rounds take this long, where the clock is time; 0: it is given */
	uint32_t chosen;         /* samples that this run has so chosen before; 0: none */
	uint32_t batch;          /* samples of a cell in one entry into the guest; a power of two */
	double precision_pct;    /* measure until half the interval is this narrow, in percent; 0: take samples only */
	uint32_t passes;         /* visits to a cell over which its rounds are spread; 0: not given */
	uint64_t seed;
	bool sequential;         /* pages in order, not by the full-period generator */
	bool nisv;               /* enable KVM_CAP_ARM_NISV_TO_USER */
	bool profile;            /* in a second boot, count the instructions of the one cell by function */
	uint64_t rom_bytes;      /* size of the memslot that scenario rom_sweep sweeps; 0: not given */
};

#define ALLOW_MAX   16
#define ALLOW_BYTES 40

/* How the measured host is used. */
struct host_options {
	const char *cpus;             /* CPUs for vCPUs, a list such as "2-3,8"; NULL: host/place/ chooses */
	bool tune;                    /* change settings of the host during the run */
	char allow_text[ALLOW_MAX][ALLOW_BYTES];
	const char *allow[ALLOW_MAX]; /* identifiers of findings that must not refuse the run, in allow_text of this very struct; */
				      /* allow_count of them */
	size_t allow_count;
	const char *file_dir;         /* directory for the files of file backings; NULL: /var/tmp */
};

/* What is written. */
struct output_options {
	const char *path;   /* the archive; NULL: not given; "-": standard output */
	bool force;         /* overwrite it */
	const char *resume; /* archive to continue; NULL: none */
	bool json_progress; /* progress as JSON, one object a line, on standard error */
	bool json;          /* probe: print JSON */
};

#define CPU_DEFAULT "max" /* of --emulated without a value */
#define VALUES_MAX  16

/* The values of an option that may be given several times, in the order given. */
struct option_values {
	const char *value[VALUES_MAX];
	size_t count;
};

/*
 * The emulated host that the launcher boots. Several values of cpus, kernels and modes ask for several hosts, one after
 * another (host/plan/); cpu, kernel and mode are the first of each.
 */
struct emulated_options {
	bool wanted;          /* measure in one; false: the fields below have their defaults */
	struct option_values cpus, kernels, modes;
	const char *cpu;      /* QEMU's -cpu argument */
	const char *mode;     /* KVM's: "vhe", "nvhe", "protected" or "nested"; NULL: the kernel's default */
	const char *machine;  /* more properties of QEMU's -M; NULL: none */
	const char *kernel, *initrd, *qemu; /* paths, kernel also a name (host/image/kernel.h); NULL: the built ones */
	const char *append;   /* more kernel command line; NULL: none */
	uint32_t smp;         /* CPUs: 1 ... */
	uint32_t numa;        /* NUMA nodes over which they are distributed: 1 (no NUMA) ... smp */
	bool no_icount;       /* its counter does not count instructions: see struct emulator */
	uint32_t boots;       /* times that it is booted, each for a run and an archive of its own: 1 ... */
	uint32_t uid, gid;    /* user and group of the program in it; its /dev/kvm is for group 36 */
	uint32_t timeout_s;   /* seconds that it may run, without those that it waits for a CPU */
};

/* Facts about an emulated host that only the launcher knows; archived as the header's "emulator". */
struct emulator {
	const char *qemu;    /* version line; NULL: not emulated */
	const char *cpu;     /* CPU model and its properties */
	const char *machine; /* machine and its properties */
	const char *started; /* start, UTC, by the clock of the machine that QEMU runs on, as the host's is virtual */
	bool icount;         /* its counter counts instructions, each 2^icount_shift ns of virtual time */
	uint32_t icount_shift;
};

/* What the launcher tells the program in its emulated host. Zeroed on other hosts. */
struct inside_options {
	struct emulator emulator;
	char **outer;     /* the launcher's argv as the user typed it; outer_count words */
	int outer_count;
	const char *done; /* file that lists the cells already measured; NULL: none */
};

/* Which of several runs this is. Zeroed: it is the only one. */
struct run_place {
	uint32_t number, count; /* number: 1 ... count */
	double done_s;          /* seconds that the earlier ones have taken */
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
	struct run_place place;
};

#define OPTIONS_HELP (-1) /* options_parse(): help was asked for and printed */

/*
 * Parses argv of verb "run" or "probe"; where it stands in a file, argv[0] is "FILE:LINE: run". Returns 0; OPTIONS_HELP if
 * help was asked for and printed; or an enum status after printing the error. Strings in *o point into argv, which is permuted: options first.
 */
int options_parse(struct options *o, int argc, char **argv);

/*
 * Calls each() for every option of the command line, in its order, that the program inside an emulated host needs.
 * name: without dashes. value: argv's; NULL: the option takes none.
 */
void options_inside(const struct options *o, void (*each)(void *context, const char *name, const char *value),
		    void *context);

/*
 * Leave one emulated host, booted once: of --emulated, --kernel and --mode that were given several times the last counts.
 * So what is typed when a run is resumed stands in the place of what it was begun with.
 */
void options_keep_last(struct options *o);

/* What one of several runs has of its own. */
struct own_values {
	const char *cpu;          /* NULL: it is not emulated */
	const char *kernel, *mode; /* NULL: the default */
	const char *archive;      /* its file */
	bool resumes;             /* go on with that, rather than begin it */
};

/*
 * Return the command line of one of several runs: the one that was typed, with its own values in the place of
 * --emulated, --kernel, --mode, --output, --resume and --boots. It ends with NULL, and *argc is set. NULL: no memory.
 * It is never freed: options point into it.
 */
char **options_alone(const struct options *o, const struct own_values *own, int *argc);

/*
 * Write the command that the user typed, for the shell: this program's name, the verb, the options without --json, then
 * more, all behind "sudo " unless the user is root or the host is emulated. It is cut to fit.
 */
void options_command(const struct options *o, const char *verb, const char *more, char *text, size_t size);

/* True in the program inside an emulated host. */
bool options_are_inside(const struct options *o);

/* Does --allow name the finding with this identifier? */
bool options_allow(const struct options *o, const char *id);

#endif
