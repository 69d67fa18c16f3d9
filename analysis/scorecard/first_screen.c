/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report without --full: one screen, in the order of a reviewer's questions. */
#include "analysis/scorecard/first_screen.h"

#include "analysis/archive/archive.h"
#include "analysis/cell/blocks.h"
#include "analysis/scorecard/question.h"
#include "analysis/scorecard/verdict.h"
#include "analysis/section/section.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MACHINE_LINES 5
#define KNOB_LINES    4
#define BELIEF_LINES  2
#define LEGEND_LINES  5
#define VERDICT_LINES 14 /* at most */
#define UNANSWERED_LINES 2
#define TWIN          "/_ro" /* behind the name of a policy whose row is also that of its twin */
#define ANSWER_LINES  3  /* of one, at most */

/* The text so far, and the room that is left. */
struct screen {
	const struct loaded *loaded;
	const struct scorecard *card;
	FILE *out;
	size_t left;
	int err;
};

/* Adds what write() writes, cut after a number of lines. */
static void put_cut(struct screen *s, void (*write)(const struct loaded *, FILE *), size_t lines)
{
	char *text = NULL, *end;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	if (memory)
		write(s->loaded, memory);
	if (!memory || fclose(memory)) {
		s->err = -ENOMEM;
		free(text);
		return;
	}
	for (char *line = text; lines && (end = strchr(line, '\n')); line = end + 1, lines--, s->left--)
		fwrite(line, 1, (size_t)(end - line) + 1, s->out);
	free(text);
}

static void put_line(struct screen *s, const char *line)
{
	text_line(s->out, "%s", line);
	s->left--;
}

static size_t put_sentences(struct screen *s, const struct sentences *sentences, const char *lead, unsigned int indent,
			    size_t lines)
{
	int n = sentences_write(sentences, lead, indent, lines, s->out);

	if (n < 0)
		s->err = n;
	else
		s->left -= (size_t)n;
	return n > 0 ? (size_t)n : 0;
}

static void put_list(struct screen *s, const struct sentences *sentences, size_t lines)
{
	int n = sentences_list(sentences, lines, s->out);

	if (n < 0)
		s->err = n;
	else
		s->left -= (size_t)n;
}

static void count_problem(struct sentences *s, size_t count, const char *what)
{
	if (count)
		sentences_add(s, "%zu cell%s %s.", count, text_plural(count), what);
}

void first_screen_belief(const struct loaded *loaded, struct sentences *s)
{
	const struct archive *a = &loaded->archive;
	const struct results *r = &loaded->results;
	size_t bad = r->counts.verdict[VERDICT_DIFFERS], failed = r->counts.verdict[VERDICT_FAILED];
	size_t flags = archive_findings(a, SEVERITY_FLAG);
	size_t good = r->counts.verdict[VERDICT_AS_PREDICTED];
	char refused[MACHINE_REFUSED_SIZE];

	if (machine_refused_sentence(refused, a)[0])
		sentences_add(s, "%s", refused);
	if (bad || failed)
		sentences_add(s, "NOT AS PREDICTED: %zu of %zu cells (marked !), of which %zu failed.", bad + failed,
			      r->count, failed);
	else if (good && good == r->count)
		sentences_add(s, "All %zu cells as predicted: faults, outcome, dirty log, host pages.", good);
	count_problem(s, r->counts.verdict[VERDICT_UNCHECKED], "without fault counts or prediction: costs not confirmed");
	if (!a->complete)
		sentences_add(s, "%s run was not completed: cells are missing.", loaded->boots ? "A" : "The");
	if (a->platform == PLATFORM_EMULATED && !archive_counts_insns(a))
		sentences_add(s, "Costs mean nothing: no -icount.");
	if (a->platform == PLATFORM_VIRTUAL)
		sentences_add(s, "The host is itself a guest.");
	count_problem(s, r->counts.implausible, "not plausible");
	count_problem(s, r->counts.disturbed, "disturbed (~)");
	count_problem(s, r->counts.unconverged, "not as precise as asked");
	if (flags)
		sentences_add(s, "%zu finding%s: --full.", flags, text_plural(flags));
	count_problem(s, r->skipped_count, "skipped");
}

