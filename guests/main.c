/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each vCPU does, over and over: run the blocks in its control area, then ring the doorbell. */
#include "bench/abi.h"
#include "bench/op.h"
#include "bench/state.h"

#include <stdbool.h>
#include <stdint.h>

/* Exceptions that a timed loop stepped over. loops.S relies on this layout. */
struct loop_aborts {
	uint64_t count, esr, far; /* their number; ESR_EL1 and FAR_EL1 of the last */
};

/* Defined in loops.S. */
extern const void *const loop_table[ABI_SHAPES][OP_COUNT];
extern const char loops_begin[], loops_end[];
void run_loop(const struct abi_block *block, struct abi_sample *sample, struct loop_aborts *aborts, const void *loop);

_Noreturn void guest_main(volatile struct abi_control *control); /* called by start.S */
_Noreturn void guest_fatal(uint64_t vector);                     /* called by vectors.S */

_Static_assert(ABI_SENTINEL_PAGES == TIMED_AFTER_PAGES, "the guest and the catalogue must agree");

static struct abi_sample *const ring = (struct abi_sample *)ABI_RING_GPA;

static volatile struct abi_control *control_of(uint64_t vcpu)
{
	return (volatile struct abi_control *)(ABI_CONTROL_GPA + vcpu * ABI_CONTROL_STRIDE);
}

/* Exit to the host. Returns when the host enters the guest again. */
static void ring_doorbell(uint32_t value)
{
	__asm__ volatile("dsb sy" ::: "memory"); /* results must be in memory before the host reads them */
	*(volatile uint32_t *)ABI_DOORBELL_GPA = value;
	__asm__ volatile("" ::: "memory");
}

static _Noreturn void stop(uint32_t value)
{
	for (;;)
		ring_doorbell(value);
}

_Noreturn void guest_fatal(uint64_t vector)
{
	volatile struct abi_control *control;
	uint64_t esr, elr, far;

	__asm__ volatile("mrs %0, tpidr_el1" : "=r"(control));
	__asm__ volatile("mrs %0, esr_el1" : "=r"(esr));
	__asm__ volatile("mrs %0, elr_el1" : "=r"(elr));
	__asm__ volatile("mrs %0, far_el1" : "=r"(far));
	control->fatal_vector = vector;
	control->fatal_esr = esr;
	control->fatal_elr = elr;
	control->fatal_far = far;
	stop(ABI_BELL_FATAL);
}

static bool is_good(const struct abi_block *block)
{
	bool line_known = block->line == ABI_LINE_ANY || block->line == ABI_LINE_ABSENT ||
			  block->line == ABI_LINE_CLEAN || block->line == ABI_LINE_DIRTY;
	bool can_dither = !(block->dither_mask & (block->dither_mask + 1)) &&
			  (block->dither_seed || !block->dither_mask);

	return block->op < OP_COUNT && block->shape < ABI_SHAPES && line_known && can_dither && block->count &&
	       block->ring_index <= ABI_RING_SAMPLES && block->count <= ABI_RING_SAMPLES - block->ring_index &&
	       block->line_bytes && block->span_bytes &&
	       (block->shape != ABI_SHAPE_PAGE || block->span_bytes % block->line_bytes == 0);
}

static void run_block(volatile struct abi_control *control, uint32_t index)
{
	/* The loop gets a copy on the stack, which the host cannot change. */
	struct abi_block block = *(const struct abi_block *)&control->block[index];
	struct loop_aborts aborts;

	if (!is_good(&block)) {
		control->fatal_far = index;
		stop(ABI_BELL_BAD_BLOCK);
	}
	run_loop(&block, ring + block.ring_index, &aborts, loop_table[block.shape][block.op]);
	if (aborts.count) {
		control->aborts += aborts.count;
		control->abort_esr = aborts.esr;
		control->abort_far = aborts.far;
	}
}

/* Wait until all vCPUs of this entry have arrived, so that they start together. */
static void pass_gate(volatile struct abi_control *control)
{
	uint32_t vcpus = control->gate_vcpus, ticket = control->gate_ticket;

	if (!vcpus)
		return;
	__asm__ volatile("dmb ish" ::: "memory"); /* earlier accesses are seen by the others before the ticket is */
	control->gate_arrived = ticket;
	for (uint32_t i = 0; i < vcpus; i++)
		while (control_of(i)->gate_arrived != ticket)
			__asm__ volatile("yield");
	__asm__ volatile("dmb ish" ::: "memory");
}

/* Fault pages in by writes, so that none faults when samples are stored or sentinels are loaded. */
static void touch(uint64_t gpa, uint64_t bytes, uint64_t page_bytes)
{
	for (uint64_t offset = 0; offset < bytes; offset += page_bytes)
		*(volatile uint32_t *)(gpa + offset) = 0;
}

static uint32_t count_set(uint64_t first, uint64_t stride_bytes, uint32_t pages)
{
	uint32_t set = 0;

	for (uint32_t i = 0; i < pages; i++)
		set += *(volatile uint64_t *)(first + i * stride_bytes) != 0;
	return set;
}

/*
 * Look at pages through both of their mappings. The attributes are mismatched, which costs coherency only (Arm ARM DDI
 * 0487J.a B2.8): that the Non-cacheable loads do not see the cache is what they are for. A DSB keeps them behind what
 * the blocks did, and before the cacheable ones, which may bring memory's data into the cache.
 */
static void view_pages(volatile struct abi_control *control)
{
	uint64_t gpa = control->view_gpa, stride_bytes = control->view_stride_bytes;
	uint32_t pages = control->view_count;

	__asm__ volatile("dsb sy" ::: "memory");
	control->view_memory = count_set(gpa + ABI_NC_OFFSET, stride_bytes, pages);
	__asm__ volatile("dsb sy" ::: "memory");
	control->view_cached = count_set(gpa, stride_bytes, pages);
}

_Noreturn void guest_main(volatile struct abi_control *control)
{
	uint64_t ctr, dczid;

	/* These are read once, as KVM may trap CTR_EL0 (6.12 arch/arm64/kvm/sys_regs.c, HCR_EL2.TID2). */
	__asm__("mrs %0, ctr_el0" : "=r"(ctr));
	__asm__("mrs %0, dczid_el0" : "=r"(dczid));
	control->ctr_el0 = ctr;
	control->dczid_el0 = dczid;
	control->loops_begin = (uintptr_t)loops_begin;
	control->loops_end = (uintptr_t)loops_end;
	if (control == control_of(0)) {
		touch(ABI_RING_GPA, ABI_RING_BYTES, control->page_bytes);
		touch(ABI_SENTINEL_GPA, (uint64_t)ABI_SENTINEL_PAGES * control->page_bytes, control->page_bytes);
	}
	control->version = ABI_VERSION;
	for (;;) {
		control->aborts = 0;
		control->abort_esr = 0;
		control->abort_far = 0;
		pass_gate(control);
		for (uint32_t i = 0; i < control->block_count; i++)
			run_block(control, i);
		if (control->view_count)
			view_pages(control);
		ring_doorbell(ABI_BELL_DONE);
	}
}
