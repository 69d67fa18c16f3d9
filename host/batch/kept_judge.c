/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/batch/kept.h"

#define EXCEPTIONS 8 /* one page of so many may differ: a cache may write a line back, or drop a clean one, at any time */

#define STATE(slot, stage2) { OP_dc_ivac, slot, stage2 }, { OP_dc_civac, slot, stage2 }, { OP_dc_cvac, slot, stage2 },     \
			    { OP_dc_cvau, slot, stage2 }

const struct kept_row kept_rows[KEPT_ROWS] = {
	STATE(SLOT_RW, STAGE2_RW), STATE(SLOT_RO, STAGE2_RO), STATE(SLOT_RO, STAGE2_COLD),
};

/* Is it all of the pages, but for exceptions; none of them; or something between? */
static enum kept_answer all_of(uint32_t count, uint32_t pages)
{
	uint32_t few = pages / EXCEPTIONS;

	return count + few >= pages && pages ? KEPT_YES : count <= few && pages ? KEPT_NO : KEPT_UNCLEAR;
}

enum kept_answer kept_data(const struct kept_seen *seen)
{
	return all_of(seen->pages - seen->old_in_memory, seen->pages);
}

enum kept_answer kept_lost(const struct kept_seen *seen)
{
	return all_of(seen->old_cached, seen->pages);
}

const char *kept_unobservable(const struct kept_seen control[static KEPT_STATES], const struct kept_seen *civac,
			      bool emulated)
{
	if (emulated)
		return "an emulated host has no caches";
	for (int i = 0; i < KEPT_STATES; i++)
		if (kept_data(&control[i]) != KEPT_NO)
			return "a non-cacheable view shows new data that nothing has cleaned: FEAT_S2FWB makes it cacheable, "
			       "or the caches see it";
	return kept_data(civac) == KEPT_YES ? NULL : "not even DC CIVAC on a writable page is seen to clean it";
}
