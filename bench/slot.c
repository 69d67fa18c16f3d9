/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/slot.h"

#include <linux/kvm.h>

const struct slot slot_table[SLOT_COUNT] = {
	[SLOT_RW]     = { "rw", "plain read-write memslot", 0, .exists = true },
	[SLOT_RW_LOG] = { "rw_log", "read-write memslot with dirty logging", KVM_MEM_LOG_DIRTY_PAGES,
			  .exists = true, .logged = true },
	[SLOT_RO]     = { "ro", "read-only memslot", KVM_MEM_READONLY, .exists = true, .readonly = true },
	[SLOT_HOLE]   = { "hole", "no memslot", 0, .exists = false },
};

/* Ratios of the memslots beside the one under test. */
#define RATIO(rw, rw_log, ro) { [SLOT_RW] = (rw), [SLOT_RW_LOG] = (rw_log), [SLOT_RO] = (ro) }
#define EVEN                  RATIO(1, 1, 1)

const struct mix mix_table[MIX_COUNT] = {
	{ "1", "the memslot under test alone", 1, { 0 }, MIX_FIRST },
	{ "8", "8 memslots, rw, rw_log and ro in turn; under test: the middle one", 8, EVEN, MIX_MIDDLE },
	{ "64", "64 memslots, rw, rw_log and ro in turn; under test: the middle one", 64, EVEN, MIX_MIDDLE },
	{ "512_first", "512 memslots, rw, rw_log and ro in turn; under test: the first one", 512, EVEN, MIX_FIRST },
	{ "512", "512 memslots, rw, rw_log and ro in turn; under test: the middle one", 512, EVEN, MIX_MIDDLE },
	{ "512_last", "512 memslots, rw, rw_log and ro in turn; under test: the last one", 512, EVEN, MIX_LAST },
	{ "512_rw", "512 memslots, the others all rw", 512, RATIO(1, 0, 0), MIX_MIDDLE },
	{ "512_rw_log", "512 memslots, the others all rw_log", 512, RATIO(0, 1, 0), MIX_MIDDLE },
	{ "512_ro", "512 memslots, the others all ro", 512, RATIO(0, 0, 1), MIX_MIDDLE },
	{ "512_mostly_ro", "512 memslots, the others rw : rw_log : ro = 1 : 1 : 6", 512, RATIO(1, 1, 6), MIX_MIDDLE },
	{ "4096", "4096 memslots, rw, rw_log and ro in turn; under test: the middle one", 4096, EVEN, MIX_MIDDLE },
	{ "max_first", "as many memslots as KVM allows; under test: the first one", 0, EVEN, MIX_FIRST },
	{ "max", "as many memslots as KVM allows; under test: the middle one", 0, EVEN, MIX_MIDDLE },
	{ "max_last", "as many memslots as KVM allows; under test: the last one", 0, EVEN, MIX_LAST },
};
