/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Have a thread of this process provide the missing pages of memory, through userfaultfd (ioctl_userfaultfd(2)). */
#ifndef HOST_UFFD_H
#define HOST_UFFD_H

#include <stddef.h>

struct uffd;

/*
 * Register private anonymous memory at start, `bytes` long, a multiple of a page, and start the thread; pages that the
 * kernel itself (KVM) misses are provided, too. The caller closes *uffd before it unmaps the memory. 0; -ENOTSUP if
 * this process may not or the kernel cannot (fail_text() says what to do); or another -errno (fail_text()).
 */
int uffd_open(struct uffd **uffd, void *start, size_t bytes);

/* End the thread; from then on the kernel provides missing pages. NULL does nothing. */
void uffd_close(struct uffd *uffd);

/* Provide the page at start before it is accessed. 0 or -errno (fail_text()); -EEXIST if it is there already. */
int uffd_provide(const struct uffd *uffd, void *start);

#endif
