/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read small files of /proc and /sys. Every path is below a root directory: "" for this host, or a directory in which a
 * test has made up a host.
 */
#ifndef HOST_HOSTFILE_H
#define HOST_HOSTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOSTFILE_PATH_BYTES 512

/*
 * Read the first size - 1 bytes of a file, NUL-terminated, without a newline at their end. Returns the length; or
 * -errno, text being "" then.
 */
__attribute__((format(printf, 4, 5))) long hostfile_text(const char *root, char *text, size_t size, const char *path,
							 ...);

/* Read the first size bytes of a file. Returns how many it has up to there; or -errno. */
__attribute__((format(printf, 4, 5))) long hostfile_bytes(const char *root, void *bytes, size_t size, const char *path,
							  ...);

/* Read the number that a file begins with, decimal, octal or hexadecimal as in C. False: no such file, or no number. */
__attribute__((format(printf, 3, 4))) bool hostfile_number(const char *root, int64_t *number, const char *path, ...);

/* Does a file or directory exist? */
__attribute__((format(printf, 2, 3))) bool hostfile_there(const char *root, const char *path, ...);

/*
 * Reduce text, in place, to the choice in brackets: "always [madvise] never" becomes "madvise". A text without brackets
 * stays as it is. Returns text.
 */
char *hostfile_choice(char *text);

/*
 * Call each() with every file or directory below root that matches the shell pattern, in order, until it returns false.
 * Its path is given without root.
 */
void hostfile_each(const char *root, const char *pattern, bool (*each)(void *context, const char *path),
		   void *context);

/* Return the first line of a file that begins with begin, without its newline; NULL: none. The caller frees it. */
__attribute__((format(printf, 3, 4))) char *hostfile_line(const char *root, const char *begin, const char *path, ...);

#endif
