/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the machine, its kernel and the unit of its costs are put into words. */
#ifndef ANALYSIS_WORDING_MACHINE_H
#define ANALYSIS_WORDING_MACHINE_H

#include "analysis/archive/archive.h"

#include <stdio.h>

/* The lines of a mail that say on what it was measured: "host:", "kernel:", "base:", and the clock's. */
void machine_write(const struct archive *archive, FILE *out);

#define MACHINE_UNIT_SIZE 96

/* "[instructions, emulated: not time]": what stands over every table. counts: its numbers are no costs. */
void machine_unit(char buf[static MACHINE_UNIT_SIZE], const struct archive *archive, bool counts);

/* The text, or a dash for what is not known (NULL). */
const char *machine_known(const char *text);

#endif
