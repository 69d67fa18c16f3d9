/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs in several emulated hosts, one after another: each kernel in each mode of KVM on each CPU model that the options
 * name, each booted as often as they say. Every run makes an archive of its own, which its own command line stands in.
 */
#ifndef HOST_PLAN_H
#define HOST_PLAN_H

#include "host/options/options.h"

#include <stdbool.h>

/* Do the options ask for more than one run? */
bool plan_is_wanted(const struct options *options);

/*
 * Run all, print what fails, and compare the archives at the end. The options have an archive's name, or --resume with
 * one: the others are named after it. Return the worst enum status.
 */
int plan_run(const struct options *options);

#endif
