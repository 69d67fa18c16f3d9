/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Describes the machine, its kernel and the unit of its costs. */
#ifndef ANALYSIS_WORDING_MACHINE_H
#define ANALYSIS_WORDING_MACHINE_H

#include "analysis/archive/archive.h"

#include <stdio.h>

/* Writes the lines on the machine: "host:", "kernel:", "base:", and "clock:" or "qemu:". */
void machine_write(const struct archive *archive, FILE *out);

#define MACHINE_UNIT_SIZE 96

/* Formats the unit for a table, such as "[instructions, emulated: not time]". counts: its numbers are counts. */
void machine_unit(char buf[static MACHINE_UNIT_SIZE], const struct archive *archive, bool counts);

/* Returns text, or a dash if it is NULL. */
const char *machine_known(const char *text);

#endif
