/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel of an emulated host, with the modules that it needs there. It is given as
 *
 * - a kernel directory: Image and, if it needs modules, modules/order, which names files in modules/ in loading order;
 *   also config, its configuration;
 * - an Image, as it is, compressed, or packed as an EFI zboot image, which must have all that it needs built in; its
 *   configuration may be in it, or lie beside it;
 * - a tree in which a kernel was built: arch/arm64/boot/Image, .config, and modules where modules.order says;
 * - a .deb with a kernel and its modules;
 * - a name, debian:6.12 (host/image/built.h).
 */
#ifndef HOST_IMAGE_KERNEL_H
#define HOST_IMAGE_KERNEL_H

#include "host/image/image.h"
#include "host/image/unpack.h"

#include <stddef.h>

/* A module to be loaded. It owns its name and bytes. */
struct kernel_module {
	char *file;        /* NAME.ko */
	struct blob blob;  /* ELF */
};

/* Zeroed, there is none. */
struct kernel {
	char *image;                 /* path that QEMU loads: the file itself, or /dev/fd/N of what was unpacked */
	int fd;                      /* that N, inherited by QEMU; 0: none */
	char release[RELEASE_BYTES]; /* what uname -r will say; "": not known */
	struct kernel_module *module;
	size_t modules;              /* in loading order */
};

/*
 * Find a kernel and what it needs, and check what can be checked before it boots. Return 0 or -errno (fail_text());
 * kernel_free() it in either case.
 */
int kernel_find(struct kernel *kernel, const char *given);

/* Return 0 if the bytes are a module built for this kernel, else -errno (fail_text(), which calls them what). */
int kernel_check_module(const struct kernel *kernel, const struct blob *module, const char *what);

void kernel_free(struct kernel *kernel);

#endif
