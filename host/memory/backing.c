/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/memory/backing.h"

#include "host/os/err.h"
#include "host/memory/hostmem.h"
#include "host/memory/scratch.h"
#include "host/memory/uffd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL /* linux/memfd.h since 6.3 */
#define MFD_NOEXEC_SEAL 0x0008U
#endif

#define PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)

/* How each kind is mapped. */
static const struct mapping {
	int flags;    /* MAP_... */
	int advice;   /* MADV_...; 0: none */
	bool no_name; /* it maps a file made by memfd_create() */
	bool file;    /* it maps a file of a file system */
} mapping_table[BACKING_COUNT] = {
	[BACKING_ANON]            = { PRIVATE, MADV_NOHUGEPAGE, false, false },
	[BACKING_ANON_THP]        = { PRIVATE, MADV_HUGEPAGE, false, false },
	[BACKING_HUGETLB_PRIVATE] = { PRIVATE | MAP_HUGETLB, 0, false, false },
	[BACKING_HUGETLB_SHARED]  = { MAP_SHARED, 0, true, false },
	[BACKING_MEMFD]           = { MAP_SHARED, MADV_NOHUGEPAGE, true, false },
	[BACKING_FILE_PRIVATE]    = { MAP_PRIVATE, MADV_NOHUGEPAGE, false, true },
	[BACKING_FILE_SHARED]     = { MAP_SHARED, MADV_NOHUGEPAGE, false, true },
	[BACKING_PROTREAD]        = { PRIVATE, MADV_NOHUGEPAGE, false, false },
	[BACKING_UFFD]            = { PRIVATE, MADV_NOHUGEPAGE, false, false },
};

static bool is_hugetlb(const struct backing_memory *m)
{
	return m->kind == BACKING_HUGETLB_PRIVATE || m->kind == BACKING_HUGETLB_SHARED;
}

/* Encode the size of a huge page for mmap() and memfd_create(): its logarithm, shifted by MAP_HUGE_SHIFT. */
static unsigned int huge_flag(size_t bytes)
{
	return (unsigned int)__builtin_ctzl(bytes) << MAP_HUGE_SHIFT;
}

static int choose_unit(struct backing_memory *m)
{
	m->unit_bytes = hostmem_page_bytes();
	if (m->kind == BACKING_ANON_THP)
		return hostmem_thp(&m->unit_bytes);
	return is_hugetlb(m) ? hostmem_hugetlb(m->unit_count, &m->unit_bytes) : 0;
}

/*
 * Choose the distance between units. Reading a page of a file also maps its neighbours (fault-around), so units and the
 * primers between them are so far apart that none is another's neighbour. Other kinds map no untouched neighbour.
 */
static int choose_stride(struct backing_memory *m, bool contiguous, const char *file_dir)
{
	size_t apart = m->unit_bytes;
	int err;

	m->stride_bytes = m->unit_bytes;
	if (contiguous || backing_table[m->kind].block)
		return 0;
	err = mapping_table[m->kind].file ? scratch_fault_around(file_dir, &apart) : 0;
	m->stride_bytes = 2 * apart;
	return err;
}

static bool has_primers(const struct backing_memory *m)
{
	return m->stride_bytes != m->unit_bytes;
}

/*
 * Check that there is memory for units and primers, twice if writing copies them. hugetlb pages are reserved by the
 * host beforehand.
 */
static int find_room(const struct backing_memory *m)
{
	size_t pages = has_primers(m) ? 2 : 1;

	if (is_hugetlb(m))
		return 0;
	if (m->kind == BACKING_FILE_PRIVATE)
		pages *= 2;
	return hostmem_room(m->unit_count * pages * m->unit_bytes);
}

