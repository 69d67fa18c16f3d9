/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decodes the lines of an archive from parsed JSON into structs: decode_header.c decodes headers, also those of
 * resumes, decode_cell.c cells, decode_run.c findings and ends, decode_hook.c the lines on the module's hooks,
 * decode_profile.c those on the functions of a cell.
 */
#ifndef ANALYSIS_DECODE_H
#define ANALYSIS_DECODE_H

#include "analysis/archive/types.h"

struct reader;
struct value;

/* Each fills a zeroed struct from a line, and returns 0, or -EINVAL or -ENOMEM after reader_fail(). */
int decode_header(struct reader *r, const struct value *header, struct archive *a);
int decode_resume(struct reader *r, const struct value *line, const struct archive *a, struct archive_resume *resume);
int decode_end(struct reader *r, const struct value *line, const struct archive *a, struct archive_end *end);
int decode_hook(struct reader *r, const struct value *line, struct archive_hook *hook);
int decode_profile(struct reader *r, const struct value *line, struct archive_profile *profile);
int decode_record(struct reader *r, const struct value *cell, struct record *record);

/*
 * Decode the array of findings in a line, in the same way. allow: the identifiers that --allow named, by which older
 * versions' findings of the end are judged; NULL: they are of the start, where a run is made only if all are allowed.
 */
int decode_findings(struct reader *r, const struct value *line, const struct texts *allow,
		    struct archive_findings *findings);

#endif
