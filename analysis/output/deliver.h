/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where what a verb wrote goes: a file that is there whole or not at all, or standard output. */
#ifndef ANALYSIS_DELIVER_H
#define ANALYSIS_DELIVER_H

#include "bench/cli/verb.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Put size bytes into the file at path, or on standard output if it is NULL. A regular file that is there already is
 * replaced with force, else left alone. STATUS_OK; or STATUS_FAILED, and why is on stderr, after the verb's name.
 */
enum status deliver(const char *verb, const char *path, bool force, const char *bytes, size_t size);

#endif
