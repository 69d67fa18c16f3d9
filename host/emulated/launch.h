/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a verb in an emulated arm64 host. */
#ifndef HOST_EMULATED_LAUNCH_H
#define HOST_EMULATED_LAUNCH_H

#include "host/options/options.h"

/*
 * Boot the host, run the same verb with the same options in it, and power it off. Its output is printed, the archive
 * goes to options->output. Return the verb's enum status, or STATUS_FAILED if the host did not end by itself (after
 * printing the error and the last lines of the console). No process or file stays behind, even if this one is killed.
 */
int launch(const struct options *options);

#endif
