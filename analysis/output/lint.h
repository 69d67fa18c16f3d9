/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What reviewers send a mail with numbers back for: a line over 72 columns; a tab; a character that is not printable
 * ASCII; a table without a unit, n or spread; no base commit; no machine; a figure of an emulated host in a unit of
 * time.
 *
 * A table is a paragraph (lines between empty ones) with two rows or more that have two numbers in columns. Unit, n and
 * spread may stand in it, or in the paragraph before or after it if that is no table itself. The base is a line "base:"
 * or "base-commit:" with a commit, git describe or build id; the machine a line "host:", "machine:" or "hardware:".
 * A text that names an emulated host or QEMU is taken to be of one, but for paragraphs that say "metal" or "virtual".
 */
#ifndef ANALYSIS_LINT_H
#define ANALYSIS_LINT_H

#include <stddef.h>

#define LINT_BYTES_MAX ((size_t)16 << 20)

/* line: from 1 on; what: a sentence without its full stop, only valid meanwhile. */
typedef void lint_found(void *data, size_t line, const char *what);

/* How often found was called; -ENOMEM. text has size bytes, and need not end with a NUL. */
long lint_text(const char *text, size_t size, lint_found *found, void *data);

/* report --lint FILE: what is wrong on standard output, "FILE:LINE: WHAT". An enum status. */
int lint_file(const char *path);

#endif