/* Reserve address space with an inaccessible part on both sides of what is going to be mapped. */
static int reserve(struct backing_memory *m)
{
	size_t page = hostmem_page_bytes(), align = hostmem_table_bytes();
	void *p;

	if (m->unit_bytes > align)
		align = m->unit_bytes;
	m->reserved_bytes = m->bytes + align + 2 * page;
	p = mmap(NULL, m->reserved_bytes, PROT_NONE, PRIVATE | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return fail_here(errno, "reserving %zu bytes of address space", m->reserved_bytes);
	m->reserved = p;
	m->hva = (uint8_t *)(((uintptr_t)p + page + align - 1) / align * align);
	return 0;
}

/*
 * Make a file that cannot be executed. A kernel before 6.3 does not know the flag (EINVAL). Those up to 6.5 warn
 * without it or, under vm.memfd_noexec 2, refuse the file (6.3 memfd_create(), mm/memfd.c).
 */
static int open_memfd(struct backing_memory *m)
{
	unsigned int flags = MFD_CLOEXEC | (is_hugetlb(m) ? MFD_HUGETLB | huge_flag(m->unit_bytes) : 0);

	m->fd = memfd_create("cmobench", flags | MFD_NOEXEC_SEAL);
	if (m->fd < 0 && errno == EINVAL)
		m->fd = memfd_create("cmobench", flags);
	if (m->fd < 0)
		return fail_here(errno, "memfd_create() for pages of %zu bytes", m->unit_bytes);
	return ftruncate(m->fd, (off_t)m->bytes) ? fail_here(errno, "a memfd of %zu bytes", m->bytes) : 0;
}

static int open_file(struct backing_memory *m, const char *file_dir)
{
	size_t primers = has_primers(m) ? 2 : 1;

	if (mapping_table[m->kind].no_name)
		return open_memfd(m);
	if (!mapping_table[m->kind].file)
		return 0;
	m->fd = scratch_open(file_dir, m->bytes);
	return m->fd < 0 ? m->fd : scratch_fill(m->fd, m->stride_bytes / primers, m->unit_count * primers);
}

/* Map a part of the memory, replacing what is mapped there. */
static int map(const struct backing_memory *m, size_t offset, size_t bytes)
{
	const struct mapping *kind = &mapping_table[m->kind];
	int prot = m->kind == BACKING_PROTREAD ? PROT_READ : PROT_READ | PROT_WRITE;
	int flags = kind->flags | MAP_FIXED | (kind->flags & MAP_HUGETLB ? (int)huge_flag(m->unit_bytes) : 0);

	if (mmap(m->hva + offset, bytes, prot, flags, m->fd, (off_t)offset) == MAP_FAILED)
		return fail_here(errno, "mapping %zu bytes", bytes);
	/* A kernel without huge pages fails MADV_NOHUGEPAGE, which then is not needed. */
	if (kind->advice && madvise(m->hva + offset, bytes, kind->advice) && kind->advice == MADV_HUGEPAGE)
		return fail_here(errno, "MADV_HUGEPAGE");
	return 0;
}

int backing_open(struct backing_memory *m, enum backing_id kind, size_t unit_count, bool contiguous,
		 const char *file_dir)
{
	int err;

	*m = (struct backing_memory){ .kind = kind, .unit_count = unit_count, .fd = -1 };
	err = choose_unit(m);
	if (!err)
		err = choose_stride(m, contiguous, file_dir);
	m->bytes = m->unit_count * m->stride_bytes;
	if (!err)
		err = find_room(m);
	if (!err)
		err = reserve(m);
	if (!err)
		err = open_file(m, file_dir);
	if (!err)
		err = map(m, 0, m->bytes);
	if (!err && kind == BACKING_UFFD)
		err = uffd_open(&m->uffd, m->hva, m->bytes);
	if (err)
		backing_close(m);
	return err;
}

void backing_close(struct backing_memory *m)
{
	uffd_close(m->uffd);
	if (m->reserved) {
		munmap(m->reserved, m->reserved_bytes);
		if (m->fd >= 0)
			close(m->fd);
	}
	*m = (struct backing_memory){ .fd = -1 };
}

/*
 * Map huge pages anew. MADV_DONTNEED alone would leave the page table of a block that was once split (before 6.14, and
 * without CONFIG_PT_RECLAIM), and 6.12 __handle_mm_fault(), mm/memory.c, maps a huge page only where there is no table.
 * The first fault in a mapping also prepares it for anonymous memory, and the first of a process gets the huge zero
 * page (6.12 do_huge_pmd_anonymous_page(), mm/huge_memory.c): take that fault here, so that no sample has it.
 */
static int remap_huge(const struct backing_memory *m, size_t offset, size_t bytes)
{
	int err = map(m, offset, bytes);

	if (err)
		return err;
	(void)*(const volatile uint8_t *)(m->hva + offset);
	return madvise(m->hva + offset, m->unit_bytes, MADV_DONTNEED) ? fail_here(errno, "MADV_DONTNEED") : 0;
}

/* Remove host page table entries, and the pages unless they belong to a file of a file system. */
static int drop(const struct backing_memory *m, size_t offset, size_t bytes)
{
	if (mapping_table[m->kind].no_name) {
		if (!fallocate(m->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)bytes))
			return 0;
		return fail_here(errno, "FALLOC_FL_PUNCH_HOLE");
	}
	if (m->kind == BACKING_ANON_THP)
		return remap_huge(m, offset, bytes);
	return madvise(m->hva + offset, bytes, MADV_DONTNEED) ? fail_here(errno, "MADV_DONTNEED") : 0;
}

/*
 * Provide the units' pages, by an ioctl for each. A single ioctl for the whole range would provide the pages between
 * the units, too, which costs more; and a fault handled by the handler's thread costs far more.
 */
static int provide(const struct backing_memory *m, size_t offset, size_t bytes)
{
	int err = 0;

	for (size_t at = offset; at < offset + bytes && !err; at += m->stride_bytes)
		err = uffd_provide(m->uffd, m->hva + at);
	return err;
}

