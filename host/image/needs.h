/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an emulated host needs of a kernel's configuration. */
#ifndef HOST_IMAGE_NEEDS_H
#define HOST_IMAGE_NEEDS_H

#include "host/image/unpack.h"

#include <stdbool.h>
#include <stddef.h>

struct need {
	const char *option, *what; /* what for */
	const char *module;        /* that gives it if the option is "m"; NULL: it must be built in */
};

extern const struct need need_table[];
extern const size_t need_count;

/* Return the value of an option in a configuration, up to the end of its line; NULL if it is not set. */
const char *needs_value(const struct blob *config, const char *option);

/*
 * Check a configuration, if it has any bytes. has_module: is the module of this name there? advice: what gives it, if
 * not. Return 0, or -errno (fail_text(): what the kernel called what lacks).
 */
int needs_check(const struct blob *config, bool (*has_module)(const void *context, const char *name), const void *context,
		const char *what, const char *advice);

#endif
