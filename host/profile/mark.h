/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the runner tells the plugin that counts its instructions (plugin.c). A mark is one instruction that does nothing, a
 * MOVZ to XZR (Arm ARM DDI 0487J.a C6.2.221), which no compiler makes. It is executed outside of the timed region.
 */
#ifndef HOST_PROFILE_MARK_H
#define HOST_PROFILE_MARK_H

#define MARK_TAKE 0x6d01 /* the samples that follow are of the profiled cell; those since the last mark are dropped */
#define MARK_KEEP 0x6d02 /* the samples since MARK_TAKE are archived, and those that follow are of other cells */

/* The instruction of a mark, as it is in memory. */
#define MARK_INSN(mark) (0xd2800000u | (unsigned int)(mark) << 5 | 31)

#ifdef __aarch64__
#define mark(which) __asm__ volatile("movz xzr, %0" :: "i"(which) : "memory")
#else
#define mark(which) ((void)(which))
#endif

#endif
