/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 16 exception vectors. A synchronous exception on the timed op is counted and stepped over; any other exception is
 * reported to the host and ends the run. Registers are shared with loops.S: x24 address of the timed op, x26 last
 * ESR_EL1, x27 last FAR_EL1, x28 count; corrupts x16.
 */
#include "guests/asm.h"

#define VECTOR_SYNC_SP_ELX	4	/* Arm ARM DDI 0487J.a D1.4.1.5, Table D1-5: offset 0x200 */

	.macro	vector index
	.p2align 7
	.if	\index == VECTOR_SYNC_SP_ELX
	mrs	x16, elr_el1
	cmp	x16, x24
	b.eq	step_over
	.endif
	mov	x0, #\index
	b	guest_fatal
	.endm

	.text
	.p2align 11
ENTRY(vectors)
	.irp	index, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vector	\index
	.endr
END(vectors)

ENTRY(step_over)
	add	x16, x16, #4
	msr	elr_el1, x16
	mrs	x26, esr_el1
	mrs	x27, far_el1
	add	x28, x28, #1
	eret
END(step_over)
