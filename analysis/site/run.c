/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page of a run, and what the index says of it. */
#include "analysis/boots/alike.h"
#include "analysis/report/report.h"
#include "analysis/scorecard/first_screen.h"
#include "analysis/site/site.h"
#include "analysis/wording/cell.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const enum scorecard_column site_column[SITE_COSTS] = {
	SCORECARD_IVAC_LOGGED, SCORECARD_IVAC_UNTOUCHED, SCORECARD_CIVAC_LOGGED, SCORECARD_RO_IVAC, SCORECARD_RO_CIVAC,
};

/* How a policy's cells on writable memory stand to upstream's. */
static void put_verdict(FILE *out, const struct scorecard *card, const struct scorecard_row *row)
{
	const size_t *n = row->standing;
	size_t open = n[STANDING_UNTOLD] + n[STANDING_UNKNOWN] + n[STANDING_OTHER];

	if (!card->has_upstream)
		fputs(card->rows > 1 ? "not compared: no upstream" : "not compared: alone", out);
	else if (row->policy == POLICY_UPSTREAM)
		fputs("the reference", out);
	else if (!row->writable)
		fputs("no cells", out);
	else if (!n[STANDING_MORE])
		fputs(open ? "no cell is shown to cost more" : "no cell costs more", out);
	else
		fprintf(out, "%zu of %zu cells cost%s more", n[STANDING_MORE], row->writable, n[STANDING_MORE] == 1 ? "s" : "");
	if (!card->has_upstream || row->policy == POLICY_UPSTREAM)
		return;
	if (n[STANDING_LESS])
		fprintf(out, ", %zu less", n[STANDING_LESS]);
	if (open && row->writable)
		fprintf(out, ", %zu not told", open);
}

/* A cost, its faults, a mark if it is not to be relied on; the change against upstream, or what became of the op. */
static void put_cost(FILE *out, const struct scorecard *card, const struct scorecard_row *row, enum scorecard_column column)
{
	const struct result *r = row->cell[column];
	char cost[NUMBER_SIZE], change[SCREEN_CHANGE_SIZE], faults[NUMBER_SIZE + 4] = "";
	const char *more = "";

	if (!r) {
		fputs("\t-\tnan", out);
		return;
	}
	if (r->record->attributed)
		snprintf(faults, sizeof(faults), " (%.3g)", r->faults);
	if (column >= SCORECARD_RO_IVAC)
		more = scorecard_outcome(r);
	else if (row->policy != POLICY_UPSTREAM)
		more = screen_change(change, card, row->against[column]);
	fprintf(out, "\t%s%s%s%s%s\t%.17g", wording_cost(cost, r), faults, wording_mark(r), more[0] ? " " : "", more,
		result_has_cost(r) ? r->value : NAN);
}

static void put_policy(FILE *out, const struct scorecard *card, size_t row)
{
	fprintf(out, "\t%s\t", policy_name(card->row[row].policy));
	put_verdict(out, card, &card->row[row]);
	for (size_t i = 0; i < SITE_COSTS; i++)
		put_cost(out, card, &card->row[row], site_column[i]);
}

/* Write the facts as a line, as the manifest keeps them. Returns 0 or -ENOMEM. */
static int put_facts(FILE *out, const struct loaded *loaded)
{
	const struct cell base = loaded->base;
	struct sentences belief = { .count = 0 };
	struct scorecard card;
	char *said;
	int err;

	first_screen_belief(loaded, &belief);
	said = site_plain(sentences_join(&belief));
	if (!said)
		return -ENOMEM;
	fprintf(out, "%d\t%zu\t%s", loaded->archive.complete, loaded->results.count, said);
	free(said);
	err = scorecard_make(&card, &loaded->results, &loaded->contrasts, &base);
	if (err)
		return err;
	for (size_t i = 0; i < card.rows; i++)
		put_policy(out, &card, i);
	scorecard_free(&card);
	return 0;
}

/* Take the next field of a line; "": there is none. */
static const char *next(char **rest)
{
	const char *field = strsep(rest, "\t");

	return field ? field : "";
}

/* Read such a line. NULL: no memory. */
static struct site_facts *read_facts(const char *line)
{
	struct site_facts *f = calloc(1, sizeof(*f));
	char *copy = strdup(line), *rest = copy;

	if (f && copy) {
		f->complete = next(&rest)[0] == '1';
		f->cells = strtoul(next(&rest), NULL, 10);
		snprintf(f->belief, sizeof(f->belief), "%s", next(&rest));
	}
	while (f && rest && f->policies < SCORECARD_ROWS) {
		struct site_policy *p = &f->policy[f->policies++];

		snprintf(p->name, sizeof(p->name), "%s", next(&rest));
		snprintf(p->verdict, sizeof(p->verdict), "%s", next(&rest));
		for (size_t i = 0; i < SITE_COSTS; i++) {
			snprintf(p->cost[i], sizeof(p->cost[i]), "%s", next(&rest));
			p->value[i] = strtod(next(&rest), NULL);
		}
	}
	if (!copy) {
		free(f);
		f = NULL;
	}
	free(copy);
	return f;
}

