/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/stretch.h"

#include "host/keep/board.h"
#include "host/options/options.h"
#include "host/os/err.h"
#include "host/os/os.h"
#include "host/run/archive.h"
#include "host/run/session.h"

#include <errno.h>
#include <stdlib.h>

#define PASSES         4     /* the rounds of suite quick, one each */
#define STRETCH_S      240.0 /* all passes of a stretch together: what a kill may lose */
#define STRETCH_BYTES  (64UL << 20)
#define CHOSEN_MAX     16384 /* samples of a cell, chosen by time: an archive is to stay small enough to be sent */
#define TRIAL_PART     8     /* the trial that chooses takes this part of the time */
#define PRECISION_PART 8     /* if --precision makes the rounds of a stretch grow by this, it still lasts STRETCH_S */

struct stretch_limits stretch_limits(const struct session *s)
{
	uint32_t asked = s->options->measure.passes, passes = asked ? asked : session_has_time(s) ? PASSES : 1;
	double part = s->options->measure.precision_pct > 0 ? PRECISION_PART : 1;

	return (struct stretch_limits){
		.passes = passes, .first_s = STRETCH_S / passes / part, .bytes = STRETCH_BYTES,
	};
}

/* Groups that are visited in turn. */
struct stretch {
	struct session *session;
	const struct stretch_limits *limits;
	const struct archive_sink *archive;
	struct run_totals *totals;
	struct group *group;    /* count of them, in the catalogue's order, in an allocation for room of them */
	size_t count, room;
	size_t archived;        /* number of groups, from the first on, that are archived and closed */
	size_t bytes;           /* that all groups take when all rounds are taken */
};

static bool stopping(const struct stretch *st)
{
	return atomic_load_explicit(&st->session->board->stop, memory_order_relaxed);
}

/* Return the first cell after the group of cells[first]. */
static size_t group_end(const struct cell *cells, size_t cell_count, size_t first)
{
	size_t next = first + 1;

	while (next < cell_count && cell_same_group(&cells[first], &cells[next]))
		next++;
	return next;
}

/* Return the seconds that a round of the cells takes that could be tried within limit_s; *tried becomes their number. */
static double try_groups(struct session *s, const struct cell *cells, size_t cell_count, double limit_s, size_t *tried)
{
	double begun_s = os_now_s(), sum = 0;

	*tried = 0;
	for (size_t first = 0, next; first < cell_count && os_now_s() - begun_s < limit_s; first = next) {
		struct group group;
		double seconds = 0;

		next = group_end(cells, cell_count, first);
		if (cells[first].lines == LINES_SWEEP)
			continue;
		if (!group_open(&group, s, cells + first, next - first, 1, false))
			seconds = group_try(&group);
		group_close(&group);
		sum += seconds;
		*tried += seconds > 0 ? next - first : 0;
	}
	return sum;
}

uint32_t stretches_samples(struct session *s, const struct cell *cells, size_t cell_count)
{
	const struct measure_options *m = &s->options->measure;
	uint64_t random = s->random;
	size_t tried, planned = 0;
	double seconds = try_groups(s, cells, cell_count, (double)m->seconds / TRIAL_PART, &tried), rounds = 0;

	s->random = random; /* the order of a run must not depend on how many groups were tried */
	for (size_t i = 0; i < cell_count; i++)
		planned += cells[i].lines != LINES_SWEEP;
	if (tried)
		rounds = m->seconds / (seconds * (double)planned / (double)tried);
	rounds = rounds > CHOSEN_MAX / m->batch ? CHOSEN_MAX / m->batch : rounds;
	/* Every pass takes as many. */
	rounds -= rounds >= PASSES ? (uint32_t)rounds % PASSES : 0;
	return (uint32_t)rounds * m->batch > m->samples ? (uint32_t)rounds * m->batch : m->samples;
}

/* Append a group and open it. 0 or -ENOMEM (fail_text()). */
static int add_group(struct stretch *st, const struct cell *cell, size_t cell_count)
{
	struct group *bigger;

	if (st->count == st->room) {
		st->room = st->room ? st->room * 2 : 16;
		bigger = reallocarray(st->group, st->room, sizeof(*bigger));
		if (!bigger)
			return fail(ENOMEM, "groups of cells");
		st->group = bigger;
	}
	st->count++;
	/* Half of the groups count early and half late: the frequencies that the PMU tells are those of the whole run. */
	return group_open(&st->group[st->count - 1], st->session, cell, cell_count, st->limits->passes,
			  (st->count - 1) % 2);
}

/* Archive the groups that are done up to the first that is not. 0 or -errno (fail_text()). */
static int archive_done(struct stretch *st)
{
	int err = 0;

	while (st->archived < st->count && st->group[st->archived].done && !stopping(st) && !err) {
		struct group *g = &st->group[st->archived++];

		err = group_archive(g, st->archive, st->totals);
		group_close(g);
	}
	return err;
}

/* Visit a group, archive what is done, and let the keeper show the progress. 0 or -errno (fail_text()). */
static int visit(struct stretch *st, struct group *g)
{
	size_t before = st->archived;
	int err;

	group_visit(g, st->totals);
	err = archive_done(st);
	return err || st->archived > before || stopping(st) ? err : archive_progress(st->archive);
}

/* Is the stretch long enough for the other passes to begin? */
static bool is_full(const struct stretch *st, double begun_s)
{
	return st->limits->passes == 1 || os_now_s() - begun_s >= st->limits->first_s || st->bytes >= st->limits->bytes;
}

/* Visit groups from cell *first on for the first time; *first becomes the first cell after them. Errors as visit(). */
static int first_pass(struct stretch *st, const struct cell *cells, size_t cell_count, size_t *first)
{
	double begun_s = os_now_s();
	int err = 0;

	do {
		size_t next = group_end(cells, cell_count, *first);

		err = add_group(st, cells + *first, next - *first);
		if (!err)
			err = visit(st, &st->group[st->count - 1]);
		if (!err && st->archived < st->count)
			st->bytes += group_bytes(&st->group[st->count - 1]);
		*first = next;
	} while (!err && *first < cell_count && !stopping(st) && !is_full(st, begun_s));
	return err;
}

/* Visit each group again until it is done. Errors as visit(). */
static int other_passes(struct stretch *st)
{
	int err = 0;

	while (st->archived < st->count && !stopping(st) && !err)
		for (size_t i = st->archived; i < st->count && !stopping(st) && !err; i++)
			if (!st->group[i].done)
				err = visit(st, &st->group[i]);
	return err;
}

int stretches_run(struct session *s, const struct stretch_limits *limits, const struct archive_sink *archive,
		  const struct cell *cells, size_t cell_count, struct run_totals *totals)
{
	size_t first = 0;
	int err = 0;

	*totals = (struct run_totals){ .samples = 0 };
	while (first < cell_count && !err && !atomic_load(&s->board->stop)) {
		struct stretch st = { .session = s, .limits = limits, .archive = archive, .totals = totals };

		err = first_pass(&st, cells, cell_count, &first);
		if (!err)
			err = other_passes(&st);
		for (size_t i = st.archived; i < st.count; i++)
			group_close(&st.group[i]);
		free(st.group);
	}
	return err;
}
