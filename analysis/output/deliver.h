/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the output of a verb to standard output, or to a file that is complete or does not exist. */
#ifndef ANALYSIS_DELIVER_H
#define ANALYSIS_DELIVER_H

#include "bench/cli/verb.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Write size bytes to the file at path, or to standard output if path is NULL. An existing regular file is replaced if
 * force is set, else it is an error. Returns STATUS_OK; or STATUS_FAILED, with the cause on stderr after the verb's
 * name.
 */
enum status deliver(const char *verb, const char *path, bool force, const char *bytes, size_t size);

/*
 * Write a file in the same way whose bytes a function writes, which returns 0, -errno, or 1 after printing why. Nothing remains
 * of what failed.
 */
enum status deliver_by(const char *verb, const char *path, bool force, int (*write)(void *context, int fd), void *context);

/*
 * Open a temporary file without a name, for fclose(), in which an output of any size can wait until it is whole. NULL: there is
 * no place for one, and errno says why.
 */
FILE *deliver_draft(void);

/* Deliver all that was written to a draft, in the same way as deliver(), and close it. NULL: none could be opened, as errno says. */
enum status deliver_close(const char *verb, const char *path, bool force, FILE *draft);

/* Write all bytes to a file that is open, as the function of deliver_by() may. Returns 0 or -errno. */
int deliver_bytes(int fd, const char *bytes, size_t size);

/* Refuse an existing file as the others do, before there is anything to write. */
enum status deliver_check(const char *verb, const char *path, bool force);

#endif
