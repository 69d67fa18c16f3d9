/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verify memory by what the kernel says of it, independently of how backing.c made it. */
#include "host/memory/backing.h"

#include "bench/array.h"
#include "host/os/err.h"
#include "host/memory/hostmem.h"
#include "host/memory/pages.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* The flags in smaps by which kinds are told apart (Documentation/filesystems/proc.rst). */
static const char *const telling_flags[] = { "wr", "sh", "ht", "um", "hg" };

/* What smaps must show of a kind's mapping. */
static const struct claim {
	const char *flags;      /* which of telling_flags it has */
	const char *path;       /* what its path begins with */
	const char *other_path; /* what its path must not begin with */
} claim_table[BACKING_COUNT] = {
	[BACKING_ANON]            = { "wr", "", "/" },
	[BACKING_ANON_THP]        = { "wr hg", "", "/" },
	[BACKING_HUGETLB_PRIVATE] = { "wr ht", "/anon_hugepage", "/memfd:" },
	[BACKING_HUGETLB_SHARED]  = { "wr sh ht", "/memfd:", "/anon_hugepage" },
	[BACKING_MEMFD]           = { "wr sh", "/memfd:", "/anon_hugepage" },
	[BACKING_FILE_PRIVATE]    = { "wr", "/", "/memfd:" },
	[BACKING_FILE_SHARED]     = { "wr sh", "/", "/memfd:" },
	[BACKING_PROTREAD]        = { "", "", "/" },
	[BACKING_UFFD]            = { "wr um", "", "/" },
};

static bool claims(const struct backing_memory *m, const char *flag)
{
	return strstr(claim_table[m->kind].flags, flag) != NULL;
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* Compare what was found, a count or -errno, with what is wanted. 0, -EXDEV or that -errno (fail_text()). */
static int expect(const struct backing_memory *m, const char *what, long found, size_t wanted)
{
	if (found < 0)
		return (int)found;
	if ((size_t)found == wanted)
		return 0;
	fail(0, "memory is not %s as claimed: %s: %ld, not %zu", backing_table[m->kind].name, what, found, wanted);
	return -EXDEV;
}

static int expect_claim(const struct backing_memory *m, const struct pages_mapping *mapping)
{
	const struct claim *c = &claim_table[m->kind];
	bool alike = begins(mapping->path, c->path) && !begins(mapping->path, c->other_path);

	for (size_t i = 0; i < ARRAY_SIZE(telling_flags); i++)
		alike &= pages_mapping_has(mapping, telling_flags[i]) == claims(m, telling_flags[i]);
	if (alike)
		return 0;
	fail(0, "memory is not %s as claimed: smaps has path \"%s\", VmFlags%s; of wr sh ht um hg it should have: %s",
	     backing_table[m->kind].name, mapping->path, mapping->flags, *c->flags ? c->flags : "none");
	return -EXDEV;
}

/* Return the file's inode. The device is not compared: on btrfs and overlayfs, smaps shows another than fstat(). */
static long file_inode(const struct backing_memory *m)
{
	struct stat file;

	return fstat(m->fd, &file) ? fail(errno, "fstat") : (long)file.st_ino;
}

static int verify_mapping(const struct backing_memory *m, struct pages_mapping *mapping)
{
	size_t page_bytes = claims(m, "ht") ? m->unit_bytes : hostmem_page_bytes();
	int err = pages_mapping(m->hva, mapping);

	if (!err)
		err = expect_claim(m, mapping);
	if (!err)
		err = expect(m, "bytes mapped alike before it", (long)((uintptr_t)m->hva - mapping->start), 0);
	if (!err)
		err = expect(m, "bytes mapped alike from it on", (long)(mapping->end - (uintptr_t)m->hva), m->bytes);
	if (!err && m->fd >= 0)
		err = expect(m, "inode", file_inode(m), mapping->inode);
	if (!err)
		err = expect(m, "KernelPageSize", (long)mapping->kernel_page_bytes, page_bytes);
	return err;
}

static long count_own(const struct backing_memory *m, size_t stride_bytes)
{
	return pages_count(m->hva, stride_bytes, m->bytes / stride_bytes, PAGES_EXCLUSIVE | PAGES_FILE,
			   PAGES_EXCLUSIVE);
}

/* Return how many units have pages in the file of a shared mapping; or -errno. */
static long count_in_file(const struct backing_memory *m)
{
	struct stat file;

	if (!claims(m, "ht"))
		return pages_count_cached(m->hva, m->stride_bytes, m->unit_count);
	/* Of hugetlb, mincore() reports only what is mapped; st_blocks counts blocks of 512 bytes (stat(2)). */
	return fstat(m->fd, &file) ? fail(errno, "fstat") : (long)((size_t)file.st_blocks * 512 / m->unit_bytes);
}

/* Does a unit of a private mapping have a page of its own in this state? */
static bool has_own(const struct backing_memory *m, enum host_page_id state)
{
	const struct backing *b = &backing_table[m->kind];

	if (state == HOST_PAGE_READ && m->kind == BACKING_ANON_THP)
		return !hostmem_thp_zero_page();
	return state == HOST_PAGE_WRITTEN || (state == HOST_PAGE_READ && b->fill != BACKING_FILL_ZERO && !b->cached);
}

/* Verify the host's page table entries; of blocks, those of every page. */
static int verify_entries(const struct backing_memory *m, enum host_page_id state)
{
	size_t stride = backing_table[m->kind].block ? hostmem_page_bytes() : m->stride_bytes;
	size_t pages = m->bytes / stride;
	long present = pages_count(m->hva, stride, pages, PAGES_PRESENT, PAGES_PRESENT);
	int err = expect(m, "pages mapped", present, state == HOST_PAGE_UNTOUCHED ? 0 : pages);

	if (err || claims(m, "sh"))
		return err;
	return expect(m, "pages of its own", count_own(m, stride), has_own(m, state) ? pages : 0);
}

static int verify_file(const struct backing_memory *m, enum host_page_id state)
{
	bool empty = state == HOST_PAGE_UNTOUCHED && !backing_table[m->kind].cached;

	return expect(m, "units that are in the file's page cache", count_in_file(m), empty ? 0 : m->unit_count);
}

/* Verify that memory is in transparent huge pages or is not, and that blocks are mapped as blocks. */
static int verify_blocks(const struct backing_memory *m, enum host_page_id state, const struct pages_mapping *mapping)
{
	bool huge = m->kind == BACKING_ANON_THP && has_own(m, state);
	int err = expect(m, "AnonHugePages in bytes", (long)mapping->anon_huge_bytes, huge ? m->bytes : 0);
	long bytes;

	if (err || !backing_table[m->kind].block)
		return err;
	bytes = pages_block_bytes(m->hva, m->bytes);
	if (bytes == -ENOTSUP)
		return 0;
	return expect(m, "bytes mapped by blocks", bytes, state == HOST_PAGE_UNTOUCHED ? 0 : m->bytes);
}

int backing_verify(const struct backing_memory *m, enum host_page_id state)
{
	struct pages_mapping mapping;
	int err = verify_mapping(m, &mapping);

	if (!err)
		err = verify_blocks(m, state, &mapping);
	if (!err)
		err = verify_entries(m, state);
	if (!err && m->fd >= 0)
		err = verify_file(m, state);
	return err;
}

long backing_allocated(const struct backing_memory *m)
{
	if (!claims(m, "sh"))
		return count_own(m, m->stride_bytes);
	return backing_table[m->kind].cached ? 0 : count_in_file(m);
}
