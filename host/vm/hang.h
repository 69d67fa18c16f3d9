/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges whether a vCPU hangs. Progress decides, not seconds: on a busy machine its thread may wait long for a CPU, and
 * on a slow one, or in a host that is emulated, one entry into the guest may take minutes.
 *
 * A vCPU makes progress if its registers change: each loop of the guest counts its samples or lines in registers. It
 * hangs if it makes none
 * - while its thread uses much CPU time: it spins; or
 * - while its thread is found asleep again and again, as after a WFI. A thread that waits for a CPU, or for a page of
 *   memory (6.12 handle_userfault(), fs/userfaultfd.c, and folio_wait_bit_common(), mm/filemap.c, sleep without being
 *   interruptible), is not asleep in this sense.
 */
#ifndef HOST_VM_HANG_H
#define HOST_VM_HANG_H

#include <stdbool.h>
#include <stdint.h>

#define HANG_SLEEPS 30 /* this many looks in a row found it asleep, and no CPU time used between them */

enum hang {
	HANG_NONE,   /* nothing speaks for it */
	HANG_ASK,    /* it may: its registers must be read */
	HANG_SPINS,  /* it hangs, and uses CPU time */
	HANG_ASLEEP, /* it hangs, and uses none */
};

/* What a look at a vCPU saw. */
struct hang_seen {
	uint32_t ticket;  /* number of the entry into the guest */
	bool excused;     /* it is not in the guest, or waits there for another vCPU */
	double cpu_s;     /* CPU time of its thread, in seconds */
	bool asleep;      /* its thread sleeps, and could be interrupted */
	uint32_t looks;   /* how often its registers were read */
	uint64_t digest;  /* hash of its registers when they were read last; valid if looks is not 0 */
};

/* What is known from the looks so far; {0} before the first one. */
struct hang_watch {
	struct hang_seen last;
	double since_cpu_s; /* last.cpu_s at the last progress */
	bool asked;         /* HANG_ASK was returned, and the registers have not been read since */
	bool has_digest;    /* digest is of this entry */
	uint64_t digest;
	uint32_t sleeps;    /* looks in a row that found it asleep */
};

/*
 * Judge a vCPU by one more look at it. It spins if its registers were the same before and after limit_cpu_s seconds of
 * CPU time; they are asked for (HANG_ASK) no more often than once in that time.
 */
enum hang hang_judge(struct hang_watch *watch, const struct hang_seen *seen, double limit_cpu_s);

/* Return how much CPU time it has used since its last progress, in seconds. */
double hang_cpu_s(const struct hang_watch *watch);

#endif
