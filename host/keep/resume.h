/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an interrupted or killed run left, to go on with. */
#ifndef HOST_RESUME_H
#define HOST_RESUME_H

#include "bench/archive/sha256.h"
#include "host/keep/cellset.h"
#include "host/keep/jsonl.h"
#include "host/options/options.h"

/* Counts of the cells of an archive, from their lines. */
struct kept_cells {
	size_t cells, failed, skipped, differ; /* differ: done, but not as predicted */
	size_t unattributed, not_converged;    /* done, but without counts of faults; not as precise as asked for */
	size_t cmos, nops;                     /* done cells of cache maintenance; those that the CPU does not translate */
	size_t refused;                        /* findings of an end that refuse what was measured */
};

/* Count a cell's line. */
void kept_cells_add(struct kept_cells *counts, const char *line, size_t size);

/* Count the findings of a line "end". */
void kept_cells_end(struct kept_cells *counts, const char *line, size_t size);

struct resume {
	char *path;             /* the archive's name, without .partial */
	char *header;           /* its first line, NUL-terminated */
	struct cell_set done;   /* cells that it has */
	struct kept_cells counts;
	uint64_t bytes;         /* of it that are kept: up to the last whole line that is no footer */
	struct sha256 sha256;   /* of those */
	char **argv;            /* that it was made with, one allocation */
	int argc;
};

/*
 * Read what is at path, or at path.partial. 0; or -errno (fail_text()), -EINVAL being a file that nothing can be done
 * with, and -EALREADY one that is complete. resume_close() it in either case.
 */
int resume_open(struct resume *resume, const char *path);

/* Does a run with this header go on with the same measurement? 0, or -EINVAL (fail_text(): what is another). */
int resume_fits(const char *header, const char *other, size_t other_size);

void resume_close(struct resume *resume);

#endif
