/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Make files without a name that are in the host's page cache, and find out how the host maps them. */
#ifndef HOST_SCRATCH_H
#define HOST_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Make a file in directory (NULL: /var/tmp), bytes long, without a name. Returns its descriptor; -ENOTSUP if no file
 * can be made there; or another -errno (fail_text() in any case).
 */
int scratch_open(const char *directory, size_t bytes);

/*
 * Write data that is not zero to the count pages at 0, stride_bytes, …, and so bring them into the page cache. 0;
 * -ENOTSUP if there is no room; or another -errno (fail_text()).
 */
int scratch_fill(int fd, size_t stride_bytes, size_t count);

/*
 * Find out by experiment, with a file in directory, how many bytes the host maps at once when a page of a file is read
 * whose neighbours are in the page cache (6.12 do_fault_around(), mm/memory.c): at least a page, and 64 pages if it is
 * more than that. 0 or -errno, as scratch_open().
 */
int scratch_fault_around(const char *directory, size_t *bytes);

/*
 * Find out by experiment, with a file in directory, whether a page that was read through a shared mapping is mapped
 * read-only until its first write. 0 or -errno, as scratch_open(); -EINVAL before 5.14.
 */
int scratch_writenotify(const char *directory, bool *notifies);

#endif
