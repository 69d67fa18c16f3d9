/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings: reasons not to believe a number that this host measures, each with its remedy. */
#ifndef HOST_OS_FINDING_H
#define HOST_OS_FINDING_H

#include "bench/archive/archive.h"

#include <stddef.h>

struct complete; /* bench/cli/complete.h */

/* On which hosts a finding is raised. */
enum finding_where {
	WHERE_ANY,
	WHERE_TIMED, /* not in a known emulated host: it concerns time, and there costs are instructions */
};

/* When a finding is raised; bits. */
enum finding_when {
	WHEN_START = 1, /* before anything is measured */
	WHEN_END = 2,   /* after the last cell */
	WHEN_BOTH = WHEN_START | WHEN_END,
};

/* The part of a finding that is the same each time it is raised. */
struct finding_kind {
	const char *id; /* lower case, words joined by '-'; NULL: never raised */
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

/* Offer the findings that refuse a run, those of settings too, as items of a list: host/findings/offer.c. */
void finding_offer_refusing(const struct complete *c);

#define HOST_FINDINGS_MAX 64

#define FINDING_REMEDY_BYTES 512

struct finding {
	const char *id;      /* id of its kind */
	enum severity severity;
	char what[224];      /* what was observed */
	char remedy[FINDING_REMEDY_BYTES]; /* what to do about it; "": nothing can be done */
};

/* The findings of a host in the order raised; more than HOST_FINDINGS_MAX are dropped. */
struct host_findings {
	struct finding finding[HOST_FINDINGS_MAX];
	size_t count;
};

/*
 * Raise a finding; nothing else adds one. what, formatted, and remedy are copied and cut to fit; kind->id is not copied
 * and must stay valid.
 *
 * A remedy is a sentence, or a command for the shells of Debian, Ubuntu and Raspberry Pi OS that works as it is when an
 * ordinary user pastes it, with what else can be done behind " # ". It says sudo where it takes root; for root, who may
 * not have sudo, each "sudo " is left out.
 */
__attribute__((format(printf, 4, 5))) void finding_raise(struct host_findings *findings,
							 const struct finding_kind *kind, const char *remedy,
							 const char *what, ...);

#endif
