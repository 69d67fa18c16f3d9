/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host memory on hosts that lack a system call, or forbid it: old kernels, vm.memfd_noexec, sandboxes, security
 * modules, quotas. What such a host cannot have is said to be so (-ENOTSUP), which skips a cell; it is no failure.
 */
#include "bench/test/tap.h"
#include "host/memory/backing.h"
#include "host/os/err.h"
#include "host/test/refuse.h"

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define UNITS      8
#define NOEXEC     UINT32_C(8) /* MFD_NOEXEC_SEAL */
#define ANY(call_, error)                  { .call = SYS_##call_, .argument = REFUSE_ANY, .result = -(error) }
#define WITH(call_, index, value_, error)                                                                              \
	{ .call = SYS_##call_, .argument = (index), .value = (value_), .result = -(error) }

static const struct host {
	const char *what;
	enum backing_id kind;
	struct refusal refusal;
	bool works;         /* it can have such memory all the same */
	bool fails;         /* it cannot, which is a failure, not a lack */
} hosts[] = {
	{ "a kernel before 6.3 does not know MFD_NOEXEC_SEAL", BACKING_MEMFD,
	  WITH(memfd_create, 1, MFD_CLOEXEC | NOEXEC, EINVAL), true, false },
	{ "vm.memfd_noexec 2 of Linux 6.3 refuses files that could be executed", BACKING_MEMFD,
	  WITH(memfd_create, 1, MFD_CLOEXEC, EACCES), true, false },
	{ "no memfd_create(), forbidden", BACKING_MEMFD, ANY(memfd_create, EPERM), false, false },
	{ "no memfd_create(), by a security module", BACKING_MEMFD, ANY(memfd_create, EACCES), false, false },
	{ "no memfd_create(), of the kernel", BACKING_MEMFD, ANY(memfd_create, ENOSYS), false, false },
	{ "no room in a memfd", BACKING_MEMFD, ANY(ftruncate, EFBIG), false, false },
	{ "no shared mapping", BACKING_MEMFD, WITH(mmap, 3, MAP_SHARED | MAP_FIXED, EPERM), false, false },
	{ "no hole can be punched", BACKING_MEMFD, ANY(fallocate, EPERM), false, false },
	{ "a quota for files", BACKING_FILE_SHARED, ANY(ftruncate, EDQUOT), false, false },
	{ "a quota for what is in them", BACKING_FILE_PRIVATE, ANY(pwrite64, EDQUOT), false, false },
	{ "a file system without mmap()", BACKING_FILE_SHARED, WITH(mmap, 3, MAP_SHARED | MAP_FIXED, ENODEV), false, false },
	{ "no mincore()", BACKING_FILE_SHARED, ANY(mincore, EPERM), false, false },
	{ "no userfaultfd, by a security module", BACKING_UFFD, ANY(userfaultfd, EACCES), false, false },
	{ "no userfaultfd, of the kernel", BACKING_UFFD, ANY(userfaultfd, ENOSYS), false, false },
	{ "no use of a userfaultfd", BACKING_UFFD, WITH(ioctl, 1, (uint32_t)UFFDIO_API, EPERM), false, false },
	{ "no MADV_DONTNEED", BACKING_ANON, WITH(madvise, 2, MADV_DONTNEED, EPERM), false, false },
	{ "no mprotect()", BACKING_PROTREAD, ANY(mprotect, EACCES), false, false },
	{ "no more address space", BACKING_ANON, ANY(mmap, ENOMEM), false, false },
	{ "an error that is none of the host's", BACKING_MEMFD, ANY(memfd_create, EFAULT), false, true },
};

static struct finds {
	int err;
	char text[512];
} *finds;

/* Bring memory of a kind into each state, and verify it. 0 or -errno. */
static int use(enum backing_id kind)
{
	struct backing_memory m;
	int err = backing_open(&m, kind, UNITS, false, ".");

	for (int state = 0; state < HOST_PAGE_COUNT && !err; state++) {
		err = backing_set(&m, (enum host_page_id)state, 0, UNITS);
		if (!err)
			err = backing_verify(&m, (enum host_page_id)state);
	}
	if (!err)
		backing_close(&m);
	return err;
}

/* Use such memory on such a host. False if that cannot be tried here. */
static bool try(enum backing_id kind, const struct refusal *refusal)
{
	int status = -1;
	pid_t child = fork();

	if (!child) {
		if (refusal && refuse(refusal, 1))
			_exit(1);
		finds->err = use(kind);
		snprintf(finds->text, sizeof(finds->text), "%s", finds->err ? fail_text() : "");
		_exit(0);
	}
	waitpid(child, &status, 0);
	return !status;
}

int main(void)
{
	finds = mmap(NULL, sizeof(*finds), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		const struct host *h = &hosts[i];

		if (!try(h->kind, NULL) || finds->err || !try(h->kind, &h->refusal))
			printf("ok %d - %s # SKIP %s\n", ++tap_number, h->what,
			       finds->err ? finds->text : "no seccomp filter here");
		else if (h->works)
			ok(!finds->err, "%s: it works all the same%s", h->what, finds->text);
		else if (h->fails)
			ok(finds->err == h->refusal.result, "%s: %s", h->what, finds->text);
		else
			ok(finds->err == -ENOTSUP && strstr(finds->text, strerror(-h->refusal.result)), "%s: %s", h->what,
			   finds->text);
	}
	return tap_done();
}
