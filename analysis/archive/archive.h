/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queries on an archive that has been read. */
#ifndef ANALYSIS_ARCHIVE_H
#define ANALYSIS_ARCHIVE_H

#include "analysis/archive/types.h"

/*
 * Do ticks count instructions? On an emulated host where they do not, they follow the clock of the machine that runs
 * the emulator, and are neither instructions nor time of the emulated host.
 */
bool archive_counts_insns(const struct archive *archive);

/* Return the unit of costs for a sentence or a heading: "instructions", "ns" or "ticks". */
const char *archive_unit(const struct archive *archive);

/* Return the archive's path without its directories. */
const char *archive_file_name(const struct archive *archive);

/* Return the text of a fact of the header's record; NULL: it has none, or it is not known. */
const char *archive_fact(const struct archive *archive, const char *name);

/* Return the build id of the kernel, in hexadecimal; NULL: not known. */
const char *archive_build_id(const struct archive *archive);

/* Count the findings of a severity in header, resumes and ends. */
size_t archive_findings(const struct archive *archive, enum severity severity);

/* Return finding i, counted through header, resumes and ends in this order. NULL: there are no more. */
const struct archive_finding *archive_finding(const struct archive *archive, size_t i);

/*
 * Count the findings of SEVERITY_REFUSE that the user allowed, or those that nobody did: they were raised at the end,
 * when all was measured.
 */
size_t archive_refusals(const struct archive *archive, bool allowed);

/* Return the identifier of the first finding that archive_refusals() counts. NULL: there is none. */
const char *archive_refused(const struct archive *archive, bool allowed);

/* Did the run visit the policy? */
bool archive_visited(const struct archive *archive, enum policy_id policy);

/*
 * Were the policies put in force by the module? Then every stage-2 fault ran into its hook, and every one that KVM handed
 * to io_mem_abort() into its second one.
 */
bool archive_is_hooked(const struct archive *archive);

/* Find the cell of a hook line with faults none of which, or all of which, are I/O aborts. NULL: the line has none. */
const struct hook_cell *archive_hook_cell(const struct archive_hook *hook, bool io_aborts);

/* Was the cost of the module's hooks measured? Then reports subtract it. */
bool archive_hook_measured(const struct archive *archive);

/*
 * Return the first vCPU for which both archives have a core, and whose cores differ in MIDR_EL1; -1: there is none, as
 * where an older version did not write them.
 */
long archive_differing_core(const struct archive *a, const struct archive *b);

/* Return the properties of the host that predictions need, as the run's probe found them. */
struct predict_host archive_predict_host(const struct archive *archive);

#endif
