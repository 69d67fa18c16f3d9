/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cited functions are in mm/memory.c of Linux 6.12, unless another file is named. bench/backing.c cites the traits. */
#include "bench/model/hostpage.h"

/* Return the backing's traits on this host; some differ between hosts. */
static struct backing traits_on(enum backing_id id, const struct predict_host *host)
{
	struct backing backing = backing_table[id];

	/* vma_wants_writenotify(), mm/vma.c: a file system without page_mkwrite gets writable pages at once. */
	if (id == BACKING_FILE_SHARED && !host->file_writenotify)
		backing.fill = BACKING_FILL_RW;
	/* do_huge_pmd_anonymous_page(), mm/huge_memory.c: without the huge zero page a read maps what a write maps. */
	if (id == BACKING_ANON_THP && !host->thp_zero_page)
		backing.fill = BACKING_FILL_RW;
	return backing;
}

/*
 * Fill an empty entry. A write makes it writable at once, in private mappings as well (do_cow_fault(), and
 * hugetlb_no_page() in mm/hugetlb.c).
 */
static void fill(struct hostpage *page, bool write)
{
	const struct backing *b = &page->backing;
	bool copies = write && b->write == BACKING_WRITE_COPY;

	page->pte = write || b->fill == BACKING_FILL_RW ? HOSTPAGE_RW : HOSTPAGE_RO;
	page->allocated |= copies || !(b->cached || b->fill == BACKING_FILL_ZERO);
	/*
	 * handle_userfault(), fs/userfaultfd.c, returns VM_FAULT_RETRY, which mm_account_fault() does not count; when
	 * __get_user_pages(), mm/gup.c, tries again, it finds the page.
	 */
	page->minor_faults += page->accounted && !b->handler;
}

enum hostpage_result hostpage_access(struct hostpage *page, bool write)
{
	/* check_vma_flags(), mm/gup.c, refuses before any fault. */
	if (write && page->backing.write == BACKING_WRITE_REFUSE)
		return HOSTPAGE_REFUSED;
	if (page->pte == HOSTPAGE_NONE) {
		fill(page, write);
		return HOSTPAGE_READY;
	}
	/* gup_fast_pte_range() or follow_page_pte(), mm/gup.c, finds the page without a fault. */
	if (!write || page->pte == HOSTPAGE_RW)
		return HOSTPAGE_READY;
	page->pte = HOSTPAGE_RW;
	page->minor_faults += page->accounted;
	if (page->backing.write == BACKING_WRITE_REUSE)
		return HOSTPAGE_READY; /* wp_page_reuse(); hugetlb_wp(), mm/hugetlb.c */
	page->allocated = true;
	page->notified = true; /* wp_page_copy(); for the huge zero page, __split_huge_pmd(), mm/huge_memory.c, first */
	return HOSTPAGE_NOTIFIED;
}

/*
 * The host stores to the page. Where the mapping forbids stores, the runner allows them with mprotect() for the time of
 * the store; when it forbids them again, change_pte_range() in mm/mprotect.c makes the entry read-only.
 */
static void write_by_host(struct hostpage *page)
{
	if (page->backing.write == BACKING_WRITE_REFUSE)
		page->pte = HOSTPAGE_RO;
	else
		hostpage_access(page, true);
}

struct hostpage hostpage_of(enum backing_id backing, enum host_page_id state, const struct predict_host *host)
{
	struct hostpage page = { .backing = traits_on(backing, host), .pte = HOSTPAGE_NONE };

	/*
	 * mm_account_fault() counts every fault that handle_mm_fault() handles. In 6.1 get_user_pages() does not call
	 * that for hugetlb memory: follow_hugetlb_page(), mm/hugetlb.c, calls hugetlb_fault(). It is gone in 6.8.
	 */
	page.accounted = !page.backing.hugetlb || host->hugetlb_accounted;
	if (state == HOST_PAGE_READ)
		hostpage_access(&page, false);
	else if (state == HOST_PAGE_WRITTEN)
		write_by_host(&page);
	hostpage_reset(&page);
	return page;
}

void hostpage_reset(struct hostpage *page)
{
	page->allocated = page->notified = false;
	page->minor_faults = 0;
}
