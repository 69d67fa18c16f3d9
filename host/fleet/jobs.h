/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plan of runs on many hosts: a text file whose lines name hosts, and then what runs on them. host/fleet/README.md
 * describes it. It makes jobs: each is one run of cmobench, with a name and a command line.
 */
#ifndef HOST_FLEET_JOBS_H
#define HOST_FLEET_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#define FLEET_LOCAL    "local"    /* the place of jobs for the machine that the plan is on */
#define FLEET_EMULATED "emulated" /* and of those for emulated hosts, which any machine can boot */
#define FLEET_ENDING   ".cmo.jsonl"

struct fleet_job {
	char *name;           /* of letters, digits and "._+-"; its archive is name.cmo.jsonl */
	const char *where;    /* a host's name for ssh, FLEET_LOCAL or FLEET_EMULATED */
	const char *features; /* what Slurm calls such hosts, joined by '&'; "": nothing is said */
	char **argv;          /* argc strings: "run", options, "--output=NAME.cmo.jsonl" */
	int argc;
	unsigned int line;    /* of the plan, which says what runs: 1 ... */
	/* What earlier archives tell (host/fleet/earlier.h) */
	double took_s;        /* seconds that the latest complete run with this command line took; negative: not known */
	char created[24];     /* when that began; "": there was none */
	bool is_done;         /* there is a complete archive of this name among the plan's results */
};

struct fleet {
	const char *path;     /* the plan */
	struct fleet_job *job; /* in the order of the plan: for each line "run", host by host */
	size_t count;
};

/*
 * Read a plan. Return STATUS_OK, or another enum status after printing what is wrong with which line. What jobs have
 * is never freed: options of run point into it.
 */
int fleet_read(struct fleet *fleet, const char *path);

#endif
