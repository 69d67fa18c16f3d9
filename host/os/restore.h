/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings of the host that a run changes for its time: a child process knows what each was before the change is made,
 * and puts all of them back when this process ends, in whatever way: SIGKILL leaves it alone.
 */
#ifndef HOST_RESTORE_H
#define HOST_RESTORE_H

#include <stddef.h>

#define RESTORE_VALUE_BYTES 256 /* of a setting, at most */

/*
 * Start the child. Before there is a VM: a fork makes all memory of ours copy-on-write, and KVM forget it (6.12
 * copy_page_range(), mm/memory.c). 0 or -errno (fail_text()).
 */
int restore_open(void);

/*
 * Write value to the file at path, what it holds now being kept for later. Of a file that lists choices, such as
 * "always [madvise] never", it is the one in brackets. 0 or -errno (fail_text()): nothing is changed then; -ESRCH
 * without a child.
 */
int restore_write(const char *path, const char *value);

/*
 * Put everything back, last change first, and end the child. 0, also if there is none; or -errno, fail_text() naming
 * what could not be put back.
 */
int restore_close(void);

#endif