/* "+85%", "-2.8%", "same", or "+3%?" where the interval leaves it open; a dash: there is nothing to compare. */
static const char *percent_of(char buf[static NUMBER_SIZE], const struct contrast *c, bool exact)
{
	enum standing standing = c ? scorecard_judge(c, exact) : STANDING_UNKNOWN;
	const char *mark = standing == STANDING_MORE || standing == STANDING_LESS ? "" : "?";
	double relative;

	if (standing == STANDING_ALIKE)
		return "same";
	if (!c || !contrast_relative(c, &relative))
		return "-";
	if (fabs(relative) >= 100)
		return relative > 0 ? ">99x" : "<99x";
	snprintf(buf, NUMBER_SIZE, fabs(relative) < 0.0995 && !mark[0] ? "%+.1f%%%s" : "%+.0f%%%s", 100 * relative, mark);
	return buf;
}

/* "2", "1.98!": as measured, marked if not as predicted. */
static const char *faults_of(char buf[static NUMBER_SIZE], const struct result *r)
{
	if (r->record->attributed)
		snprintf(buf, NUMBER_SIZE, "%.3g%s", r->faults, wording_mark(r));
	else
		snprintf(buf, NUMBER_SIZE, "-%s", wording_mark(r));
	return buf;
}

#define GROUP_SIZE 48

/* " 5963 2   +85%", or blanks around a dash. */
static const char *group(char buf[static GROUP_SIZE], struct spread *spread, bool exact,
			 const struct scorecard_row *row, enum scorecard_column column)
{
	const struct result *r = row->cell[column];
	char cost[NUMBER_SIZE], faults[NUMBER_SIZE], percent[NUMBER_SIZE];

	if (r)
		spread_note(spread, r);
	snprintf(buf, GROUP_SIZE, " %6s %-3s%5s", wording_cost(cost, r), r ? faults_of(faults, r) : "",
		 row->policy == POLICY_UPSTREAM ? "" : percent_of(percent, row->against[column],
								      exact));
	return buf;
}

/* Yes, no, or not known. */
static char flag_letter(struct flag flag)
{
	return !flag.known ? '?' : flag.value ? 'y' : 'n';
}

/* Does a row have one of these columns? */
static bool has_columns(const struct scorecard *card, int first, int end)
{
	for (size_t i = 0; i < card->rows; i++)
		for (int k = first; k < end; k++)
			if (card->row[i].cell[k])
				return true;
	return false;
}

static void put_writable_row(struct screen *s, struct spread *spread, const struct scorecard_row *row)
{
	const struct result *store = row->cell[SCORECARD_STORE];
	bool exact = archive_counts_insns(&s->loaded->archive);
	char text[3][GROUP_SIZE], cost[NUMBER_SIZE], faults[NUMBER_SIZE], line[192];

	spread_note(spread, store);
	snprintf(line, sizeof(line), "%-10s%s%s%s %c%c %6s %s", policy_name(row->policy),
		 group(text[0], spread, exact, row, SCORECARD_IVAC_LOGGED),
		 group(text[1], spread, exact, row, SCORECARD_IVAC_UNTOUCHED),
		 group(text[2], spread, exact, row, SCORECARD_CIVAC_LOGGED), flag_letter(row->dirties),
		 flag_letter(row->allocates), wording_cost(cost, store), store ? faults_of(faults, store) : "");
	put_line(s, line);
}

/* "as upstream in all of these: read_ro, inject_ro; as read: inject". */
static void put_led(struct screen *s)
{
	struct sentences led = { .count = 0 };

	for (size_t i = 0; i < s->card->rows; i++) {
		bool first = true;

		for (size_t k = i + 1; k < s->card->rows; k++) {
			if (scorecard_leader(s->card, k) != i)
				continue;
			if (!first)
				sentences_extend(&led, ", %s", policy_name(s->card->row[k].policy));
			else if (led.count)
				sentences_extend(&led, "; as %s: %s", policy_name(s->card->row[i].policy),
						 policy_name(s->card->row[k].policy));
			else
				sentences_add(&led, "as %s in all of these: %s", policy_name(s->card->row[i].policy),
					      policy_name(s->card->row[k].policy));
			first = false;
		}
	}
	put_sentences(s, &led, NULL, 2, 3);
}

