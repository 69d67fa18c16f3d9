/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds what identifies a machine or its user in text that is to be published: the values of some parameters of a kernel
 * command line, addresses of network cards, UUIDs, home directories, and the machine's name. The runner takes it out of what
 * it archives; check looks for it.
 */
#ifndef BENCH_ARCHIVE_PERSONAL_H
#define BENCH_ARCHIVE_PERSONAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PERSONAL_REMOVED "[removed]" /* what stands in its place */

struct personal {
	size_t at, size;  /* where it is in the text, in bytes */
	const char *what; /* "a network card's address" */
};

/*
 * Find the first such place from byte `from` of a text on: a kernel command line, or a line of an archive. name: the machine's,
 * looked for among an archive's commands and in its kernel command line only, as a word is no name elsewhere; NULL: not known.
 * The text may have NUL bytes.
 */
bool personal_find(const char *text, size_t size, size_t from, const char *name, struct personal *found);

/* Write a text with PERSONAL_REMOVED in place of each. Returns their number. out's errors are the caller's to look for. */
size_t personal_write(const char *text, size_t size, const char *name, FILE *out);

#endif
