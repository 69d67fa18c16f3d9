/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One timed loop for each row of bench/ops.def, all stamped from one macro.
 *
 *   void loop_OP(const struct abi_block *block, struct abi_sample *sample, struct loop_aborts *aborts)
 *
 *   in       x0 block, x1 first sample to write, x2 where to leave the aborts
 *   corrupts what AAPCS64 lets a function corrupt
 *
 * Nothing that the loop holds is in x0 … x3: op hvc returns there (SMC Calling Convention, Arm DEN 0028, 2.6), and
 * x16 is the exception vector's.
 */
#include "bench/abi.h"
#include "guests/asm.h"

#define ticks_start	x10
#define ticks_end	x11
#define address		x12	/* ops.def names it */
#define multiplier	w13
#define increment	w14
#define page_mask	w15
#define sample		x19
#define remaining	w20
#define page		w21
#define page_x		x21
#define base		x22
#define stride		x23
#define op_address	x24	/* vectors.S */
#define aborts		x25
#define abort_esr	x26	/* vectors.S */
#define abort_far	x27	/* vectors.S */
#define sample_aborts	x28	/* vectors.S */

/*
 * The timed region. Arm ARM DDI 0487J.a D11.1.2: the counter may be read early, so an ISB must stand before each read.
 * DSB before the first: earlier accesses are complete and not charged to the op; DSB before the last: cache maintenance
 * is complete only there (D7.5.9.4). SY: the widest, since a guest's DSB is upgraded by HCR_EL2.BSU anyway. The ISB
 * after the first read keeps the op from starting before it. With an exception in between these change nothing, but all
 * ops are timed alike.
 */
	.macro	timed name, insn:vararg
	.globl	timed_begin_\name
timed_begin_\name:
	dsb	sy
	isb
	mrs	ticks_start, cntvct_el0
	isb
	.globl	timed_op_\name
timed_op_\name:
	\insn
	dsb	sy
	isb
	mrs	ticks_end, cntvct_el0
	.globl	timed_end_\name
timed_end_\name:
	.endm

	.macro	timed_loop name, insn:vararg
	.p2align 6
ENTRY(loop_\name)
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	str	x2, [sp, #96]
	mov	sample, x1
	ldr	remaining, [x0, #ABI_BLOCK_COUNT]
	ldp	base, stride, [x0, #ABI_BLOCK_BASE_GPA]
	ldp	page_mask, page, [x0, #ABI_BLOCK_PAGE_MASK]
	ldp	multiplier, increment, [x0, #ABI_BLOCK_MULTIPLIER]
	adr	op_address, timed_op_\name
	mov	aborts, #0
	mov	abort_esr, #0
	mov	abort_far, #0
	.p2align 6
.Lsample_\name:
	mov	sample_aborts, #0
	madd	address, page_x, stride, base
	mov	w0, #ABI_HVC_FUNCTION & 0xffff
	movk	w0, #ABI_HVC_FUNCTION >> 16, lsl #16
	timed	\name, \insn
	sub	ticks_end, ticks_end, ticks_start
	lsr	ticks_start, ticks_end, #32
	cmp	ticks_start, #0
	csinv	ticks_end, ticks_end, xzr, eq	// ABI_TICKS_MAX if it does not fit
	str	w11, [sample]
	strh	page, [sample, #4]
	strh	w28, [sample, #6]
	add	sample, sample, #ABI_SAMPLE_BYTES
	add	aborts, aborts, sample_aborts
	madd	page, page, multiplier, increment
	and	page, page, page_mask
	subs	remaining, remaining, #1
	b.ne	.Lsample_\name
	ldr	x2, [sp, #96]
	stp	aborts, abort_esr, [x2]
	str	abort_far, [x2, #16]
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #112
	ret
END(loop_\name)
	.endm

	.text
#define OP(id, access, operand, spec, ...) timed_loop id, __VA_ARGS__
#include "bench/ops.def"
#undef OP

/* By enum op_id. */
	.section .rodata
	.p2align 3
	.globl	loop_table
loop_table:
#define OP(id, access, operand, spec, ...) .quad loop_##id
#include "bench/ops.def"
#undef OP
