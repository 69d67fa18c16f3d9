/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares the archives of a plan at its end. */
#ifndef HOST_PLAN_COMPARISON_H
#define HOST_PLAN_COMPARISON_H

#include "host/plan/hosts.h"

/*
 * Compare all hosts of a CPU model with the first of them, for each model, and print the command before. Hosts without
 * a complete archive are left out. path, boots: see hosts_name(). Return the worst enum status.
 */
int comparison_print(const struct plan_hosts *hosts, const char *path, uint32_t boots);

/* Is there a complete archive of this name? */
bool comparison_has(const char *name);

/* Is there one that --resume can continue? */
bool comparison_is_begun(const char *name);

/* Return the worse of two statuses: what could not be done is worse than a difference. */
int comparison_worse(int a, int b);

#endif
