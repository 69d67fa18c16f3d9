/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/profile/counts.h"

#include "bench/abi.h"
#include "host/os/err.h"
#include "host/profile/hyp.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL_BEGIN UINT64_C(0xffff000000000000) /* addresses that TTBR1 translates, with 48 bits */

/* Make room for one more of count elements, at powers of two. NULL: no memory. */
static void *grow(void *at, size_t count, size_t bytes)
{
	return count & (count - 1) ? at : reallocarray(at, count ? 2 * count : 1, bytes);
}

static int no_memory(void)
{
	return fail(ENOMEM, "the counts of instructions");
}

static int add_sample(struct counts *c, uint64_t insns, size_t path)
{
	struct counts_sample *more = grow(c->sample, c->samples, sizeof(*more));

	if (!more)
		return no_memory();
	c->sample = more;
	c->sample[c->samples++] = (struct counts_sample){ insns, path };
	return 0;
}

static int add_path(struct counts *c, uint64_t insns)
{
	struct counts_path *more = grow(c->path, c->paths, sizeof(*more));

	if (!more)
		return no_memory();
	c->path = more;
	c->path[c->paths++] = (struct counts_path){ .insns = insns };
	return 0;
}

static int add_insn(struct counts *c, const struct counts_insn *insn)
{
	struct counts_path *path = &c->path[c->paths - 1];
	struct counts_insn *more = grow(path->insn, path->count, sizeof(*more));

	if (!more)
		return no_memory();
	path->insn = more;
	path->insn[path->count++] = *insn;
	return 0;
}

/* Take in a line. 0, 1 at the end, or -errno (fail_text()). */
static int take(struct counts *c, const char *line)
{
	struct counts_insn insn;
	uint64_t insns;
	size_t path;

	if (sscanf(line, "sample %" SCNu64 " %zu", &insns, &path) == 2)
		return add_sample(c, insns, path);
	if (sscanf(line, "path %" SCNu64, &insns) == 1)
		return add_path(c, insns);
	if (c->paths && sscanf(line, "%" SCNx64 " %u %" SCNu64, &insn.address, &insn.level, &insn.times) == 3)
		return add_insn(c, &insn);
	return !strcmp(line, "end\n") ? 1 : fail(0, "QEMU's plugin wrote a line that is none of its own: %.40s", line);
}

/* Do samples name paths that are there, with the instructions that those have? */
static bool agrees(const struct counts *c)
{
	for (size_t i = 0; i < c->samples; i++)
		if (c->sample[i].path >= c->paths || c->path[c->sample[i].path].insns != c->sample[i].insns)
			return false;
	for (size_t i = 0; i < c->paths; i++) {
		uint64_t sum = 0;

		for (size_t k = 0; k < c->path[i].count; k++)
			sum += c->path[i].insn[k].times;
		if (sum != c->path[i].insns)
			return false;
	}
	return true;
}

int counts_read(struct counts *c, FILE *in)
{
	char line[128];
	int err = 0;

	*c = (struct counts){ .sample = NULL };
	while (!err && fgets(line, sizeof(line), in))
		err = take(c, line);
	if (err < 0)
		return err;
	if (!err)
		return fail(0, "QEMU's plugin did not write all that it counted");
	return agrees(c) ? 0 : fail(0, "what QEMU's plugin counted does not add up");
}

static int by_insns(const void *a, const void *b)
{
	const struct counts_sample *x = a, *y = b;

	if (x->insns != y->insns)
		return x->insns < y->insns ? -1 : 1;
	return x->path < y->path ? -1 : x->path > y->path;
}

static size_t count_insns(const struct counts *c, uint64_t insns)
{
	size_t count = 0;

	for (size_t i = 0; i < c->samples; i++)
		count += c->sample[i].insns == insns;
	return count;
}

size_t counts_samples_of(const struct counts *c, const struct counts_path *path)
{
	size_t count = 0;

	for (size_t i = 0; i < c->samples; i++)
		count += &c->path[c->sample[i].path] == path;
	return count;
}

/* Return the most frequent path of those with so many instructions. */
static const struct counts_path *most_frequent(const struct counts *c, uint64_t insns)
{
	const struct counts_path *best = NULL;

	for (size_t i = 0; i < c->paths; i++)
		if (c->path[i].insns == insns &&
		    (!best || counts_samples_of(c, &c->path[i]) > counts_samples_of(c, best)))
			best = &c->path[i];
	return best;
}

const struct counts_path *counts_typical(const struct counts *c)
{
	struct counts_sample *sorted = malloc(c->samples * sizeof(*sorted));
	uint64_t low, high;

	if (!sorted)
		return NULL;
	memcpy(sorted, c->sample, c->samples * sizeof(*sorted));
	qsort(sorted, c->samples, sizeof(*sorted), by_insns);
	low = sorted[(c->samples - 1) / 2].insns;
	high = sorted[c->samples / 2].insns;
	free(sorted);
	return most_frequent(c, count_insns(c, high) > count_insns(c, low) ? high : low);
}

void counts_free(struct counts *c)
{
	for (size_t i = 0; i < c->paths; i++)
		free(c->path[i].insn);
	free(c->path);
	free(c->sample);
	*c = (struct counts){ .sample = NULL };
}

/* hyp: what is subtracted from addresses of the hypervisor (hyp.h); NULL: it is not known. */
static const char *name_of(const struct counts_insn *insn, const struct symbols *symbols, const uint64_t *hyp)
{
	const char *name = symbols_name(symbols, insn->address);

	if (insn->address >= KERNEL_BEGIN)
		return name ? name : COUNTS_NAMELESS;
	if (hyp_is(insn))
		return hyp ? symbols_name(symbols, insn->address - *hyp) : COUNTS_EL2;
	if (insn->level == 0)
		return COUNTS_USERSPACE;
	if (insn->level == 1 && insn->address >= ABI_WARM_GPA && insn->address < ABI_WARM_GPA + ABI_WARM_BYTES)
		return COUNTS_GUEST;
	return COUNTS_NAMELESS;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct counts_row *)a)->name, ((const struct counts_row *)b)->name);
}

static int largest_first(const void *a, const void *b)
{
	const struct counts_row *x = a, *y = b;

	if (x->insns != y->insns)
		return x->insns > y->insns ? -1 : 1;
	return strcmp(x->name, y->name);
}

struct counts_row *counts_table(const struct counts_path *path, const struct symbols *symbols, size_t *count)
{
	struct counts_row *row = malloc((path->count + 1) * sizeof(*row));
	size_t rows = 0;
	uint64_t offset;
	const uint64_t *hyp = hyp_offset(path, symbols, &offset) ? &offset : NULL;

	*count = 0;
	if (!row) {
		no_memory();
		return NULL;
	}
	for (size_t i = 0; i < path->count; i++)
		row[i] = (struct counts_row){ name_of(&path->insn[i], symbols, hyp), path->insn[i].times };
	qsort(row, path->count, sizeof(*row), by_name);
	for (size_t i = 0; i < path->count; i++) {
		if (rows && !strcmp(row[rows - 1].name, row[i].name))
			row[rows - 1].insns += row[i].insns;
		else
			row[rows++] = row[i];
	}
	qsort(row, rows, sizeof(*row), largest_first);
	*count = rows;
	return row;
}
