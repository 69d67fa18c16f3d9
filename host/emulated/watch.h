/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Follows an emulated host until it ends, dies, or is given up. */
#ifndef HOST_EMULATED_WATCH_H
#define HOST_EMULATED_WATCH_H

#include "host/emulated/own_time.h"
#include "host/options/options.h"
#include "host/keep/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The streams of a host: the kernel's console, QEMU's own messages, and the ports that init.c writes to. */
enum watch_stream { WATCH_CONSOLE, WATCH_MESSAGES, WATCH_STDOUT, WATCH_STDERR, WATCH_END, WATCH_STREAMS };

#define WATCH_TAIL_BYTES 4096

/* The last bytes of a stream, NUL-terminated. */
struct tail {
	char text[WATCH_TAIL_BYTES];
	size_t size;
};

/* Why the watching ended. */
enum watch_end {
	WATCH_ENDED,    /* the program in the host ended, or its kernel did: see status */
	WATCH_SILENT,   /* no byte came for too long */
	WATCH_TIMEOUT,  /* the deadline passed */
	WATCH_REFUSED,  /* out() returned an error */
	WATCH_STOPPED,  /* a signal asked us to stop: keep_stopping() */
};

struct watch {
	const struct options *options;
	/* Takes what the program writes to its standard output; if it does not return 0, watching ends. */
	int (*out)(void *context, const char *bytes, size_t size);
	void *context;
	struct progress *progress;                /* interrupted before anything is written to standard error; may be NULL */
	/* Takes the program's reports of its progress. May be NULL. */
	void (*told)(void *context, const struct progress_state *state);
	double deadline_s;                        /* of os_now_s(); time that QEMU waits for a CPU is added */
	struct tail tail[WATCH_STREAMS];
	struct own_time own;                      /* QEMU's */
	enum watch_end end;
	int status;                               /* exit status of the program, an enum status; negative: not known */
	int qemu;                                 /* status of QEMU, as waitpid() gives it */
};

/*
 * Follow a host until its program has ended and QEMU is gone; its standard error goes to ours. Closes in[] and waits
 * for pid. The caller fills the fields of *watch above tail, this function the others.
 */
void watch_host(struct watch *watch, pid_t pid, const int in[WATCH_STREAMS]);

/* Write a line into why that says how the host died. Return true if starting it again may help. */
bool watch_died(const struct watch *watch, char *why, size_t size);

/* Print the last lines of all streams on standard error. */
void watch_print_tails(const struct watch *watch);

#endif
