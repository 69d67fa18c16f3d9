/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/slot.h"

#include <linux/kvm.h>

const struct slot slot_table[SLOT_COUNT] = {
	[SLOT_RW]     = { "rw", "plain read-write memslot", 0, true },
	[SLOT_RW_LOG] = { "rw_log", "read-write memslot with dirty logging", KVM_MEM_LOG_DIRTY_PAGES, true },
	[SLOT_RO]     = { "ro", "read-only memslot", KVM_MEM_READONLY, true },
	[SLOT_HOLE]   = { "hole", "no memslot", 0, false },
};

/*
 * Linux 6.12, mm/. A read of anonymous memory: do_anonymous_page() and do_huge_pmd_anonymous_page() map the (huge) zero
 * page. A write to a page mapped read-only: wp_page_copy() copies, and calls the MMU notifier; wp_page_shared() and
 * hugetlb_wp() (of a page that nobody else has) reuse it in place. memfd: PAGE_SHARED is writable unless
 * vma_wants_writenotify() (mm/vma.c), which shmem_vm_ops gives no cause for, but filemap_page_mkwrite() does. hugetlb:
 * hugetlb_no_page() maps writable if the mapping is shared. UFFDIO_COPY: mfill_atomic_install_pte() (mm/userfaultfd.c)
 * maps writable. protread: check_vma_flags() (mm/gup.c) refuses a write.
 */
const struct backing backing_table[BACKING_COUNT] = {
	[BACKING_ANON] = { "anon", "private anonymous memory, huge pages forbidden",
			   BACKING_FILL_ZERO, BACKING_WRITE_COPY, .cached = false },
	[BACKING_ANON_THP] = { "anon_thp", "private anonymous memory, transparent huge pages",
			       BACKING_FILL_ZERO, BACKING_WRITE_COPY, .block = true },
	[BACKING_HUGETLB_PRIVATE] = { "hugetlb_private", "hugetlb pages, private mapping",
				      BACKING_FILL_RO, BACKING_WRITE_REUSE, .block = true },
	[BACKING_HUGETLB_SHARED] = { "hugetlb_shared", "hugetlb pages, shared mapping",
				     BACKING_FILL_RW, BACKING_WRITE_REUSE, .block = true },
	[BACKING_MEMFD] = { "memfd", "shared memory (memfd_create)",
			    BACKING_FILL_RW, BACKING_WRITE_REUSE, .cached = false },
	[BACKING_FILE_PRIVATE] = { "file_private", "private mapping of a file that is in the page cache",
				   BACKING_FILL_RO, BACKING_WRITE_COPY, .cached = true },
	[BACKING_FILE_SHARED] = { "file_shared", "shared mapping of a file that is in the page cache",
				  BACKING_FILL_RO, BACKING_WRITE_REUSE, .cached = true },
	[BACKING_PROTREAD] = { "protread", "private anonymous memory mapped without PROT_WRITE",
			       BACKING_FILL_ZERO, BACKING_WRITE_REFUSE, .cached = false },
	[BACKING_UFFD] = { "uffd", "private anonymous memory, missing pages provided through userfaultfd",
			   BACKING_FILL_RW, BACKING_WRITE_REUSE, .handler = true },
};

const struct page_state host_page_table[HOST_PAGE_COUNT] = {
	[HOST_PAGE_UNTOUCHED] = { "untouched", "no host PTE" },
	[HOST_PAGE_READ]      = { "read", "the host read it: a read-only PTE" },
	[HOST_PAGE_WRITTEN]   = { "written", "the host wrote it: a writable PTE" },
};

const struct page_state stage2_table[STAGE2_COUNT] = {
	[STAGE2_COLD] = { "cold", "no stage-2 entry" },
	[STAGE2_RO]   = { "ro", "a read-only stage-2 entry" },
	[STAGE2_RW]   = { "rw", "a writable stage-2 entry" },
	[STAGE2_CMO]  = { "cmo", "as a DC CIVAC on a cold page left it, under the policy in force" },
};

const struct page_state line_table[LINE_COUNT] = {
	[LINE_ANY]    = { "any", "as it happens to be" },
	[LINE_ABSENT] = { "absent", "cleaned and invalidated right before" },
	[LINE_CLEAN]  = { "clean", "cleaned, then loaded right before" },
	[LINE_DIRTY]  = { "dirty", "stored to right before" },
};

const struct page_state lines_table[LINES_COUNT] = {
	[LINES_1]     = { "1", "one line of the page" },
	[LINES_HALF]  = { "half", "every line of the first half of the page" },
	[LINES_PAGE]  = { "page", "every line of the page" },
	[LINES_SWEEP] = { "sweep", "every line of every page of the slot, in ascending order" },
};

const struct page_state timed_table[TIMED_COUNT] = {
	[TIMED_OP]    = { "op", "the op" },
	[TIMED_AFTER] = { "after", "loads from 32 warm sentinel pages right after the op" },
};

const struct page_state copy_table[COPY_COUNT] = {
	{ "1", "the cell" }, { "2", "the same cell once more, measured beside it" },
};

const struct vcpus vcpus_table[VCPUS_COUNT] = {
	{ "1", 1 }, { "2", 2 }, { "4", 4 }, { "8", 8 }, { "16", 16 }, { "32", 32 }, { "64", 64 }, { "128", 128 },
};

/* Of the slots beside the one under test: rw, rw_log, ro. */
#define EVEN { 1, 1, 1 }

const struct mix mix_table[MIX_COUNT] = {
	{ "1", "the memslot under test alone", 1, { 0 }, MIX_FIRST },
	{ "8", "8 memslots, rw, rw_log and ro in turn; under test: the middle one", 8, EVEN, MIX_MIDDLE },
	{ "64", "64 memslots, likewise", 64, EVEN, MIX_MIDDLE },
	{ "512_first", "512 memslots, likewise; under test: the first one", 512, EVEN, MIX_FIRST },
	{ "512", "512 memslots, likewise; under test: the middle one", 512, EVEN, MIX_MIDDLE },
	{ "512_last", "512 memslots, likewise; under test: the last one", 512, EVEN, MIX_LAST },
	{ "512_rw", "512 memslots, the others all rw", 512, { 1, 0, 0 }, MIX_MIDDLE },
	{ "512_rw_log", "512 memslots, the others all rw_log", 512, { 0, 1, 0 }, MIX_MIDDLE },
	{ "512_ro", "512 memslots, the others all ro", 512, { 0, 0, 1 }, MIX_MIDDLE },
	{ "512_mostly_ro", "512 memslots, of the others rw : rw_log : ro = 1 : 1 : 6", 512, { 1, 1, 6 }, MIX_MIDDLE },
	{ "4096", "4096 memslots, rw, rw_log and ro in turn; under test: the middle one", 4096, EVEN, MIX_MIDDLE },
	{ "max_first", "as many memslots as KVM has; under test: the first one", 0, EVEN, MIX_FIRST },
	{ "max", "as many memslots as KVM has; under test: the middle one", 0, EVEN, MIX_MIDDLE },
	{ "max_last", "as many memslots as KVM has; under test: the last one", 0, EVEN, MIX_LAST },
};
