/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A second boot of the emulated host, in which a plugin of QEMU counts the instructions of one cell. The program inside does
 * the same as in the first one, so that its samples are the same.
 */
#ifndef HOST_EMULATED_PROFILE_H
#define HOST_EMULATED_PROFILE_H

#include "host/emulated/machine.h"
#include "host/emulated/watch.h"
#include "host/keep/keeper.h"

/* Check that what --profile asks for can be had. 0, or -errno (fail_text(): what to do). */
int profile_check(const struct machine *machine, const struct options *options);

/*
 * Boot and hand the line of type "profile" to the keeper. boot() starts a host and follows it to its end, as in launch.c.
 * deadline_s is that of struct watch. 0 or -errno (fail_text()).
 */
int profile_run(const struct machine *machine, struct keep *keep, double deadline_s,
		int (*boot)(const struct machine *machine, const char *done, struct watch *watch));

#endif
