/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests which cells can exist on the last six axes, and how pages are prepared; predict.c has the other axes. */
#include "bench/array.h"
#include "bench/model/prep.h"
#include "bench/test/cells.h"
#include "bench/test/tap.h"

#include <errno.h>

/* A possible cell, a change to it, and whether the changed cell is possible. */
static void test_axes(void)
{
	const struct cell rw = cell_of(POLICY_UPSTREAM, OP_dc_civac, SLOT_RW, STAGE2_RW),
			  cold = cell_of(POLICY_UPSTREAM, OP_dc_civac, SLOT_RW, STAGE2_COLD),
			  ro = cell_of(POLICY_UPSTREAM, OP_dc_civac, SLOT_RO, STAGE2_RO),
			  null = cell_of(POLICY_UPSTREAM, OP_null, SLOT_RW, STAGE2_RW),
			  hvc = cell_of(POLICY_UPSTREAM, OP_hvc, SLOT_RW, STAGE2_RW),
			  mmio = cell_of(POLICY_UPSTREAM, OP_mmio_user, SLOT_RW, STAGE2_RW),
			  hole = { .op = OP_dc_ivac, .slot = SLOT_HOLE };
	struct cell file_read = cold, file_untouched, sweep = cold, after = rw;

	file_read.backing = BACKING_FILE_PRIVATE;
	file_read.host_page = HOST_PAGE_READ;
	file_untouched = file_read;
	file_untouched.host_page = HOST_PAGE_UNTOUCHED;
	sweep.lines = LINES_SWEEP;
	after.timed = TIMED_AFTER;

	const struct {
		const struct cell *cell;
		enum axis_id axis;
		unsigned int value;
		bool possible;
	} changes[] = {
		{ &rw, AXIS_LINE, LINE_ABSENT, true }, { &rw, AXIS_LINE, LINE_CLEAN, true },
		{ &rw, AXIS_LINE, LINE_DIRTY, true }, { &ro, AXIS_LINE, LINE_ABSENT, true },
		{ &ro, AXIS_LINE, LINE_CLEAN, true }, { &ro, AXIS_LINE, LINE_DIRTY, false },
		{ &cold, AXIS_LINE, LINE_CLEAN, false }, { &after, AXIS_LINE, LINE_ABSENT, false },
		{ &null, AXIS_LINE, LINE_DIRTY, false }, { &hole, AXIS_LINE, LINE_ABSENT, false },
		{ &rw, AXIS_LINES, LINES_PAGE, true }, { &null, AXIS_LINES, LINES_PAGE, true },
		{ &hvc, AXIS_LINES, LINES_PAGE, false }, { &mmio, AXIS_LINES, LINES_PAGE, false },
		{ &hole, AXIS_LINES, LINES_PAGE, true }, { &after, AXIS_LINES, LINES_PAGE, false },
		{ &rw, AXIS_LINES, LINES_HALF, true }, { &null, AXIS_LINES, LINES_HALF, true },
		{ &cold, AXIS_LINES, LINES_HALF, false }, { &ro, AXIS_LINES, LINES_HALF, false },
		{ &hvc, AXIS_LINES, LINES_HALF, false }, { &hole, AXIS_LINES, LINES_HALF, false },
		{ &after, AXIS_LINES, LINES_HALF, false }, { &cold, AXIS_COPY, 1, true }, { &null, AXIS_COPY, 1, true },
		{ &cold, AXIS_LINES, LINES_SWEEP, true }, { &rw, AXIS_LINES, LINES_SWEEP, false },
		{ &ro, AXIS_LINES, LINES_SWEEP, false }, { &null, AXIS_LINES, LINES_SWEEP, false },
		{ &hole, AXIS_LINES, LINES_SWEEP, false }, { &after, AXIS_LINES, LINES_SWEEP, false },
		{ &file_read, AXIS_LINES, LINES_SWEEP, true }, { &file_untouched, AXIS_LINES, LINES_SWEEP, false },
		{ &sweep, AXIS_OP, OP_str, false }, { &sweep, AXIS_OP, OP_dc_ivac, true },
		{ &sweep, AXIS_SLOT, SLOT_RO, true }, { &sweep, AXIS_STAGE2, STAGE2_CMO, false },
		{ &sweep, AXIS_HOST_PAGE, HOST_PAGE_UNTOUCHED, true }, { &sweep, AXIS_BACKING, BACKING_MEMFD, true },
		{ &sweep, AXIS_BACKING, BACKING_ANON_THP, false },
		{ &sweep, AXIS_BACKING, BACKING_HUGETLB_PRIVATE, false },
		{ &sweep, AXIS_BACKING, BACKING_HUGETLB_SHARED, false },
		{ &sweep, AXIS_VCPUS, 1, false }, { &sweep, AXIS_MIX, 1, false },
		{ &cold, AXIS_TIMED, TIMED_AFTER, true }, { &null, AXIS_TIMED, TIMED_AFTER, true },
		{ &hvc, AXIS_TIMED, TIMED_AFTER, false }, { &mmio, AXIS_TIMED, TIMED_AFTER, false },
		{ &hole, AXIS_TIMED, TIMED_AFTER, false },
		{ &cold, AXIS_VCPUS, VCPUS_COUNT - 1, true }, { &hole, AXIS_VCPUS, 1, true },
		{ &null, AXIS_VCPUS, 1, true }, { &hvc, AXIS_VCPUS, 1, true }, { &mmio, AXIS_VCPUS, 1, false },
		{ &cold, AXIS_MIX, MIX_COUNT - 1, true }, { &hole, AXIS_MIX, 1, true }, { &null, AXIS_MIX, 1, false },
		{ &ro, AXIS_STAGE2, STAGE2_RW, false }, { &ro, AXIS_STAGE2, STAGE2_CMO, false },
		{ &hole, AXIS_STAGE2, STAGE2_RO, false }, { &hole, AXIS_STAGE2, STAGE2_CMO, false },
		{ &hole, AXIS_HOST_PAGE, HOST_PAGE_WRITTEN, false }, { &hole, AXIS_BACKING, BACKING_MEMFD, false },
		{ &null, AXIS_SLOT, SLOT_RW_LOG, false }, { &null, AXIS_BACKING, BACKING_MEMFD, false },
		{ &null, AXIS_HOST_PAGE, HOST_PAGE_READ, false }, { &null, AXIS_STAGE2, STAGE2_CMO, false },
		{ &rw, AXIS_BACKING, BACKING_PROTREAD, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		const struct axis *axis = &axis_table[changes[i].axis];
		struct cell cell = *changes[i].cell;
		struct prediction p;
		char text[CELL_DESCRIBE_SIZE];
		int err;

		ok(!predict(&cell, &usual, &p), "change %zu: possible before", i);
		axis->set(&cell, changes[i].value);
		cell_describe(&cell, text, sizeof(text));
		err = predict(&cell, &usual, &p);
		ok(err == (changes[i].possible ? 0 : -EINVAL), "%s is %spossible", text,
		   changes[i].possible ? "" : "im");
	}
}

/* stage2=cmo exists only if the CPU translates DC CIVAC and the op is executed. */
static void test_cmo(void)
{
	const struct predict_host nop = { .ivac_needs_write = true, .translates = UINT32_MAX & ~B(OP_dc_civac) };
	struct cell cell = cell_of(POLICY_UPSTREAM, OP_str, SLOT_RW, STAGE2_CMO);
	struct prediction p;

	ok(predict(&cell, &nop, &p) == -EINVAL, "no stage2=cmo where DC CIVAC is a nop");
	cell.stage2 = STAGE2_COLD;
	ok(!predict(&cell, &nop, &p), "though the rest is possible there");
	cell.stage2 = STAGE2_CMO;
	cell.backing = BACKING_PROTREAD;
	ok(predict(&cell, &usual, &p) == -EINVAL, "nor where it fails");
	cell.policy = POLICY_INJECT;
	ok(!predict(&cell, &usual, &p), "which another policy's does not");
}

/* lines=half does not exist for a page of one line. */
static void test_half(void)
{
	const struct predict_host one = { .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = 1 };
	struct cell cell = cell_of(POLICY_UPSTREAM, OP_dc_civac, SLOT_RW, STAGE2_RW);
	struct prediction p;

	cell.lines = LINES_HALF;
	ok(predict(&cell, &one, &p) == -EINVAL && !predict(&cell, &usual, &p), "no half of a page of one line");
	ok(predict_lines(LINES_1, &usual) == 1 && predict_lines(LINES_HALF, &usual) == LINES / 2 &&
	   predict_lines(LINES_PAGE, &usual) == LINES && predict_lines(LINES_SWEEP, &usual) == LINES,
	   "lines of a sample");
}

/* A sweep has no primers: where a copy is mapped at once, its pages would not all take the same faults. */
static void test_sweep(void)
{
	struct cell cell = cell_of(POLICY_UPSTREAM, OP_dc_civac, SLOT_RW, STAGE2_COLD);
	struct prediction p;

	cell.lines = LINES_SWEEP;
	ok(!predict(&cell, &old, &p), "a sweep of pages that are not copied");
	cell.host_page = HOST_PAGE_READ;
	ok(predict(&cell, &old, &p) == -EINVAL, "none of pages whose copy is mapped at once");
	ok(!predict(&cell, &usual, &p), "but where it is not");
	cell.backing = BACKING_MEMFD;
	ok(!predict(&cell, &old, &p), "and of pages that are reused");
	cell.backing = BACKING_ANON;
	cell.host_page = HOST_PAGE_UNTOUCHED;
	ok(!predict(&cell, &old, &p), "and of pages that nobody has read");
}

/* Check the steps that bring a page into its state; the policy may be unknown. */
static void test_prep(void)
{
	static const struct {
		enum slot_id slot;
		enum backing_id backing;
		enum host_page_id host_page;
		enum stage2_id stage2;
		const struct predict_host *host;
		enum op_id op;
		bool protect;
	} cases[] = {
		{ SLOT_RW, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD, &usual, OP_null, false },
		{ SLOT_RW, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_RW, &usual, OP_str, false },
		{ SLOT_RW, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_CMO, &usual, OP_dc_civac, false },
		{ SLOT_RW, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_RO, &usual, OP_ldr, true },
		{ SLOT_RW, BACKING_ANON, HOST_PAGE_READ, STAGE2_RO, &usual, OP_ldr, false },
		{ SLOT_RW, BACKING_MEMFD, HOST_PAGE_READ, STAGE2_RO, &usual, OP_ldr, true },
		{ SLOT_RW, BACKING_UFFD, HOST_PAGE_UNTOUCHED, STAGE2_RO, &usual, OP_ldr, true },
		{ SLOT_RW, BACKING_PROTREAD, HOST_PAGE_WRITTEN, STAGE2_RO, &usual, OP_ldr, false },
		{ SLOT_RW, BACKING_FILE_SHARED, HOST_PAGE_READ, STAGE2_RO, &usual, OP_ldr, false },
		{ SLOT_RW, BACKING_FILE_SHARED, HOST_PAGE_READ, STAGE2_RO, &other, OP_ldr, true },
		{ SLOT_RW, BACKING_ANON_THP, HOST_PAGE_READ, STAGE2_RO, &usual, OP_ldr, false },
		{ SLOT_RW, BACKING_ANON_THP, HOST_PAGE_READ, STAGE2_RO, &other, OP_ldr, true },
		{ SLOT_RW_LOG, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_RO, &usual, OP_ldr, false },
		{ SLOT_RO, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_RO, &usual, OP_ldr, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct cell cell = { .policy = POLICY_UNKNOWN, .op = OP_dc_ivac, .slot = cases[i].slot,
					   .backing = cases[i].backing, .host_page = cases[i].host_page,
					   .stage2 = cases[i].stage2 };
		struct prep prep = prep_of(&cell, cases[i].host);

		ok(prep.op == cases[i].op && prep.protect == cases[i].protect, "prep %zu: %s%s", i,
		   op_table[prep.op].name, prep.protect ? ", then write-protection" : "");
	}
}

int main(void)
{
	test_axes();
	test_cmo();
	test_half();
	test_sweep();
	test_prep();
	return tap_done();
}
