/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Put the guest, a flat binary, into the program's read-only data. */
	.section .rodata
	.globl	guest_image, guest_image_end
	.p2align 4
guest_image:
	.incbin	"guest/guest.bin"
guest_image_end:
	.section .note.GNU-stack, "", %progbits
