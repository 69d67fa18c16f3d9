/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host memory of every kind is brought into each state and verified to be what it claims to be. Kinds that this machine
 * cannot provide are skipped.
 */
#include "host/test/backing.h"

#include "host/memory/hostmem.h"
#include "host/memory/pages.h"
#include "host/memory/uffd.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#define TMPFS_MAGIC 0x01021994 /* linux/magic.h */

/* Return how many of UNITS units of a kind have a page of their own in a state. */
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
	size_t page = hostmem_page_bytes(), table = hostmem_table_bytes(), thp;
	struct pages_mapping before, behind, own;

	ok((uintptr_t)m.hva % (m.unit_bytes > table ? m.unit_bytes : table) == 0 &&
	   m.bytes == UNITS * m.stride_bytes && m.unit_count == UNITS &&
	   (block ? m.unit_bytes >= table : m.unit_bytes == page) &&
	   (block ? m.stride_bytes == m.unit_bytes : m.stride_bytes % (2 * page) == 0),
	   "%s: %zu bytes every %zu", name, m.unit_bytes, m.stride_bytes);
	ok(!pages_mapping(m.hva - page, &before) && !pages_mapping_has(&before, "rd") &&
	   !pages_mapping(m.hva + m.bytes, &behind) && !pages_mapping_has(&behind, "rd"),
	   "%s: no mapping is next to it", name);
	ok(!pages_mapping(m.hva, &own) && (block || hostmem_thp(&thp) || pages_mapping_has(&own, "nh")),
	   "%s: huge pages are forbidden unless it has blocks", name);
}

/*
 * Bring memory from every state to every state: it must verify in that state, and in no other that can be told apart.
 */
