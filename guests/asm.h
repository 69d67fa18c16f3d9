/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assembler helpers of the guest image. */
#ifndef GUESTS_ASM_H
#define GUESTS_ASM_H

/*
 * The newest instructions in bench/ops.def need this. A CPU without them takes an exception, which vectors.S steps
 * over.
 */
	.arch	armv8.5-a

#define ENTRY(name)                                                                                                    \
	.globl name;                                                                                                   \
	.type name, %function;                                                                                         \
	name:

#define END(name) .size name, . - name

/* The platform register is not used: a use of it does not assemble. */
#define x18 do_not_use_x18
#define w18 do_not_use_w18

#endif
