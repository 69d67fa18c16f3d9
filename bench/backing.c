/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/backing.h"

/*
 * Linux 6.12, mm/. A read of anonymous memory: do_anonymous_page() and do_huge_pmd_anonymous_page() map the (huge) zero
 * page. A write to a page mapped read-only: wp_page_copy() copies, and calls the MMU notifier; wp_page_shared() and
 * hugetlb_wp() (for a page that nobody else maps) reuse it in place. Shared mappings are writable at once unless
 * vma_wants_writenotify() (mm/vma.c) is true: filemap_page_mkwrite() makes it true for files, but shmem_vm_ops has no
 * page_mkwrite, so it is false for memfd. hugetlb: hugetlb_no_page() maps writable if the mapping is shared.
 * UFFDIO_COPY: mfill_atomic_install_pte() (mm/userfaultfd.c) maps writable. protread: check_vma_flags() (mm/gup.c)
 * refuses a write.
 */
const struct backing backing_table[BACKING_COUNT] = {
	[BACKING_ANON] = { "anon", "private anonymous memory, huge pages forbidden",
			   BACKING_FILL_ZERO, BACKING_WRITE_COPY, .cached = false },
	[BACKING_ANON_THP] = { "anon_thp", "private anonymous memory, transparent huge pages",
			       BACKING_FILL_ZERO, BACKING_WRITE_COPY, .block = true },
	[BACKING_HUGETLB_PRIVATE] = { "hugetlb_private", "hugetlb pages, private mapping",
				      BACKING_FILL_RO, BACKING_WRITE_REUSE, .block = true, .hugetlb = true },
	[BACKING_HUGETLB_SHARED] = { "hugetlb_shared", "hugetlb pages, shared mapping",
				     BACKING_FILL_RW, BACKING_WRITE_REUSE, .block = true, .hugetlb = true },
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
