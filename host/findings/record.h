/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gather the archive's "record": facts of the host, under the names in results/schema.md. Unknown ones are null. */
#ifndef HOST_FINDINGS_RECORD_H
#define HOST_FINDINGS_RECORD_H

#include "host/findings/view.h"
#include "host/os/facts.h"

/* Add the facts that do not change while the host is up. */
void record_host(struct facts *facts, const struct host_view *view);

/* Add the facts that may change: settings, frequency, temperature, throttling. Archived at the start and at the end. */
void record_now(struct facts *facts, const struct host_view *view);

#endif
