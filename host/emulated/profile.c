/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/profile.h"

#include "bench/cli/verb.h"
#include "host/os/err.h"
#include "host/profile/cell.h"
#include "host/profile/counts.h"
#include "host/profile/record.h"
#include "host/profile/send.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What the second boot sends. */
struct second {
	struct jsonl_stream stream;
	struct profile_record record;
	struct symbols symbols;
};

int profile_check(const struct machine *m, const struct options *o)
{
	if (!o->measure.profile || !access(m->plugin, R_OK))
		return 0;
	return fail(errno, "--profile: QEMU's plugin, %s (make emulated-host makes it, unless configure was given another QEMU)",
		    m->plugin);
}

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

/* Boot with the plugin, which writes its counts to fd. 0 or -errno (fail_text()). */
static int boot_counting(const struct machine *m, struct keep *keep, double deadline_s, int fd, struct second *s,
			 int (*boot)(const struct machine *machine, const char *done, struct watch *watch))
{
	static struct watch watch;
	struct machine counted = *m;
	char why[256];
	int err;

	watch = (struct watch){ .options = keep->options, .out = take, .context = s, .progress = &keep->progress,
				.deadline_s = deadline_s };
	counted.counts = fd;
	err = boot(&counted, NULL, &watch);
	if (err)
		return err;
	if (watch.status == STATUS_OK || watch.status == STATUS_DIFFERS)
		return 0;
	if (watch.status >= 0)
		return fail(0, "the program in it ended with status %d", watch.status);
	if (watch.end == WATCH_REFUSED)
		return -EPROTO;
	watch_died(&watch, why, sizeof(why));
	watch_print_tails(&watch);
	return fail(0, "%s", why);
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

int profile_run(const struct machine *m, struct keep *keep, double deadline_s,
		int (*boot)(const struct machine *machine, const char *done, struct watch *watch))
{
	struct second s = { .stream = { .bytes = NULL } };
	int fd = memfd_create("counts", 0), err;

	if (fd < 0)
		return fail(errno, "what QEMU's plugin counts");
	err = profile_cell(keep->options, &s.record.cell);
	if (!err)
		err = boot_counting(m, keep, deadline_s, fd, &s, boot);
	if (!err)
		err = conclude(&s, keep, fd);
	close(fd);
	jsonl_close(&s.stream);
	symbols_free(&s.symbols);
	profile_record_free(&s.record);
	return err;
}
