/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare --format text. */
#ifndef ANALYSIS_COMPARE_TEXT_COMPARE_H
#define ANALYSIS_COMPARE_TEXT_COMPARE_H

#include "analysis/shift/compare.h"
#include "analysis/wording/machine.h"

#include <stdio.h>

/* Writes the comparison, ending with a newline. Returns 0 or -ENOMEM. */
int compare_text(const struct compare *c, FILE *out);

#define UNIT_SIZE (64 + 2 * MACHINE_HOOK_SIZE)

/* Returns the unit of an archive's costs, and whether it is time. */
const char *text_unit_of(const struct archive *a);

/* Formats the unit, and of which side the module's hooks are subtracted. */
const char *text_unit(char buf[static UNIT_SIZE], const struct compare *c);

/* Writes what an arm's archives are, below a blank line. */
void text_side(const char *name, const struct compare *c, int side, FILE *out);

/* Lists settings other than the kernel that differ, because they may have caused a change. */
void text_settings(const struct compare *c, FILE *out);

#define TEXT_NAME_SIZE 320

/* Formats the name of a cell or a contrast in the words of --filter. */
void text_describe(const struct compared *compared, char *buf, size_t size);

/* Estimates what text_changed() writes and needs NEW's cells: ratios. Before compare_let_go(). Returns 0 or -ENOMEM. */
int text_keep(struct compare *c);

/* Write the cells with changed counts, or what cannot be compared, by reason. of: "", or " in NAME". 0 or -ENOMEM. */
int text_changed(const struct compare *c, const char *of, FILE *out);
int text_not_comparable(const struct compare *c, const char *of, FILE *out);

/* Returns what the comparison comes to: "Same", "No change found", "Differ", "Cannot say" or "Changed". */
const char *text_word(const struct compare *c);

/*
 * Parts of it, in text_method.c: how verdicts are made; what a row's words mean; what "same" rules out; what would show
 * more. 0 or -ENOMEM.
 */
void text_method(const struct compare *c, FILE *out);
void text_legend(const struct compare *c, FILE *out);
int text_same(const struct compare *c, FILE *out);
void text_advice(const struct compare *c, FILE *out);

/* Returns the largest share of a cost within which all cells that are the same are shown to be; NAN: nothing is shown. */
double text_same_within(const struct compare *c);

#endif
