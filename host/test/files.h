/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Write and read small files of a test. */
#ifndef HOST_TEST_FILES_H
#define HOST_TEST_FILES_H

#include "host/os/hostfile.h"

#include <stdio.h>
#include <string.h>

static inline void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f) {
		fputs(text, f);
		fclose(f);
	}
}

/* Does the file hold exactly text, newlines included? */
static inline bool holds(const char *path, const char *text)
{
	char bytes[300] = "";

	return hostfile_bytes("", bytes, sizeof(bytes) - 1, "%s", path) >= 0 && !strcmp(bytes, text);
}

#endif
