/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command line under construction: a list of strings that grows. */
#ifndef HOST_EMULATED_ARGLIST_H
#define HOST_EMULATED_ARGLIST_H

#include <stdbool.h>
#include <stddef.h>

/* An empty list is zeroed. The list owns its strings and the array. */
struct arglist {
	char **text;  /* count strings, then a NULL; NULL while the list is empty */
	size_t count, room;
	bool failed;  /* a string is missing because there was no memory */
};

/* Adds one formatted string, of any length. Without memory it sets failed, and the list must not be used any more. */
__attribute__((format(printf, 2, 3))) void arglist_add(struct arglist *list, const char *format, ...);

/*
 * Joins all strings, each with its terminating NUL, in one allocation of *size bytes that the caller frees. NULL:
 * failed, or no memory.
 */
char *arglist_join(const struct arglist *list, size_t *size);

/* Frees all that the list holds and leaves it zeroed. */
void arglist_free(struct arglist *list);

#endif
