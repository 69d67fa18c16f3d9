/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The index: what was measured where, with the scorecard of each run; histories; runs; files that were not read. */
#include "analysis/history/release.h"
#include "analysis/output/doc.h"
#include "analysis/site/site.h"
#include "bench/array.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS(array) (array), ARRAY_SIZE(array)

extern const char site_search[]; /* script.S */

/* link: of the kernel; NULL: none. */
static void put_host(struct doc *doc, const struct site_run *run, const char *link)
{
	char text[SITE_TEXT_SIZE], release[RELEASE_SIZE];

	doc_cell(doc, site_host(text, &run->header));
	doc_link(doc, release_of(release, &run->header), (double)run->rank, link);
}

static void put_scorecard(struct doc *doc, const struct site *s)
{
	static const struct doc_column columns[] = {
		{ "host", false }, { "kernel", true }, { "setup", false }, { "policy", false }, { "writable memory", false },
		{ "unit", false }, { "IVAC, logged", true }, { "IVAC, untouched", true }, { "CIVAC, logged", true },
		{ "IVAC, read-only", true }, { "CIVAC, read-only", true },
	};

	doc_table(doc, "Hosts, kernels and policies: cells on writable memory against upstream; cost (stage-2 faults), change", false,
		  COLUMNS(columns));
	for (size_t i = 0; i < s->runs; i++) {
		const struct site_run *run = &s->run[i];

		for (size_t k = 0; !run->more && k < run->facts->policies; k++) {
			const struct site_policy *p = &run->facts->policy[k];
			char text[SITE_TEXT_SIZE];

			put_host(doc, run, run->path);
			doc_cell(doc, site_setup(text, &run->header));
			doc_cell(doc, p->name);
			doc_cell(doc, p->verdict);
			doc_cell(doc, archive_unit(&run->header));
			for (size_t c = 0; c < SITE_COSTS; c++)
				doc_value(doc, p->cost[c], p->value[c]);
		}
	}
	doc_table_end(doc);
	doc_paragraph(doc, "Costs are in the row's unit, and can be compared with those of the same unit only. Pages are cold: stage 2 does "
		      "not map them. logged: dirty-logged, and written by the host; untouched: the host has no page yet; read-only: a page "
		      "of a read-only memslot, line by line. ! marks faults that are not as predicted, ~ a disturbed cost; "
		      "same: less than 1 %% apart; ?: not told apart; "
		      "module: what its hooks cost is subtracted if it was measured, but not the look at the memslot of a _ro policy.");
}

static void put_histories(struct doc *doc, const struct site *s)
{
	static const struct doc_column columns[] = {
		{ "kernels", false }, { "host", false }, { "setup", false }, { "suite", false }, { "runs", true }, { "in short", false },
	};

	if (!s->histories)
		return;
	doc->style->heading(doc, 1, "Kernel by kernel");
	doc_table(doc, "Hosts with runs on several kernels", false, COLUMNS(columns));
	for (size_t i = 0; i < s->histories; i++) {
		const struct site_history *h = &s->history[i];
		const struct archive *a = &h->run[0]->header;
		const struct site_run *oldest = h->run[0], *newest = h->run[0];
		char from[RELEASE_SIZE], to[RELEASE_SIZE], text[SITE_TEXT_SIZE + 64];

		for (size_t k = 1; k < h->count; k++) {
			oldest = h->run[k]->rank < oldest->rank ? h->run[k] : oldest;
			newest = h->run[k]->rank > newest->rank ? h->run[k] : newest;
		}
		snprintf(text, sizeof(text), "%zu: %s to %s", h->kernels, release_of(from, &oldest->header),
			 release_of(to, &newest->header));
		doc_link(doc, text, NAN, h->has_page ? h->path : NULL);
		doc_cell(doc, site_host(text, a));
		doc_cell(doc, site_setup(text, a));
		doc_cell(doc, site_suite(text, a));
		snprintf(text, sizeof(text), h->left_out ? "the newest %zu of %zu" : "%zu", h->count, h->count + h->left_out);
		doc_value(doc, text, (double)(h->count + h->left_out));
		doc_cell(doc, h->answer);
	}
	doc_table_end(doc);
}

/* What speaks for and against a run; the name of the archive that has more of it. */
static void put_belief(struct doc *doc, const struct site_run *run)
{
	char text[SITE_BELIEF_SIZE + 256];

	snprintf(text, sizeof(text), "%s%s%.200s%s", run->facts->belief, run->more ? " Of the same run as " : "",
		 run->more ? run->more->name : "", run->more ? ", which has more of it." : "");
	doc_cell(doc, text);
}

