/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Change settings of the host for the time of a run, and load modules. A child process is told the former value of each
 * before it is changed, and each module before it is loaded. It restores and unloads all of them when this process ends,
 * be it by SIGKILL.
 */
#ifndef HOST_RESTORE_H
#define HOST_RESTORE_H

#include <stddef.h>

#define RESTORE_VALUE_BYTES 256 /* longest value of a setting, its NUL included */

/*
 * Start the child. Call it before a VM is created: fork() makes all memory of the process copy-on-write and so removes
 * its stage-2 entries (6.12 copy_page_range(), mm/memory.c). 0 or -errno (fail_text()).
 */
int restore_open(void);

/*
 * Write value to the file at path, after the child has been told the present value. In a file that lists choices, such
 * as "always [madvise] never", the present value is the one in brackets. 0; or -errno (fail_text()), nothing being
 * changed then: -ESRCH if there is no child, -E2BIG if the present value is too long to be restored.
 */
int restore_write(const char *path, const char *value);

/*
 * Have the child unload a module of this name at the end, after all settings that are changed from now on have been
 * restored. Call it before the module is loaded; that it is not loaded at the end is no error. 0; or -errno
 * (fail_text()), -ESRCH if there is no child.
 */
int restore_unload(const char *module);

/*
 * Have the child restore all settings, last change first, and wait for its end. 0, also if there is no child; or
 * -errno, fail_text() naming what could not be restored.
 */
int restore_close(void);

#endif
