/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assembler helpers of the guest image. */
#ifndef GUESTS_ASM_H
#define GUESTS_ASM_H

/* The newest instructions of bench/ops.def. A CPU that has them not takes an exception, which is stepped over. */
	.arch	armv8.5-a

#define ENTRY(name)                                                                                                    \
	.globl name;                                                                                                   \
	.type name, %function;                                                                                         \
	name:

#define END(name) .size name, . - name

/* The platform register: nobody's here. */
#define x18 do_not_use_x18
#define w18 do_not_use_w18

#endif
