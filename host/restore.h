/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings of the host that are changed for a while. A child process, in a session of its own and deaf to SIGINT,
 * SIGTERM and SIGHUP, is told of every change before it is made. When the pipe to it closes, because its parent says so
 * or has come to whatever end, SIGKILL included, it puts everything back, the last change first.
 */
#ifndef HOST_RESTORE_H
#define HOST_RESTORE_H

/*
 * Fork the child; nothing if there is one already. To be called while the process has few files open: the child keeps
 * those, as long as it lives, so that who waits for their end waits for it too. 0 or -errno (fail_text()).
 */
int restore_begin(void);

/*
 * Write value into path, a file of one line, the child being told first what it holds: of a choice such as
 * "always [madvise] never", the chosen. What the first call for a path found is what is put back. 0 or -errno
 * (fail_text()). Only after restore_begin().
 */
int restore_write(const char *path, const char *value);

/* Have everything put back, and wait for it. How many files could not be: the child has complained of each. */
int restore_end(void);

#endif
