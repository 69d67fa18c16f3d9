/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists the archives in a folder. */
#ifndef ANALYSIS_BOOTS_FOLDER_H
#define ANALYSIS_BOOTS_FOLDER_H

#include "bench/cli/verb.h"

#include <glob.h>

/*
 * List every *.cmo.jsonl of a folder, in the order of their names, for globfree(). Returns STATUS_OK; or STATUS_FAILED after
 * printing why, after the name of the verb, with nothing to free.
 */
enum status folder_list(const char *verb, const char *folder, glob_t *found);

#endif
