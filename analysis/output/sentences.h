/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A paragraph of sentences, the most important one first, that is cut between sentences to fit into so many lines. */
#ifndef ANALYSIS_SENTENCES_H
#define ANALYSIS_SENTENCES_H

#include <stddef.h>
#include <stdio.h>

#define SENTENCES_MAX  12
#define SENTENCE_SIZE  512

struct sentences {
	char text[SENTENCES_MAX][SENTENCE_SIZE];
	size_t count;
};

/* One more, without an end of line; it is cut at SENTENCE_SIZE, and dropped beyond SENTENCES_MAX. */
__attribute__((format(printf, 2, 3))) void sentences_add(struct sentences *s, const char *format, ...);

/* Append to the last sentence, which there must be. */
__attribute__((format(printf, 2, 3))) void sentences_extend(struct sentences *s, const char *format, ...);

/*
 * Write lead (NULL: none) and as many sentences as fit into `lines` >= 1 lines of a mail; a first sentence that does not
 * fit is cut. The first line is not indented, the others are by indent blanks. Returns how many lines were written, 0 of
 * no sentences, or -ENOMEM.
 */
int sentences_write(const struct sentences *s, const char *lead, unsigned int indent, size_t lines, FILE *out);

/*
 * Write the sentences as items, "- " in front, as many as fit into `lines` lines: one that does not fit is left out.
 * Returns how many lines were written, or -ENOMEM.
 */
int sentences_list(const struct sentences *s, size_t lines, FILE *out);

/* All of them on one line, for free(); NULL: no memory. */
char *sentences_join(const struct sentences *s);

#endif
