/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is concluded from made-up views of pages whose dirty lines were maintained, on machines of each kind. */
#include "bench/test/tap.h"
#include "host/batch/kept.h"

#include <stddef.h>
#include <string.h>

#define PAGES 64

static struct kept_seen seen(uint32_t old_in_memory, uint32_t old_cached)
{
	return (struct kept_seen){ .pages = PAGES, .old_in_memory = old_in_memory, .old_cached = old_cached };
}

static const char *why(uint32_t control, uint32_t other_control, uint32_t civac, bool emulated)
{
	const struct kept_seen controls[KEPT_STATES] = { seen(control, 0), seen(control, 0), seen(other_control, 0) };
	const struct kept_seen cleaned = seen(civac, 0);
	const char *reason = kept_unobservable(controls, &cleaned, emulated);

	return reason ? reason : "";
}

static void test_data(void)
{
	struct kept_seen s = seen(0, 0), none = { .pages = 0 };

	ok(kept_data(&s) == KEPT_YES && kept_lost(&s) == KEPT_NO, "cleaned: memory has the new data, and so has a later load");
	s = seen(PAGES, 0);
	ok(kept_data(&s) == KEPT_NO && kept_lost(&s) == KEPT_NO, "skipped: they are in the cache, as before");
	s = seen(PAGES, PAGES);
	ok(kept_data(&s) == KEPT_NO && kept_lost(&s) == KEPT_YES, "invalidated without being cleaned: they are lost");
	s = seen(3, 2);
	ok(kept_data(&s) == KEPT_YES && kept_lost(&s) == KEPT_NO, "some exceptions change nothing");
	s = seen(PAGES - 5, PAGES - 1);
	ok(kept_data(&s) == KEPT_NO && kept_lost(&s) == KEPT_YES, "either way");
	s = seen(PAGES / 2, PAGES / 3);
	ok(kept_data(&s) == KEPT_UNCLEAR && kept_lost(&s) == KEPT_UNCLEAR, "of half of them nothing is said");
	ok(kept_data(&none) == KEPT_UNCLEAR && kept_lost(&none) == KEPT_UNCLEAR, "nor of none");
}

int main(void)
{
	test_data();
	ok(!strcmp(why(PAGES, PAGES, 0, false), ""), "a machine without FEAT_S2FWB shows it");
	ok(!strcmp(why(PAGES - 4, PAGES, 2, false), ""), "also if some lines were written back meanwhile");
	ok(strstr(why(0, 0, 0, false), "FEAT_S2FWB") != NULL, "with FEAT_S2FWB the control, without an op, fails");
	ok(strstr(why(PAGES, PAGES / 2, 0, false), "FEAT_S2FWB") != NULL, "it must not fail in any state of the page");
	ok(strstr(why(PAGES, PAGES, PAGES, false), "not even DC CIVAC") != NULL, "nor may DC CIVAC on a plain page clean nothing");
	ok(strstr(why(PAGES, PAGES, 0, true), "an emulated host has no caches") != NULL, "an emulated host shows nothing");
	for (int i = 0; i < KEPT_ROWS; i++)
		ok(op_is_cmo(kept_rows[i].op) && slot_table[kept_rows[i].slot].exists &&
		   kept_rows[i].stage2 == kept_rows[i / 4 * 4].stage2, "row %d: %s on %s, stage 2 %s", i,
		   op_table[kept_rows[i].op].name, slot_table[kept_rows[i].slot].name, stage2_table[kept_rows[i].stage2].name);
	return tap_done();
}
