/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_ARCHIVE_SINK_H
#define HOST_ARCHIVE_SINK_H

#include <stddef.h>

/*
 * Where the archive's lines go. line() takes one whole line, its newline included, and returns 0 once the line is on
 * the disk, or -errno (fail_text()).
 */
struct archive_sink {
	int (*line)(void *context, const char *line, size_t size);
	void *context;
};

#endif
