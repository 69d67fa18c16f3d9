/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Following an emulated host until it is done, dead, or given up. */
#ifndef HOST_EMULATED_WATCH_H
#define HOST_EMULATED_WATCH_H

#include "host/options/options.h"
#include "host/keep/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Where its bytes come from: the kernel's console, QEMU's own messages, and the ports that init.c writes to. */
enum watch_stream { WATCH_CONSOLE, WATCH_MESSAGES, WATCH_STDOUT, WATCH_STDERR, WATCH_END, WATCH_STREAMS };

#define WATCH_TAIL_BYTES 4096

/* The last bytes of a stream, NUL-terminated. */
struct tail {
	char text[WATCH_TAIL_BYTES];
	size_t size;
};

/* Why the watching ended. */
enum watch_end {
	WATCH_ENDED,    /* the program in the host ended with status, or its kernel did: see below */
	WATCH_SILENT,   /* too long no sign of life */
	WATCH_TIMEOUT,  /* too long at all */
	WATCH_REFUSED,  /* out() did not want any more */
	WATCH_STOPPED,  /* a signal: keep_stopping() */
};

struct watch {
	const struct options *options;
	/* Takes what the program writes to its standard output; anything but 0 ends the watching. */
	int (*out)(void *context, const char *bytes, size_t size);
	void *context;
	struct progress *progress;                /* to break before anything is written to standard error; may be NULL */
	/* What the program says of its progress. May be NULL. */
	void (*told)(void *context, size_t done, size_t planned, const char *cell);
	double deadline_s;                        /* by CLOCK_MONOTONIC, if QEMU never has to wait for a CPU */
	struct tail tail[WATCH_STREAMS];
	double waited_s, looked_s;                /* how long it had to, in seconds, when that was looked up last */
	enum watch_end end;
	int status;                               /* of the program, an enum status; negative: it did not tell */
	int qemu;                                 /* of QEMU, as waitpid() gives it */
};

/*
 * Follow a host until its end is told and QEMU is gone; its standard error goes to ours. in[] and pid are closed and
 * reaped. All of *watch above tail is the caller's to fill, the rest is filled here.
 */
void watch_host(struct watch *watch, pid_t pid, const int in[WATCH_STREAMS]);

/* One line on what kind of end that was that was none, into why; can the host live again, and fare better? */
bool watch_died(const struct watch *watch, char *why, size_t size);

/* The last lines of all that was said, to standard error. */
void watch_print_tails(const struct watch *watch);

#endif
