/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sending the kernel's symbols from an emulated host to the launcher, among the lines of the archive. */
#ifndef HOST_PROFILE_SEND_H
#define HOST_PROFILE_SEND_H

#include "host/keep/sink.h"
#include "host/profile/symbols.h"

/*
 * Hand lines of type "symbols" to the sink, with the symbols of code that path, /proc/kallsyms, lists. Without such a file,
 * or if it hides the addresses from this user, there are none. 0 or -errno (fail_text()).
 */
int symbols_send(const struct archive_sink *sink, const char *path);

/* Add the symbols of a line of type "symbols". 0 or -errno (fail_text()). */
int symbols_take(struct symbols *symbols, const char *line, size_t size);

#endif
