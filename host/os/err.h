/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors: functions return a negative errno, and its sentence is kept here until a verb prints it. */
#ifndef HOST_ERR_H
#define HOST_ERR_H

/*
 * Keep "WHAT: WHY", WHY being strerror(error), as the thread's last error; return -error. error is a positive errno.
 * For a failure that has no errno it is 0: nothing is appended and -EPROTO is returned. Nothing is appended for ENOTSUP
 * either: the sentence itself says what this host lacks. A WHAT of more than 900 characters is cut there and ends in
 * "...".
 */
__attribute__((format(printf, 2, 3))) int fail(int error, const char *format, ...);

/*
 * As fail(), for something that not every host has or permits. If the errno says that this one does not (the kernel
 * lacks it; permissions, a security module or seccomp forbid it; memory, a quota or a limit is exhausted), -ENOTSUP is
 * returned, and the sentence can follow "skipped: ".
 */
__attribute__((format(printf, 2, 3))) int fail_here(int error, const char *format, ...);

/* Keep text, another thread's fail_text(), as this thread's last error; return err. */
int fail_with(int err, const char *text);

/* Return the last error of this thread; "" if there was none. Valid until the next fail(). */
const char *fail_text(void);

#endif