/* One row a policy; those that do the same share one. */
static void put_writable(struct screen *s, struct spread *spread)
{

	if (!has_columns(s->card, 0, SCORECARD_RO_IVAC)) {
		put_line(s, "Writable memory: no such cells in this archive.");
		return;
	}
	put_line(s, "One line,     IVAC, logged IVAC, untouched   CIVAC, logged   then store");
	put_line(s, "writable     cost f  vs up   cost f  vs up   cost f  vs up da   cost f");
	for (size_t i = 0; i < s->card->rows; i++)
		if (scorecard_leader(s->card, i) == i)
			put_writable_row(s, spread, &s->card->row[i]);
	put_led(s);
}

/* Does another row stand for it on read-only slots? */
static bool is_shown_with_twin(const struct scorecard *card, size_t row)
{
	for (size_t i = 0; i < card->rows; i++)
		if (scorecard_twin(card, i) == row)
			return true;
	return false;
}

static const char *ro_group(char buf[static GROUP_SIZE], struct spread *spread, const struct result *r)
{
	char cost[NUMBER_SIZE], faults[NUMBER_SIZE];

	if (r)
		spread_note(spread, r);
	snprintf(buf, GROUP_SIZE, " %-8s %7s %-4s", r ? scorecard_outcome(r) : "-", wording_cost(cost, r),
		 r ? faults_of(faults, r) : "");
	return buf;
}

/* Do as many cells on writable memory cost more than upstream's, and as many less? */
static bool alike_on_writable(const struct scorecard_row *a, const struct scorecard_row *b)
{
	return a->standing[STANDING_MORE] == b->standing[STANDING_MORE] && a->standing[STANDING_LESS] == b->standing[STANDING_LESS];
}

/*
 * "under read_ro, inject_ro: 16 more, 0 less; upgrade_ro: 15, 0": of twins, for which another row stands on read-only slots only;
 * unless they are alike on writable memory, too.
 */
static void put_twins(struct screen *s)
{
	const struct scorecard_row *row = s->card->row;
	struct sentences said = { .count = 0 };
	bool open[SCORECARD_ROWS] = { false };

	for (size_t i = 0; i < s->card->rows; i++) {
		size_t twin = scorecard_twin(s->card, i);

		if (twin != SIZE_MAX)
			open[twin] = !alike_on_writable(&row[i], &row[twin]);
	}
	for (size_t i = 0; i < s->card->rows; i++) {
		const size_t *n = row[i].standing;
		bool first = !said.count;

		if (!open[i])
			continue;
		if (first)
			sentences_add(&said, "under %s", policy_name(row[i].policy));
		else
			sentences_extend(&said, "; %s", policy_name(row[i].policy));
		for (size_t k = i + 1; k < s->card->rows; k++)
			if (open[k] && alike_on_writable(&row[i], &row[k])) {
				sentences_extend(&said, ", %s", policy_name(row[k].policy));
				open[k] = false;
			}
		sentences_extend(&said, first ? ": %zu more, %zu less" : ": %zu, %zu", n[STANDING_MORE], n[STANDING_LESS]);
	}
	put_sentences(s, &said, NULL, 2, 2);
}

static void put_read_only(struct screen *s, struct spread *spread)
{
	char text[2][GROUP_SIZE], counts[96] = "", name[32], line[256];

	if (!has_columns(s->card, SCORECARD_RO_IVAC, SCORECARD_COLUMNS) && !s->card->has_upstream) {
		put_line(s, "Read-only slots, line by line: no such cells in this archive.");
		return;
	}
	put_line(s, "Writable   cells that cost     Read-only slot, all lines of a page");
	put_line(s, "vs upstream more less same ?  IVAC        cost f    CIVAC       cost f");
	for (size_t i = 0; i < s->card->rows; i++) {
		const struct scorecard_row *row = &s->card->row[i];
		const size_t *n = row->standing;

		if (is_shown_with_twin(s->card, i))
			continue;
		snprintf(name, sizeof(name), "%s%s", policy_name(row->policy),
			 scorecard_twin(s->card, i) == SIZE_MAX ? "" : TWIN);
		if (s->card->has_upstream && row->policy != POLICY_UPSTREAM)
			snprintf(counts, sizeof(counts), "%4zu%5zu%5zu%4zu", n[STANDING_MORE], n[STANDING_LESS],
				 n[STANDING_ALIKE], n[STANDING_UNTOLD] + n[STANDING_UNKNOWN]);
		else
			snprintf(counts, sizeof(counts), "%4s%5s%5s%4s", "-", "-", "-", "-");
		snprintf(line, sizeof(line), "%-11s%s%s%s", name, counts,
			 ro_group(text[0], spread, row->cell[SCORECARD_RO_IVAC]),
			 ro_group(text[1], spread, row->cell[SCORECARD_RO_CIVAC]));
		put_line(s, line);
	}
	if (s->card->has_upstream)
		put_twins(s);
}

