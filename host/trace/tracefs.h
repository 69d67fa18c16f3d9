/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What tracefs says of the tracepoints of KVM. */
#ifndef HOST_TRACEFS_H
#define HOST_TRACEFS_H

#include <stdint.h>

/* The file events/kvm/EVENT/NAME, whole, NUL-terminated, or NULL with errno. The caller frees it. */
char *tracefs_read(const char *event, const char *name);

/* The tracepoint's number in perf events and in its records. 0 or a positive errno. */
int tracefs_id(const char *event, uint64_t *id);

#endif
