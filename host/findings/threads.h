/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which threads ran on the view's CPUs, from /proc: read before the first cell and after the last, not while timing. */
#ifndef HOST_FINDINGS_THREADS_H
#define HOST_FINDINGS_THREADS_H

#include "host/findings/view.h"

#include <stddef.h>
#include <stdint.h>

#define THREAD_NAME_BYTES 32

struct thread_time {
	long tid;
	int cpu;        /* OS index of the CPU that it ran on last */
	int64_t ran_ns; /* on all CPUs, since it began */
	char name[THREAD_NAME_BYTES];
};

/* All threads that this process may see, without its own, by ascending tid. */
struct threads {
	struct thread_time *thread; /* count of them; threads_free() frees it */
	size_t count;
};

/* Read the threads; none, if there is no memory. */
void threads_read(struct threads *threads, const struct host_view *view);

/* A zeroed struct is allowed. */
void threads_free(struct threads *threads);

/*
 * How many times the scheduler has taken the CPU from those threads of this process that still live and ran on one of
 * the view's CPUs last; -1: not known.
 */
int64_t threads_preempted(const struct host_view *view);

#endif
