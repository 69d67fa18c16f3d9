/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/costs.h"

#include "analysis/cell/blocks.h"
#include "analysis/output/text.h"

#include <math.h>

#define PATHS_SHOWN 8

/* Counts over all cells that have a cost. */
struct sum {
	size_t cells, bca, uncut, tested, correlated, untested, forked;
	double inflation, cut;
};

static struct sum add_up(const struct results *results)
{
	struct sum s = { .inflation = 1 };

	for (size_t i = 0; i < results->count; i++) {
		const struct result *r = &results->result[i];

		if (!result_has_cost(r))
			continue;
		s.cells++;
		s.bca += r->estimator == COST_BCA;
		s.uncut += r->uncut;
		s.cut = fmax(s.cut, r->cut);
		s.tested += r->correlation.tested;
		s.untested += r->blocks < BATCH_CORRELATION_MIN;
		s.correlated += r->correlation.found;
		s.inflation = fmax(s.inflation, r->correlation.inflation);
		s.forked += r->forked;
	}
	return s;
}

#define CELLS_SIZE 64

/* "all 62 cells" or "3 of 62 cells". */
static const char *say_cells(char buf[static CELLS_SIZE], const char *all, size_t count, size_t of)
{
	if (count == of)
		snprintf(buf, CELLS_SIZE, "%s %zu cell%s", all, of, text_plural(of));
	else
		snprintf(buf, CELLS_SIZE, "%zu of %zu cells", count, of);
	return buf;
}

static void say_means(const struct sum *s, FILE *out)
{
	char cells[CELLS_SIZE], cut[64] = "; there were none";

	if (s->cut > 0)
		snprintf(cut, sizeof(cut), ": up to %.2g %% of the samples of a cell", 100 * s->cut);
	text_wrap(out, 0, 0,
		  "A cost is the mean of blocks of rounds, without outliers%s%s. Its interval is %s. It says what this boot costs, "
		  "not what the next one does. Costs are cut each by itself, differences with all their cells alike: so a "
		  "difference need not be that of two costs.",
		  s->cut > 0 || !s->uncut ? cut : "",
		  s->uncut ? "; what is clearly more than 2 % stays in" : "",
		  s->bca == s->cells ? "that of a BCa bootstrap over the blocks" :
		  s->bca ? "Student's t over the blocks, or BCa bootstrap where they are many" :
		  "Student's t over the blocks");
	if (s->correlated)
		text_wrap(out, 0, 0,
			  "In %s tested, blocks that follow each other are correlated (von Neumann's ratio, 5 %%; of independent ones, "
			  "5 %% are taken for such): the host drifts meanwhile. Their intervals are widened; the variance of a mean is "
			  "up to %.2g times as large.",
			  say_cells(cells, "all", s->correlated, s->tested), s->inflation);
	if (s->untested)
		text_wrap(out, 0, 0,
			  "%s %s fewer than %d blocks: whether these are correlated cannot be told, and if they are, the intervals "
			  "are too narrow.", say_cells(cells, "All", s->untested, s->cells), s->untested == 1 ? "has" : "have",
			  BATCH_CORRELATION_MIN);
}

static void say_path(const struct result *r, FILE *out)
{
	char cell[256], number[2][NUMBER_SIZE], more[48] = "";

	if (r->paths > 2)
		snprintf(more, sizeof(more), "; %zu lengths in all", r->paths);
	cell_describe(&r->record->cell, cell, sizeof(cell));
	text_wrap(out, 2, 4, "%s: %s (%zu of %zu samples), %s (%zu)%s", cell, text_number(number[0], r->path[0].cost, false),
		  r->path[0].count, r->cost.n, text_number(number[1], r->path[1].cost, false), r->path[1].count, more);
}

/* Names the two most common paths of cells whose median may be on either of several. */
static void say_paths(const struct results *results, const struct sum *s, FILE *out)
{
	size_t shown = 0;

	if (!s->forked)
		return;
	text_wrap(out, 0, 0,
		  "%zu of %zu cells take paths of several lengths, such that another run may have its median on another one. "
		  "Their two most common paths:", s->forked, s->cells);
	for (size_t i = 0; i < results->count && shown < PATHS_SHOWN; i++)
		if (result_has_cost(&results->result[i]) && results->result[i].forked) {
			say_path(&results->result[i], out);
			shown++;
		}
	if (s->forked > shown)
		text_line(out, "  ... and %zu more: see --format json", s->forked - shown);
}

void report_costs(const struct loaded *loaded, FILE *out)
{
	const struct results *results = &loaded->results;
	const struct sum s = add_up(results);

	if (!s.cells)
		return;
	fputc('\n', out);
	if (results->boots && blocks_exact(results->archive)) {
		text_wrap(out, 0, 0, "A cost is the median over %zu seeds of each one's median; its interval is their range.",
			  results->boots);
		say_paths(results, &s, out);
	} else if (results->boots) {
		text_wrap(out, 0, 0,
			  "A cost is the mean over %zu boots. That of a boot is the mean of its blocks of rounds after a cut that is "
			  "common to all boots: up to %.2g %% of the samples of a cell%s. Its interval is Student's t over boots. Costs "
			  "are cut each by itself, differences with all their cells alike: so a difference need not be that of two "
			  "costs.",
			  results->boots, 100 * s.cut, s.uncut ? "; what is clearly more than 2 % stays in" : "");
	} else if (blocks_exact(results->archive)) {
		text_wrap(out, 0, 0,
			  "A cost is the median of the samples: the length of a path that was taken. Its interval is Student's t over "
			  "the medians of rounds, widened to hold the cost; a point where all rounds are the same.");
		say_paths(results, &s, out);
	} else {
		say_means(&s, out);
	}
}
