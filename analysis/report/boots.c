/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/boots.h"

#include "analysis/archive/archive.h"
#include "analysis/cell/blocks.h"
#include "analysis/output/text.h"
#include "analysis/report/command.h"
#include "analysis/scorecard/question.h"
#include "bench/array.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Samples of a run of so many rounds; 0: it has that many already, or stops by itself. */
static size_t samples_of(const struct archive *a, size_t rounds, size_t now)
{
	return rounds == now || a->options.precision_pct.known ? 0 : rounds * (size_t)a->options.batch;
}

static void write_steps(const struct loaded *loaded, size_t samples, FILE *out)
{
	const struct archive *a = loaded->boots ? &loaded->boots->boot[0]->archive : &loaded->archive;

	text_line(out, "For each boot more: reboot, then, with a name of its own for NEXT:");
	command_again(a, "NEXT.cmo.jsonl", samples, out);
	text_line(out, "Then all together:");
	command_report(archive_file_name(&loaded->archive), "NEXT.cmo.jsonl", out);
	text_wrap(out, 0, 0, "or, with all of them in a folder: cmobench report --boots FOLDER. Boots may have different numbers of "
		  "rounds; each counts alike.");
}

/* "+84 ns (+12.0%)". */
static void write_value(char *buf, size_t size, const struct loaded *loaded, const struct question *q)
{
	char number[NUMBER_SIZE], percent[NUMBER_SIZE];

	snprintf(buf, size, "%s %s (%s)", text_number(number, q->contrast->value, true), archive_unit(&loaded->archive),
		 text_percent(percent, q->contrast->value / q->reference));
}

#define CELL_SIZE 16

static void write_row(const char *label, char cell[static QUESTION_SPREADS][CELL_SIZE], FILE *out)
{
	text_line(out, " %-42s %8s %8s %8s", label, cell[0], cell[1], cell[2]);
}

/* Writes what spreads between boots ask for. */
static void write_needs_of_one(const struct question *q, const struct question_need need[static QUESTION_SPREADS], FILE *out)
{
	static const size_t few[] = { 3, 5, 10 };
	char cell[QUESTION_SPREADS][CELL_SIZE], label[64], share[NUMBER_SIZE], corrected[64] = "";

	for (int i = 0; i < QUESTION_SPREADS; i++)
		snprintf(cell[i], CELL_SIZE, "%g %%", 100 * need[i].spread);
	write_row("if boots vary by (SD, of DC CIVAC)", cell, out);
	for (int i = 0; i < QUESTION_SPREADS; i++)
		snprintf(cell[i], CELL_SIZE, "%zu", need[i].rounds);
	write_row("rounds to take in each boot", cell, out);
	for (int i = 0; i < QUESTION_SPREADS; i++)
		snprintf(cell[i], CELL_SIZE, need[i].boots ? "%zu" : ">%zu", need[i].boots ? need[i].boots :
			 (size_t)ADVICE_BOOTS_MAX);
	write_row(question_is_small(q) ? "boots that show it to be within 1 %" : "boots that tell it from 0", cell, out);
	for (size_t k = 0; k < ARRAY_SIZE(few); k++) {
		for (int i = 0; i < QUESTION_SPREADS; i++)
			snprintf(cell[i], CELL_SIZE, "%s %%",
				 text_share(share, advice_smallest(few[k], need[i].deviation) / q->reference));
		snprintf(label, sizeof(label), "smallest difference that %zu boots show", few[k]);
		write_row(label, cell, out);
	}
	if (q->rivals > 1 && !question_is_small(q))
		snprintf(corrected, sizeof(corrected), "; to tell it from 0, corrected for %zu of its name (Holm)", q->rivals);
	text_wrap(out, 0, 0,
		  "By a t test over boots at 5 %%%s, with power 80 %% (noncentral t). How much boots vary one boot cannot show, and "
		  "hosts differ: take three, report them together, and read this again.", corrected);
}

/* Says where the times come from that the numbers of rounds rest on. */
static void write_times(const struct question *q, FILE *out)
{
	text_wrap(out, 0, 0, "A boot is taken to last %.0f s (%s), a round of all cells %.2g s.", q->time.boot_s,
		  q->time.boot_known ? "the shortest from boot to run here" : "assumed: no archive has it", q->time.round_s);
}

