/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/suite/scenario.h"

#include "bench/array.h"
#include "bench/model/predict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define B(id)     (UINT32_C(1) << (id))
#define ALL(n)    (UINT32_MAX >> (32 - (n)))

#define CMO       (OPS_DATA | OPS_MORE)
#define PAIR      (B(OP_dc_ivac) | B(OP_dc_civac))
#define BACKED    (ALL(SLOT_COUNT) & ~B(SLOT_HOLE))
#define OTHERS    (ALL(BACKING_COUNT) & ~B(BACKING_ANON))
#define PAGES     ALL(HOST_PAGE_COUNT)
#define TOUCHED   (B(HOST_PAGE_READ) | B(HOST_PAGE_WRITTEN))
#define WRITTEN   B(HOST_PAGE_WRITTEN)
#define COLD      B(STAGE2_COLD)
#define S2_RO     B(STAGE2_RO)
#define S2_RW     B(STAGE2_RW)
#define STATES    (B(LINE_ABSENT) | B(LINE_CLEAN) | B(LINE_DIRTY))
#define BEYOND_1  ~UINT32_C(1)

#define CELLS(ops, slots, backings, host_pages, stage2s, ...)                                                          \
	{ [AXIS_OP] = (ops), [AXIS_SLOT] = (slots), [AXIS_BACKING] = (backings), [AXIS_HOST_PAGE] = (host_pages),      \
	  [AXIS_STAGE2] = (stage2s), __VA_ARGS__ }

const struct scenario scenario_table[] = {
	{ "calibration", "In every run: what do the timed region, an empty exit and an exit to userspace cost?",
	  CELLS(OPS_YARDSTICK, B(SLOT_RW), 0, WRITTEN, S2_RW) },
	{ "calibration_hole", "In every run: what does an abort cost that KVM has to look up and step over?",
	  CELLS(B(OP_dc_civac), B(SLOT_HOLE), 0, 0, COLD) },
	{ "calibration_aa", "In every run: what difference does the suite find between a cell and its copy?",
	  CELLS(B(OP_dc_civac), B(SLOT_RW_LOG), 0, WRITTEN, COLD, [AXIS_COPY] = ALL(COPY_COUNT)) },
	{ "yardstick", "What do the timed region, an empty exit and an exit to userspace cost?",
	  CELLS(OPS_YARDSTICK, B(SLOT_RW), 0, WRITTEN, S2_RW) },
	{ "cold", "What does the first access to a page cost, and how many faults does it take?",
	  CELLS(OPS_DATA | OPS_ACCESS, BACKED, 0, PAGES, COLD) },
	{ "warm_ro", "What does an op cost on a page that stage 2 maps read-only?",
	  CELLS(OPS_DATA | OPS_ACCESS, BACKED, 0, TOUCHED, S2_RO) },
	{ "warm_rw", "What does an op cost on a page that needs no fault?",
	  CELLS(OPS_DATA | OPS_ACCESS, BACKED, 0, WRITTEN, S2_RW) },
	{ "hole", "What does an abort cost that KVM only has to look up and step over?",
	  CELLS(OPS_DATA | OPS_ACCESS, B(SLOT_HOLE), 0, 0, COLD) },
	{ "deferred_store", "What does a store pay later on a page that a DC CIVAC touched first?",
	  CELLS(B(OP_str), BACKED, 0, PAGES, B(STAGE2_CMO)) },
	{ "page", "What does it cost to maintain a whole page, line by line?",
	  CELLS(PAIR, BACKED, 0, WRITTEN, COLD, [AXIS_LINES] = B(LINES_PAGE)) },
	{ "page_loop", "How much of the cost of a whole page is the loop over its lines?",
	  CELLS(B(OP_null), B(SLOT_RW), 0, WRITTEN, S2_RW, [AXIS_LINES] = B(LINES_HALF) | B(LINES_PAGE)) },
	{ "more_ops", "What do maintenance to the point of persistence and of the instruction cache cost?",
	  CELLS(OPS_MORE, BACKED | B(SLOT_HOLE), 0, B(HOST_PAGE_UNTOUCHED) | WRITTEN, COLD | S2_RO) },
	{ "backings", "How does the backing of the memslot change the cost and faults of a first access?",
	  CELLS(PAIR | B(OP_ldr) | B(OP_str), BACKED, OTHERS, PAGES, COLD) },
	{ "backings_ro", "What does a DC IVAC cost on a page of another backing that stage 2 maps read-only?",
	  CELLS(B(OP_dc_ivac), BACKED, OTHERS, WRITTEN, S2_RO) },
	{ "aftermath", "How much slower are warm accesses after a fault that invalidated the TLB?",
	  CELLS(PAIR | B(OP_str), B(SLOT_RW_LOG) | B(SLOT_RO), 0, WRITTEN, COLD | S2_RO,
		[AXIS_TIMED] = B(TIMED_AFTER)) },
	{ "aftermath_base", "What do those accesses cost with no op before them?",
	  CELLS(B(OP_null), B(SLOT_RW), 0, WRITTEN, S2_RW, [AXIS_TIMED] = B(TIMED_AFTER)) },
	{ "line_state", "What does an op cost natively, by the state of its line?",
	  CELLS(CMO, B(SLOT_RW), 0, WRITTEN, S2_RW, [AXIS_LINE] = STATES) },
	{ "page_states", "What does a whole page, and half of one, cost natively, by the state of its lines?",
	  CELLS(CMO, B(SLOT_RW), 0, WRITTEN, S2_RW, [AXIS_LINE] = STATES,
		[AXIS_LINES] = B(LINES_HALF) | B(LINES_PAGE)) },
	{ "vcpus", "How does the cost grow with the number of vCPUs that fault at the same time?",
	  CELLS(PAIR, B(SLOT_RW_LOG) | B(SLOT_RO), 0, WRITTEN, COLD | S2_RO, [AXIS_VCPUS] = B(1) | B(2)) },
	{ "vcpus_all", "How does the cost grow up to 128 vCPUs, also for shared memory and where pages are allocated?",
	  CELLS(PAIR | B(OP_str), BACKED, B(BACKING_ANON) | B(BACKING_MEMFD), PAGES, COLD | S2_RO,
		[AXIS_VCPUS] = ALL(VCPUS_COUNT)) },
	{ "mix", "How does the cost grow with the number of memslots?",
	  CELLS(PAIR, B(SLOT_RW_LOG) | B(SLOT_RO), 0, WRITTEN, COLD, [AXIS_MIX] = ALL(6) & BEYOND_1) },
	{ "mix_hole", "What does the lookup of an address without a memslot cost among many memslots?",
	  CELLS(B(OP_dc_ivac), B(SLOT_HOLE), 0, 0, COLD, [AXIS_MIX] = ALL(6) & BEYOND_1) },
	{ "mix_all", "How does the cost grow up to as many memslots as KVM allows, of every kind?",
	  CELLS(PAIR, BACKED, 0, WRITTEN, COLD, [AXIS_MIX] = ALL(MIX_COUNT) & BEYOND_1) },
	{ "mix_hole_all", "What does the lookup of an address without a memslot cost among as many as KVM allows?",
	  CELLS(B(OP_dc_ivac), B(SLOT_HOLE), 0, 0, COLD, [AXIS_MIX] = ALL(MIX_COUNT) & BEYOND_1) },
	{ "rom_sweep", "What does a DC CIVAC over every line of a ROM cost on a read-only and on a writable memslot?",
	  CELLS(B(OP_dc_civac), B(SLOT_RW) | B(SLOT_RO), 0, WRITTEN, COLD, [AXIS_LINES] = B(LINES_SWEEP)) },
	{ "everything", "What does each op cost in each state of each page on each backing?",
	  CELLS(CMO | OPS_ACCESS, ALL(SLOT_COUNT), ALL(BACKING_COUNT), PAGES, ALL(STAGE2_COUNT)) },
	{ "everything_page", "What does each op cost, line by line over a page, in each state on each backing?",
	  CELLS(CMO | OPS_ACCESS, ALL(SLOT_COUNT), ALL(BACKING_COUNT), PAGES, COLD | S2_RO | S2_RW,
		[AXIS_LINES] = B(LINES_PAGE)) },
	{ "everything_after", "What do warm accesses after each op cost, in each state?",
	  CELLS(CMO | OPS_ACCESS, BACKED, B(BACKING_ANON), PAGES, COLD | S2_RO | S2_RW,
		[AXIS_TIMED] = B(TIMED_AFTER)) },
};
const size_t scenario_count = ARRAY_SIZE(scenario_table);

