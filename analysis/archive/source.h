/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the runs that files hold: an archive holds one, a fleet archive (cmobench merge) several, one behind the other. Each
 * begins with a header, the only lines that do.
 */
#ifndef ANALYSIS_SOURCE_H
#define ANALYSIS_SOURCE_H

#include "bench/cli/verb.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes of a run. */
struct source {
	char *name;          /* FILE; FILE#N for the N-th run, from 1, of several: sources_open() takes both. For print: a control
				character is "?", and so is what is not ASCII in a name that is not UTF-8 */
	char *path;          /* FILE; or, if it cannot be read twice, such as a pipe, a copy that is there until sources_close() */
	uint64_t at, size;   /* where they begin in the file, and how many they are, in bytes */
	size_t line;         /* lines of the file before them */
	size_t run;          /* N of FILE#N; 0: the file holds no other run */
};

struct sources {
	struct source *source; /* owned: count of them, in the order of the files, and in it that of the runs */
	size_t count;
	size_t room;
	int *copy;             /* owned: file descriptors of copy_count copies */
	size_t copy_count;
};

/*
 * Find the runs of one file more; FILE#N stands for that run alone, unless there is such a file. What is no archive counts as
 * one run. The struct is zeroed before the first file. Returns STATUS_OK, or STATUS_FAILED after printing why, after the name
 * of the verb. In both cases sources_close() frees.
 */
enum status sources_open(struct sources *sources, const char *verb, const char *operand);

/* The same, but return 0; or -errno, with a NUL-terminated sentence on the cause in why. */
int sources_add(struct sources *sources, const char *operand, char *why, size_t why_size);

/* The same as sources_open() of several files. */
enum status sources_open_all(struct sources *sources, const char *verb, char *const *operand, size_t count);

void sources_close(struct sources *sources);

/* Read size bytes from `from` on, counted from the run's first. Returns 0, -errno, or -EIO if there are fewer. */
int source_bytes(const struct source *source, uint64_t from, char *bytes, size_t size);

#endif
