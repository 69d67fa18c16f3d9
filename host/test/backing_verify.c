/* SPDX-License-Identifier: GPL-2.0-or-later */
/* backing_verify() must refuse memory that is not what it claims to be. */
#include "host/test/backing.h"

#include "host/memory/hostmem.h"
#include "host/memory/pages.h"
#include "host/memory/scratch.h"
#include "host/memory/uffd.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Memory of one kind that claims to be of another is refused. */
static void test_impostors(enum backing_id kind)
{
	if (!open_or_skip(kind, backing_table[kind].name))
		return;
	becomes(written);
	for (int said = 0; said < BACKING_COUNT; said++) {
		m.kind = said;
		if (said != (int)kind)
			ok(refused(written), "%s is not %s: %s", backing_table[kind].name, backing_table[said].name,
			   fail_text());
	}
	m.kind = kind;
	backing_close(&m);
}

/* Bring memory into a state, break it, and check that it is refused. */
#define BREAKS(kind, state, what, breaking)                                                                            \
	do {                                                                                                           \
		if (open_or_skip(kind, what)) {                                                                        \
			ok(becomes(state) && (breaking) && refused(state), "%s: %s", what, fail_text());               \
			backing_close(&m);                                                                             \
		}                                                                                                      \
	} while (0)

static bool advise_first_page(int advice)
{
	return !madvise(m.hva, hostmem_page_bytes(), advice);
}

static bool map_over(ptrdiff_t offset, size_t bytes, int flags, int fd)
{
	void *at = m.hva + offset;

	return mmap(at, bytes, PROT_READ | PROT_WRITE, flags | MAP_FIXED, fd, 0) == at;
}

