/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of an emulated host: QEMU, a kernel, an initramfs. */
#ifndef HOST_EMULATED_MACHINE_H
#define HOST_EMULATED_MACHINE_H

#include "host/image/kernel.h"
#include "host/image/unpack.h"
#include "host/options/options.h"

#define MACHINE_VERSION_BYTES 128

/* The structure owns its strings. Zeroed, it has none. */
struct machine {
	char *qemu, *initrd;                 /* paths */
	char *plugin;                        /* path of QEMU's plugin that counts instructions, which may not be there */
	int counts;                          /* descriptor to which it writes; 0: it is not loaded */
	struct kernel kernel;
	struct blob policies;                /* cmo_policy.ko, if it has been built for this kernel */
	char *properties;                    /* QEMU's -M: "virt,virtualization=on,..." */
	char version[MACHINE_VERSION_BYTES]; /* first line of qemu --version, cut to fit */
	const char *icount_shift;            /* an instruction takes 2^this ns of virtual time; "-": no -icount */
};

/*
 * Finds the files that the options name, or the built ones in emulated/ beside the program or, if that is installed,
 * in ../lib/cmobench/emulated/, and asks QEMU for its version. The module with the policies is looked for in module/, beside
 * emulated/. 0 or -errno (fail_text()), -EINVAL if what --kernel names is not a kernel that can be used; machine_free()
 * it in either case.
 */
int machine_find(struct machine *machine, const struct emulated_options *options);

/* Frees the strings and leaves *machine zeroed. */
void machine_free(struct machine *machine);

#endif
