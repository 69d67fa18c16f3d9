/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the parts of emulated hosts are, and the kernels that have a name. */
#ifndef HOST_IMAGE_BUILT_H
#define HOST_IMAGE_BUILT_H

#include <stdbool.h>

#define BUILT_DEBIAN     "debian:" /* begins the name of a kernel of Debian's */
#define BUILT_LINE_BYTES 512

/*
 * Return the directory of the built parts, emulated/ beside the program or, if that is installed, in ../lib/cmobench/;
 * the caller frees it. NULL on failure (fail_text()).
 */
char *built_dir(void);

/*
 * Find the directory of the kernel that a name stands for, "debian:6.12": fetch it with the recipe beside the program,
 * which says on standard error what it does; or, where there is no recipe, take it from the cache. *dir: NULL if this
 * is no such name but a path; else the caller frees it. Return 0 or -errno (fail_text()).
 */
int built_find(const char *name, char **dir);

/* Is this a series of Linux, "6.12", or one with a page size, "6.12-16k"? */
bool built_is_series(const char *series);

/* Return the path of the script that fetches kernels; NULL if it is not there. The caller frees it. */
char *built_recipe(void);

/*
 * Run the script with two arguments, call each() with every line that it prints, and pass its messages on but for the
 * last, which is left in last; "": there is none. Return 0 if it succeeds, or -errno (fail_text()).
 */
int built_run(const char *recipe, const char *const *argument, void (*each)(void *context, const char *line), void *context,
	      char last[static BUILT_LINE_BYTES]);

/* Return the pattern, for glob(3), of the cache's entries for a series; "*": for all. free() it; NULL: no memory. */
char *built_pattern(const char *series);

/* Find the newest entry of the cache for a name, as built_find() does. *dir is NULL before. */
int built_cached(const char *name, char **dir);

#endif
