/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Embeds the index's script in the program's read-only data, as a string. */
	.section .rodata
	.globl	site_search
site_search:
	.incbin	"analysis/site/search.js"
	.byte	0
	.section .note.GNU-stack, "", %progbits