/* Map a page beside the memory that the kernel merges with its mapping. */
static bool map_beside(ptrdiff_t offset)
{
	size_t page = hostmem_page_bytes();
	bool mapped = map_over(offset, page, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	return mapped && !madvise(m.hva + offset, page, MADV_NOHUGEPAGE);
}

static bool map_other_file(void)
{
	int fd = scratch_open(".", m.bytes);
	bool mapped = fd >= 0 && map_over(0, m.bytes, MAP_SHARED, fd);

	close(fd);
	return mapped && !backing_set(&m, written, 0, UNITS);
}

/* Split a block into pages, leaving the protection as it was. */
static bool split(void)
{
	size_t page = hostmem_page_bytes();

	return !mprotect(m.hva, page, PROT_NONE) && !mprotect(m.hva, page, PROT_READ | PROT_WRITE);
}

/* Remove the file's pages, leaving its length as it was. */
static bool empty_file(void)
{
	return !ftruncate(m.fd, 0) && !ftruncate(m.fd, (off_t)m.bytes);
}

static bool punch_first(void)
{
	return !fallocate(m.fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, (off_t)m.unit_bytes);
}

static bool stop_uffd(void)
{
	uffd_close(m.uffd);
	m.uffd = NULL;
	return true;
}

static void test_broken(void)
{
	size_t page = hostmem_page_bytes();

	BREAKS(BACKING_ANON, written, "anon for which huge pages were asked", !madvise(m.hva, m.bytes, MADV_HUGEPAGE));
	BREAKS(BACKING_ANON, written, "anon of which a page is gone", advise_first_page(MADV_DONTNEED));
	BREAKS(BACKING_ANON, was_read, "anon of which a page was written since", *(volatile uint8_t *)m.hva = 1);
	BREAKS(BACKING_ANON, written, "anon that goes on before it", map_beside(-(ptrdiff_t)page));
	BREAKS(BACKING_ANON, written, "anon that goes on behind it", map_beside((ptrdiff_t)m.bytes));
	BREAKS(BACKING_MEMFD, written, "memfd that is a private mapping",
	       map_over(0, m.bytes, MAP_PRIVATE, m.fd) && !backing_set(&m, written, 0, UNITS));
	BREAKS(BACKING_MEMFD, written, "memfd of which a page is gone", punch_first());
	BREAKS(BACKING_MEMFD, untouched, "memfd with a page that is not mapped", pwrite(m.fd, "x", 1, 0) == 1);
	BREAKS(BACKING_FILE_SHARED, written, "file_shared that is a private mapping",
	       map_over(0, m.bytes, MAP_PRIVATE, m.fd) && !backing_set(&m, written, 0, UNITS));
	BREAKS(BACKING_FILE_SHARED, written, "file_shared that is another file", map_other_file());
	BREAKS(BACKING_FILE_SHARED, untouched, "file_shared that the page cache has lost", empty_file());
	BREAKS(BACKING_FILE_PRIVATE, untouched, "file_private that the page cache has lost", empty_file());
	BREAKS(BACKING_PROTREAD, written, "protread that may be written",
	       !mprotect(m.hva, m.bytes, PROT_READ | PROT_WRITE));
	BREAKS(BACKING_UFFD, untouched, "uffd without userfaultfd", stop_uffd());
	BREAKS(BACKING_UFFD, untouched, "uffd of which a page is not registered",
	       map_over((ptrdiff_t)page, page, MAP_PRIVATE | MAP_ANONYMOUS, -1));
}

static void test_broken_blocks(void)
{
	BREAKS(BACKING_ANON_THP, untouched, "anon_thp with MADV_NOHUGEPAGE since",
	       !madvise(m.hva, m.bytes, MADV_NOHUGEPAGE));
	BREAKS(BACKING_ANON_THP, written, "anon_thp of which a page is gone", advise_first_page(MADV_DONTNEED));
	BREAKS(BACKING_ANON_THP, was_read, "anon_thp, read, of which a page is gone", advise_first_page(MADV_DONTNEED));
	BREAKS(BACKING_ANON_THP, written, "anon_thp, split", split());
	BREAKS(BACKING_HUGETLB_PRIVATE, untouched, "hugetlb_private that is anonymous memory",
	       map_over(0, m.bytes, MAP_PRIVATE | MAP_ANONYMOUS, -1));
	BREAKS(BACKING_HUGETLB_PRIVATE, untouched, "hugetlb_private of another size", m.unit_bytes *= 2);
	BREAKS(BACKING_HUGETLB_SHARED, written, "hugetlb_shared of which a page is gone", punch_first());
}

/* anon memory that has huge pages is refused even if it no longer asks for them. */
static void test_huge_anon(void)
{
	size_t page = hostmem_page_bytes(), units = hostmem_table_bytes() / page, thp;
	struct pages_mapping mapping;
	int err = hostmem_thp(&thp);

	if (!err)
		err = backing_open(&m, BACKING_ANON, units, true, NULL);
	if (err) {
		skip("anon that has huge pages", fail_text());
		return;
	}
	ok(!madvise(m.hva, m.bytes, MADV_HUGEPAGE) && !backing_set(&m, written, 0, units) &&
	   !madvise(m.hva, m.bytes, MADV_NOHUGEPAGE) && !pages_mapping(m.hva, &mapping), "anon asks for huge pages");
	if (mapping.anon_huge_bytes)
		ok(refused(written), "anon that has huge pages: %s", fail_text());
	else
		skip("anon that has huge pages", "the kernel gave it none");
	backing_close(&m);
}

/* With transparent huge pages switched off for this process, anon_thp has none and is refused. */
static void test_no_thp(void)
{
	if (!open_or_skip(BACKING_ANON_THP, "anon_thp with THP switched off"))
		return;
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	ok(!backing_set(&m, written, 0, UNITS) && refused(written), "THP off, written: %s", fail_text());
	ok(!backing_set(&m, was_read, 0, UNITS) && refused(was_read), "THP off, read: %s", fail_text());
	prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
	ok(becomes(written) && becomes(was_read), "and with THP on again it is what it claims to be");
	if (pages_block_bytes(m.hva, m.bytes) == -ENOTSUP)
		skip("the huge zero page, split", fail_text());
	else
		ok(split() && refused(was_read), "the huge zero page, split: %s", fail_text());
	backing_close(&m);
}

int main(void)
{
	for (int kind = 0; kind < BACKING_COUNT; kind++)
		test_impostors(kind);
	test_broken();
	test_broken_blocks();
	test_huge_anon();
	test_no_thp();
	return tap_done();
}
