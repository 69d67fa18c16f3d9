/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the plugin wrote, and the table of functions that is made of it. The plugin's file is text:
 *
 *   sample INSNS PATH     for each sample that is archived, in their order: its instructions, and which path it took
 *   path INSNS            path 0, 1, ..., with its addresses:
 *   ADDRESS LEVEL TIMES   hexadecimal address, exception level, how often the instruction there was executed
 *   end
 */
#ifndef HOST_PROFILE_COUNTS_H
#define HOST_PROFILE_COUNTS_H

#include "host/profile/symbols.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct counts_insn {
	uint64_t address, times;
	unsigned int level; /* exception level, 0 to 3 */
};

struct counts_path {
	uint64_t insns;           /* executed in all */
	struct counts_insn *insn; /* count of them */
	size_t count;
};

struct counts_sample {
	uint64_t insns;
	size_t path; /* index */
};

/* Zeroed, there is nothing. */
struct counts {
	struct counts_sample *sample;
	size_t samples;
	struct counts_path *path;
	size_t paths;
};

/* Read the plugin's file. 0 or -errno (fail_text()); counts_free() it in either case. */
int counts_read(struct counts *counts, FILE *in);

/*
 * Return the path that the cell's cost is of: of the median of all samples, the more frequent of the two in the middle, as
 * the reports choose it. There must be a sample.
 */
const struct counts_path *counts_typical(const struct counts *counts);

/* Return how many samples took a path. */
size_t counts_samples_of(const struct counts *counts, const struct counts_path *path);

void counts_free(struct counts *counts);

/* A row of the table: a function, or in parentheses what is none. */
struct counts_row {
	const char *name; /* of the symbols or constant */
	uint64_t insns;
};

#define COUNTS_GUEST     "(guest)"
#define COUNTS_USERSPACE "(userspace)"
#define COUNTS_NAMELESS  "(kernel, no symbol)"
#define COUNTS_EL2       "(EL2, no symbol)" /* of the hypervisor's without VHE, if hyp_offset() does not find where it is */

/*
 * Make the table of a path: a row a function, the largest first, then by name. The sum of the rows is path->insns. Returns
 * it and *count rows, an array that the caller frees; NULL: no memory (fail_text()).
 */
struct counts_row *counts_table(const struct counts_path *path, const struct symbols *symbols, size_t *count);

#endif
