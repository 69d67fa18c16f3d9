/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings: what a reader should know of the host before believing a number, each with its remedy. */
#ifndef HOST_OS_FINDING_H
#define HOST_OS_FINDING_H

#include "bench/archive/archive.h"

#include <stddef.h>

/* On which hosts a finding is looked for. */
enum finding_where {
	WHERE_ANY,
	WHERE_TIMED, /* not in a known emulated host: it concerns time, and costs are instructions there */
};

/* When a finding is looked for: bits. */
enum finding_when {
	WHEN_START = 1, /* before anything is measured */
	WHEN_END = 2,   /* after the last cell */
	WHEN_BOTH = WHEN_START | WHEN_END,
};

/* What is the same whenever a finding is raised. */
struct finding_kind {
	const char *id; /* lower case, words joined by '-'; NULL in a kind that is none */
	enum severity severity;
	enum finding_where where;
	enum finding_when when;
};

enum finding_id {
#define FINDING(name, id, severity, where, when) FINDING_##name,
#define CHECK FINDING
#include "host/os/findings.def"
#undef CHECK
#undef FINDING
	FINDING_COUNT
};

extern const struct finding_kind finding_table[FINDING_COUNT]; /* findings.def */

#define HOST_FINDINGS_MAX 64

struct finding {
	const char *id;      /* its kind's */
	enum severity severity;
	char what[224];      /* the observation */
	char remedy[160];    /* what to do about it; "": nothing can be done */
};

/* The findings of a host, in the order raised; those past the end are dropped. */
struct host_findings {
	struct finding finding[HOST_FINDINGS_MAX];
	size_t count;
};

/*
 * Raise a finding: the only way to. what, formatted, and remedy are copied and cut to their room; kind->id must stay.
 */
__attribute__((format(printf, 4, 5))) void finding_raise(struct host_findings *findings,
							 const struct finding_kind *kind, const char *remedy,
							 const char *what, ...);

#endif
