/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read the archive that an interrupted or killed run left, so that --resume can continue it. */
#ifndef HOST_RESUME_H
#define HOST_RESUME_H

#include "bench/archive/sha256.h"
#include "host/keep/cellset.h"
#include "host/keep/jsonl.h"
#include "host/options/options.h"

/* Counts of the cells of an archive, from their lines. */
struct kept_cells {
	size_t cells, failed, skipped;
	size_t differ;        /* done cells with a finding that is not just a disturbance: not as predicted */
	size_t disturbed;     /* other done cells with a finding: other work on the machine disturbed them */
	size_t unattributed;  /* done cells whose faults could not be counted */
	size_t not_converged; /* done cells less precise than --precision asks for */
	size_t cmos, nops;    /* done cells of cache maintenance; those of them whose outcome is "nop" */
	size_t refused;       /* findings in lines "end" that refuse what was measured */
};

/* Count the line of a cell. */
void kept_cells_add(struct kept_cells *counts, const char *line, size_t size);

/* Count the refusing findings of a line "end". */
void kept_cells_end(struct kept_cells *counts, const char *line, size_t size);

struct resume {
	char *path;             /* the archive's name, without .partial */
	char *header;           /* its first line, NUL-terminated */
	struct cell_set done;   /* cells that it has */
	bool profiled;          /* it has a line "profile" */
	struct kept_cells counts;
	uint64_t bytes;         /* bytes to keep: up to the end of the last whole line that is no footer */
	struct sha256 sha256;   /* digest of those bytes */
	char **argv;            /* command line of the run that began it, argc strings; one allocation */
	int argc;
};

/*
 * Read the archive at path.partial or, if that does not exist, at path. 0; or -errno (fail_text()): -EINVAL for a file
 * that cannot be continued, -EALREADY for one that is complete. Call resume_close() in either case.
 */
int resume_open(struct resume *resume, const char *path);

/*
 * Check that the run with header `other` measures the same as the run with header `header`, so that their cells may
 * stand in one archive. 0; or -EINVAL, fail_text() naming the first difference.
 */
int resume_fits(const char *header, const char *other, size_t other_size);

void resume_close(struct resume *resume);

#endif
