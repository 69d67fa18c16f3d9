/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An output file that appears under its name only when it is whole. */
#ifndef HOST_OUTFILE_H
#define HOST_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outfile {
	int fd;          /* -1: not open */
	char *path, *partial; /* NULL: standard output */
	uint64_t bytes;  /* written so far */
};

/*
 * Start writing path: path.partial until it is committed, or standard output if path is "-". An existing path is
 * refused unless force: -EEXIST. 0 or -errno (fail_text()); nothing to close on failure.
 */
int outfile_open(struct outfile *file, const char *path, bool force);

/* Append. 0 or -errno (fail_text()). outfile_sync(): and onto the disk. */
int outfile_write(struct outfile *file, const void *data, size_t size);
int outfile_sync(struct outfile *file);

/* Give the file its name and close it. 0 or -errno (fail_text()). */
int outfile_commit(struct outfile *file);

/* Close without committing; keep: PATH.partial stays, else it is removed. */
void outfile_abandon(struct outfile *file, bool keep);

#endif