#define CALIBRATION "calibration", "calibration_hole", "calibration_aa"

static const char *const quick[] = {
	CALIBRATION, "yardstick", "cold", "warm_ro", "warm_rw", "hole", "deferred_store", "page", "page_loop", NULL,
};

static const char *const standard[] = {
	CALIBRATION,
	"yardstick",  "cold",        "warm_ro",   "warm_rw",        "hole",       "deferred_store", "page", "page_loop",
	"more_ops",   "backings",    "backings_ro", "aftermath",    "aftermath_base", "line_state", "vcpus", "mix",
	"mix_hole",   "rom_sweep",   NULL,
};

static const char *const full[] = {
	CALIBRATION,
	"yardstick", "page_loop", "aftermath_base", "everything", "everything_page", "everything_after", "line_state",
	"page_states", "vcpus_all", "mix_all", "mix_hole_all", "rom_sweep", NULL,
};

const struct suite suite_table[] = {
	{ "quick", "the headline: cold and warm cache maintenance on every slot, in seconds", quick, 64, 16, 20, 600 },
	{ "standard", "what a patch thread needs: ops, backings, whole pages, vCPUs, memslots", standard, 48, 16, 120, 600 },
	{ "full", "everything", full, 256, 32, 900, 14400 },
};
const size_t suite_count = ARRAY_SIZE(suite_table);

const struct scenario *scenario_find(const char *name)
{
	for (size_t i = 0; i < scenario_count; i++)
		if (!strcmp(scenario_table[i].name, name))
			return &scenario_table[i];
	return NULL;
}

