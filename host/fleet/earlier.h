/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What archives of earlier runs tell about the jobs of a plan: how long each takes, and which are done. */
#ifndef HOST_FLEET_EARLIER_H
#define HOST_FLEET_EARLIER_H

#include "host/fleet/jobs.h"

/*
 * Look for the jobs' runs in an archive, which may be a fleet archive: those with the same command line. The name of the
 * output is a part of it, except where the host is emulated, which is the same everywhere. A job is done if `results` is
 * set and the archive has its name and is complete. Return 0 or -errno (fail_text()).
 */
int earlier_read(struct fleet *fleet, const char *path, bool results);

#endif
