/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The timed loops: for each row of bench/ops.def one loop for each shape of a sample (bench/abi.h), made by macros.
 *
 *   void run_loop(const struct abi_block *block, struct abi_sample *sample, struct loop_aborts *aborts,
 *                 const void *loop)
 *
 *   in       x0 block, x1 first sample to write, x2 where to store the aborts, x3 an entry of loop_table
 *   corrupts what AAPCS64 lets a function corrupt
 *
 * A loop keeps nothing in x0 … x3, in which op hvc returns results (SMC Calling Convention, Arm DEN 0028, 2.6), nor in
 * x16, which the exception vector uses.
 */
#include "bench/abi.h"
#include "guests/asm.h"

#define line_bytes	x4
#define span_bytes	x5
#define end		x6	/* end of the lines that the sample works on */
#define before		w7	/* what to do before each sample: ABI_LINE_..., and above it the dither's mask */
#define hvc_function	w8
#define sentinel	x9
#define ticks_start	x10
#define ticks_end	x11
#define ticks_end_w	w11
#define address		x12	/* address of the op; bench/ops.def uses this register */
#define multiplier	w13
#define increment	w14
#define page_mask	w15
#define cursor		x17
#define sentinels	w17	/* sentinel pages left to load */
#define spins		w17	/* spins left */
#define sample		x19
#define remaining	w20
#define page		w21
#define page_x		x21
#define base		x22
#define stride		x23
#define op_address	x24	/* shared with vectors.S */
#define aborts		x25
#define abort_esr	x26	/* shared with vectors.S */
#define abort_far	x27	/* shared with vectors.S */
#define sample_aborts	x28	/* shared with vectors.S */
#define random		w29	/* state of the dither's generator */

#define LINE_CLEAN_BIT	0	/* bits of ABI_LINE_... */
#define LINE_LOAD_BIT	1
#define LINE_STORE_BIT	2

/*
 * Begin and end of the timed region. The counter may be read early (Arm ARM DDI 0487J.a D11.1.2), so an ISB precedes
 * each read. The DSB before the first read completes earlier accesses, which are not charged to the op; the DSB before
 * the last completes cache maintenance (D7.5.9.4). They are DSB SY, the widest, as HCR_EL2.BSU upgrades a guest's DSB
 * anyway. The ISB after the first read keeps the op from starting before it. An op that takes an exception does not
 * need these barriers, but all ops are timed alike.
 */
	.macro	timed_begin loop
	.globl	timed_begin_\loop
timed_begin_\loop:
	dsb	sy
	isb
	mrs	ticks_start, cntvct_el0
	isb
	.endm

	.macro	timed_end loop
	dsb	sy
	isb
	mrs	ticks_end, cntvct_el0
	.globl	timed_end_\loop
timed_end_\loop:
	.endm

/* The op, at the address that vectors.S compares with. */
	.macro	timed_op loop, insn:vararg
	.globl	timed_op_\loop
timed_op_\loop:
	\insn
	.endm

/* Begin a loop: everything before the timed region. */
	.macro	loop_begin loop
	.p2align 6
ENTRY(loop_\loop)
	adr	op_address, timed_op_\loop
	.p2align 6
.Lsample_\loop:
	mov	sample_aborts, #0
	madd	address, page_x, stride, base
	mov	w0, hvc_function
	cbnz	before, .Lprepare_\loop
.Lprepared_\loop:
	.endm

/*
 * End a loop: store the sample, with ABI_TICKS_MAX if its ticks do not fit, and go to the next one. bytes is the
 * register with the length of what a sample works on.
 */
	.macro	loop_end loop, bytes
	sub	ticks_end, ticks_end, ticks_start
	cmp	ticks_end, ticks_end_w, uxtw
	csinv	ticks_end, ticks_end, xzr, eq
	bfi	ticks_end, page_x, #32, #16
	bfi	ticks_end, sample_aborts, #48, #16
	str	ticks_end, [sample], #ABI_SAMPLE_BYTES
	add	aborts, aborts, sample_aborts
	madd	page, page, multiplier, increment
	and	page, page, page_mask
	subs	remaining, remaining, #1
	b.ne	.Lsample_\loop
	b	loop_done
.Lprepare_\loop:
	add	end, address, \bytes
	bl	prepare
	b	.Lprepared_\loop
