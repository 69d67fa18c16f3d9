/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/batch/probe.h"

#include "host/os/err.h"
#include "host/vm/crew.h"

#define LINE_BYTES 16 /* works with any line size: one access to a page */

static struct abi_block block_on(const struct region *region, const struct window *window, enum op_id op)
{
	return (struct abi_block){
		.op = op, .count = (uint32_t)region->units, .page_mask = (uint32_t)region->units - 1, .multiplier = 1,
		.increment = 1, .base_gpa = window->gpa, .stride_bytes = region->stride_bytes, .shape = ABI_SHAPE_LINE,
		.line_bytes = LINE_BYTES, .span_bytes = LINE_BYTES,
	};
}

/* Have the guest execute ops one after the other, each on all pages of its window. */
static int run(struct region *region, const struct abi_block *block, uint32_t count)
{
	struct vcpu_entry ignored;

	for (uint32_t i = 0; i < count; i++)
		vm_control(region->vm, 0)->block[i] = block[i];
	return crew_enter(region->vm, 1, count, &ignored);
}

/*
 * Have old data in memory, the pages mapped for the guest to write them in window 1, and window 0 in the row's state.
 */
static int prepare(struct region *region, const struct kept_row *row)
{
	struct window *window = region->window;
	const struct abi_block load[] = { block_on(region, &window[1], OP_ldr), block_on(region, &window[0], OP_ldr) };
	int err = region_cool(region, &window[0], row->slot, HOST_PAGE_WRITTEN, true);

	if (!err)
		err = region_cool(region, &window[1], SLOT_RW, HOST_PAGE_WRITTEN, true);
	for (size_t i = 0; i < region->units && !err; i++)
		*(volatile uint64_t *)(void *)(region->memory.hva + i * region->stride_bytes) = 1;
	return err ? err : run(region, load, row->stage2 == STAGE2_COLD ? 1 : 2);
}

int probe_kept_row(struct region *region, const struct kept_row *row, struct kept_seen *seen)
{
	struct abi_control *control = vm_control(region->vm, 0);
	const struct abi_block blocks[] = { block_on(region, &region->window[1], OP_str),
					    block_on(region, &region->window[0], row->op) };
	int err = prepare(region, row);

	if (err)
		return err;
	control->view_gpa = region->window[1].gpa;
	control->view_stride_bytes = region->stride_bytes;
	control->view_count = (uint32_t)region->units;
	err = run(region, blocks, 2);
	control->view_count = 0;
	*seen = (struct kept_seen){ .pages = (uint32_t)region->units, .old_in_memory = control->view_memory,
				    .old_cached = control->view_cached };
	return err;
}

static int try_all(struct region *region, bool emulated, struct kept *kept)
{
	struct kept_seen control[KEPT_STATES] = { 0 }, civac = { 0 };
	struct kept_row row;
	int err = 0;

	for (int i = 0; i < KEPT_STATES && !err; i++) {
		row = kept_rows[i * (KEPT_ROWS / KEPT_STATES)];
		row.op = OP_null;
		err = probe_kept_row(region, &row, &control[i]);
	}
	row = (struct kept_row){ OP_dc_civac, SLOT_RW, STAGE2_RW };
	if (!err)
		err = probe_kept_row(region, &row, &civac);
	if (err)
		return err;
	kept->why = kept_unobservable(control, &civac, emulated);
	kept->observable = !kept->why;
	for (int i = 0; i < KEPT_ROWS && kept->observable && !err; i++)
		err = probe_kept_row(region, &kept_rows[i], &kept->row[i]);
	return err;
}

int probe_kept(struct region *region, bool emulated, struct kept *kept)
{
	int err, back;

	*kept = (struct kept){ .observable = false };
	err = try_all(region, emulated, kept);
	/* The pages of other probes are in window 0 only. */
	back = region_cool(region, &region->window[1], SLOT_HOLE, HOST_PAGE_WRITTEN, true);
	return err ? err : back;
}
