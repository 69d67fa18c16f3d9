/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/batch/batch.h"

#include "bench/array.h"
#include "bench/backing.h"
#include "bench/model/observed.h"
#include "bench/model/prep.h"
#include "host/memory/hostmem.h"
#include "host/os/err.h"
#include "host/os/os.h"
#include "host/profile/mark.h"
#include "host/vm/crew.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

#define PAGE_BATCH_DIVISOR 8 /* a batch whose samples are pages of lines has 1 / PAGE_BATCH_DIVISOR of the samples */
#define PAGE_BATCH_MIN     2 /* but at least this many for each vCPU */
#define TRIES              3 /* tries at a batch that is not as predicted */
#define TRIES_DISTURBED    8 /* and at one that is disturbed, which the next try need not be */
#define HOPELESS           4 /* after so many in a row that were disturbed at every try, there is one try */
#define SAMPLES_PER_PREEMPTION 1024 /* one preemption is tolerated in so many; the 2 % outlier cut tolerates 20 */
#define LONG_CLEARED_BYTES (8 << 20) /* takes about a millisecond to clear */
#define SETTLE_S           0.05 /* longer than a grace period or two of RCU at HZ=100 */
#define TRACED_OPS         8 /* samples that are traced */
#define TRACED_PAGES       2 /* samples that are traced if each is a page of lines, with up to thousands of faults */
#define PRIMER_LINE_BYTES  16 /* a primer op works with any line size */

