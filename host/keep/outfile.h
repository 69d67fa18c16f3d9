/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An output file of lines, that appears under its name only when it is whole, and of which no line is lost that was
 * once written: not to a full disk, not to somebody who moves the file away.
 */
#ifndef HOST_OUTFILE_H
#define HOST_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outfile {
	int fd;               /* -1: not open */
	char *path, *partial; /* NULL: standard output */
	uint64_t bytes;       /* that it has */
};

/*
 * Start writing path: path.partial until it is committed, or standard output if path is "-". Unless force, -EEXIST if
 * path is there already, or path.partial is, which is what is left of a run that did not end. -EBUSY if another process
 * is writing it. 0 or -errno (fail_text()); nothing to close on failure.
 */
int outfile_open(struct outfile *file, const char *path, bool force);

/*
 * Go on with path or, if there is none, path.partial, behind its first bytes; what follows them is dropped. It is
 * path.partial from here on. As outfile_open().
 */
int outfile_reopen(struct outfile *file, const char *path, uint64_t bytes);

/*
 * Append a line, or several, and see them on the disk: all or nothing, but on standard output. Behind it there stays
 * room for one last line of OUTFILE_RESERVE_BYTES, which last (and only that) may use. If the file was moved away or
 * removed under us, it is made anew under its name, with all that it had. 0 or -errno (fail_text()).
 */
#define OUTFILE_RESERVE_BYTES 4096
int outfile_write(struct outfile *file, const char *text, size_t size, bool last);

/* Give the file its name and close it. 0 or -errno (fail_text()). */
int outfile_commit(struct outfile *file);

/* Close without committing; keep: PATH.partial stays, else it is removed. */
void outfile_abandon(struct outfile *file, bool keep);

#endif
