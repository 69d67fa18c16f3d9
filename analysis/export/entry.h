/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What formats of other programs say of a cell, in words and numbers that are the same in all of them. */
#ifndef ANALYSIS_EXPORT_ENTRY_H
#define ANALYSIS_EXPORT_ENTRY_H

#include "analysis/contrast/loaded.h"

#include <stdio.h>

enum entry_verdict {
	ENTRY_AS_PREDICTED,
	ENTRY_UNCHECKED, /* measured; counts or prediction are missing, and nothing disagrees */
	ENTRY_DIFFERS,   /* measured, and not as predicted */
	ENTRY_FAILED,    /* not measured, though it was tried */
	ENTRY_SKIPPED,   /* not measured, as this host cannot; or measured, but the CPU executes the op as a NOP */
};

/* A cell of an archive. It points into the archive and its results. */
struct entry {
	const struct record *record;
	const struct result *result; /* NULL: the run skipped the cell */
	enum entry_verdict verdict;
	bool has_cost;               /* result->value is in the archive's unit, which means something */
	const double *part;          /* with a cost: those of rounds or, where the tick is coarse, of blocks; */
	size_t parts;                /* 1 or more of them, in the order taken, in the archive's unit */
};

/* A walk over all cells of an archive in the order of the catalogue, policy by policy. Begins zeroed. */
struct entry_walk {
	size_t result, skipped; /* how many of each were visited; private to entry.c */
};

/* Set *entry to the next cell. Return false if there is none. */
bool entry_next(struct entry_walk *walk, const struct results *results, struct entry *entry);

#define ENTRY_NAME_SIZE 256

/*
 * Write the name of a cell, from its axes in the archive's order: with prefix "cmo" and separator '/',
 * "cmo/inject/dc_ivac/rw_log/anon/written/cold/any/1/op/1/1/1". Each part is of letters, digits and '_'. Returns name.
 */
const char *entry_name(char name[static ENTRY_NAME_SIZE], const struct cell *cell, const char *prefix, char separator);

/* Return how many reasons there are why the entry is not ENTRY_AS_PREDICTED, at least 1, or disturbances; else 0. */
size_t entry_reasons(const struct entry *entry);

/* Return reason i < entry_reasons(), a sentence without an end of line, valid as long as the results. */
const char *entry_reason(const struct entry *entry, size_t i);

/*
 * Return the unit of costs: "ns" or, of an emulated host, "insns". NULL: the ticks of the archive mean nothing, and no entry
 * has a cost.
 */
const char *entry_unit(const struct archive *archive);

/* Return a sentence on what costs are where they are no plain time: emulated, or on a virtual host. NULL: they are time. */
const char *entry_caution(const struct archive *archive);

/*
 * Format like snprintf(), but without a part of a character at the end of a text that does not fit, so that it is UTF-8 if
 * its parts are. Returns buf.
 */
__attribute__((format(printf, 3, 4))) const char *entry_text(char *buf, size_t size, const char *format, ...);

/* Parse the time at which the archive was created. Return false if it is not of the form 2026-11-22T18:00:02Z. */
bool entry_created(const struct archive *archive, double *seconds); /* since 1970-01-01, UTC */

#endif
