/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/memory/uffd.h"

#include "host/os/err.h"
#include "host/memory/hostmem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct uffd {
	int fd, stop_fd; /* -1: not open */
	struct uffdio_range range;
	void *page; /* a page of zeros, which is provided */
	size_t page_bytes;
	pthread_t handler;
	bool handled; /* the handler was started */
};

/* Open a userfaultfd; without UFFD_USER_MODE_ONLY, as KVM takes its faults in the kernel. */
static int open_fd(void)
{
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	int error = errno, device;

	if (fd >= 0 || error != EPERM)
		return fd < 0 ? -error : fd;
	device = open("/dev/userfaultfd", O_RDWR | O_CLOEXEC);
	if (device < 0)
		return -EPERM;
	fd = ioctl(device, USERFAULTFD_IOC_NEW, O_CLOEXEC | O_NONBLOCK);
	error = errno;
	close(device);
	return fd < 0 ? -error : fd;
}

static int open_userfaultfd(struct uffd *u)
{
	u->fd = open_fd();
	if (u->fd >= 0)
		return 0;
	if (u->fd == -EPERM)
		fail(0, "userfaultfd is not permitted: run as root, or as root, sysctl vm.unprivileged_userfaultfd=1");
	else
		return fail_here(-u->fd, "userfaultfd");
	return -ENOTSUP;
}

static int register_range(struct uffd *u)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .range = u->range, .mode = UFFDIO_REGISTER_MODE_MISSING };

	if (ioctl(u->fd, UFFDIO_API, &api))
		return fail_here(errno, "UFFDIO_API");
	if (ioctl(u->fd, UFFDIO_REGISTER, &range))
		return fail_here(errno, "UFFDIO_REGISTER");
	return 0;
}

/* Provide the page at start. 0 or a positive errno. */
static int copy_page(const struct uffd *u, uintptr_t start)
{
	struct uffdio_copy copy;

	do {
		copy = (struct uffdio_copy){ .dst = start, .src = (uintptr_t)u->page, .len = u->page_bytes };
		/* EAGAIN: the process's mappings are changing at the moment. */
	} while (ioctl(u->fd, UFFDIO_COPY, &copy) && errno == EAGAIN);
	return copy.copy == (int64_t)u->page_bytes ? 0 : errno;
}

static void answer(struct uffd *u, const struct uffd_msg *msg)
{
	struct uffdio_range page = { .len = u->page_bytes };
	int error;

	if (msg->event != UFFD_EVENT_PAGEFAULT)
		return;
	page.start = msg->arg.pagefault.address & ~(uint64_t)(u->page_bytes - 1);
	error = copy_page(u, page.start);
	if (error == EEXIST)
		ioctl(u->fd, UFFDIO_WAKE, &page); /* it was provided for another thread */
	else if (error)
		/*
		 * No thread may wait for ever: from now on the kernel provides pages, which backing_verify() notices.
		 */
		ioctl(u->fd, UFFDIO_UNREGISTER, &u->range);
}

static void *handle(void *arg)
{
	struct uffd *u = arg;
	struct pollfd polled[] = { { .fd = u->fd, .events = POLLIN }, { .fd = u->stop_fd, .events = POLLIN } };
	struct uffd_msg msg[16];
	ssize_t got;

	while (poll(polled, 2, -1) >= 0 || errno == EINTR) {
		if (polled[1].revents)
			break;
		got = read(u->fd, msg, sizeof(msg));
		for (ssize_t i = 0; i < got / (ssize_t)sizeof(msg[0]); i++)
			answer(u, &msg[i]);
	}
	return NULL;
}

static int start_handler(struct uffd *u)
{
	int error;

	u->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (u->stop_fd < 0)
		return fail_here(errno, "eventfd");
	error = pthread_create(&u->handler, NULL, handle, u);
	u->handled = !error;
	return error ? fail_here(error, "starting userfaultfd's handler") : 0;
}

int uffd_open(struct uffd **uffd, void *start, size_t bytes)
{
	struct uffd *u = malloc(sizeof(*u));
	int err;

	*uffd = NULL;
	if (!u)
		return fail(ENOMEM, "userfaultfd");
	*u = (struct uffd){ .fd = -1, .stop_fd = -1, .range = { (uintptr_t)start, bytes },
			    .page_bytes = hostmem_page_bytes() };
	u->page = mmap(NULL, u->page_bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	err = u->page == MAP_FAILED ? fail_here(errno, "userfaultfd") : open_userfaultfd(u);
	if (!err)
		err = register_range(u);
	if (!err)
		err = start_handler(u);
	if (err)
		uffd_close(u);
	else
		*uffd = u;
	return err;
}

void uffd_close(struct uffd *uffd)
{
	if (!uffd)
		return;
	if (uffd->handled) {
		eventfd_write(uffd->stop_fd, 1);
		pthread_join(uffd->handler, NULL);
	}
	if (uffd->stop_fd >= 0)
		close(uffd->stop_fd);
	if (uffd->fd >= 0)
		close(uffd->fd);
	if (uffd->page != MAP_FAILED)
		munmap(uffd->page, uffd->page_bytes);
	free(uffd);
}

int uffd_provide(const struct uffd *uffd, void *start)
{
	int error = copy_page(uffd, (uintptr_t)start);

	return error ? fail(error, "UFFDIO_COPY") : 0;
}
