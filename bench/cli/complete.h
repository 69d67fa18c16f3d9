/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints what can stand in the place of a word of a command line, one candidate a line, for a shell's completion
 * (host/package/). Candidates come from the tables that parse the word.
 */
#ifndef BENCH_COMPLETE_H
#define BENCH_COMPLETE_H

/* The word. */
struct complete {
	const char *word; /* as typed so far; never NULL */
	int kept;         /* its first characters, 0 ... strlen(word), that each candidate begins with: "--format=" */
};

/* Print the candidate `name` if what is typed behind the kept characters begins it. */
void complete_name(const struct complete *c, const char *name);

/* Return the word with all characters up to the last of `separators` kept, too; the same word if it has none of them. */
struct complete complete_behind(const struct complete *c, const char *separators);

/* As complete_name(), where the word is a list with commas. */
void complete_item(const struct complete *c, const char *name);

#endif
