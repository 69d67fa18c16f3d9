/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/state.h"

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
