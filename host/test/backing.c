/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host memory of every kind: brought into each state, and found to be what it claims to be; and memory that is not what
 * it claims, which must be refused. Kinds that this machine cannot provide are skipped. Runs in an empty directory that
 * it may write to.
 */
#include "bench/test/tap.h"
#include "host/backing.h"
#include "host/err.h"
#include "host/hostmem.h"
#include "host/pages.h"
#include "host/uffd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/vfs.h>
#include <unistd.h>

#define UNITS 8
#define TMPFS_MAGIC 0x01021994 /* linux/magic.h */

static const enum host_page_id untouched = HOST_PAGE_UNTOUCHED, was_read = HOST_PAGE_READ, written = HOST_PAGE_WRITTEN;
static struct backing_memory m;

static void skip(const char *what, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_number, what, why);
}

static bool open_kind(enum backing_id kind)
{
	return !backing_open(&m, kind, UNITS, false, ".");
}

/* Open it, or skip what cannot be tested without it. */
static bool open_or_skip(enum backing_id kind, const char *what)
{
	int err = backing_open(&m, kind, UNITS, false, ".");

	if (err == -ENOTSUP)
		skip(what, fail_text());
	else if (err)
		ok(false, "%s: %s", what, fail_text());
	return !err;
}

static bool refused(enum host_page_id state)
{
	return backing_verify(&m, state) == -EXDEV && strstr(fail_text(), "as claimed");
}

/* Set it, and it verifies. */
static bool becomes(enum host_page_id state)
{
	if (!backing_set(&m, state, 0, UNITS) && !backing_verify(&m, state))
		return true;
	printf("# %s\n", fail_text());
	return false;
}

/* By kind and state: how many units of UNITS have a page of their own. */
static long expected_own(enum backing_id kind, enum host_page_id state)
{
	static const bool own[BACKING_COUNT][HOST_PAGE_COUNT] = {
		[BACKING_ANON]            = { false, false, true },
		[BACKING_ANON_THP]        = { false, false, true },
		[BACKING_HUGETLB_PRIVATE] = { false, true, true },
		[BACKING_HUGETLB_SHARED]  = { false, true, true },
		[BACKING_MEMFD]           = { false, true, true },
		[BACKING_FILE_PRIVATE]    = { false, false, true },
		[BACKING_FILE_SHARED]     = { false, false, false },
		[BACKING_PROTREAD]        = { false, false, true },
		[BACKING_UFFD]            = { false, true, true },
	};

	if (kind == BACKING_ANON_THP && state == HOST_PAGE_READ && !backing_thp_zero_page())
		return UNITS;
	return own[kind][state] ? UNITS : 0;
}

static void test_layout(enum backing_id kind, const char *name)
{
	bool block = backing_table[kind].block;
	size_t page = hostmem_page_bytes(), table = hostmem_table_bytes();

	ok((uintptr_t)m.hva % (m.unit_bytes > table ? m.unit_bytes : table) == 0 &&
	   m.bytes == UNITS * m.stride_bytes && m.unit_count == UNITS &&
	   (block ? m.unit_bytes >= table : m.unit_bytes == page) &&
	   (block ? m.stride_bytes == m.unit_bytes : m.stride_bytes % (2 * page) == 0),
	   "%s: %zu bytes every %zu", name, m.unit_bytes, m.stride_bytes);
}

/* From every state to every state, and seen to be in that, and in no other that can be told from it. */
static void test_states(enum backing_id kind, const char *name)
{
	for (int from = 0; from < HOST_PAGE_COUNT; from++)
		for (int to = 0; to < HOST_PAGE_COUNT; to++) {
			bool is = becomes(from) && becomes(to);
			long own = backing_allocated(&m);

			ok(is && own == expected_own(kind, to), "%s: %s after %s, %ld of their own", name,
			   host_page_table[to].name, host_page_table[from].name, own);
		}
	for (int is = 0; is < HOST_PAGE_COUNT; is++)
		for (int said = 0; said < HOST_PAGE_COUNT; said++) {
			bool told = (is == untouched) != (said == untouched) ||
				    expected_own(kind, is) != expected_own(kind, said);

			if (told)
				ok(becomes(is) && refused(said), "%s: %s, said to be %s: %s", name,
				   host_page_table[is].name, host_page_table[said].name, fail_text());
		}
}

