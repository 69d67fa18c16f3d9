/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/slot.h"

#include <linux/kvm.h>

const struct slot slot_table[SLOT_COUNT] = {
	[SLOT_RW]     = { "rw", "plain read-write memslot", 0, true },
	[SLOT_RW_LOG] = { "rw_log", "read-write memslot with dirty logging", KVM_MEM_LOG_DIRTY_PAGES, true },
	[SLOT_RO]     = { "ro", "read-only memslot", KVM_MEM_READONLY, true },
	[SLOT_HOLE]   = { "hole", "no memslot", 0, false },
};

const struct backing backing_table[BACKING_COUNT] = {
	[BACKING_ANON] = { "anon", "private anonymous memory, huge pages forbidden" },
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
};
