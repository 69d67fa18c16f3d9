/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Following an emulated host until it is done, dead, or given up. */
#ifndef HOST_EMULATED_WATCH_H
#define HOST_EMULATED_WATCH_H

#include "host/options.h"
#include "host/outfile.h"

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

struct watch {
	struct tail tail[WATCH_STREAMS];
	bool footer;          /* the last whole line on standard output is an archive's footer */
	bool line_open;       /* a progress line stands on the terminal */
	double progress_shown; /* when, monotonic seconds */
};

/*
 * Copy the host's standard output into file and its standard error to ours (progress rewritten), until its end is told
 * and QEMU is gone. in[] and pid are closed and reaped. The program's exit status, or STATUS_FAILED with the reason and
 * the tail of what was said printed.
 */
int watch_host(struct watch *watch, pid_t pid, const int in[WATCH_STREAMS], struct outfile *file,
	       const struct options *options);

#endif
