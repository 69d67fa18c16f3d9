/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A paragraph of sentences, the most important first, that is cut between sentences to fit into a number of lines. */
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

/* Add a sentence without a newline. It is cut at SENTENCE_SIZE, and dropped beyond SENTENCES_MAX. */
__attribute__((format(printf, 2, 3))) void sentences_add(struct sentences *s, const char *format, ...);

/* Append to the last sentence; there must be one. */
__attribute__((format(printf, 2, 3))) void sentences_extend(struct sentences *s, const char *format, ...);

/*
 * Write lead (NULL: none) and as many sentences as fit into `lines` >= 1 lines of a mail; a first sentence that does
 * not fit is cut, and ends in "...". All lines but the first are indented by indent blanks. Returns the number of lines written, 0 if
 * there are no sentences, or -ENOMEM.
 */
int sentences_write(const struct sentences *s, const char *lead, unsigned int indent, size_t lines, FILE *out);

/*
 * Write the sentences as items, "- " in front, into at most `lines` lines; one that does not fit is left out. Returns
 * the number of lines written, or -ENOMEM.
 */
int sentences_list(const struct sentences *s, size_t lines, FILE *out);

/* Join all sentences on one line, for free(). NULL: no memory. */
char *sentences_join(const struct sentences *s);

#endif
