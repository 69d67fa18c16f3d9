/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What keeps a process, root's too, from KVM, tracefs or perf events: a lockdown, a namespace, seccomp, a container. */
#ifndef HOST_MACHINE_CONFINE_H
#define HOST_MACHINE_CONFINE_H

#include <stdbool.h>

/* Has this process a capability by which it may count whatever kernel.perf_event_paranoid says? */
bool confine_has_perfmon(const char *root);

/* What was refused. */
enum confine_of { CONFINE_KVM, CONFINE_TRACEFS, CONFINE_PERF };

struct confine {
	char what[128];   /* a sentence without a full stop, that says by what */
	char remedy[128]; /* as of a finding (host/os/finding.h) */
};

/*
 * Find out what refuses it to this process, whose /proc and /sys are below root, though it be root's. False: nothing of
 * the kind; then what an ordinary user lacks is root, a group or a setting.
 */
bool confine_find(const char *root, enum confine_of of, struct confine *confine);

#endif