const struct suite *suite_find(const char *name)
{
	for (size_t i = 0; i < suite_count; i++)
		if (!strcmp(suite_table[i].name, name))
			return &suite_table[i];
	return NULL;
}

/*
 * Cells are sorted by these axes; the axis that is most expensive to change comes first. Cells of one group agree on
 * the first ORDER_GROUP of them, and in whether they are sweeps.
 */
static const enum axis_id order[] = {
	AXIS_VCPUS, AXIS_MIX, AXIS_BACKING, AXIS_SLOT, AXIS_HOST_PAGE,
	AXIS_LINES, AXIS_STAGE2, AXIS_LINE, AXIS_TIMED, AXIS_OP, AXIS_COPY,
};

#define ORDER_AXES  ARRAY_SIZE(order)
#define ORDER_GROUP 5

static int compare_axes(const struct cell *a, const struct cell *b, size_t axes)
{
	for (size_t i = 0; i < axes; i++) {
		unsigned int x = axis_table[order[i]].get(a), y = axis_table[order[i]].get(b);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

static int compare_cells(const void *a, const void *b)
{
	return compare_axes(a, b, ORDER_AXES);
}

bool cell_same_group(const struct cell *a, const struct cell *b)
{
	return !compare_axes(a, b, ORDER_GROUP) && (a->lines == LINES_SWEEP) == (b->lines == LINES_SWEEP);
}

struct cell_list {
	struct cell *cell;
	size_t count, room;
};

static int append(struct cell_list *list, const struct cell *cell)
{
	struct cell *bigger;

	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 64;
		bigger = realloc(list->cell, list->room * sizeof(*bigger));
		if (!bigger)
			return -ENOMEM;
		list->cell = bigger;
	}
	list->cell[list->count++] = *cell;
	return 0;
}

/* True if the cell can exist on some host. */
static bool can_exist(const struct cell *cell)
{
	static const struct predict_host hosts[] = {
		{ .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = 2, .file_writenotify = true,
		  .thp_zero_page = true, .hugetlb_accounted = true },
		{ .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = 2 },
	};
	struct prediction ignored;

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++)
		if (!predict(cell, &hosts[i], &ignored))
			return true;
	return false;
}

/* Append the scenario's cells that can exist and pass the filter. Return 0 or -ENOMEM. */
static int append_product(struct cell_list *list, const struct scenario *s, const struct filter *filter)
{
	struct cell cell = { .policy = POLICY_UPSTREAM };
	struct cell_walk walk = cell_walk(&cell, 0, s->values);
	int err = 0;

	for (int axis = 0; axis < AXIS_COUNT; axis++)
		walk.axes |= (uint32_t)(s->values[axis] != 0) << axis;
	while (!err && cell_walk_next(&walk))
		if (filter_pass(filter, &cell) && can_exist(&cell))
			err = append(list, &cell);
	return err;
}

/* Sort the list and remove duplicates. */
static void tidy(struct cell_list *list)
{
	size_t kept = 0;

	if (list->count)
		qsort(list->cell, list->count, sizeof(*list->cell), compare_cells);
	for (size_t i = 0; i < list->count; i++)
		if (!kept || !cell_equal(&list->cell[kept - 1], &list->cell[i]))
			list->cell[kept++] = list->cell[i];
	list->count = kept;
}

static bool is_calibration(const char *scenario)
{
	static const char *const calibration[] = { CALIBRATION };

	for (size_t i = 0; i < ARRAY_SIZE(calibration); i++)
		if (!strcmp(calibration[i], scenario))
			return true;
	return false;
}

/* Append the suite's calibration scenarios, or all others. Return 0 or -ENOMEM. */
static int append_scenarios(struct cell_list *list, const struct suite *suite, bool calibration,
			    const struct filter *filter)
{
	int err = 0;

	for (const char *const *name = suite->scenario; *name && !err; name++)
		if (is_calibration(*name) == calibration)
			err = append_product(list, scenario_find(*name), filter);
	return err;
}

/* List the cells of a suite, with all calibration cells or with those that pass the filter. As suite_cells(). */
static long list_cells(const struct suite *suite, const struct filter *filter, bool calibrated, struct cell **cells)
{
	static const struct filter none = { { 0 } };
	struct filter but_policy = *filter;
	struct cell_list list = { NULL, 0, 0 };
	int err;

	but_policy.allowed[AXIS_POLICY] = 0;
	err = append_scenarios(&list, suite, false, &but_policy);
	/* Every run needs the calibration to judge its numbers, whatever the filter; alone it answers nothing. */
	if (!err && list.count)
		err = append_scenarios(&list, suite, true, calibrated ? &none : &but_policy);
	if (err) {
		free(list.cell);
		return err;
	}
	tidy(&list);
	*cells = list.cell;
	return (long)list.count;
}

long suite_cells(const struct suite *suite, const struct filter *filter, struct cell **cells)
{
	return list_cells(suite, filter, true, cells);
}

long suite_asked_cells(const struct suite *suite, const struct filter *filter, struct cell **cells)
{
	return list_cells(suite, filter, false, cells);
}
