/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The questions that a run is made for. sections.def has a row for each, in the order of the reports; the row's file
 * defines what it is. Text, first screen, HTML, Markdown and JSON go through all of them, so that a new one needs its
 * file and its row.
 */
#ifndef ANALYSIS_SECTION_SECTION_H
#define ANALYSIS_SECTION_SECTION_H

#include "analysis/output/doc.h"
#include "analysis/output/sentences.h"
#include "analysis/section/sentence.h"

#include <stdio.h>

struct section {
	const char *id;       /* in JSON */
	const char *question;
	const char *label;    /* the same in a few words, for the first screen, which puts its number before it */
	const char *wanted;   /* the cells to measure where there are none, as --filter has them; NULL: any run has them */
	void (*answer)(struct sentence *s); /* leaves it empty if the archive has no cells for it */
	/* Adds the answer in a line or a few, the most important sentence first; adds none if there are no cells for it. */
	void (*brief)(const struct loaded *loaded, struct sentences *s);
	void (*text)(const struct loaded *loaded, FILE *out);         /* the tables that it rests on */
	void (*doc)(const struct loaded *loaded, struct doc *doc);         /* the same for HTML and Markdown, with figures */
};

#define SECTION(name) extern const struct section section_##name;
#include "analysis/section/sections.def"
#undef SECTION

#define SECTION(name) + 1
enum {
	SECTION_COUNT = 0
#include "analysis/section/sections.def"
};
#undef SECTION

/* All of them; NULL after the last. */
extern const struct section *const section_table[SECTION_COUNT + 1];

/* What the archive answers. */
struct answer section_answer(const struct section *section, const struct loaded *loaded);

#endif
