/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For the tests of formats that other programs read: archives with every verdict, and those programs. */
#ifndef ANALYSIS_TEST_VERDICTS_H
#define ANALYSIS_TEST_VERDICTS_H

#include "analysis/test/written.h"

/*
 * What the archives are. Each has six cells, dc_ivac, dc_civac and dc_cvap on a cold page of a dirty-logged memslot that the
 * host had written, under inject and skip_ro.
 */
enum verdicts {
	VERDICTS_METAL,     /* all as predicted; costs in ns */
	VERDICTS_EMULATED,  /* the same in instructions */
	VERDICTS_INEXACT,   /* emulated without -icount */
	VERDICTS_VIRTUAL,
	VERDICTS_ODD,       /* every cell has the finding "odd" */
	VERDICTS_SKIPPED,   /* the CPU has no DC CVAP */
	VERDICTS_FAILED,    /* the dc_ivac under inject could not be measured: no "memory" */
	VERDICTS_UNCHECKED, /* faults were not counted */
	VERDICTS_NOP,       /* emulated; the CPU executes maintenance as NOPs, which is as predicted */
	VERDICTS_DISTURBED, /* as predicted, but disturbed */
	VERDICTS_REFUSED,   /* a finding refuses the run, and its user allowed it */
	VERDICTS_TEXT,      /* the name of the CPU is VERDICTS_CPU */
	VERDICTS_COUNT,
};

#define VERDICTS_CPU "a \"b\" \\ # \303\251" /* quotes, a backslash, a hash sign, a letter of two bytes */

extern const char *const verdicts_name[VERDICTS_COUNT];

/* Returns the archive, for free(). */
char *verdicts_archive(enum verdicts which);

/* Returns how often what is in text. */
size_t count_text(const char *text, const char *what);

/*
 * Runs a shell command, and keeps what it prints, at most size - 1 bytes, NUL-terminated. Returns its exit status, or -1 if
 * it could not be run.
 */
int run_command(const char *command, char *out, size_t size);

/* Returns a Python that has the module: Debian's, or the first one in PATH; NULL: neither. */
const char *python_with(const char *module);

#endif
