/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of a kernel, by address, as /proc/kallsyms lists them. */
#ifndef HOST_PROFILE_SYMBOLS_H
#define HOST_PROFILE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbol {
	uint64_t address;
	char type;  /* as nm(1) has it */
	char *name; /* behind it, of a module's function, " [MODULE]" */
};

/* Zeroed, there are none. */
struct symbols {
	struct symbol *symbol; /* count of them, in an allocation for room */
	size_t count, room;
};

/*
 * Add a line of /proc/kallsyms, "ADDRESS TYPE NAME" or "ADDRESS TYPE NAME\t[MODULE]", newline or not. Lines that name no code,
 * or whose address is hidden (0), are left out. 0 or -errno (fail_text()).
 */
int symbols_add(struct symbols *symbols, const char *line, size_t size);

/*
 * Sort by address, after the last was added. Of several names of an address one stays: a global one before a local one, then
 * the one with fewer underscores at its beginning, the shorter one, the first in the alphabet.
 */
void symbols_sort(struct symbols *symbols);

/* Return the name of the function that an address is in: that of the last symbol not behind it. NULL: there is none. */
const char *symbols_name(const struct symbols *symbols, uint64_t address);

/* Is it the first address of a function? */
bool symbols_begin(const struct symbols *symbols, uint64_t address);

void symbols_free(struct symbols *symbols);

#endif
