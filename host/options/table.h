/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of run and probe, a row each. Parsing, help, the archive's "options", the command line of the program
 * inside an emulated host and the comparison of a resumed run walk this table.
 */
#ifndef HOST_OPTIONS_TABLE_H
#define HOST_OPTIONS_TABLE_H

#include "bench/cli/complete.h"
#include "bench/cli/verb.h"
#include "host/options/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a row's value is parsed; it is stored at the row's offset in struct options. */
enum option_kind {
	OPTION_FLAG,  /* takes no value; sets a bool */
	OPTION_TEXT,  /* any text of at least min characters; sets a const char *; the last one counts */
	OPTION_COUNT, /* a number from min to max; sets a uint32_t */
	OPTION_OWN,   /* take() parses and stores it */
};

/* An option's value as it is archived. */
struct option_value {
	enum { VALUE_NULL, VALUE_FLAG, VALUE_TEXT, VALUE_COUNT, VALUE_HEX, VALUE_REAL, VALUE_TEXTS } type;
	bool flag;
	const char *text;
	uint64_t count;           /* of VALUE_COUNT and VALUE_HEX; of VALUE_TEXTS: how many texts */
	double real;
	const char *const *texts; /* as long as the options */
};

#define FOR_RUN   (1u << PURPOSE_RUN)
#define FOR_PROBE (1u << PURPOSE_PROBE)
#define FOR_BOTH  (FOR_RUN | FOR_PROBE)

struct option_row {
	const char *name;     /* "suite": --suite */
	char letter;          /* short form; '\0': none */
	const char *value;    /* name of its value in help, "N"; "[=CPU]": it may be omitted; NULL: it takes none */
	uint32_t purposes;    /* FOR_…: verbs that take it */
	bool is_emulated;     /* describes the emulated host: needs --emulated, and is in the second part of help */
	bool is_inside;       /* is passed to the program inside an emulated host */
	const char *archived; /* its key in the header's "options"; NULL: not archived */
	bool is_kept;         /* numbers depend on it: a resumed run must have the archive's value */
	enum option_kind kind;
	size_t offset;
	uint32_t min, max;    /* of OPTION_COUNT; min of OPTION_TEXT is 0 or 1 */
	/*
	 * Takes a value, which points into argv; NULL if there is none. STATUS_OK, or STATUS_USAGE after printing
	 * why.
	 */
	enum status (*take)(struct options *o, char *value);
	struct option_value (*get)(const struct options *o); /* what is archived; NULL: as the kind says */
	void (*offer)(const struct complete *c); /* completes its value; NULL: as in struct cmdline_option */
	const char *help;     /* sentences; NULL: the launcher's own, which help does not show */
};

extern const struct option_row option_table[];
extern const size_t option_count;

/* Takes one occurrence of an option. STATUS_OK, or STATUS_USAGE after printing why. */
enum status option_take(const struct option_row *row, struct options *o, char *value);

/* Returns the value to archive of a row whose archived is not NULL. */
struct option_value option_get(const struct option_row *row, const struct options *o);

#endif
