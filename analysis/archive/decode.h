/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of an archive, once parsed as JSON, into structs: decode_header.c the header and that of a resume,
 * decode_cell.c a cell, decode_run.c what tells of the run as a whole.
 */
#ifndef ANALYSIS_DECODE_H
#define ANALYSIS_DECODE_H

#include "analysis/archive/types.h"

struct reader;
struct value;

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* Each 0, or -EINVAL or -ENOMEM after reader_fail(); what they fill is zeroed by the caller. */
int decode_header(struct reader *r, const struct value *header, struct archive *a);
int decode_resume(struct reader *r, const struct value *line, const struct archive *a, struct archive_resume *resume);
int decode_end(struct reader *r, const struct value *line, struct archive_end *end);
int decode_record(struct reader *r, const struct value *cell, struct record *record);

/* The array of findings in a line. */
int decode_findings(struct reader *r, const struct value *line, struct archive_findings *findings);

#endif
