/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read what tracefs says of KVM's tracepoints. */
#ifndef HOST_TRACEFS_H
#define HOST_TRACEFS_H

#include <stdint.h>

/* Return the text of the file events/kvm/EVENT/NAME, which the caller frees; NULL with errno if it cannot be read. */
char *tracefs_read(const char *event, const char *name);

/* Read the number that a tracepoint has in perf_event_attr.config and in its records. 0 or a positive errno. */
int tracefs_id(const char *event, uint64_t *id);

#endif
