/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two command lines of an emulated host: QEMU's own, and that of the program which runs inside. */
#ifndef HOST_EMULATED_COMMAND_H
#define HOST_EMULATED_COMMAND_H

#include "host/emulated/arglist.h"
#include "host/emulated/machine.h"
#include "host/emulated/watch.h"
#include "host/options/options.h"

#include <stdbool.h>

/* Returns 0, or -E2BIG (fail_text()) if --append makes the command line longer than the kernel reads. */
int command_check(const struct emulated_options *options);

/*
 * Adds QEMU's command line, the program's path included. initrd is a descriptor of the initramfs, pipes are descriptors
 * for the host's streams; QEMU inherits them. Returns 0 or -ENOMEM (fail_text()).
 */
int command_qemu(struct arglist *list, const struct machine *machine, const struct emulated_options *options,
		 int initrd, const int pipes[static WATCH_STREAMS]);

/*
 * Adds what init.c reads from /args: user, group, then the verb with the options that the program inside needs and,
 * behind "--", the command line that the user typed. The archive goes to standard output. If done, the cells that the
 * file /done lists are not measured again. Returns 0 or -ENOMEM (fail_text()).
 */
int command_inside(struct arglist *list, const struct machine *machine, const struct options *options, bool done);

#endif
