/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plain facts of the host: names with a number or a text each, archived as "record". */
#ifndef HOST_OS_FACTS_H
#define HOST_OS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACTS_MAX 64

struct fact {
	const char *name;    /* static: as archived, a unit as its suffix */
	bool is_number;
	int64_t number;
	char text[160];      /* if it is no number; "": not known */
};

/* In the order added; those past the end are dropped. */
struct facts {
	struct fact fact[FACTS_MAX];
	size_t count;
};

/* Add a fact that is a text, which is copied and cut to its room. NULL or "": it is not known, archived as null. */
void facts_text(struct facts *facts, const char *name, const char *text);

/* Add a fact that is a number. */
void facts_number(struct facts *facts, const char *name, int64_t number);

#endif
