/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The archive's line of type "profile": where the instructions of one cell went. */
#ifndef HOST_PROFILE_RECORD_H
#define HOST_PROFILE_RECORD_H

#include "bench/cell.h"
#include "host/profile/counts.h"

#include <stddef.h>
#include <stdint.h>

/* The profiled cell, and its samples as the clock has them. Zeroed, there are none. */
struct profile_record {
	struct cell cell;
	uint64_t *ticks; /* samples of them */
	size_t samples;
};

/* Read the samples of the cell's line. 0 or -errno (fail_text()). */
int profile_record_ticks(struct profile_record *record, const char *line, size_t size);

/*
 * Make the line, which the caller frees, with a newline. It needs symbols_sort()ed symbols. 0 or -errno (fail_text()): there
 * is no sample, there are no symbols, or the plugin counted other instructions than the clock.
 */
int profile_record_text(const struct profile_record *record, const struct counts *counts, const struct symbols *symbols,
			char **line, size_t *size);

void profile_record_free(struct profile_record *record);

#endif
