/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/batch.h"

#include "bench/prep.h"
#include "host/err.h"

#include <errno.h>
#include <string.h>

uint64_t random_next(uint64_t *state)
{
	/* Marsaglia, Xorshift RNGs, 2003, with Vigna's multiplier (xorshift64*, 2016) */
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

struct batch_order batch_order(uint64_t *random, bool sequential, uint32_t pages)
{
	uint32_t r = (uint32_t)(random_next(random) >> 32);

	if (sequential)
		return (struct batch_order){ .multiplier = 1, .increment = 1 };
	/* Full period modulo a power of two: increment odd, multiplier 1 modulo 4 (Hull and Dobell, 1962) */
	return (struct batch_order){ .multiplier = 5, .increment = (r >> 16) | 1, .first = r & (pages - 1) };
}

/* One block over all pages of the region, run in one entry. */
static int run_block(struct region *region, enum op_id op, const struct batch_order *order, struct batch_result *result)
{
	struct abi_control *control = vm_control(region->vm);
	const struct abi_sample *sample = vm_ring(region->vm);
	enum op_operand operand = op_table[op].operand;
	int err;

	control->block[0] = (struct abi_block){
		.op = op, .count = (uint32_t)region->pages, .page_mask = (uint32_t)region->pages - 1,
		.first = order->first, .multiplier = order->multiplier, .increment = order->increment,
		.base_gpa = operand == OP_OPERAND_MMIO ? ABI_MMIO_USER_GPA : region->gpa,
		.stride_bytes = operand == OP_OPERAND_PAGE ? region->vm->page_bytes : 0,
	};
	*result = (struct batch_result){ 0 };
	err = vcpu_enter(region->vm, 1, &result->entry);
	if (err)
		return err;
	result->aborts = control->aborts;
	result->abort_esr = control->abort_esr;
	for (size_t i = 0; i < region->pages; i++)
		result->saturated += sample[i].ticks == ABI_TICKS_MAX;
	return 0;
}

/* Cold pages, then the preparation that the cell's stage-2 state needs. */
static int prepare(struct region *region, const struct cell *cell, const struct batch_order *order)
{
	const struct prep *prep = prep_of(cell);
	struct batch_result ignored;
	int err = region_cool(region, cell);

	if (!err && prep->op != OP_null)
		err = run_block(region, prep->op, order, &ignored);
	if (!err && prep->protect)
		err = region_protect(region);
	return err;
}

int batch_time(struct region *region, const struct cell *cell, const struct batch_order *order,
	       struct batch_result *result)
{
	int err = prepare(region, cell, order);

	return err ? err : run_block(region, cell->op, order, result);
}

/* One traced pass of the op over the prepared region. */
static int pass(struct region *region, enum op_id op, const struct batch_order *order, struct trace *trace,
		struct batch_result *result, struct trace_counts *counts)
{
	bool mmio = op_table[op].operand == OP_OPERAND_MMIO;
	int err;

	if (trace)
		trace_start(trace);
	err = run_block(region, op, order, result);
	if (trace)
		trace_stop(trace, mmio ? ABI_MMIO_USER_GPA : region->gpa, mmio ? 0 : region->vm->page_bytes, counts);
	return err;
}

int batch_attribute(struct region *region, const struct cell *cell, const struct batch_order *order,
		    struct trace *trace, struct attribution *out)
{
	long dirty, pages;
	int err;

	*out = (struct attribution){ .ops = region->pages, .traced = trace != NULL };
	if (region->pages > BATCH_OPS_MAX)
		return fail(EINVAL, "an attribution of %zu pages", region->pages);
	out->first = (struct trace_counts){ .sequence = out->first_sequence, .ops = region->pages };
	out->repeat = (struct trace_counts){ .sequence = out->repeat_sequence, .ops = region->pages };
	err = prepare(region, cell, order);
	if (err)
		return err;
	dirty = region_dirty_pages(region);
	pages = region_host_pages(region);
	err = pass(region, cell->op, order, trace, &out->result, &out->first);
	if (err)
		return err;
	out->dirtied = dirty < 0 ? -1 : region_dirty_pages(region) - dirty;
	out->allocated = pages < 0 ? -1 : region_host_pages(region) - pages;
	return pass(region, cell->op, order, trace, &out->repeat_result, &out->repeat);
}

long attribution_faults(const struct attribution *a, bool repeat)
{
	const struct trace_counts *counts = repeat ? &a->repeat : &a->first;
	const struct vcpu_entry *entry = repeat ? &a->repeat_result.entry : &a->result.entry;
	uint64_t faults;

	if (a->traced)
		faults = counts->translation + counts->permission + counts->access_flag + counts->other;
	else if (entry->has_exits)
		faults = entry->exits;
	else
		return -1;
	return (long)((faults + a->ops / 2) / a->ops);
}

enum outcome attribution_outcome(const struct attribution *a, const struct cell *cell,
				 const struct prediction *predicted, bool *mixed)
{
	const struct vcpu_entry *entry = &a->result.entry;
	const struct {
		uint64_t count;
		enum outcome outcome;
	} seen[] = {
		{ a->result.aborts, OUTCOME_ABORT_INJECTED }, { entry->nisv, OUTCOME_NISV },
		{ entry->enosys, OUTCOME_ENOSYS },            { entry->efault, OUTCOME_EFAULT },
		{ entry->mmio, OUTCOME_MMIO },
	};
	bool cold_cmo = op_is_cmo(cell->op) && cell->stage2 == STAGE2_COLD;

	*mixed = false;
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
		if (!seen[i].count)
			continue;
		*mixed = seen[i].count != a->ops;
		return seen[i].outcome;
	}
	if (cold_cmo && attribution_faults(a, false) == 0)
		return OUTCOME_NOP;
	if (predicted && predicted->outcome == OUTCOME_NOP && attribution_faults(a, false) == 0)
		return OUTCOME_NOP;
	if (op_is_cmo(cell->op) && attribution_faults(a, true) > 0)
		return predicted && predicted->outcome == OUTCOME_EXECUTES && predicted->repeat[0] ? OUTCOME_EXECUTES :
												      OUTCOME_SKIPPED;
	return OUTCOME_EXECUTES;
}
