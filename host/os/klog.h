/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read the kernel's log. */
#ifndef HOST_OS_KLOG_H
#define HOST_OS_KLOG_H

#include <stdbool.h>
#include <stddef.h>

/* Return what the kernel's log holds, which the caller frees; NULL: it may not be read. */
char *klog_read(void);

/* Return how many times this prefix is in the kernel's log; 0: not at all, or the log may not be read. */
size_t klog_count(const char *prefix);

/*
 * Write to text the rest of the last line of the kernel's log that has this prefix, cut to fit. False, and text is "":
 * there is none.
 */
bool klog_last(const char *prefix, char *text, size_t size);

#endif
