/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/explain/profile.h"

#include "analysis/archive/archive.h"
#include "analysis/output/text.h"

#include <inttypes.h>

#define FUNCTIONS_SHOWN 20

static void write_function(const struct archive_profile *p, uint64_t insns, const char *name, FILE *out)
{
	char share[NUMBER_SIZE];

	text_line(out, "%9" PRIu64 " %7s%%  %s", insns, text_share(share, p->insns ? (double)insns / (double)p->insns : 0), name);
}

static void write_profile(const struct loaded *loaded, const struct archive_profile *p, FILE *out)
{
	size_t shown = p->count < FUNCTIONS_SHOWN ? p->count : FUNCTIONS_SHOWN;
	char cell[CELL_DESCRIBE_SIZE], others[32];
	uint64_t rest = 0;

	cell_describe(&p->cell, cell, sizeof(cell));
	fputc('\n', out);
	text_wrap(out, 0, 2, "Where the instructions of %s went", cell);
	text_line(out, "[instructions, emulated: not time]");
	for (size_t i = 0; i < shown; i++)
		write_function(p, p->function[i].insns, p->function[i].name, out);
	for (size_t i = shown; i < p->count; i++)
		rest += p->function[i].insns;
	snprintf(others, sizeof(others), "(%zu others)", p->count - shown);
	if (shown < p->count)
		write_function(p, rest, others, out);
	write_function(p, p->insns, "sum", out);
	text_wrap(out, 0, 0,
		  "Counted in a boot of its own, of the path that the cost is of, which %" PRIu64 " of %" PRIu64 " samples took. A "
		  "row has the instructions of the function itself, without those that it calls. cmobench compare --explain %s NEW "
		  "shows where those of another kernel went.", p->samples_of_path, p->samples, archive_file_name(&loaded->archive));
}

void report_profile(const struct loaded *loaded, FILE *out)
{
	const struct archive *a = &loaded->archive;

	for (size_t i = 0; i < a->profile_count && !loaded->boots; i++)
		write_profile(loaded, &a->profile[i], out);
}
