/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The second boot of an emulated host, in which a plugin of QEMU counts the instructions of one cell. The program inside does
 * the same as in the first one, so that its samples are the same.
 */
#ifndef HOST_PROFILE_SECOND_H
#define HOST_PROFILE_SECOND_H

#include "host/keep/keeper.h"

/* Takes what the program inside writes to its standard output. Not 0: the host is to be stopped. */
typedef int profile_out(void *second, const char *bytes, size_t size);

/*
 * Boots the host with the plugin, which writes to the descriptor counts, and follows it to its end. 0 or -errno (fail_text()).
 */
typedef int profile_boot(void *context, int counts, profile_out *out, void *second);

/* Boot, with context, and hand the line of type "profile" to the keeper. 0 or -errno (fail_text()). */
int profile_run(struct keep *keep, profile_boot *boot, void *context);

#endif