uint64_t random_next(uint64_t *state)
{
	/* Marsaglia, Xorshift RNGs, 2003, with Vigna's multiplier (xorshift64*, 2016) */
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

struct batch_order batch_order(uint64_t *random, bool sequential)
{
	uint32_t r = (uint32_t)(random_next(random) >> 32);

	if (sequential)
		return (struct batch_order){ .multiplier = 1, .increment = 1 };
	/* The period is full modulo a power of two: increment is odd, multiplier 1 modulo 4 (Hull and Dobell, 1962). */
	return (struct batch_order){ .multiplier = 5, .increment = (r >> 16) | 1, .first = r & 0xffff };
}

struct batch_dither batch_dither(uint64_t *random, uint16_t mask)
{
	return (struct batch_dither){ .mask = mask, .seed = mask ? (uint32_t)(random_next(random) >> 32) : 0 };
}

static uint32_t vcpus_of(const struct cell *cell)
{
	return vcpus_table[cell->vcpus].count;
}

size_t batch_samples(const struct region *region, const struct cell *cell)
{
	size_t each = region->units / vcpus_of(cell);

	if (cell->lines == LINES_PAGE || cell->lines == LINES_HALF) {
		each /= PAGE_BATCH_DIVISOR;
		if (each < PAGE_BATCH_MIN)
			each = PAGE_BATCH_MIN;
	}
	return each * vcpus_of(cell);
}

uint32_t batch_sample_lines(const struct cell *cell, const struct predict_host *host)
{
	return predict_lines(cell->lines, host);
}

/* Return a block that runs an op on one line of each of a vCPU's units, first … first + units - 1. */
static struct abi_block plain_block(const struct batch *b, enum op_id op, size_t first, size_t units)
{
	const struct region *region = b->region;
	enum op_operand operand = op_table[op].operand;
	uint32_t line_bytes = (uint32_t)region->vm->page_bytes / b->host->page_lines;

	return (struct abi_block){
		.op = op, .page_mask = (uint32_t)units - 1, .first = b->order.first & ((uint32_t)units - 1),
		.multiplier = b->order.multiplier, .increment = b->order.increment,
		.shape = ABI_SHAPE_LINE, .line_bytes = line_bytes, .span_bytes = line_bytes,
		.base_gpa = operand == OP_OPERAND_MMIO ? ABI_MMIO_USER_GPA :
							 b->window->gpa + first * region->stride_bytes,
		.stride_bytes = operand == OP_OPERAND_PAGE ? region->stride_bytes : 0,
	};
}

/* Return a block that runs the cell's op on these units as the cell says: lines, their state, what is timed. */
static struct abi_block cell_block(const struct batch *b, size_t first, size_t units)
{
	static const uint16_t line_state[LINE_COUNT] = {
		[LINE_ANY] = ABI_LINE_ANY, [LINE_ABSENT] = ABI_LINE_ABSENT, [LINE_CLEAN] = ABI_LINE_CLEAN,
		[LINE_DIRTY] = ABI_LINE_DIRTY,
	};
	struct abi_block block = plain_block(b, b->cell->op, first, units);

	block.line = line_state[b->cell->line];
	block.dither_mask = b->dither.mask;
	/* The seed must not be 0, and differs between vCPUs. */
	block.dither_seed = (b->dither.seed + 2 * (uint32_t)first) | 1;
	if (b->cell->lines != LINES_1)
		block.shape = ABI_SHAPE_PAGE;
	else if (b->cell->timed == TIMED_AFTER)
		block.shape = ABI_SHAPE_AFTER;
	if (block.shape == ABI_SHAPE_PAGE)
		block.span_bytes = block.line_bytes * batch_sample_lines(b->cell, b->host);
	else if (block.shape == ABI_SHAPE_AFTER)
		block.span_bytes = (uint32_t)b->region->vm->page_bytes;
	return block;
}

/* Enter the guest with the first vcpus vCPUs, whose block 0 is set, and gather what it reported. */
static int enter(const struct batch *b, uint32_t vcpus, size_t samples, struct batch_result *result)
{
	const struct vm *vm = b->region->vm;
	const struct abi_sample *sample = vm_ring(vm);
	int err;

	*result = (struct batch_result){ .samples = samples };
	err = crew_enter(b->region->vm, vcpus, 1, &result->entry);
	if (err)
		return err;
	for (uint32_t i = 0; i < vcpus; i++) {
		const struct abi_control *control = vm_control(vm, i);

		result->aborts += control->aborts;
		if (control->aborts)
			result->abort_esr = control->abort_esr;
	}
	for (size_t i = 0; i < samples; i++)
		result->saturated += sample[i].ticks == ABI_TICKS_MAX;
	return 0;
}

/* What a pass works on: `samples` samples on the first `units` units of the region, divided among the vCPUs. */
struct share {
	size_t units, samples;
};

/*
 * Enter the guest once with all vCPUs of the cell, each on units of its own. They run the op `other` or, if that is
 * OP_null, the cell's op.
 */
static int run_blocks(const struct batch *b, enum op_id other, struct share share, struct batch_result *result)
{
	uint32_t vcpus = vcpus_of(b->cell);
	size_t units = share.units / vcpus, each = share.samples / vcpus;

	for (uint32_t i = 0; i < vcpus; i++) {
		struct abi_block *block = &vm_control(b->region->vm, i)->block[0];

		*block = other == OP_null ? cell_block(b, i * units, units) : plain_block(b, other, i * units, units);
		block->count = (uint32_t)each;
		block->ring_index = (uint32_t)(i * each);
	}
	return enter(b, vcpus, share.samples, result);
}

int batch_time_part(const struct batch *b, size_t first, size_t samples, struct batch_result *result)
{
	struct abi_block *block = &vm_control(b->region->vm, 0)->block[0];

	*block = cell_block(b, first, samples);
	block->count = (uint32_t)samples;
	return enter(b, 1, samples, result);
}

static struct abi_block primer_block(uint64_t gpa, uint64_t stride_bytes, size_t count)
{
	return (struct abi_block){
		.op = OP_ldr, .count = (uint32_t)count, .base_gpa = gpa, .stride_bytes = stride_bytes,
		.page_mask = UINT32_MAX, .multiplier = 1, .increment = 1, .line_bytes = PRIMER_LINE_BYTES,
		.span_bytes = PRIMER_LINE_BYTES,
	};
}

/* Make KVM allocate the stage-2 tables that the window's units need. */
static int prime(const struct batch *b)
{
	struct abi_block *block = vm_control(b->region->vm, 0)->block;
	uint64_t gpa, stride_bytes, spare_gpa;
	size_t count = region_primers(b->region, b->window, &gpa, &stride_bytes, &spare_gpa);
	struct vcpu_entry ignored;

	if (!count)
		return 0;
	block[0] = primer_block(gpa, stride_bytes, count);
	block[1] = primer_block(spare_gpa, 0, 1);
	return crew_enter(b->region->vm, 1, 2, &ignored);
}

/*
 * Does the host's page table stay as it is whatever the guest accesses? It does on pages that the host wrote, except
 * those of a shared file, which writeback may make read-only again at any time (page_mkclean(), 6.12 mm/rmap.c).
 */
static bool host_page_stays(const struct cell *cell)
{
	return cell->host_page == HOST_PAGE_WRITTEN && cell->backing != BACKING_FILE_SHARED;
}

/* Make the units cold, then prepare the cell's stage-2 state. anew: as region_cool(). */
static int prepare_from_cold(const struct batch *b, struct share share, bool anew)
{
	const struct prep prep = prep_of(b->cell, b->host);
	struct batch_result ignored;
	int err = region_cool(b->region, b->window, b->cell->slot, b->cell->host_page, anew);

	if (!err)
		err = prime(b);
	if (!err && prep.op != OP_null)
		err = run_blocks(b, prep.op, share, &ignored);
	if (!err && prep.protect)
		err = region_protect(b->region, b->window);
	return err;
}

/* Prepare the cell's state, with as little work as what is known of the last batch's units allows. */
static int prepare(const struct batch *b, struct share share)
{
	const struct window *w = b->window;
	enum stage2_id wanted = b->cell->stage2;
	bool usable = w->present && w->kind == b->cell->slot && host_page_stays(b->cell) &&
		      b->region->host_page == b->cell->host_page && wanted != STAGE2_COLD && wanted != STAGE2_CMO;

	if (usable && w->stage2 == wanted)
		return 0;
	if (usable && wanted == STAGE2_RO && w->stage2 == STAGE2_RW && slot_table[w->kind].logged)
		return region_clear_dirty(b->region, b->window);
	return prepare_from_cold(b, share, false);
}

/* Update what is known of the window and of the host's page table, now that the op ran. */
static void note_effects(const struct batch *b, bool all_units)
{
	b->window->stage2 = b->predicted && all_units ? b->predicted->stage2 : STAGE2_COUNT;
	if (!host_page_stays(b->cell) && b->window->present)
		b->region->host_page = HOST_PAGE_COUNT;
}

/* Did KVM count the exits that are predicted? True as well if that is not known. */
static bool fits(const struct batch *b, const struct batch_result *result)
{
	return !b->predicted || !result->entry.has_exits ||
	       observed_exits_fit(b->cell, b->predicted, result->entry.exits, result->samples, 1);
}

/* Run the cell's op on all units, with PMU events counted if the batch asks for that. */
static int take(const struct batch *b, struct share share, struct batch_result *result)
{
	int err;

	if (b->profiled)
		mark(MARK_TAKE);
	b->region->vm->counting = b->counting;
	err = run_blocks(b, OP_null, share, result);
	b->region->vm->counting = NULL;
	return err;
}

/*
 * Let kernel threads, RCU's above all, finish what preparing the pages queued, before the batch and not in it. This
 * thread yields instead of sleeping: on an idle CPU the frequency may drop.
 */
static void let_others_run(void)
{
	double until_s = os_now_s() + SETTLE_S;

	do
		sched_yield();
	while (os_now_s() < until_s);
}

/*
 * Does a sample last so long that every host preempts it? The op in an untouched block has the host clear all of it. Of 32
 * MiB that takes 4.4 million instructions; a scheduler's tick comes every 4 ms at HZ=250.
 */
static bool lasts_long(const struct cell *cell)
{
	return cell->lines == LINES_SWEEP || (backing_table[cell->backing].block && cell->host_page == HOST_PAGE_UNTOUCHED &&
					      hostmem_table_bytes() >= LONG_CLEARED_BYTES);
}

bool batch_often_preempted(const struct cell *cell, uint64_t preempted, uint64_t samples)
{
	return !lasts_long(cell) && preempted > samples / SAMPLES_PER_PREEMPTION;
}

/*
 * Did the host preempt, migrate or block a vCPU's thread, or did a sample saturate? With PMU events counted not even
 * one preemption is tolerated: the counts are sums over the batch, from which no sample can be left out.
 */
static bool disturbed(const struct batch *b, const struct batch_result *result)
{
	const struct vcpu_entry *entry = &result->entry;

	return b->cell->lines != LINES_SWEEP &&
	       (entry->migrated || entry->major_faults || result->saturated ||
		batch_often_preempted(b->cell, entry->preempted, b->counting ? 0 : result->samples));
}

/* Return the number of tries that a batch with this result may take in all; 1: it is as it should be. */
static uint32_t most_tries(const struct batch *b, const struct batch_result *result)
{
	if (!fits(b, result))
		return TRIES;
	return disturbed(b, result) && b->region->vm->disturbed < HOPELESS ? TRIES_DISTURBED : 1;
}

int batch_time(const struct batch *b, struct batch_result *result)
{
	struct share share = { b->region->units, batch_samples(b->region, b->cell) };
	int err = prepare(b, share);
	uint32_t tries = 1;

	if (!err)
		err = take(b, share, result);
	while (!err && tries < most_tries(b, result)) {
		tries++;
		note_effects(b, false);
		err = prepare_from_cold(b, share, true);
		let_others_run();
		if (!err)
			err = take(b, share, result);
	}
	result->retaken = tries - 1;
	b->region->vm->disturbed = !err && disturbed(b, result) ? b->region->vm->disturbed + 1 : 0;
	note_effects(b, !err && share.samples == share.units && fits(b, result));
	return err;
}

/* Run the cell's op once over the prepared units, traced unless trace is NULL. */
static int pass(const struct batch *b, struct share share, struct trace *trace, struct batch_result *result,
		struct trace_counts *counts)
{
	bool mmio = op_table[b->cell->op].operand == OP_OPERAND_MMIO;
	int err;

	if (trace)
		trace_start(trace);
	err = run_blocks(b, OP_null, share, result);
	if (trace)
		trace_stop(trace, mmio ? ABI_MMIO_USER_GPA : b->window->gpa, mmio ? 0 : b->region->stride_bytes,
			   counts);
	/* Each vCPU's exit to ring the doorbell does not belong to the op. */
	counts->exits.exits -= vcpus_of(b->cell);
	counts->exits.userspace -= vcpus_of(b->cell);
	return err;
}

/* Return the number of samples to trace: few enough for the trace's buffer, at least one for each vCPU. */
static size_t attribution_samples(const struct batch *b)
{
	size_t samples = batch_samples(b->region, b->cell);
	size_t most = b->cell->lines == LINES_1 ? TRACED_OPS : TRACED_PAGES;

	if (most < vcpus_of(b->cell))
		most = vcpus_of(b->cell);
	return samples < most ? samples : most;
}

int batch_attribute(const struct batch *b, struct trace *trace, struct attribution *out)
{
	size_t samples = attribution_samples(b);
	int err = prepare_from_cold(b, (struct share){ samples, samples }, true);

	return err ? err : batch_attribute_as_is(b, trace, out);
}

int batch_attribute_as_is(const struct batch *b, struct trace *trace, struct attribution *out)
{
	size_t samples = attribution_samples(b);
	struct share share = { samples, samples };
	long dirty, units;
	int err;

	_Static_assert(BATCH_OPS_MAX >= TRACED_OPS && BATCH_OPS_MAX >= ABI_VCPUS_MAX, "room for all sequences");
	*out = (struct attribution){ .ops = samples, .traced = trace != NULL,
				     .sample_lines = batch_sample_lines(b->cell, b->host) };
	out->first = (struct trace_counts){ .sequence = out->first_sequence, .ops = samples };
	out->repeat = (struct trace_counts){ .sequence = out->repeat_sequence, .ops = samples };
	dirty = region_dirty_pages(b->region, b->window);
	units = backing_allocated(&b->region->memory);
	err = pass(b, share, trace, &out->result, &out->first);
	if (err)
		return err;
	out->dirtied = dirty < 0 ? -1 : region_dirty_pages(b->region, b->window) - dirty;
	out->allocated = units < 0 ? -1 : backing_allocated(&b->region->memory) - units;
	if (b->cell->lines == LINES_1)
		err = pass(b, share, trace, &out->repeat_result, &out->repeat);
	note_effects(b, false);
	return err;
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

/*
 * Does the op fault at each line, or again when it is repeated? Then KVM stepped over it instead of mapping the page.
 */
static bool stepped_over(const struct attribution *a)
{
	return a->sample_lines > 1 ? attribution_faults(a, false) >= (long)a->sample_lines :
				     attribution_faults(a, true) > 0;
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
	for (size_t i = 0; i < ARRAY_SIZE(seen); i++) {
		if (!seen[i].count)
			continue;
		*mixed = seen[i].count != a->ops * a->sample_lines;
		return seen[i].outcome;
	}
	if (cold_cmo && attribution_faults(a, false) == 0)
		return OUTCOME_NOP;
	if (predicted && predicted->outcome == OUTCOME_NOP && attribution_faults(a, false) == 0)
		return OUTCOME_NOP;
	if (op_is_cmo(cell->op) && stepped_over(a))
		return predicted && predicted->outcome == OUTCOME_EXECUTES && predicted->repeat[0] ? OUTCOME_EXECUTES :
												      OUTCOME_SKIPPED;
	return OUTCOME_EXECUTES;
}