/* The bytes of a page, and the facts of the run. */
struct made {
	char *page, *facts; /* owned */
	size_t size;
};

static int make_page(struct made *made, const struct loaded *loaded)
{
	size_t size;
	FILE *page = open_memstream(&made->page, &made->size), *facts = open_memstream(&made->facts, &size);
	int err = page && facts ? report_doc(&(struct doc){ .style = &doc_html, .out = page, .up = "../index.html" }, loaded) : -ENOMEM;

	if (!err)
		err = put_facts(facts, loaded);
	if (page && fclose(page) && !err)
		err = -ENOMEM;
	if (facts && fclose(facts) && !err)
		err = -ENOMEM;
	return err;
}

/* Read a run whose header is known. Returns 0; or -errno, with a sentence on the cause in why. */
static int load(struct loaded *loaded, const struct site_run *run, char *why, size_t why_size)
{
	int err;

	*loaded = (struct loaded){ .policies = 0 };
	err = archive_load(&loaded->archive, run->source, why, why_size);
	if (!err && strcmp(loaded->archive.file_sha256, run->header.file_sha256) != 0) {
		archive_free(&loaded->archive);
		snprintf(why, why_size, "was changed while it was read: build the site again");
		err = -EINVAL;
	}
	if (!err && loaded_make(loaded)) {
		snprintf(why, why_size, "out of memory");
		err = -ENOMEM;
	}
	return err;
}

/* Write the page of a run, or note why it cannot be read; then it has no facts. */
static enum status write_run(struct site *s, struct site_run *run, const char *key)
{
	struct loaded loaded;
	struct made made = { .page = NULL };
	char why[512];
	enum status status;
	int err;

	if (load(&loaded, run, why, sizeof(why)))
		return site_note(s, run->name, true, why) ? STATUS_OK : pages_no_memory();
	err = make_page(&made, &loaded);
	loaded_free(&loaded);
	status = err ? pages_no_memory() : pages_put(&s->pages, run->path, key, made.facts, made.page, made.size);
	run->facts = status ? NULL : read_facts(made.facts);
	free(made.page);
	free(made.facts);
	return status || run->facts ? status : pages_no_memory();
}

static enum status put_run(struct site *s, struct site_run *run)
{
	char key[SHA256_HEX_SIZE];
	struct sha256 made_of;
	const struct page *page;

	sha256_init(&made_of);
	sha256_update(&made_of, run->header.file_sha256, SHA256_HEX_SIZE);
	sha256_update(&made_of, run->name, strlen(run->name) + 1);
	pages_key(&s->pages, &made_of, key);
	page = pages_current(&s->pages, run->path, key);
	if (!page)
		return write_run(s, run, key);
	run->facts = read_facts(page->facts);
	return run->facts ? STATUS_OK : pages_no_memory();
}

/* Has one archive of a run more of it than another? */
static bool has_more(const struct site_facts *a, const struct site_facts *b)
{
	return a->cells != b->cells ? a->cells > b->cells : a->complete && !b->complete;
}

static int compare_problems(const void *a, const void *b)
{
	return strcmp(((const struct site_problem *)a)->name, ((const struct site_problem *)b)->name);
}

/* Drop the runs that could not be read, put what is wrong in order, and tell which archives others of the same run have more of. */
static void settle(struct site *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->runs; i++)
		if (s->run[i].facts)
			s->run[kept++] = s->run[i];
		else
			archive_free(&s->run[i].header);
	s->runs = kept;
	if (s->problems)
		qsort(s->problem, s->problems, sizeof(*s->problem), compare_problems);
	for (size_t i = 0; i < s->runs; i++)
		for (size_t k = 0; k < i; k++) {
			struct site_run *a = &s->run[k], *b = &s->run[i];

			if (a->more || b->more || !alike_are_one_run(&a->header, &b->header))
				continue;
			if (has_more(b->facts, a->facts))
				a->more = b;
			else
				b->more = a;
		}
}

enum status site_put_runs(struct site *s)
{
	enum status status;

	for (size_t i = 0; i < s->runs; i++)
		if (!pages_plan(&s->pages, s->run[i].path))
			return pages_no_memory();
	status = pages_save(&s->pages);
	for (size_t i = 0; !status && i < s->runs; i++)
		status = put_run(s, &s->run[i]);
	settle(s);
	return status;
}
