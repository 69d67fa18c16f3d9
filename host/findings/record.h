/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The archive's "record": facts of the host, by the names that results/schema.md has. What cannot be known is null. */
#ifndef HOST_FINDINGS_RECORD_H
#define HOST_FINDINGS_RECORD_H

#include "host/findings/view.h"
#include "host/os/facts.h"

/* Add the facts that do not change while the host is up. */
void record_host(struct facts *facts, const struct host_view *view);

/* Add the host's settings, and what can be read of its state: archived at the start, and again at the end. */
void record_now(struct facts *facts, const struct host_view *view);

#endif
