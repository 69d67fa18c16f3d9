/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors: a negative errno travels up, the sentence that goes with it is kept here until a verb prints it. */
#ifndef HOST_ERR_H
#define HOST_ERR_H

/*
 * Keep "WHAT: WHY", WHY being strerror(error), as the thread's last error; return -error. error is a positive errno, or
 * 0 for a failure that has none (nothing is appended, -EPROTO is returned). To ENOTSUP's, nothing is appended either:
 * it is the whole reason why this host cannot. A WHAT of more than 900 characters is cut there, and ends in "...".
 */
__attribute__((format(printf, 2, 3))) int fail(int error, const char *format, ...);

/* Keep text, another thread's fail_text(), as this thread's last error; return err. */
int fail_with(int err, const char *text);

/* The last error of this thread; "" if there was none. Valid until the next fail(). */
const char *fail_text(void);

#endif