static void put_runs(struct doc *doc, const struct site *s)
{
	static const struct doc_column columns[] = {
		{ "run", false }, { "host", false }, { "kernel", true }, { "uname -r", false }, { "setup", false }, { "policy", false },
		{ "suite", false }, { "created", false }, { "cells", true }, { "to be believed?", false },
	};

	doc->style->heading(doc, 1, "Runs");
	doc_table(doc, "Archives, each with a page of its own", false, COLUMNS(columns));
	for (size_t i = 0; i < s->runs; i++) {
		const struct site_run *run = &s->run[i];
		char text[SITE_TEXT_SIZE], policies[sizeof(run->facts->policy[0].name) * SCORECARD_ROWS] = "";
		size_t used = 0;

		for (size_t k = 0; k < run->facts->policies; k++)
			used += (size_t)snprintf(policies + used, sizeof(policies) - used, "%s%s", k ? ", " : "", run->facts->policy[k].name);
		doc_link(doc, run->name, NAN, run->path);
		put_host(doc, run, NULL);
		doc_cell(doc, run->header.host.kernel ? run->header.host.kernel : "-");
		doc_cell(doc, site_setup(text, &run->header));
		doc_cell(doc, policies);
		doc_cell(doc, site_suite(text, &run->header));
		doc_cell(doc, run->header.created);
		doc_number(doc, (double)run->facts->cells, false);
		put_belief(doc, run);
	}
	doc_table_end(doc);
}

static void put_problems(struct doc *doc, const struct site *s)
{
	static const struct doc_column columns[] = { { "file", false }, { "why", false } };
	char caption[96];

	if (!s->problems)
		return;
	doc->style->heading(doc, 1, "Not shown");
	snprintf(caption, sizeof(caption), "%zu file%s or run%s without a page, %zu of which could not be read", s->problems,
		 text_plural(s->problems), text_plural(s->problems), s->unread);
	doc_table(doc, caption, s->problems > 20, COLUMNS(columns));
	for (size_t i = 0; i < s->problems; i++) {
		doc_cell(doc, s->problem[i].name);
		doc_cell(doc, s->problem[i].why);
	}
	doc_table_end(doc);
}

static void put_warnings(struct doc *doc, const struct site *s)
{
	bool platform[PLATFORM_COUNT] = { false };
	char text[96];

	for (size_t i = 0; i < s->runs; i++)
		platform[s->run[i].header.platform] = true;
	if (platform[PLATFORM_EMULATED])
		doc->style->paragraph(doc, "Emulated hosts: every cost of theirs is a count of instructions, never time.", true);
	if (platform[PLATFORM_VIRTUAL])
		doc->style->paragraph(doc, "VIRTUAL hosts are guests themselves.", true);
	if (!s->unread)
		return;
	snprintf(text, sizeof(text), "%zu file%s or run%s could not be read: see \"Not shown\".", s->unread, text_plural(s->unread),
		 text_plural(s->unread));
	doc->style->paragraph(doc, text, true);
}

static void put_index(struct doc *doc, const struct site *s)
{
	size_t hosts = 0, kernels = 0;
	char title[160], host[2][SITE_TEXT_SIZE];

	/* They are in the order of hosts. */
	for (size_t i = 0; i < s->runs; i++) {
		hosts += !i || strcmp(site_host(host[0], &s->run[i - 1].header), site_host(host[1], &s->run[i].header)) != 0;
		kernels = s->run[i].rank >= kernels ? s->run[i].rank + 1 : kernels;
	}
	snprintf(title, sizeof(title), "cmobench: %zu run%s, %zu host%s, %zu kernel%s", s->runs, text_plural(s->runs), hosts,
		 text_plural(hosts), kernels, text_plural(kernels));
	doc->style->begin(doc, title);
	doc_paragraph(doc, "What DC IVAC and DC CIVAC cost a guest under KVM/arm64, by host, kernel and policy. A click on the name of a column "
		      "sorts by it. The link in a row leads to the report of its run.");
	put_warnings(doc, s);
	doc->style->heading(doc, 1, "Scorecard");
	put_scorecard(doc, s);
	put_histories(doc, s);
	put_runs(doc, s);
	put_problems(doc, s);
	doc->style->end(doc);
}

enum status site_put_index(struct site *s)
{
	static const char path[] = "index.html";
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	enum status status;

	if (out)
		put_index(&(struct doc){ .style = &doc_html, .out = out, .script = site_search }, s);
	if (!out || fclose(out) || !pages_plan(&s->pages, path))
		status = pages_no_memory();
	else
		status = pages_put(&s->pages, path, "", NULL, bytes, size);
	free(bytes);
	return status;
}
