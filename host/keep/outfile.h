/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An output file of lines. It appears under its name only when it is complete, and a line once written is not lost:
 * neither if the disk fills up nor if somebody moves the file away.
 */
#ifndef HOST_OUTFILE_H
#define HOST_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outfile {
	int fd;               /* -1: not open */
	char *path, *partial; /* the name of the complete file, and path.partial; NULL: standard output */
	uint64_t bytes;       /* size of the file */
};

/*
 * Start writing path, as path.partial until it is committed, or standard output if path is "-". Unless force is set,
 * -EEXIST if path exists, or path.partial, which an unfinished run leaves. -EINVAL if path is a directory or a device.
 * -EBUSY if another process is writing it.
 * 0 or -errno (fail_text()); after a failure there is nothing to close.
 */
int outfile_open(struct outfile *file, const char *path, bool force);

/*
 * Continue path.partial or, if that does not exist, path, which is renamed to path.partial. The file is cut to its
 * first `bytes` bytes. Errors as outfile_open().
 */
int outfile_reopen(struct outfile *file, const char *path, uint64_t bytes);

/*
 * Append one or more lines and flush them to the disk: all of them or, except on standard output, none. Space for
 * OUTFILE_RESERVE_BYTES more stays reserved on the disk; only the line written with last set may use it. If the file
 * was moved away or removed, it is created again under its name with all its lines. 0 or -errno (fail_text()).
 */
#define OUTFILE_RESERVE_BYTES 4096
int outfile_write(struct outfile *file, const char *text, size_t size, bool last);

/* Give the file its name and close it. 0 or -errno (fail_text()). */
int outfile_commit(struct outfile *file);

/* Close without committing. path.partial is removed unless keep is set. */
void outfile_abandon(struct outfile *file, bool keep);

#endif