END(loop_\loop)
	.endm

	.macro	line_loop loop, insn:vararg
	loop_begin \loop
	timed_begin \loop
	timed_op \loop, \insn
	timed_end \loop
	loop_end \loop, line_bytes
	.endm

	.macro	page_loop loop, insn:vararg
	loop_begin \loop
	add	end, address, span_bytes
	timed_begin \loop
.Lline_\loop:
	timed_op \loop, \insn
	add	address, address, line_bytes
	cmp	address, end
	b.ne	.Lline_\loop
	timed_end \loop
	loop_end \loop, span_bytes
	.endm

/* Run the op, then time loads from the sentinel pages. The loads wait for the op, but not for each other. */
	.macro	after_loop loop, insn:vararg
	loop_begin \loop
	dsb	sy
	timed_op \loop, \insn
	mov	sentinel, #ABI_SENTINEL_GPA
	mov	sentinels, #ABI_SENTINEL_PAGES
	timed_begin \loop
.Lsentinel_\loop:
	ldr	x3, [sentinel]
	add	sentinel, sentinel, span_bytes
	subs	sentinels, sentinels, #1
	b.ne	.Lsentinel_\loop
	timed_end \loop
	loop_end \loop, line_bytes
	.endm

	.text
	.globl	loops_begin
loops_begin:
ENTRY(run_loop)
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
	ldp	w4, w5, [x0, #ABI_BLOCK_LINE_BYTES]	// line_bytes, span_bytes
	ldp	before, random, [x0, #ABI_BLOCK_LINE]
	mov	hvc_function, #ABI_HVC_FUNCTION
	mov	aborts, #0
	mov	abort_esr, #0
	mov	abort_far, #0
	br	x3
loop_done:
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
END(run_loop)

/*
 * Bring each line from address to end into the state that `before` has, then spin; corrupts x3, cursor. Maintenance by
 * address is ordered with accesses to the same line (Arm ARM DDI 0487J.a D7.5.9, ordering and completion), and the DSB
 * that begins the timed region completes all of it.
 */
prepare:
	tbz	before, #LINE_CLEAN_BIT, .Lspin
	mov	cursor, address
.Lprepare:
	dc	civac, cursor
	tbz	before, #LINE_LOAD_BIT, .Lnot_loaded
	ldr	x3, [cursor]
.Lnot_loaded:
	tbz	before, #LINE_STORE_BIT, .Lnot_stored
	str	xzr, [cursor]
.Lnot_stored:
	add	cursor, cursor, line_bytes
	cmp	cursor, end
	b.ne	.Lprepare
/*
 * Spin for a random time, so that samples do not all begin at the same point of a tick that is longer than the
 * differences between them. A DSB comes first: else the timed region's DSB would still wait for earlier accesses, and
 * that wait would absorb the spin. The generator is xorshift with the triple 13, 17, 5 (Marsaglia, Xorshift RNGs,
 * 2003).
 */
.Lspin:
	lsr	spins, before, #ABI_DITHER_SHIFT
	cbz	spins, .Lspun
	dsb	sy
	eor	random, random, random, lsl #13
	eor	random, random, random, lsr #17
	eor	random, random, random, lsl #5
	and	spins, spins, random
	cbz	spins, .Lspun
.Lspinning:
	subs	spins, spins, #1
	b.ne	.Lspinning
.Lspun:
	ret

#define OP(id, access, operand, feature, set, spec, ...) line_loop line_##id, __VA_ARGS__
#include "bench/ops.def"
#undef OP
#define OP(id, access, operand, feature, set, spec, ...) page_loop page_##id, __VA_ARGS__
#include "bench/ops.def"
#undef OP
#define OP(id, access, operand, feature, set, spec, ...) after_loop after_##id, __VA_ARGS__
#include "bench/ops.def"
#undef OP

	.globl	loops_end
loops_end:

/* Addresses of the loops, indexed by ABI_SHAPE_..., then by enum op_id. */
	.section .rodata
	.p2align 3
	.globl	loop_table
loop_table:
#define OP(id, access, operand, feature, set, spec, ...) .quad loop_line_##id
#include "bench/ops.def"
#undef OP
#define OP(id, access, operand, feature, set, spec, ...) .quad loop_page_##id
#include "bench/ops.def"
#undef OP
#define OP(id, access, operand, feature, set, spec, ...) .quad loop_after_##id
#include "bench/ops.def"
#undef OP
