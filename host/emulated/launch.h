/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a verb in an emulated arm64 host. */
#ifndef HOST_EMULATED_LAUNCH_H
#define HOST_EMULATED_LAUNCH_H

#include "host/options/options.h"

/*
 * Boot the host, run the same verb with the same options in it, power it off; what it prints is printed, the archive
 * goes to options->output. The verb's own enum status, or STATUS_FAILED if the host did not come to an end (the error
 * is printed, with the console's tail). Nothing stays behind, even if this process is killed.
 */
int launch(const struct options *options);

#endif