/* Writes n and spread of the costs above. */
static void say_spread(const struct spread *spread, const struct archive *a, struct sentences *s)
{
	char number[NUMBER_SIZE], n[AMOUNT_SIZE], chosen[40] = "";

	if (a->options.seconds.known)
		snprintf(chosen, sizeof(chosen), " (chosen for %llu s)", (unsigned long long)a->options.seconds.value);

	if (!spread->cells)
		sentences_add(s, "No cost here has samples.");
	else if (spread->without == spread->cells)
		sentences_add(s, "%s%s: too few for intervals.", amount_text(n, &spread->amount), chosen);
	else
		sentences_add(s, "%s%s; %s within +-%s %%%s.", amount_text(n, &spread->amount), chosen, spread->amount.seeds ?
			      "ranges over seeds" : "95 % intervals",
			      text_number(number, 100 * spread->widest, false),
			      spread->without ? ", if there are enough" : " of the costs");
}

static void put_card(struct screen *s)
{
	struct spread t = { .cells = 0 };
	struct sentences legend = { .count = 0 };
	struct sentences title = { .count = 0 };
	char unit[MACHINE_UNIT_SIZE];

	machine_unit(unit, &s->loaded->results, false);
	sentences_add(&title, "%s", unit);
	put_sentences(s, &title, "Scorecard", 1, 2);
	put_writable(s, &t);
	put_read_only(s, &t);
	say_spread(&t, &s->loaded->archive, &legend);
	sentences_add(&legend, "logged: dirty-logged, host wrote it; untouched: no host page.");
	sentences_add(&legend, "f: stage-2 faults (!: not as predicted).");
	sentences_add(&legend, "vs up: against upstream (same: within 1 %%; ?: not told apart).");
	sentences_add(&legend, "da: does CIVAC dirty, allocate?");
	sentences_add(&legend, "read, inject, upgrade: read first; _ro: on ro only (/_ro: within %g %% of it).",
		      100 * SCORECARD_TWINS);
	put_sentences(s, &legend, NULL, 0, LEGEND_LINES);
}

/* The questions that the archive has no cells for. */
static struct sentences unanswered(const struct sentences answer[static SECTION_COUNT])
{
	struct sentences none = { .count = 0 };

	for (size_t i = 0; i < SECTION_COUNT; i++) {
		if (answer[i].count)
			continue;
		if (none.count)
			sentences_extend(&none, ", %zu %s", i, section_table[i]->label);
		else
			sentences_add(&none, "%zu %s", i, section_table[i]->label);
	}
	return none;
}

#define UNANSWERED "Not measured here:"

#define LEAD_SIZE 64

static const char *lead_of(char buf[static LEAD_SIZE], size_t section)
{
	snprintf(buf, LEAD_SIZE, "%zu %s:", section, section_table[section]->label);
	return buf;
}

/* Returns how many lines sentences take, of so many at most; 0: there are none. */
static size_t lines_of(struct screen *s, const struct sentences *sentences, const char *lead, size_t lines)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);
	int n = -ENOMEM;

	if (memory)
		n = sentences_write(sentences, lead, 2, lines, memory);
	if (!memory || fclose(memory))
		n = -ENOMEM;
	free(text);
	s->err = n < 0 ? n : s->err;
	return n < 0 ? 0 : (size_t)n;
}

/* Returns how many lines the first sentence of an answer takes. */
static size_t least_lines(struct screen *s, const struct sentences *answer, size_t section)
{
	struct sentences first = { .count = answer->count > 0 };
	char lead[LEAD_SIZE];

	memcpy(first.text[0], answer->text[0], SENTENCE_SIZE);
	return lines_of(s, &first, lead_of(lead, section), ANSWER_LINES);
}

/*
 * Each answer gets the lines that its first sentence takes, as far as there is room for one line of each; what is left goes
 * to those that can use it, in their order.
 */
