/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/memory/scratch.h"

#include "host/os/err.h"
#include "host/memory/hostmem.h"
#include "host/memory/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define PROBE_PAGES 64 /* pages of the file of an experiment */

/* Create a file and unlink it; not by O_TMPFILE, which some file systems do not have. */
static int open_unlinked(const char *directory)
{
	char path[4096];
	int fd;

	if ((size_t)snprintf(path, sizeof(path), "%s/cmobench.XXXXXX", directory) >= sizeof(path))
		return -ENAMETOOLONG;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	unlink(path);
	return fd;
}

int scratch_open(const char *directory, size_t bytes)
{
	const char *where = directory ? directory : "/var/tmp";
	int fd = open_unlinked(where), error;

	if (fd < 0) {
		fail(0, "no file can be made in %s (%s)", where, strerror(-fd));
		return -ENOTSUP;
	}
	if (!ftruncate(fd, (off_t)bytes))
		return fd;
	error = errno;
	close(fd);
	return fail_here(error, "a file of %zu bytes in %s", bytes, where);
}

/*
 * Write count pages. 0 or a positive errno. Whole pages are written, as a file system with smaller blocks would later
 * read in the rest of a page.
 */
static int write_pages(int fd, size_t stride_bytes, size_t count)
{
	size_t page = hostmem_page_bytes();
	char *data = malloc(page);
	int error = data ? 0 : ENOMEM;

	if (data)
		memset(data, 0x5a, page);
	for (size_t i = 0; i < count && !error; i++) {
		ssize_t put = pwrite(fd, data, page, (off_t)(i * stride_bytes));

		if (put != (ssize_t)page)
			error = put < 0 ? errno : ENOSPC;
	}
	free(data);
	return error;
}

int scratch_fill(int fd, size_t stride_bytes, size_t count)
{
	int error = write_pages(fd, stride_bytes, count);

	return error ? fail_here(error, "a file with %zu bytes", count * hostmem_page_bytes()) : 0;
}

/* Map a new file, shared, PROBE_PAGES long and cached, at a multiple of that size; the caller unmaps *reserved. */
static int map_probe(const char *directory, uint8_t **reserved, uint8_t **hva)
{
	size_t page = hostmem_page_bytes(), bytes = PROBE_PAGES * page;
	int fd = scratch_open(directory, bytes), err;

	if (fd < 0)
		return fd;
	err = scratch_fill(fd, page, PROBE_PAGES);
	*reserved = mmap(NULL, 2 * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (!err && *reserved == MAP_FAILED)
		err = fail_here(errno, "mapping a file");
	if (!err) {
		*hva = (uint8_t *)(((uintptr_t)*reserved + bytes - 1) / bytes * bytes);
		if (mmap(*hva, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
			err = fail_here(errno, "mapping a file");
	}
	if (err && *reserved != MAP_FAILED)
		munmap(*reserved, 2 * bytes);
	close(fd);
	return err;
}

int scratch_fault_around(const char *directory, size_t *bytes)
{
	size_t page = hostmem_page_bytes();
	uint8_t *reserved, *hva;
	int err = map_probe(directory, &reserved, &hva);
	long present;

	if (err)
		return err;
	(void)*(volatile uint8_t *)hva;
	present = pages_count(hva, page, PROBE_PAGES, PAGES_PRESENT, PAGES_PRESENT);
	munmap(reserved, 2 * PROBE_PAGES * page);
	*bytes = (size_t)present * page;
	return present < 0 ? (int)present : 0;
}

static long minor_faults(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_THREAD, &usage) ? 0 : usage.ru_minflt;
}

int scratch_writenotify(const char *directory, bool *notifies)
{
	size_t page = hostmem_page_bytes();
	uint8_t *reserved, *hva;
	int err = map_probe(directory, &reserved, &hva);
	long before;

	if (err)
		return err;
	for (size_t i = 0; i < PROBE_PAGES; i++)
		(void)*(volatile uint8_t *)(hva + i * page);
	/*
	 * Count the faults of writes by the kernel, as KVM's are. Those of stores would not show it: a CPU that does
	 * not set dirty bits itself (no FEAT_HAFDBS) also faults on the first store to a writable page.
	 */
	before = minor_faults();
	if (madvise(hva, PROBE_PAGES * page, MADV_POPULATE_WRITE))
		err = fail_here(errno, "MADV_POPULATE_WRITE");
	*notifies = minor_faults() - before >= PROBE_PAGES;
	munmap(reserved, 2 * PROBE_PAGES * page);
	return err;
}
