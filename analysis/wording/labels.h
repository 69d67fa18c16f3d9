/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names for archives that stand side by side, made of what differs among them. */
#ifndef ANALYSIS_LABELS_H
#define ANALYSIS_LABELS_H

#include "analysis/archive/load.h"

#define LABELS_MAX    32 /* archives */
#define LABELS_LINES  4
#define LABELS_COLUMN 8  /* characters of a table's column */
#define LABEL_SIZE    64

/*
 * A label is made of the CPU, the kernel's release, its mode of virtualisation and, of an archive with one policy, that
 * policy, as far as the archives differ in it; if none of these tells two of them apart, of the files' names; and of
 * archives that even share these, of a letter.
 */
struct labels {
	size_t lines;                               /* at least 1 */
	char line[LABELS_LINES][LABELS_MAX][LABELS_COLUMN + 1]; /* a column's heading, from its first line on */
	char name[LABELS_MAX][LABEL_SIZE];          /* the same in one line, not cut: "a72 6.12.117" */
};

/* 1 <= count <= LABELS_MAX. */
void labels_make(struct labels *labels, const struct archive *const *archive, size_t count);

/* May the costs of two archives share a table: are platform and unit the same? */
bool labels_share_unit(const struct archive *a, const struct archive *b);

#endif
