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

/* Count the findings of a severity in header, resumes and ends. */
size_t archive_findings(const struct archive *archive, enum severity severity);

/* Return finding i, counted through header, resumes and ends in this order. NULL: there are no more. */
const struct archive_finding *archive_finding(const struct archive *archive, size_t i);

/* Did the run visit the policy? */
bool archive_visited(const struct archive *archive, enum policy_id policy);

/* Return the properties of the host that predictions need, as the run's probe found them. */
struct predict_host archive_predict_host(const struct archive *archive);

#endif
