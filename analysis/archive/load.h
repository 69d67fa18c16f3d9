/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads archives. A broken file is refused, so that whoever has a struct archive need not doubt it. */
#ifndef ANALYSIS_LOAD_H
#define ANALYSIS_LOAD_H

#include "analysis/archive/types.h"

/* Limits of what is read at all, so that no file can take the machine's memory. In bytes. */
#define ARCHIVE_BYTES_MAX      ((size_t)1 << 30)
#define ARCHIVE_LINE_BYTES_MAX ((size_t)16 << 20) /* more than a million samples */

/*
 * Read a file. 0; or -errno with one sentence on what is wrong, NUL-terminated, in why, and nothing to free. -EINVAL is
 * a broken or foreign file, anything else one that could not be read.
 */
int archive_load(struct archive *archive, const char *path, char *why, size_t why_size);

/* The same of bytes in memory; name is what the archive is called. */
int archive_parse(struct archive *archive, const char *name, const char *bytes, size_t size, char *why,
		  size_t why_size);

/* Safe on a zeroed struct. */
void archive_free(struct archive *archive);

#endif
