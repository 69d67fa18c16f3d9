/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/profile/record.h"

#include "host/keep/jsonl.h"
#include "host/os/err.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int profile_record_ticks(struct profile_record *r, const char *line, size_t size)
{
	struct span ticks = jsonl_value(line, size, "ticks");
	const char *at = ticks.text, *end = at + ticks.size;

	profile_record_free(r);
	if (!at)
		return fail(0, "the emulated host sent a cell without samples");
	r->ticks = calloc(ticks.size, sizeof(*r->ticks)); /* a number takes a character at least */
	if (!r->ticks)
		return fail(ENOMEM, "samples");
	while (at < end) {
		char *behind;

		if (!isdigit((unsigned char)*at)) {
			at++;
			continue;
		}
		r->ticks[r->samples++] = strtoull(at, &behind, 10);
		at = behind;
	}
	return 0;
}

/* Check that plugin and clock agree on every sample. 0 or -errno (fail_text()). */
static int check_samples(const struct profile_record *r, const struct counts *counts)
{
	if (!r->samples)
		return fail(0, "the cell has no samples: its line in the archive says why");
	if (counts->samples != r->samples)
		return fail(0, "QEMU's plugin saw %zu samples of the cell, and the archive has %zu", counts->samples, r->samples);
	for (size_t i = 0; i < r->samples; i++)
		if (counts->sample[i].insns != r->ticks[i])
			return fail(0, "sample %zu has %" PRIu64 " instructions by QEMU's plugin, and %" PRIu64 " by the clock", i,
				    counts->sample[i].insns, r->ticks[i]);
	return 0;
}

static void write_row(FILE *out, const struct counts_row *row, bool first)
{
	char quoted[1200];

	jsonl_quote(row->name, quoted, sizeof(quoted));
	fprintf(out, "%s{\"name\":%s,\"insns\":%" PRIu64 "}", first ? "" : ",", quoted, row->insns);
}

static int write_line(FILE *out, const struct profile_record *r, const struct counts *counts, const struct symbols *symbols)
{
	const struct counts_path *path = counts_typical(counts);
	struct counts_row *row;
	size_t rows;

	row = path ? counts_table(path, symbols, &rows) : NULL;
	if (!row)
		return fail(ENOMEM, "the table of functions");
	fputs("{\"type\":\"profile\"", out);
	for (int i = 0; i < AXIS_COUNT; i++)
		fprintf(out, ",\"%s\":\"%s\"", axis_table[i].name, axis_table[i].value_name(axis_table[i].get(&r->cell)));
	fprintf(out, ",\"samples\":%zu,\"samples_of_path\":%zu,\"paths\":%zu,\"insns\":%" PRIu64 ",\"functions\":[",
		counts->samples, counts_samples_of(counts, path), counts->paths, path->insns);
	for (size_t i = 0; i < rows; i++)
		write_row(out, &row[i], !i);
	fputs("]}\n", out);
	free(row);
	return 0;
}

int profile_record_text(const struct profile_record *r, const struct counts *counts, const struct symbols *symbols,
			char **line, size_t *size)
{
	FILE *out;
	int err = check_samples(r, counts);

	*line = NULL;
	if (err)
		return err;
	if (!symbols->count)
		return fail(0, "the kernel names no functions: it needs CONFIG_KALLSYMS, and root to read /proc/kallsyms");
	out = open_memstream(line, size);
	if (!out)
		return fail(ENOMEM, "the line of the profile");
	err = write_line(out, r, counts, symbols);
	if (fclose(out) && !err)
		err = fail(ENOMEM, "the line of the profile");
	return err;
}

void profile_record_free(struct profile_record *r)
{
	free(r->ticks);
	r->ticks = NULL;
	r->samples = 0;
}