static void test_states(enum backing_id kind, const char *name)
{
	for (int from = 0; from < HOST_PAGE_COUNT; from++)
		for (int to = 0; to < HOST_PAGE_COUNT; to++) {
			bool is = becomes(from) && becomes(to);
			long own = backing_allocated(&m);

			ok(is && own == expected_own(kind, to), "%s: %s after %s, %ld units have a page", name,
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
	   "%s: only some units are set: %ld have a page", name, own);
	ok(!backing_set(&m, untouched, 2, 3) && !backing_verify(&m, untouched), "%s: and unset again", name);
	if (m.stride_bytes == m.unit_bytes)
		return;
	if (backing_table[kind].cached)
		ok(pages_count_cached(m.hva + m.stride_bytes / 2, m.stride_bytes, UNITS) == UNITS,
		   "%s: primers are in the page cache", name);
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
	struct pages_mapping mapping;
	void *hva;

	if (!open_or_skip(kind, name))
		return;
	hva = m.hva;
	test_layout(kind, name);
	test_states(kind, name);
	test_parts(kind, name);
	backing_close(&m);
	ok(!m.hva && m.fd == -1 && pages_mapping(hva, &mapping) == -ENOENT, "%s: closed", name);
	backing_close(&m);
	test_contiguous(kind, name);
}

/* Writing to the huge zero page splits it (on 6.12); setting a state again makes it a block. */
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

/* The handler provides pages that this thread misses, and those that the kernel misses. */
static void test_handler(void)
{
	uint8_t seen;
	int fd;

	if (!open_or_skip(BACKING_UFFD, "userfaultfd's handler"))
		return;
	becomes(untouched);
	seen = *(volatile uint8_t *)m.hva;
	ok(!seen && backing_allocated(&m) == 1, "a missing page is provided");
	fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ok(read(fd, m.hva + m.stride_bytes, 1) == 1 && m.hva[m.stride_bytes] && backing_allocated(&m) == 2,
	   "a page that the kernel misses, too");
	ok(uffd_provide(m.uffd, m.hva) == -EEXIST, "no page is provided twice");
	close(fd);
	backing_close(&m);
}

/* hugetlb pages that are reserved for a mapping do not count as free. */
static void test_reserved(void)
{
	struct backing_memory other;
	size_t left = 0, bytes;

	if (!open_or_skip(BACKING_HUGETLB_PRIVATE, "hugetlb pages that are reserved"))
		return;
	while (left < 1000 && !hostmem_hugetlb(left + 1, &bytes) && bytes == m.unit_bytes)
		left++;
	ok(!left || !backing_open(&other, BACKING_HUGETLB_PRIVATE, left, true, NULL),
	   "%zu hugetlb pages are said to be left, and are", left);
	if (left)
		backing_close(&other);
	backing_close(&m);
}

static bool limit(int resource, rlim_t value)
{
	struct rlimit limits;

	getrlimit(resource, &limits);
	limits.rlim_cur = value ? value : limits.rlim_max;
	return !setrlimit(resource, &limits);
}

/* Make backing_open() fail half-way. It must leave nothing behind, which main() checks at its end. */
static void test_failures(void)
{
	int next_fd = dup(STDOUT_FILENO);

	close(next_fd);
	signal(SIGXFSZ, SIG_IGN);
	ok(limit(RLIMIT_FSIZE, 1) && backing_open(&m, BACKING_MEMFD, UNITS, false, NULL) == -ENOTSUP && !m.hva,
	   "%s", fail_text());
	ok(backing_open(&m, BACKING_FILE_SHARED, UNITS, false, NULL) == -ENOTSUP && !m.hva, "%s", fail_text());
	limit(RLIMIT_FSIZE, 0);
	if (!open_or_skip(BACKING_UFFD, "too few descriptors for userfaultfd"))
		return;
	backing_close(&m);
	limit(RLIMIT_NOFILE, (rlim_t)next_fd + 1);
	ok(backing_open(&m, BACKING_UFFD, UNITS, false, NULL) == -EMFILE && !m.hva, "%s", fail_text());
	limit(RLIMIT_NOFILE, 0);
}

static void test_cannot(void)
{
	ok(backing_open(&m, BACKING_ANON, (size_t)1 << 36, false, NULL) == -ENOTSUP && !m.hva &&
	   strstr(fail_text(), "MiB"), "too much memory is refused: %s", fail_text());
	ok(backing_open(&m, BACKING_FILE_SHARED, UNITS, false, "/nonexistent") == -ENOTSUP && !m.hva &&
	   strstr(fail_text(), "/nonexistent"), "so is a directory that does not exist: %s", fail_text());
	ok(backing_open(&m, BACKING_FILE_SHARED, UNITS, false, "/proc") == -ENOTSUP && !m.hva,
	   "so is a directory in which no file can be made: %s", fail_text());
	ok(backing_open(&m, BACKING_HUGETLB_SHARED, (size_t)1 << 36, false, NULL) == -ENOTSUP && !m.hva &&
	   strstr(fail_text(), "huge"), "so are too many huge pages: %s", fail_text());
}

/* Of the usual file systems, only tmpfs does not ask to be notified of a page's first write. */
static void test_writenotify(const char *directory)
{
	struct statfs fs;
	bool known, notifies = backing_file_writenotify(directory, &known);

	if (statfs(directory, &fs))
		skip(directory, "it does not exist");
	else
		ok(known && notifies == (fs.f_type != TMPFS_MAGIC), "%s %s notified of a page's first write", directory,
		   notifies ? "is" : "is not");
}

/* What the probe says must be known just where two huge pages are free, and must not change. */
static void test_accounted(void)
{
	struct backing_memory huge;
	bool known, again, can = !backing_open(&huge, BACKING_HUGETLB_SHARED, 2, false, NULL);
	bool accounted;

	if (can)
		backing_close(&huge);
	accounted = backing_hugetlb_accounted(&known);
	ok(known == can, "faults of get_user_pages() on hugetlb memory %s: %s", accounted ? "count" : "do not count",
	   known ? "tried" : fail_text());
	ok(backing_hugetlb_accounted(&again) == accounted && again == known, "and they do so again");
}

static bool maps_deleted_files(void)
{
	FILE *f = fopen("/proc/self/maps", "re");
	char line[4096];
	bool found = false;

	while (f && fgets(line, sizeof(line), f))
		found |= strstr(line, "(deleted)") != NULL;
	if (f)
		fclose(f);
	return found;
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

/* Wait until joined threads have left /proc. If one stays, this hangs, and the test is killed and fails. */
static bool threads_end(int threads)
{
	while (entries("/proc/self/task") > threads)
		usleep(10000);
	return entries("/proc/self/task") == threads;
}

int main(void)
{
	int descriptors = entries("/proc/self/fd"), files = entries("."), threads = entries("/proc/self/task");
	bool known;

	for (int kind = 0; kind < BACKING_COUNT; kind++)
		test_kind(kind);
	test_thp_again();
	test_handler();
	test_reserved();
	test_cannot();
	test_failures();
	test_writenotify("/dev/shm");
	test_writenotify("/tmp");
	test_writenotify("/var/tmp");
	ok(!backing_file_writenotify("/nonexistent", &known) && !known,
	   "of a directory that does not exist nothing is known");
	test_accounted();
	ok(entries("/proc/self/fd") == descriptors, "no descriptor is left");
	ok(threads_end(threads), "no thread is left");
	ok(entries(".") == files, "no file is left");
	ok(!maps_deleted_files(), "no mapping is left");
	return tap_done();
}