static void write_one(const struct loaded *loaded, const struct question *q, FILE *out)
{
	struct question_need need[QUESTION_SPREADS];
	char value[64];

	text_line(out, "What one boot cannot say");
	text_wrap(out, 0, 0,
		  "The intervals of this report are of one boot. They do not cover what changes from boot to boot; on another boot "
		  "of the same kernel costs may lie outside of them.");
	if (!q->contrast || !q->known) {
		write_steps(loaded, 0, out);
		return;
	}
	write_value(value, sizeof(value), loaded, q);
	text_wrap(out, 0, 0, "How many boots? For %s, %s in this boot:", q->name, value);
	question_assume(q, need);
	write_needs_of_one(q, need, out);
	write_times(q, out);
	write_steps(loaded, samples_of(&loaded->archive, need[QUESTION_SPREADS / 2].rounds, q->rounds), out);
}

static void write_archives(const struct boots *boots, bool exact, FILE *out)
{
	for (size_t i = 0; i < boots->count; i++) {
		const struct archive *a = &boots->boot[i]->archive;
		char up[32] = "";

		if (a->host.uptime_s.known)
			snprintf(up, sizeof(up), ", up %.0f s", a->host.uptime_s.value);
		text_wrap(out, 2, 4, "- %s, created %s%s%s%s%s%s", archive_file_name(a), a->created, exact ? ", seed " : "",
			  exact && a->options.seed ? a->options.seed : "", a->host.boot_id ? ", boot_id " : "",
			  a->host.boot_id ? a->host.boot_id : "", up);
	}
}

/* Says what the boots do not have in common. */
static void write_differences(const struct loaded *loaded, FILE *out)
{
	const struct boots *b = loaded->boots;
	char cell[256];

	if (b->partial) {
		cell_describe(&b->partial_cell->cell, cell, sizeof(cell));
		text_wrap(out, 0, 2, "Left out: %zu cell%s that not all of them measured, such as %s, which %s does not have.",
			  b->partial, text_plural(b->partial), cell, archive_file_name(&b->partial_boot->archive));
	}
	if (b->differing)
		text_wrap(out, 0, 2,
			  "THEY DISAGREE on what %zu cell%s do%s: faults, outcome or verdict differ, which is said below of each, and "
			  "no cost of them is averaged.",
			  b->differing, text_plural(b->differing), b->differing == 1 ? "es" : "");
}

static int compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Median over cells of a deviation as a fraction of the cost, and how many cells have one. */
struct typical {
	size_t count;
	double median, most;
};

enum part { PART_ALL, PART_BOOT, PART_ROUND };

/* Returns 0 or -ENOMEM. */
static int find_typical(struct typical *t, const struct results *results, enum part part)
{
	double *x = calloc(results->count + 1, sizeof(*x));

	*t = (struct typical){ .count = 0 };
	if (!x)
		return -ENOMEM;
	for (size_t i = 0; i < results->count; i++) {
		const struct result *r = &results->result[i];
		const struct over_boots *over = &r->over;

		if (result_has_cost(r) && r->value > 0 && over->count && (part == PART_ALL || over->has_parts))
			x[t->count++] = (part == PART_ALL ? over->deviation : part == PART_BOOT ? over->boot_deviation :
					 over->round_deviation) / r->value;
	}
	qsort(x, t->count, sizeof(*x), compare_double);
	if (t->count) {
		t->median = stats_quantile(x, t->count, 0.5);
		t->most = x[t->count - 1];
	}
	free(x);
	return 0;
}

static int write_spread(const struct loaded *loaded, FILE *out)
{
	char share[2][NUMBER_SIZE];
	struct typical t[3];
	int err = 0;

	for (int part = PART_ALL; !err && part <= PART_ROUND; part++)
		err = find_typical(&t[part], &loaded->results, (enum part)part);
	if (err || !t[PART_ALL].count)
		return err;
	text_wrap(out, 0, 0,
		  "The boots' values of a cell have a standard deviation of %s %% of its cost (the median of %zu cells; the "
		  "largest %s %%).", text_share(share[0], t[PART_ALL].median), t[PART_ALL].count,
		  text_share(share[1], t[PART_ALL].most));
	if (t[PART_BOOT].count)
		text_wrap(out, 0, 0, "Without what rounds contribute it is %s %%; rounds of a boot vary by %s %%.",
			  text_share(share[0], t[PART_BOOT].median), text_share(share[1], t[PART_ROUND].median));
	return 0;
}

