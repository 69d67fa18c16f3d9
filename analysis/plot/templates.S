/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Embeds the templates of analysis/plot/ in the program's read-only data, each as a string. */
	.macro	template name
	.globl	plot_\name
plot_\name:
	.incbin	"analysis/plot/\name\().gp"
	.byte	0
	.endm

	.section .rodata
	template common
	template bars
	template break_even
	template drift
	template ecdf
	template forest
	template heat
	template scorecard_matrix
	template stack
	.section .note.GNU-stack, "", %progbits
