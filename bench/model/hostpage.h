/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fault model's host half: one page in the page table of the process that runs the VM. */
#ifndef BENCH_HOSTPAGE_H
#define BENCH_HOSTPAGE_H

#include "bench/backing.h"
#include "bench/model/host.h"
#include "bench/state.h"

#include <stdbool.h>
#include <stdint.h>

enum hostpage_pte { HOSTPAGE_NONE, HOSTPAGE_RO, HOSTPAGE_RW };

struct hostpage {
	struct backing backing;  /* traits of its backing on this host */
	enum hostpage_pte pte;
	bool accounted;          /* a fault on it is counted for the thread that took it, if it is complete */
	/* What happened since hostpage_reset(): */
	bool allocated;          /* a page was allocated for it */
	bool notified;           /* the MMU notifier was called: KVM had to remove its stage-2 mapping */
	uint32_t minor_faults;   /* as getrusage() counts them for the thread that accessed it */
};

enum hostpage_result {
	HOSTPAGE_READY,    /* the access is possible */
	HOSTPAGE_NOTIFIED, /* the access is possible, and the MMU notifier was called */
	HOSTPAGE_REFUSED,  /* the mapping forbids the access; nothing has changed */
};

/* Return a page in the state that the host's own accesses leave (axis host_page), with its counts reset. */
struct hostpage hostpage_of(enum backing_id backing, enum host_page_id state, const struct predict_host *host);

/* Model one access by the host, or on behalf of its guest: what handle_mm_fault() does if it has to be called. */
enum hostpage_result hostpage_access(struct hostpage *page, bool write);

/* Forget what happened so far: allocated, notified, minor_faults. */
void hostpage_reset(struct hostpage *page);

#endif
