/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/profile/second.h"

#include "host/keep/jsonl.h"
#include "host/os/err.h"
#include "host/profile/cell.h"
#include "host/profile/counts.h"
#include "host/profile/record.h"
#include "host/profile/send.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What the second boot sends. */
struct second {
	struct jsonl_stream stream;
	struct profile_record record;
	struct symbols symbols;
};

static int take_line(void *context, const char *line, size_t size)
{
	struct second *s = context;
	struct cell cell;

	switch (jsonl_type(line, size)) {
	case JSONL_SYMBOLS:
		return symbols_take(&s->symbols, line, size);
	case JSONL_CELL:
		if (jsonl_cell(line, size, &cell) ||
		    !cell_agree(&cell, &s->record.cell, AXES_ALL & ~AXIS_BIT(POLICY)))
			return 0;
		s->record.cell.policy = cell.policy;
		return profile_record_ticks(&s->record, line, size);
	default:
		return 0;
	}
}

static int take(void *context, const char *bytes, size_t size)
{
	struct second *s = context;

	return jsonl_feed(&s->stream, bytes, size, take_line, s);
}

/* Make the line of what was counted and hand it over. 0 or -errno (fail_text()). */
static int conclude(struct second *s, struct keep *keep, int fd)
{
	FILE *in = lseek(fd, 0, SEEK_SET) ? NULL : fdopen(dup(fd), "re");
	struct counts counts = { .sample = NULL };
	char *line = NULL;
	size_t size;
	int err = in ? counts_read(&counts, in) : fail(errno, "what QEMU's plugin counted");

	symbols_sort(&s->symbols);
	if (!err)
		err = profile_record_text(&s->record, &counts, &s->symbols, &line, &size);
	if (!err)
		err = keep_line(keep, line, size);
	if (in)
		fclose(in);
	free(line);
	counts_free(&counts);
	return err;
}

int profile_run(struct keep *keep, profile_boot *boot, void *context)
{
	struct second s = { .stream = { .bytes = NULL } };
	int fd = memfd_create("counts", 0), err;

	if (fd < 0)
		return fail(errno, "what QEMU's plugin counts");
	err = profile_cell(keep->options, &s.record.cell);
	if (!err)
		err = boot(context, fd, take, &s);
	if (!err)
		err = conclude(&s, keep, fd);
	close(fd);
	jsonl_close(&s.stream);
	symbols_free(&s.symbols);
	profile_record_free(&s.record);
	return err;
}