static void test_parts(enum backing_id kind, const char *name)
{
	bool set = becomes(untouched) && !backing_set(&m, written, 2, 3);
	long own = backing_allocated(&m);

	ok(set && own == (expected_own(kind, written) ? 3 : 0) && refused(written) && refused(untouched),
	   "%s: some units alone are set: %ld of their own", name, own);
	ok(!backing_set(&m, untouched, 2, 3) && !backing_verify(&m, untouched), "%s: and unset", name);
	if (m.stride_bytes == m.unit_bytes)
		return;
	for (size_t i = 0; i < UNITS; i++)
		(void)*(volatile uint8_t *)(m.hva + i * m.stride_bytes + m.stride_bytes / 2);
	ok(!backing_verify(&m, untouched) && backing_allocated(&m) == 0, "%s: touching primers touches no unit", name);
	(void)*(volatile uint8_t *)(m.hva + 4 * m.stride_bytes);
	ok(!backing_set(&m, untouched, 4, 1) && !backing_verify(&m, untouched),
	   "%s: touching a unit touches no other", name);
}

static void test_contiguous(enum backing_id kind, const char *name)
{
	int err = backing_open(&m, kind, UNITS, true, ".");

	ok(!err && m.stride_bytes == m.unit_bytes && m.bytes == UNITS * m.unit_bytes && becomes(was_read) &&
	   backing_allocated(&m) == expected_own(kind, was_read) && becomes(written) &&
	   backing_allocated(&m) == expected_own(kind, written) && becomes(untouched), "%s: without gaps", name);
	backing_close(&m);
}

static void test_kind(enum backing_id kind)
{
	const char *name = backing_table[kind].name;

	if (!open_or_skip(kind, name))
		return;
	test_layout(kind, name);
	test_states(kind, name);
	test_parts(kind, name);
	backing_close(&m);
	ok(!m.hva && m.fd == -1, "%s: closed", name);
	backing_close(&m);
	test_contiguous(kind, name);
}

/* Memory of one kind, said to be of another. */
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

/* Break the memory after it was brought into a state, and see that it is refused. */
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

static bool map_over(size_t bytes, int flags, int fd)
{
	return mmap(m.hva, bytes, PROT_READ | PROT_WRITE, flags | MAP_FIXED, fd, 0) == m.hva;
}

static bool map_other_file(void)
{
	int fd = open(".", O_TMPFILE | O_RDWR, 0600);
	bool mapped = fd >= 0 && !ftruncate(fd, (off_t)m.bytes) && map_over(m.bytes, MAP_SHARED, fd);

	close(fd);
	return mapped && !backing_set(&m, written, 0, UNITS);
}

/* Split a block into pages and put everything back as it was. */
static bool split(void)
{
	size_t page = hostmem_page_bytes();

	return !mprotect(m.hva, page, PROT_NONE) && !mprotect(m.hva, page, PROT_READ | PROT_WRITE);
}

/* Take the pages away from the file and give it its length back. */
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
	BREAKS(BACKING_ANON_THP, untouched, "anon_thp with MADV_NOHUGEPAGE since",
	       !madvise(m.hva, m.bytes, MADV_NOHUGEPAGE));
	BREAKS(BACKING_ANON_THP, written, "anon_thp of which a page is gone", advise_first_page(MADV_DONTNEED));
	BREAKS(BACKING_ANON_THP, written, "anon_thp, split", split());
	BREAKS(BACKING_HUGETLB_PRIVATE, untouched, "hugetlb_private that is anonymous memory",
	       map_over(m.bytes, MAP_PRIVATE | MAP_ANONYMOUS, -1));
	BREAKS(BACKING_HUGETLB_SHARED, written, "hugetlb_shared of which a page is gone", punch_first());
	BREAKS(BACKING_MEMFD, written, "memfd that is a private mapping",
	       map_over(m.bytes, MAP_PRIVATE, m.fd) && !backing_set(&m, written, 0, UNITS));
	BREAKS(BACKING_MEMFD, written, "memfd of which a page is gone", punch_first());
	BREAKS(BACKING_MEMFD, untouched, "memfd with a page that is not mapped", pwrite(m.fd, "x", 1, 0) == 1);
	BREAKS(BACKING_FILE_SHARED, written, "file_shared that is a private mapping",
	       map_over(m.bytes, MAP_PRIVATE, m.fd) && !backing_set(&m, written, 0, UNITS));
	BREAKS(BACKING_FILE_SHARED, written, "file_shared that is another file", map_other_file());
	BREAKS(BACKING_FILE_SHARED, untouched, "file_shared that the page cache has lost", empty_file());
	BREAKS(BACKING_FILE_PRIVATE, untouched, "file_private that the page cache has lost", empty_file());
	BREAKS(BACKING_PROTREAD, written, "protread that may be written",
	       !mprotect(m.hva, m.bytes, PROT_READ | PROT_WRITE));
	BREAKS(BACKING_UFFD, untouched, "uffd without userfaultfd", stop_uffd());
	BREAKS(BACKING_UFFD, untouched, "uffd of which a page is not registered",
	       map_over(page, MAP_PRIVATE | MAP_ANONYMOUS, -1));
}

