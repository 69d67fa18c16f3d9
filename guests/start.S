/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entry point. KVM starts each vCPU here at EL1 with the MMU off, all exceptions masked and its index in x0
 * (host/vm/vcpu.c). TPIDR_EL1 holds the address of its control area from then on. Nothing may be stored before the MMU
 * is on, as the host would not see a non-cacheable store. Fetches and table walks do see the image and its page table,
 * which were written through the host's cache: KVM cleans a page to the point of coherency when it maps it (6.12
 * kvm_pgtable_stage2_map(), stage2_map_walker_try_leaf()) unless FEAT_S2FWB makes that needless.
 */
#include "bench/abi.h"
#include "guests/asm.h"

/* MAIR_EL1, TCR_EL1, SCTLR_EL1: Arm ARM DDI 0487J.a D17.2; descriptors: D8.3. */
#define MAIR_NORMAL_WB		0xff	/* attribute 0: inner and outer write-back, read and write allocate */
#define MAIR_DEVICE_NGNRE	0x04	/* attribute 1 */
#define MAIR_NORMAL_NC		0x44	/* attribute 2: inner and outer non-cacheable */
#define TCR_T0SZ_39_BITS	(64 - 39)
#define TCR_IRGN0_WBWA		(1 << 8)
#define TCR_ORGN0_WBWA		(1 << 10)
#define TCR_SH0_INNER		(3 << 12)
#define TCR_EPD1		(1 << 23)
#define TCR_IPS_36_BITS		1	/* ABI_IPA_BITS; goes to bit 32 */
#define SCTLR_M			(1 << 0)
#define SCTLR_C			(1 << 2)
#define SCTLR_I			(1 << 12)

#define BLOCK			(1 << 0)
#define BLOCK_ATTR(index)	((index) << 2)
#define BLOCK_SH_INNER		(3 << 8)
#define BLOCK_AF		(1 << 10)
#define BLOCK_PXN		(1 << 53)
#define BLOCK_UXN		(1 << 54)
#define GIB			(1 << 30)
#define BLOCKS			(1 << (ABI_IPA_BITS - 30))	/* all GiB */

#define STACK_BYTES		2048	/* size of a vCPU's stack */

	.section .text.start, "ax"
ENTRY(_start)
	mov	x19, x0
	ldr	x0, =ABI_CONTROL_GPA
	mov	x1, #ABI_CONTROL_STRIDE
	madd	x20, x19, x1, x0
	msr	tpidr_el1, x20
	ldr	x0, =(MAIR_NORMAL_NC << 16 | MAIR_DEVICE_NGNRE << 8 | MAIR_NORMAL_WB)
	msr	mair_el1, x0
	ldr	x0, =(TCR_IPS_36_BITS << 32 | TCR_EPD1 | TCR_SH0_INNER | TCR_ORGN0_WBWA | TCR_IRGN0_WBWA | TCR_T0SZ_39_BITS)
	msr	tcr_el1, x0
	adrp	x0, stage1_level1
	msr	ttbr0_el1, x0
	adr	x0, vectors
	msr	vbar_el1, x0
	isb				// the four registers take effect before translation starts
	tlbi	vmalle1
	dsb	nsh			// the TLBI is complete before translation starts
	mrs	x0, sctlr_el1
	ldr	x1, =(SCTLR_M | SCTLR_C | SCTLR_I)
	orr	x0, x0, x1
	msr	sctlr_el1, x0
	isb				// translation is on from here
	adrp	x0, stacks
	mov	x1, #STACK_BYTES
	madd	x0, x19, x1, x0
	add	sp, x0, x1
	mov	x0, x20
	bl	guest_main		// does not return
END(_start)

	.section .rodata.stage1, "a"
	.p2align 12
stage1_level1:				/* identity map: GiB 0 is device, the others are memory, twice; see bench/abi.h */
	.quad	BLOCK_PXN | BLOCK_AF | BLOCK_ATTR(1) | BLOCK
	.set	gib, 1
	.rept	BLOCKS - 1
	.quad	gib * GIB | BLOCK_AF | BLOCK_SH_INNER | BLOCK_ATTR(0) | BLOCK
	.set	gib, gib + 1
	.endr
	.quad	0
	.set	gib, 1
	.rept	BLOCKS - 1
	.quad	gib * GIB | BLOCK_UXN | BLOCK_PXN | BLOCK_AF | BLOCK_ATTR(2) | BLOCK
	.set	gib, gib + 1
	.endr
	.fill	512 - 2 * BLOCKS, 8, 0

	.section .stacks, "aw", %nobits
	.p2align 12
stacks:
	.zero	ABI_VCPUS_MAX * STACK_BYTES
