/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts of the host, each a name with a number or a text; archived as "record". */
#ifndef HOST_OS_FACTS_H
#define HOST_OS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACTS_MAX 96

struct fact {
	const char *name;    /* key in the archive, with its unit as a suffix; a static string */
	bool is_number;
	int64_t number;      /* valid if is_number */
	char text[512];      /* valid unless is_number; "": not known */
};

/* Facts in the order added; more than FACTS_MAX are dropped. */
struct facts {
	struct fact fact[FACTS_MAX];
	size_t count;
};

/* Add a text, copied and cut to fit. NULL or "": not known, archived as null. */
void facts_text(struct facts *facts, const char *name, const char *text);

/* Add a number. */
void facts_number(struct facts *facts, const char *name, int64_t number);

#endif
