/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process's own time: it runs as ours does while the process sleeps or has a CPU, and stands still while it waits for one,
 * so that limits in it give no process up because the machine is busy.
 */
#ifndef HOST_EMULATED_OWN_TIME_H
#define HOST_EMULATED_OWN_TIME_H

#include <stdbool.h>
#include <sys/types.h>

/* Zeroed before the first own_time_now(). */
struct own_time {
	bool begun;
	double looked_s; /* when the process was looked at last; seconds of os_now_s() */
	double cpu_s;    /* CPU time of all its threads by then */
	double waited_s; /* seconds so far in which its own time stood still */
};

/*
 * Return a process's own time, in seconds: that of now (os_now_s()) less waited_s. The process is looked at once a second: if
 * any of its threads wants a CPU or waits for a disk, its own time since the last look is the CPU time that it got.
 * root: "", or a directory with a made-up /proc.
 */
double own_time_now(struct own_time *time, const char *root, pid_t pid, double now);

#endif
