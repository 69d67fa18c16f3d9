/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts of the host that no one axis speaks of: the archive's "record". Names are results/schema.md's. */
#ifndef HOST_RECORD_H
#define HOST_RECORD_H

#include "host/os/finding.h"
#include "host/findings/findings.h"

/* What does not change while the host is up. What cannot be known is null. */
void record_host(struct facts *record, const struct look *look);

/* Settings and measurements of the moment: at the start, and again at the end. */
void record_now(struct facts *record, const struct look *look);

#endif