static void load(const uint8_t *at, const uint8_t *end, size_t stride_bytes)
{
	for (; at < end; at += stride_bytes)
		(void)*(const volatile uint8_t *)at;
}

static void store(uint8_t *at, const uint8_t *end, size_t stride_bytes)
{
	for (; at < end; at += stride_bytes)
		*(volatile uint8_t *)at = 1;
}

/*
 * Let the kernel fault in all pages in one call. If huge pages have run out it returns EFAULT, where an access would
 * get SIGBUS. Does nothing for the huge zero page, whose evidence is a touch of each block (backing_verify()).
 */
static int populate(const struct backing_memory *m, enum host_page_id state, size_t offset, size_t bytes)
{
	int advice = state == HOST_PAGE_WRITTEN ? MADV_POPULATE_WRITE : MADV_POPULATE_READ;

	if (has_primers(m) || (m->kind == BACKING_ANON_THP && state == HOST_PAGE_READ))
		return 0;
	/* Kernels before 5.14 do not have it: EINVAL. */
	if (!madvise(m->hva + offset, bytes, advice) || errno == EINVAL)
		return 0;
	return fail_here(errno, "populating %zu bytes", bytes);
}

static int touch(const struct backing_memory *m, enum host_page_id state, size_t offset, size_t bytes)
{
	uint8_t *at = m->hva + offset;
	int err = populate(m, state, offset, bytes);

	if (err)
		return err;
	if (state == HOST_PAGE_WRITTEN)
		store(at, at + bytes, m->stride_bytes);
	else
		load(at, at + bytes, m->stride_bytes);
	return 0;
}

/* Change the protection of all the memory, so that it stays one mapping. */
static int protect(const struct backing_memory *m, int prot)
{
	return mprotect(m->hva, m->bytes, prot) ? fail_here(errno, "mprotect") : 0;
}

static int touch_protected(const struct backing_memory *m, enum host_page_id state, size_t offset, size_t bytes)
{
	int err = protect(m, PROT_READ | PROT_WRITE), back;

	if (!err)
		err = touch(m, state, offset, bytes);
	back = protect(m, PROT_READ);
	return err ? err : back;
}

/*
 * Must units be unmapped before they are brought into the state? For `written` only where a store to what is mapped
 * would not lead to what a first store maps: a store to the huge zero page splits it (6.12 do_huge_pmd_wp_page(),
 * mm/huge_memory.c), and provide() fails where a page is mapped.
 */
static bool begins_empty(const struct backing_memory *m, enum host_page_id state)
{
	return state != HOST_PAGE_WRITTEN || m->kind == BACKING_ANON_THP || m->kind == BACKING_UFFD;
}

int backing_set(struct backing_memory *m, enum host_page_id state, size_t first, size_t count)
{
	size_t offset = first * m->stride_bytes, bytes = count * m->stride_bytes;
	int err = begins_empty(m, state) ? drop(m, offset, bytes) : 0;

	if (err || state == HOST_PAGE_UNTOUCHED)
		return err;
	if (m->uffd)
		err = provide(m, offset, bytes);
	if (err)
		return err;
	if (m->kind == BACKING_PROTREAD && state == HOST_PAGE_WRITTEN)
		return touch_protected(m, state, offset, bytes);
	return touch(m, state, offset, bytes);
}

bool backing_file_writenotify(const char *file_dir, bool *known)
{
	bool notifies = false;

	*known = !scratch_writenotify(file_dir, &notifies);
	return notifies;
}

/* Read a byte at p as get_user_pages() does, not as this thread would; -errno (fail_text()) if that fails. */
static int read_by_gup(int mem, const uint8_t *p)
{
	uint8_t byte = 0; /* written here, so that the read takes no other fault */

	/* mem_rw(), fs/proc/base.c: access_remote_vm() */
	return pread(mem, &byte, 1, (off_t)(uintptr_t)p) == 1 ? 0 : fail(errno, "reading /proc/self/mem");
}

static long minor_faults(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_THREAD, &usage) ? 0 : usage.ru_minflt;
}

bool backing_hugetlb_accounted(bool *known)
{
	struct backing_memory m;
	long before = 0, after = 0;
	int mem, err = backing_open(&m, BACKING_HUGETLB_SHARED, 2, false, NULL);

	*known = false;
	if (err)
		return false;
	mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	err = mem < 0 ? fail(errno, "/proc/self/mem") : read_by_gup(mem, m.hva); /* what it needs of this thread is there */
	before = minor_faults();
	if (!err)
		err = read_by_gup(mem, m.hva + m.stride_bytes);
	after = minor_faults();
	if (mem >= 0)
		close(mem);
	backing_close(&m);
	*known = !err;
	return after > before;
}

bool backing_thp_zero_page(void)
{
	return hostmem_thp_zero_page();
}
