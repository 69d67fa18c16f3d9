/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names kernels by their releases, and puts releases in order. */
#ifndef ANALYSIS_HISTORY_RELEASE_H
#define ANALYSIS_HISTORY_RELEASE_H

#include "analysis/archive/types.h"

#define RELEASE_SIZE 64

/*
 * Write the upstream release of a kernel, such as "6.12.117" or "7.1-rc3". uname -r of Debian's stable kernels does not have
 * it ("6.1.0-57-cloud-arm64"); there it comes from the kernel's version ("#1 SMP Debian 6.1.192-3 (2026-11-20)").
 * "unknown" if the archive has no release. Returns buf.
 */
const char *release_of(char buf[static RELEASE_SIZE], const struct archive *archive);

/*
 * Compare two releases: < 0 if a is older, 0 or > 0. Numbers between dots count as numbers, and a missing one as 0; release
 * candidates are older than their release; what is left is compared as strverscmp() does.
 */
int release_compare(const char *a, const char *b);

#endif
