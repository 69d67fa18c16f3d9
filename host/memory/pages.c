/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/memory/pages.h"

#include "bench/array.h"
#include "host/os/err.h"
#include "host/memory/hostmem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static const char smaps[] = "/proc/self/smaps";
static const char pagemap[] = "/proc/self/pagemap";

/*
 * Parse the head of a mapping, "7f00-7f80 rw-p 00000000 fe:00 12 /path". False for a line with a field, whose name
 * begins with a capital.
 */
static bool parse_head(const char *line, struct pages_mapping *mapping)
{
	int path = 0;

	if (sscanf(line, "%lx-%lx %*s %*x %*x:%*x %lu %n", &mapping->start, &mapping->end, &mapping->inode, &path) != 3)
		return false;
	snprintf(mapping->path, sizeof(mapping->path), "%s", line + path);
	return true;
}

static void parse_field(const char *line, struct pages_mapping *mapping)
{
	static const char vm_flags[] = "VmFlags:";
	size_t kb;

	if (sscanf(line, "KernelPageSize: %zu", &kb) == 1)
		mapping->kernel_page_bytes = kb * 1024;
	else if (sscanf(line, "AnonHugePages: %zu", &kb) == 1)
		mapping->anon_huge_bytes = kb * 1024;
	else if (!strncmp(line, vm_flags, sizeof(vm_flags) - 1))
		snprintf(mapping->flags, sizeof(mapping->flags), "%s", line + sizeof(vm_flags) - 1);
}

int pages_mapping(const void *start, struct pages_mapping *mapping)
{
	FILE *f = fopen(smaps, "re");
	struct pages_mapping next = { 0 };
	char *line = NULL;
	size_t size = 0;
	bool inside = false, found = false;

	if (!f)
		return fail_here(errno, "%s", smaps);
	while (getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (parse_head(line, &next)) {
			if (inside)
				break;
			inside = (uintptr_t)start >= next.start && (uintptr_t)start < next.end;
			*mapping = next;
			found |= inside;
		} else if (inside) {
			parse_field(line, mapping);
		}
	}
	free(line);
	fclose(f);
	return found ? 0 : fail(ENOENT, "%s: no mapping at %p", smaps, start);
}

bool pages_mapping_has(const struct pages_mapping *mapping, const char *flag)
{
	char needle[8];

	snprintf(needle, sizeof(needle), " %s ", flag);
	return strstr(mapping->flags, needle) != NULL;
}

/* Read exactly size bytes at offset. */
static int read_all(int fd, void *buf, size_t size, off_t offset)
{
	ssize_t got = pread(fd, buf, size, offset);

	if (got == (ssize_t)size)
		return 0;
	return fail_here(got < 0 ? errno : EIO, "%s", pagemap);
}

long pages_count(const void *start, size_t stride_bytes, size_t count, uint64_t mask, uint64_t value)
{
	uint64_t entry[2048];
	size_t page = hostmem_page_bytes(), stride = stride_bytes / page, pages = (count - 1) * stride + 1;
	size_t first = (uintptr_t)start / page, room = ARRAY_SIZE(entry), next = 0;
	int fd = open(pagemap, O_RDONLY | O_CLOEXEC), err = 0;
	long found = 0;

	if (fd < 0)
		return fail_here(errno, "%s", pagemap);
	/* next is the index of the next page to be counted. */
	for (size_t at = 0; at < pages && !err; at += room) {
		size_t here = pages - at < room ? pages - at : room;

		err = read_all(fd, entry, here * sizeof(entry[0]), (off_t)((first + at) * sizeof(entry[0])));
		for (; !err && next < at + here; next += stride)
			found += (entry[next - at] & mask) == value;
	}
	close(fd);
	return err ? err : found;
}

long pages_count_cached(const void *start, size_t stride_bytes, size_t count)
{
	unsigned char vec[4096];
	size_t page = hostmem_page_bytes(), stride = stride_bytes / page, pages = (count - 1) * stride + 1;
	/*
	 * One call for many pages, unless most of them are not to be counted: looking up a page costs what a call
	 * costs.
	 */
	size_t step = stride > 2 ? stride : sizeof(vec), most = stride > 2 ? 1 : sizeof(vec), next = 0;
	long found = 0;

	for (size_t at = 0; at < pages; at += step) {
		size_t here = pages - at < most ? pages - at : most;

		if (mincore((void *)((uintptr_t)start + at * page), here * page, vec))
			return fail_here(errno, "mincore");
		for (; next < at + here; next += stride)
			found += vec[next - at] & 1;
	}
	return found;
}

/* PAGEMAP_SCAN's structures, as in linux/fs.h since 6.7; Debian 12's headers are older. */
struct scan_region {
	uint64_t start, end, categories;
};

struct scan {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
	uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};

#define SCAN_IOCTL _IOWR('f', 16, struct scan)
#define SCAN_BLOCK (UINT64_C(1) << 3 | UINT64_C(1) << 6) /* PAGE_IS_PRESENT and PAGE_IS_HUGE, of zero pages, too */

static int scan_once(int fd, struct scan *scan, long *bytes)
{
	struct scan_region region[64];
	int got;

	scan->vec = (uintptr_t)region;
	scan->vec_len = ARRAY_SIZE(region);
	got = ioctl(fd, SCAN_IOCTL, scan);
	if (got < 0)
		return fail_here(errno, "PAGEMAP_SCAN");
	for (int i = 0; i < got; i++)
		*bytes += (long)(region[i].end - region[i].start);
	return 0;
}

long pages_block_bytes(const void *start, size_t bytes)
{
	struct scan scan = {
		.size = sizeof(scan), .start = (uintptr_t)start, .end = (uintptr_t)start + bytes,
		.category_mask = SCAN_BLOCK, .return_mask = SCAN_BLOCK,
	};
	int fd = open(pagemap, O_RDONLY | O_CLOEXEC), err = 0;
	long found = 0;

	if (fd < 0)
		return fail_here(errno, "%s", pagemap);
	while (!err && scan.start < scan.end) {
		err = scan_once(fd, &scan, &found);
		scan.start = scan.walk_end;
	}
	close(fd);
	return err ? err : found;
}