static void put_answers(struct screen *s, size_t lines)
{
	struct sentences answer[SECTION_COUNT] = { { .count = 0 } }, none;
	size_t least[SECTION_COUNT], others = 0, all = 0;

	for (size_t i = 0; i < SECTION_COUNT; i++) {
		section_table[i]->brief(s->loaded, &answer[i]);
		least[i] = least_lines(s, &answer[i], i);
		others += answer[i].count > 0;
		all += least[i];
	}
	none = unanswered(answer);
	lines -= lines_of(s, &none, UNANSWERED, UNANSWERED_LINES);
	for (size_t i = 0; i < SECTION_COUNT; i++) {
		char lead[LEAD_SIZE];
		size_t room;

		if (!answer[i].count)
			continue;
		others--;
		all -= least[i];
		room = lines > all ? lines - all : 0;
		if (room < least[i])
			room = lines > others + least[i] ? least[i] : lines > others ? lines - others : 1;
		lines -= put_sentences(s, &answer[i], lead_of(lead, i), 2, room < ANSWER_LINES ? room : ANSWER_LINES);
	}
	put_sentences(s, &none, UNANSWERED, 2, UNANSWERED_LINES);
}

void first_screen_reproduction(const struct loaded *loaded, FILE *out)
{
	const struct archive *a = &loaded->archive;
	char command[2048] = "cmobench", archives[32];
	size_t used = strlen(command);

	for (size_t i = 0; i < a->options.argv.count && used < sizeof(command); i++)
		used += (size_t)snprintf(command + used, sizeof(command) - used, " %s", a->options.argv.text[i]);
	text_line(out, "cmd:    %s", command);
	if (loaded->boots)
		snprintf(archives, sizeof(archives), "%zu archives", loaded->boots->count);
	text_line(out, "with:   cmobench %s%s%s, data: %s", a->version, a->commit ? " commit " : "",
		  a->commit ? a->commit : "", loaded->boots ? archives : archive_file_name(a));
	if (loaded->boots)
		text_line(out, "sha256: of each of them, and their names: --full");
	else
		text_line(out, "sha256: %s", a->file_sha256);
}

#define REPRODUCTION_LINES 3

static void put_machine(const struct loaded *loaded, FILE *out)
{
	machine_write(&loaded->archive, out);
}

static void put_knob(const struct loaded *loaded, FILE *out)
{
	machine_write_knob(&loaded->results, out);
}

static void put_boots(struct screen *s)
{
	char line[QUESTION_LINE_SIZE];
	struct question question;
	int err = question_find(&question, s->loaded, s->card);

	s->err = err ? err : s->err;
	question_line(line, s->loaded, &question);
	if (!err && line[0])
		put_line(s, line);
}

static void put_screen(struct screen *s)
{
	struct sentences belief = { .count = 0 }, verdict = { .count = 0 };
	size_t room;

	put_line(s, "cmobench: what DC IVAC and DC CIVAC cost a guest under KVM/arm64");
	put_cut(s, put_machine, MACHINE_LINES);
	put_cut(s, put_knob, KNOB_LINES);
	put_boots(s);
	put_line(s, "");
	first_screen_belief(s->loaded, &belief);
	put_sentences(s, &belief, NULL, 0, BELIEF_LINES);
	put_line(s, "");
	put_card(s);
	put_line(s, "");
	verdict_say(s->card, &verdict);
	put_line(s, "Verdict");
	/* A line stays for each answer. A verdict that needs one line more gets that of the blank line at the end. */
	room = s->left - REPRODUCTION_LINES - 2 - SECTION_COUNT;
	put_list(s, &verdict, room < VERDICT_LINES ? room : VERDICT_LINES);
	put_line(s, "");
	put_line(s, s->loaded->boots && blocks_exact(&s->loaded->archive) ?
		 "Answers (with what the seeds range over unless all agree; more: --full)" :
		 "Answers (with a 95 % interval unless all rounds agree; more: --full)");
	put_answers(s, s->left - REPRODUCTION_LINES - 1);
	if (s->left > REPRODUCTION_LINES)
		put_line(s, "");
	put_cut(s, first_screen_reproduction, REPRODUCTION_LINES);
}

int first_screen(const struct loaded *loaded, FILE *out)
{
	const struct cell base = loaded->base;
	struct scorecard card;
	struct screen screen = { .loaded = loaded, .card = &card, .out = out, .left = FIRST_SCREEN_LINES };
	int err = scorecard_make(&card, &loaded->results, &loaded->contrasts, &base);

	if (err)
		return err;
	put_screen(&screen);
	scorecard_free(&card);
	return screen.err;
}
