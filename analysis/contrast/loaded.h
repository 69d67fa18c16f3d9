/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An archive with its results and contrasts, as report, compare and plot use it. */
#ifndef ANALYSIS_LOADED_H
#define ANALYSIS_LOADED_H

#include "analysis/archive/source.h"
#include "analysis/contrast/contrast.h"
#include "bench/cli/verb.h"

struct loaded;

/* The boots of one host, kernel and setup that a report joins; of an exact clock, its seeds. */
struct boots {
	const struct loaded *const *boot;  /* count >= 2 of them, in the order given */
	size_t count;
	size_t partial;                    /* cells that some boots did not measure, and which are left out */
	const struct record *partial_cell; /* the first of them, as one boot has it; NULL: there is none */
	const struct loaded *partial_boot; /* a boot that did not measure it */
	size_t differing;                  /* cells in which the boots disagree on counts or outcome */
};

struct loaded {
	struct archive archive;
	struct results results;
	struct contrasts contrasts;
	/*
	 * The cell whose axes tables vary. Backing, vCPUs and mix are the usual ones or, where the archive has no cold
	 * DC IVAC or DC CIVAC on them, the first on which it has one; the other axes have their first values.
	 */
	struct cell base;
	enum policy_id policy[POLICY_UNKNOWN + 1]; /* the policies that the run visited, in the order of the catalogue */
	size_t policies;
	const struct boots *boots; /* of joined boots, whose archive then has all their records; NULL: one archive */
};

/*
 * Fill in all other fields, zeroed before, from loaded->archive. Returns 0, and loaded_free() frees the archive too; or
 * -ENOMEM, and the archive has been freed.
 */
int loaded_make(struct loaded *loaded);

/*
 * The same of a boot that is joined or compared, with results for that use. contrasts: it is compared; they are those of
 * loaded_make(), but contrasts_make() estimates few of them.
 */
int loaded_make_boot(struct loaded *loaded, bool contrasts);

/* Fill in base and policies from archive and results. */
void loaded_describe(struct loaded *loaded);

/*
 * Free the archive's records, the results and the contrasts. All that can be printed without them stays: the archive's other
 * lines, the module's hook, counts of the results, base and policies.
 */
void loaded_drop(struct loaded *loaded);

/* Free what the struct owns. A zeroed struct is allowed. */
void loaded_free(struct loaded *loaded);

/*
 * Read the headers of runs, in parallel, to be freed by loaded_close(); loaded_read() reads the rest. loaded has room for count,
 * and is all NULL. Returns STATUS_OK; or STATUS_FAILED, and stderr says of the first that could not be read why, after the name of
 * the verb: those that were are then in loaded.
 */
enum status loaded_open(const char *verb, const struct source *source, size_t count, struct loaded **loaded);

/*
 * Read all of runs whose headers are there, in parallel; results are to be made of each. Returns STATUS_OK; or STATUS_FAILED, as
 * loaded_open() does: of those that could not be read the header is left.
 */
enum status loaded_read(const char *verb, struct loaded *const *loaded, size_t count);

/* Free an archive of loaded_open(). NULL is allowed. */
void loaded_close(struct loaded *loaded);

#endif
