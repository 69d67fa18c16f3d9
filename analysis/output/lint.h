/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks a mail with numbers for what reviewers object to: a line over 72 columns; a tab; a character that is not
 * printable ASCII; a table without unit, n or spread; no base commit; no machine; a number of an emulated host in a
 * unit of time.
 *
 * A table is a paragraph (lines between empty ones) with two rows or more that have two numbers in columns. Unit, n and
 * spread may be in it, or in the paragraph before or after it if that is no table itself. The base is a line "base:"
 * or "base-commit:" with a commit, git describe or build id; the machine a line "host:", "machine:" or "hardware:".
 * A text that names an emulated host or QEMU is treated as of one, except paragraphs that say "metal" or "virtual".
 */
#ifndef ANALYSIS_LINT_H
#define ANALYSIS_LINT_H

#include <stddef.h>

#define LINT_BYTES_MAX ((size_t)16 << 20)

/* Called for each objection. line: from 1 on; what: a sentence without its full stop, valid during the call. */
typedef void lint_found(void *data, size_t line, const char *what);

/* Check size bytes of text, which need no NUL. Returns the number of objections, or -ENOMEM. */
long lint_text(const char *text, size_t size, lint_found *found, void *data);

/* Implement `report --lint FILE`: print each objection as "FILE:LINE: WHAT". Returns an enum status. */
int lint_file(const char *path);

#endif
