/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory whose missing pages a thread of this process provides, through userfaultfd (ioctl_userfaultfd(2)). */
#ifndef HOST_UFFD_H
#define HOST_UFFD_H

#include <stddef.h>

struct uffd;

/*
 * Register bytes at start, private anonymous memory, a multiple of a page, and start the thread; the kernel's own
 * faults (KVM's) are provided for too. *uffd is the caller's, to be closed before the memory is unmapped. 0; -ENOTSUP
 * if this process may not or the kernel cannot (fail_text() says what to do); or another -errno (fail_text()).
 */
int uffd_open(struct uffd **uffd, void *start, size_t bytes);

/* From then on the kernel provides missing pages. NULL does nothing. */
void uffd_close(struct uffd *uffd);

/* Provide the page at start before anybody misses it. 0 or -errno (fail_text()); -EEXIST if it is there. */
int uffd_provide(const struct uffd *uffd, void *start);

#endif
