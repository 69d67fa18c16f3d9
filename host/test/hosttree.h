/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Make up a host: files below a directory of the test. */
#ifndef HOST_TEST_HOSTTREE_H
#define HOST_TEST_HOSTTREE_H

#include "bench/test/tap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT "host"

static void make_parents(char *path)
{
	for (char *at = strchr(path, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		mkdir(path, 0755);
		*at = '/';
	}
}

/* Write a file with these bytes; bytes NULL: remove it. */
static void put_bytes(const char *path, const void *bytes, size_t size)
{
	char whole[512];
	FILE *f;

	snprintf(whole, sizeof(whole), ROOT "%s", path);
	make_parents(whole);
	unlink(whole);
	f = bytes ? fopen(whole, "w") : NULL;
	if (bytes && (!f || fwrite(bytes, 1, size, f) != size || fclose(f)))
		exit(1);
}

static void put(const char *path, const char *text)
{
	put_bytes(path, text, text ? strlen(text) : 0);
}

/* Write a file with one line. */
static void put_line(const char *path, const char *text)
{
	char line[256];

	snprintf(line, sizeof(line), "%s\n", text);
	put(path, line);
}

#endif