/* With transparent huge pages switched off for this process there are none, whatever was asked for. */
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

/* Writing to the huge zero page splits it (on 6.12), and the block comes back. */
static void test_thp_again(void)
{
	if (!open_or_skip(BACKING_ANON_THP, "anon_thp, written through the huge zero page"))
		return;
	becomes(was_read);
	for (size_t i = 0; i < UNITS; i++)
		*(volatile uint8_t *)(m.hva + i * m.stride_bytes) = 1;
	ok(backing_allocated(&m) == UNITS && becomes(was_read) && becomes(written),
	   "blocks written through the huge zero page are blocks again");
	for (size_t i = 0; i < UNITS; i++)
		madvise(m.hva + i * m.stride_bytes, hostmem_page_bytes(), MADV_DONTNEED);
	ok(!backing_set(&m, written, 1, UNITS - 2) && !backing_set(&m, written, 0, 1) &&
	   !backing_set(&m, written, UNITS - 1, 1) && !backing_verify(&m, written),
	   "so are those that were split, one after another");
	backing_close(&m);
}

/* Who misses a page gets it from the handler: this thread, and the kernel on its behalf. */
static void test_handler(void)
{
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	uint8_t seen;

	if (!open_or_skip(BACKING_UFFD, "userfaultfd's handler"))
		return;
	becomes(untouched);
	seen = *(volatile uint8_t *)m.hva;
	ok(!seen && backing_allocated(&m) == 1, "a missing page is provided");
	ok(read(fd, m.hva + m.stride_bytes, 1) == 1 && m.hva[m.stride_bytes] && backing_allocated(&m) == 2,
	   "to the kernel too");
	ok(uffd_provide(m.uffd, m.hva) == -EEXIST, "no page is provided twice");
	close(fd);
	backing_close(&m);
}

static void test_cannot(void)
{
	ok(backing_open(&m, BACKING_ANON, (size_t)1 << 36, false, NULL) == -ENOTSUP && !m.hva &&
	   strstr(fail_text(), "MiB"), "too much memory is refused: %s", fail_text());
	ok(backing_open(&m, BACKING_FILE_SHARED, UNITS, false, "/nonexistent") == -ENOTSUP && !m.hva &&
	   strstr(fail_text(), "/nonexistent"), "so is a directory that is not there: %s", fail_text());
	ok(backing_open(&m, BACKING_FILE_SHARED, UNITS, false, "/proc") == -ENOTSUP && !m.hva,
	   "or takes no files: %s", fail_text());
	ok(backing_open(&m, BACKING_HUGETLB_SHARED, (size_t)1 << 36, false, NULL) == -ENOTSUP && !m.hva &&
	   strstr(fail_text(), "huge"), "so are too many huge pages: %s", fail_text());
}

/* Of the file systems that directories are on, tmpfs alone does not ask to be told. */
static void test_writenotify(const char *directory)
{
	struct statfs fs;
	bool known, notifies = backing_file_writenotify(directory, &known);

	if (statfs(directory, &fs))
		skip(directory, "it is not there");
	else
		ok(known && notifies == (fs.f_type != TMPFS_MAGIC), "%s %s of a page's first write", directory,
		   notifies ? "is told" : "is not told");
}

static int entries(const char *directory)
{
	DIR *dir = opendir(directory);
	int count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count;
}

int main(void)
{
	int descriptors = entries("/proc/self/fd"), files = entries("."), threads = entries("/proc/self/task");
	bool known;

	for (int kind = 0; kind < BACKING_COUNT; kind++)
		test_kind(kind);
	for (int kind = 0; kind < BACKING_COUNT; kind++)
		test_impostors(kind);
	test_broken();
	test_no_thp();
	test_thp_again();
	test_handler();
	test_cannot();
	test_writenotify("/dev/shm");
	test_writenotify("/tmp");
	test_writenotify("/var/tmp");
	ok(!backing_file_writenotify("/nonexistent", &known) && !known, "of a directory that is not there nothing is");
	ok(open_kind(BACKING_ANON) && entries("/proc/self/fd") == descriptors, "anon needs no descriptor");
	backing_close(&m);
	ok(entries("/proc/self/fd") == descriptors && entries("/proc/self/task") == threads && entries(".") == files,
	   "no descriptor, thread or file is left");
	return tap_done();
}
