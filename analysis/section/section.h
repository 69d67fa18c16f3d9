/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The questions that a run answers. sections.def has a row for each, in the order of the reports, and a file of the
 * row's name defines it. Text, first screen, HTML, Markdown and JSON go through all rows: a new question needs a file and
 * a row.
 */
#ifndef ANALYSIS_SECTION_SECTION_H
#define ANALYSIS_SECTION_SECTION_H

#include "analysis/output/doc.h"
#include "analysis/output/sentences.h"
#include "analysis/section/sentence.h"

#include <stdio.h>

struct section {
	const char *id;       /* its name in the JSON report */
	const char *question;
	const char *label;    /* the question in a few words, for the first screen */
	const char *wanted;   /* what to measure for an answer, in --filter's words; NULL: any run has it */
	void (*answer)(struct sentence *s); /* says nothing if the archive has no cells for it */
	/* Adds the answer in a line or a few, the most important sentence first; adds none if there are no cells for it. */
	void (*brief)(const struct loaded *loaded, struct sentences *s);
	void (*text)(const struct loaded *loaded, FILE *out); /* writes the tables behind the answer */
	void (*doc)(const struct loaded *loaded, struct doc *doc); /* the same for HTML and Markdown, with figures */
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

/* All sections in order, with NULL after the last. */
extern const struct section *const section_table[SECTION_COUNT + 1];

/* Returns the archive's answer; one that is not known says what to measure. */
struct answer section_answer(const struct section *section, const struct loaded *loaded);

#endif
