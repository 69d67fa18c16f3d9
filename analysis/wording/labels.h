/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names for archives that a report has side by side, made of the properties in which they differ. */
#ifndef ANALYSIS_LABELS_H
#define ANALYSIS_LABELS_H

#include "analysis/archive/load.h"

#define LABELS_MAX    128 /* archives at most */
#define LABELS_LINES  4
#define LABELS_COLUMN 8  /* width of a table's column, in characters */
#define LABEL_SIZE    64

/*
 * A label has those of these that differ among the archives: kernel release, virtualisation mode, CPU, the policy of archives
 * with one policy, and what put policies in force: patch, module or nothing ("as is"). While two archives are still alike, it
 * also has what differs in the kernel's command line; the file's name and the build id; the seed; the boot; the file's name;
 * and if all that is alike, a letter.
 */
struct labels {
	size_t lines;                               /* of a heading, 1 to LABELS_LINES */
	char line[LABELS_LINES][LABELS_MAX][LABELS_COLUMN + 1]; /* each archive's heading, line by line */
	char name[LABELS_MAX][LABEL_SIZE];          /* the whole label in one line: "a72 6.12.117" */
};

/* Makes the labels of count archives, 1 <= count <= LABELS_MAX. */
void labels_make(struct labels *labels, const struct archive *const *archive, size_t count);

/* Can the costs of two archives share a table: are platform and unit the same? */
bool labels_share_unit(const struct archive *a, const struct archive *b);

#endif
