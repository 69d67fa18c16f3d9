/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a reader should know of the host before believing a number: findings, each with its remedy, and plain facts. */
#ifndef HOST_FACTS_H
#define HOST_FACTS_H

#include "bench/archive/archive.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOST_FINDINGS_MAX 64

struct finding {
	const char *id;      /* static: lower case, words joined by '-' */
	enum severity severity;
	char what[224];      /* the observation */
	char remedy[160];    /* what to do about it; "": nothing can be done */
};

/* In the order raised; those past the end are dropped. */
struct host_findings {
	struct finding finding[HOST_FINDINGS_MAX];
	size_t count;
};

/* Raise one; id stays the caller's, remedy and what are copied and cut to their room. */
__attribute__((format(printf, 5, 6))) void host_finding(struct host_findings *findings, const char *id,
							enum severity severity, const char *remedy,
							const char *what, ...);

#define FACTS_MAX 64

struct fact {
	const char *name;    /* static: as archived, a unit as its suffix */
	bool is_number;
	int64_t number;
	char text[160];      /* if it is no number; "": not known */
};

struct facts {
	struct fact fact[FACTS_MAX];
	size_t count;
};

/* Those past the end are dropped. text NULL or "": not known, archived as null; copied. */
void facts_text(struct facts *facts, const char *name, const char *text);
void facts_number(struct facts *facts, const char *name, int64_t number);

#endif
