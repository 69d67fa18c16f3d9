/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine and the kernel under test: facts for the archive's header. */
#ifndef HOST_ENV_H
#define HOST_ENV_H

#include "bench/archive/archive.h"
#include "host/machine/mode.h"
#include "host/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct id_reg {
	const char *name; /* as the Arm ARM spells it */
	uint64_t value;
};

#define ENV_ID_REGS 9

struct env {
	char machine[65], kernel[65], version[65]; /* uname(2) */
	char cmdline[2048], model[128];            /* "" if not known */
	char boot_id[17];                          /* hash of the kernel's boot_id, in hexadecimal; "" if not known */
	double uptime_s;                           /* seconds since the boot; below 0: not known */
	const char *hyp_mode;                      /* "vhe", "nested", "nvhe", "protected", or NULL */
	char hyp_mode_missing[MODE_WHY_BYTES];     /* why it is not known */
	uint64_t memory_bytes, page_bytes;
	long cpus;                                 /* online */
	struct id_reg id_reg[ENV_ID_REGS];
	size_t id_reg_count;
	enum platform platform;
};

/* Gather facts; those that are not known stay empty. emulated: the launcher says that this is its emulated host. */
void env_read(struct env *env, const struct vm *vm, bool emulated);

#endif
