/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions to an archive that was read. */
#ifndef ANALYSIS_ARCHIVE_H
#define ANALYSIS_ARCHIVE_H

#include "analysis/archive/types.h"

/*
 * Do ticks count instructions? Else, on an emulated host, they are of a clock that runs as fast as the machine beneath:
 * neither instructions nor time.
 */
bool archive_counts_insns(const struct archive *archive);

/* "instructions", "ns" or "ticks": the unit of costs in a sentence or a heading. */
const char *archive_unit(const struct archive *archive);

/* The archive's path less its directories. */
const char *archive_file_name(const struct archive *archive);

/* How many findings header, resumes and ends have of a severity. */
size_t archive_findings(const struct archive *archive, enum severity severity);

/* The i-th finding of all: the header's, then those of resumes, then those of ends; NULL: there are not so many. */
const struct archive_finding *archive_finding(const struct archive *archive, size_t i);

/* Is the policy one that the run visited? */
bool archive_visited(const struct archive *archive, enum policy_id policy);

/* What the prediction needs to know of the host, as the archive's probe found it. */
struct predict_host archive_predict_host(const struct archive *archive);

#endif