/* Says what would settle the question, or halve its interval. */
static void write_needs(const struct loaded *loaded, const struct question *q, FILE *out)
{
	char value[64], interval[INTERVAL_SIZE], number[3][NUMBER_SIZE], goal[96];

	const char *most = q->best_rounds == ADVICE_ROUNDS_MAX ? ", the most that are advised," : "";

	write_value(value, sizeof(value), loaded, q);
	text_wrap(out, 0, 0,
		  "%s: %s %s, %s. It varies by %s between boots and by %s between the rounds of a boot, so the values of boots by %s "
		  "(standard deviations).", q->name,
		  value, text_interval(interval, q->contrast->ci95, true, "without an interval"),
		  q->decided ? "decided" : "not told apart", text_number(number[0], q->spread.boot, false),
		  text_number(number[1], q->spread.round, false),
		  text_number(number[2], advice_deviation(q->spread, q->rounds), false));
	write_times(q, out);
	snprintf(goal, sizeof(goal), "%s", q->decided ? "halve its interval" :
		 question_is_small(q) ? "show it to be within 1 %" : "tell it from 0");
	if (!q->decided && !question_is_small(q) && q->rivals > 1)
		snprintf(goal, sizeof(goal), "tell it from 0, corrected for %zu of its name (Holm)", q->rivals);
	if (advice_uncertainty(q->boots) > 1)
		text_wrap(out, 0, 0, "This is rough: of %zu boots, the true deviation may be up to %.2g times what is seen (95 %%).",
			  q->boots, advice_uncertainty(q->boots));
	if (!q->more)
		text_wrap(out, 0, 0, "%zu rounds a boot%s give most for the time. More than %d more boots of them would be needed to %s: "
			  "out of reach.", q->best_rounds, most, ADVICE_BOOTS_MAX, goal);
	else
		text_wrap(out, 0, 0, "%zu rounds a boot%s give most for the time: with about %zu more boots of them, all together %s%s.",
			  q->best_rounds, most, q->more, goal, q->decided || question_is_small(q) ? "" :
			  ", if it is as large as it is seen now. If it is smaller, or 0, no number of boots need do, and you may "
			  "stop: these exclude what the interval leaves out");
}

static int write_several(const struct loaded *loaded, const struct question *q, FILE *out)
{
	bool exact = blocks_exact(&loaded->archive);
	int err;

	text_line(out, exact ? "The %zu runs, seeds of one experiment" : "The %zu boots", loaded->boots->count);
	write_archives(loaded->boots, exact, out);
	write_differences(loaded, out);
	if (exact) {
		text_wrap(out, 0, 0, "Values are medians over the seeds of each run's median, and intervals are what the seeds range "
			  "over.");
		return 0;
	}
	text_wrap(out, 0, 0,
		  "Values are means over boots, of a boot's mean after a cut that is common to all of them; intervals at 95 %% are "
		  "Student's t with %zu degrees of freedom. They are of the mean over boots of this host and kernel.",
		  loaded->boots->count - 1);
	err = write_spread(loaded, out);
	if (err || !q->contrast || !q->known || !question_is_of_boots(loaded) ||
	    loaded->archive.platform == PLATFORM_EMULATED)
		return err;
	write_needs(loaded, q, out);
	write_steps(loaded, samples_of(&loaded->boots->boot[0]->archive, q->best_rounds, q->rounds), out);
	return 0;
}

int report_boots(const struct loaded *loaded, FILE *out)
{
	const struct cell base = loaded->base;
	struct scorecard card;
	struct question q;
	int err;

	if (!question_is_of_boots(loaded))
		return 0;
	err = scorecard_make(&card, &loaded->results, &loaded->contrasts, &base);
	if (err)
		return err;
	err = question_find(&q, loaded, &card);
	if (!err) {
		if (loaded->boots)
			err = write_several(loaded, &q, out);
		else
			write_one(loaded, &q, out);
	}
	scorecard_free(&card);
	return err;
}
