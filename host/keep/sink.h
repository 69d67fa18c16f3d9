/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_ARCHIVE_SINK_H
#define HOST_ARCHIVE_SINK_H

#include <stddef.h>

/*
 * Where the archive's lines go. line() takes one whole line, its newline included; 0 or -errno (fail_text()). When it
 * returns 0 the line is as safe as it will be.
 */
struct archive_sink {
	int (*line)(void *context, const char *line, size_t size);
	void *context;
};

#endif
