/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/model/host.h"

#include <errno.h>
#include <string.h>

const char *const outcome_name[OUTCOME_COUNT] = {
	[OUTCOME_EXECUTES] = "executes", [OUTCOME_ABORT_INJECTED] = "abort_injected", [OUTCOME_SKIPPED] = "skipped",
	[OUTCOME_NISV] = "nisv",         [OUTCOME_ENOSYS] = "enosys",                 [OUTCOME_EFAULT] = "efault",
	[OUTCOME_MMIO] = "mmio",         [OUTCOME_NOP] = "nop",
};

int outcome_find(const char *name)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (!strcmp(outcome_name[i], name))
			return i;
	return -EINVAL;
}
