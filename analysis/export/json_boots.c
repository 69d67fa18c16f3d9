/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * boots: null of one archive, else the archives that are joined, of an exact clock seeds; left_out: cells that not all of
 * them measured; differing: cells on whose outcome, faults or verdict they disagree, which have no cost.
 *
 * over of a cell or contrast: null of one archive. values: one a boot; rounds: rounds or blocks of the boot with the fewest;
 * df: boots - 1; deviation: standard deviation of the values; boot_deviation: that between boots, without what the rounds of a
 * boot leave; round_deviation: that of one round or block about its boot's value. The last three are null if they are not
 * known, df and they of seeds.
 *
 * advice: null if there is nothing to advise. more: boots of best_rounds rounds to add that settle an undecided question or
 * halve the interval of a decided one; null: more than 1000, or of one boot. assumed: of one boot, what spreads between boots,
 * as fractions of a cost, would ask for.
 */
#include "analysis/export/json_boots.h"

#include "analysis/scorecard/question.h"
#include "analysis/wording/emit.h"

#include <math.h>

void emit_over(struct json *j, const struct over_boots *over)
{
	if (!over->count) {
		emit_null(j, "over");
		return;
	}
	emit_open_flat(j, "over", '{');
	emit_count(j, "boots", over->count);
	emit_count(j, "rounds", over->rounds);
	emit_real(j, "df", over->exact ? NAN : over->df);
	emit_real(j, "deviation", over->exact ? NAN : over->deviation);
	emit_real(j, "boot_deviation", over->has_parts ? over->boot_deviation : NAN);
	emit_real(j, "round_deviation", over->has_parts ? over->round_deviation : NAN);
	emit_open_flat(j, "values", '[');
	for (size_t i = 0; i < over->count; i++)
		emit_real(j, NULL, over->value[i]);
	emit_close(j, ']');
	emit_close(j, '}');
}

static void emit_archives(struct json *j, const struct boots *boots)
{
	if (!boots) {
		emit_null(j, "boots");
		return;
	}
	emit_open(j, "boots", '{');
	emit_count(j, "count", boots->count);
	emit_count(j, "left_out", boots->partial);
	emit_count(j, "differing", boots->differing);
	emit_open(j, "archives", '[');
	for (size_t i = 0; i < boots->count; i++) {
		const struct archive *a = &boots->boot[i]->archive;

		emit_open_flat(j, NULL, '{');
		emit_text(j, "archive", a->name);
		emit_text(j, "sha256", a->file_sha256);
		emit_text(j, "created", a->created);
		emit_text(j, "seed", a->options.seed);
		emit_text(j, "boot_id", a->host.boot_id);
		emit_real_or_null(j, "uptime_s", a->host.uptime_s);
		emit_close(j, '}');
	}
	emit_close(j, ']');
	emit_close(j, '}');
}

static void emit_count_above_0(struct json *j, const char *key, size_t count)
{
	emit_real(j, key, count ? (double)count : NAN);
}

static void emit_needs(struct json *j, const struct question *q)
{
	struct question_need need[QUESTION_SPREADS];

	if (q->boots > 1) {
		emit_null(j, "assumed");
		return;
	}
	question_assume(q, need);
	emit_open(j, "assumed", '[');
	for (int i = 0; i < QUESTION_SPREADS; i++) {
		emit_open_flat(j, NULL, '{');
		emit_real(j, "spread", need[i].spread);
		emit_count(j, "rounds", need[i].rounds);
		emit_real(j, "deviation", need[i].deviation);
		emit_count_above_0(j, "boots", need[i].boots);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

static void emit_advice(struct json *j, const struct loaded *loaded, const struct question *q)
{
	if (!q->contrast || !q->known || !question_is_of_boots(loaded)) {
		emit_null(j, "advice");
		return;
	}
	emit_open(j, "advice", '{');
	emit_text(j, "question", q->name);
	emit_text(j, "contrast", q->contrast->name);
	emit_flag(j, "decided", q->decided);
	emit_count(j, "boots", q->boots);
	emit_count(j, "rounds", q->rounds);
	emit_real(j, "boot_deviation", q->boots > 1 ? q->spread.boot : NAN);
	emit_real(j, "round_deviation", q->spread.round);
	emit_real(j, "boot_s", q->time.boot_s);
	emit_flag(j, "boot_s_known", q->time.boot_known);
	emit_real(j, "round_s", q->time.round_s);
	emit_count_above_0(j, "best_rounds", q->best_rounds);
	emit_count_above_0(j, "more", q->more);
	emit_needs(j, q);
	emit_close(j, '}');
}

int emit_boots(struct json *j, const struct loaded *loaded)
{
	const struct cell base = loaded->base;
	struct scorecard card;
	struct question question;
	int err = scorecard_make(&card, &loaded->results, &loaded->contrasts, &base);

	if (err)
		return err;
	err = question_find(&question, loaded, &card);
	emit_archives(j, loaded->boots);
	if (!err)
		emit_advice(j, loaded, &question);
	scorecard_free(&card);
	return err;
}
