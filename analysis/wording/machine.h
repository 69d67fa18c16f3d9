/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Describes the machine, its kernel and the unit of its costs. */
#ifndef ANALYSIS_WORDING_MACHINE_H
#define ANALYSIS_WORDING_MACHINE_H

#include "analysis/cell/result.h"

#include <stdio.h>

/* Writes the lines on the machine: "host:", "kernel:", "base:", and "clock:" or "qemu:". */
void machine_write(const struct archive *archive, FILE *out);

/*
 * Says in a few words that findings refuse the run: that it is to be measured again, if any was raised at its end and
 * not allowed; else that its user allowed them. NULL: none does.
 */
const char *machine_refused(const struct archive *archive);

#define MACHINE_REFUSED_SIZE 160

/* The same in a sentence, which names the finding; "" if there is none. */
const char *machine_refused_sentence(char buf[static MACHINE_REFUSED_SIZE], const struct archive *archive);

#define MACHINE_UNIT_SIZE 200

/*
 * Formats the unit for a table, such as "[instructions, emulated: not time]". It says whether the cost of the module's hook is
 * subtracted. counts: the table's numbers are counts.
 */
void machine_unit(char buf[static MACHINE_UNIT_SIZE], const struct results *results, bool counts);

#define MACHINE_HOOK_SIZE 64

/* Formats what was done about the module's hook, such as "less cmo_policy's hook"; "" without the module. */
const char *machine_hook(char buf[static MACHINE_HOOK_SIZE], const struct results *results);

/*
 * Has the archive costs of a policy that depends on the memslot? KVM has looked it up where the patch decides; the module
 * comes before that, and looks it up on its own, which is no cost of its hook under upstream and so is not subtracted.
 */
bool machine_has_lookup(const struct archive *a);

/* Writes a paragraph on the knob, if it is the module's: how it hooks, what that costs, whether it is subtracted. */
void machine_write_knob(const struct results *results, FILE *out);

#define MACHINE_CORE_SIZE 96

/* Formats a core, such as "Neoverse-N1 (MIDR_EL1 0x413fd0c1)". name or midr NULL: not known. */
const char *machine_core(char buf[static MACHINE_CORE_SIZE], const char *name, const char *midr);

/* Returns text, or a dash if it is NULL. */
const char *machine_known(const char *text);

#endif
