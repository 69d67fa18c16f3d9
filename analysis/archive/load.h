/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads archives. A broken file is refused; users of a struct archive need not check it. */
#ifndef ANALYSIS_LOAD_H
#define ANALYSIS_LOAD_H

#include "analysis/archive/source.h"
#include "analysis/archive/types.h"

/* Limits in bytes, of a run, so that no file can exhaust the machine's memory. */
#define ARCHIVE_BYTES_MAX      ((size_t)1 << 30)
#define ARCHIVE_LINE_BYTES_MAX ((size_t)16 << 20) /* more than a million samples */

/* The oldest schema that is read; the newest is ARCHIVE_SCHEMA. */
#define ARCHIVE_SCHEMA_OLDEST 3

/*
 * Read a run. Returns 0; or -errno, with a NUL-terminated sentence on the cause in why, and nothing to free. -EINVAL
 * means a broken or foreign file, any other error that the file could not be read.
 */
int archive_load(struct archive *archive, const struct source *source, char *why, size_t why_size);

/*
 * Read the header of a run only, in the same way. Whether the rest is whole and not altered is not checked; complete is false, and
 * file_sha256 is not known.
 */
int archive_load_header(struct archive *archive, const struct source *source, char *why, size_t why_size);

/*
 * Read all of a run whose header archive_load_header() has read, in the same way. On errors the header stays as it is; one is that
 * the file has another one by now.
 */
int archive_load_rest(struct archive *archive, char *why, size_t why_size);

/* Set file_sha256, if it is not known, from the file. Returns 0 or -errno. */
int archive_digest(struct archive *archive);

/* Are two archives, or headers, of the same bytes, such as a file that is given twice? */
bool archive_are_one(struct archive *a, struct archive *b);

/* Read a run from memory in the same way; name becomes archive->name. */
int archive_parse(struct archive *archive, const char *name, const char *bytes, size_t size, char *why,
		  size_t why_size);

/* Free the records, which the archive then has none of; all other lines stay. */
void archive_free_records(struct archive *archive);

/* Free the records, resumes, ends, hooks and profiles, which the archive then has none of; the header stays. */
void archive_free_lines(struct archive *archive);

/* Free what the archive owns. A zeroed struct is allowed. */
void archive_free(struct archive *archive);

#endif
