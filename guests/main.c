/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the guest does: run the blocks of the control page, ring the doorbell, again. */
#include "bench/abi.h"
#include "bench/op.h"

#include <stdint.h>

/* What a timed loop leaves behind; loops.S knows its layout. */
struct loop_aborts {
	uint64_t count, esr, far; /* exceptions stepped over; syndrome and address of the last */
};

typedef void loop_fn(const struct abi_block *block, struct abi_sample *sample, struct loop_aborts *aborts);

extern loop_fn *const loop_table[OP_COUNT]; /* loops.S */

_Noreturn void guest_main(void);            /* called by start.S */
_Noreturn void guest_fatal(uint64_t vector); /* called by vectors.S */

static volatile struct abi_control *const control = (volatile struct abi_control *)ABI_CONTROL_GPA;
static struct abi_sample *const ring = (struct abi_sample *)ABI_RING_GPA;

/* Leaves the guest; the host may let it come back. */
static void ring_doorbell(uint32_t value)
{
	__asm__ volatile("dsb sy" ::: "memory"); /* results are in memory before the host reads them */
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
	uint64_t esr, elr, far;

	__asm__ volatile("mrs %0, esr_el1" : "=r"(esr));
	__asm__ volatile("mrs %0, elr_el1" : "=r"(elr));
	__asm__ volatile("mrs %0, far_el1" : "=r"(far));
	control->fatal_vector = vector;
	control->fatal_esr = esr;
	control->fatal_elr = elr;
	control->fatal_far = far;
	stop(ABI_BELL_FATAL);
}

static void run_block(uint32_t index)
{
	/* A copy on the stack: the loop must not read what the host could change. */
	struct abi_block block = *(const struct abi_block *)&control->block[index];
	struct loop_aborts aborts;

	if (block.op >= OP_COUNT || !block.count || block.ring_index > ABI_RING_SAMPLES ||
	    block.count > ABI_RING_SAMPLES - block.ring_index) {
		control->fatal_far = index;
		stop(ABI_BELL_BAD_BLOCK);
	}
	loop_table[block.op](&block, ring + block.ring_index, &aborts);
	if (aborts.count) {
		control->aborts += aborts.count;
		control->abort_esr = aborts.esr;
		control->abort_far = aborts.far;
	}
}

/* Fault every page of the ring in by a write: none may fault when samples are stored. */
static void touch_ring(void)
{
	const uint64_t smallest_page_bytes = 4096;

	for (uint64_t gpa = ABI_RING_GPA; gpa < ABI_WARM_GPA + ABI_WARM_BYTES; gpa += smallest_page_bytes)
		*(volatile uint32_t *)gpa = 0;
}

_Noreturn void guest_main(void)
{
	uint64_t ctr, dczid;

	/* Once, here: KVM may trap CTR_EL0 (6.12 arch/arm64/kvm/sys_regs.c, HCR_EL2.TID2). */
	__asm__("mrs %0, ctr_el0" : "=r"(ctr));
	__asm__("mrs %0, dczid_el0" : "=r"(dczid));
	control->ctr_el0 = ctr;
	control->dczid_el0 = dczid;
	touch_ring();
	control->version = ABI_VERSION;
	for (;;) {
		control->aborts = 0;
		control->abort_esr = 0;
		control->abort_far = 0;
		for (uint32_t i = 0; i < control->block_count; i++)
			run_block(i);
		ring_doorbell(ABI_BELL_DONE);
	}
}
