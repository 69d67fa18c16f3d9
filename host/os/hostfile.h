/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a host says of itself in small files of /proc and /sys. All of it stands below a root directory, "" in earnest,
 * so that a test can make up a host.
 */
#ifndef HOST_HOSTFILE_H
#define HOST_HOSTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOSTFILE_PATH_BYTES 512

/* The first size - 1 bytes of a file, NUL-terminated, less a newline at their end. The length; -errno, text "". */
__attribute__((format(printf, 4, 5))) long hostfile_text(const char *root, char *text, size_t size, const char *path,
							 ...);

/* The first size bytes of a file, as they are. How many; -errno. */
__attribute__((format(printf, 4, 5))) long hostfile_bytes(const char *root, void *bytes, size_t size, const char *path,
							  ...);

/* The number, of any base that C has, that a file begins with; false: there is no such file, or no number. */
__attribute__((format(printf, 3, 4))) bool hostfile_number(const char *root, int64_t *number, const char *path, ...);

__attribute__((format(printf, 2, 3))) bool hostfile_there(const char *root, const char *path, ...);

/* Of "always [madvise] never", "madvise"; any other text stays as it is. In place. Returns text. */
char *hostfile_choice(char *text);

/*
 * Call each() with every file or directory below root that the shell's pattern matches, in order, as a path without
 * root, until it returns false.
 */
void hostfile_each(const char *root, const char *pattern, bool (*each)(void *context, const char *path),
		   void *context);

/* The line of a whole file, of any length, that begins so, less its newline; NULL: none. The caller frees it. */
__attribute__((format(printf, 3, 4))) char *hostfile_line(const char *root, const char *begin, const char *path, ...);

#endif
