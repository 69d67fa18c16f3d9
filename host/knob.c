/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/knob.h"

#include "bench/cell.h"
#include "host/hostfile.h"
#include "host/restore.h"

#include <errno.h>

static const char path[] = "/sys/module/kvm/parameters/cmo_policy";
static enum policy_id written = POLICY_UNKNOWN;

int knob_read(void)
{
	char text[64];
	long got = hostfile_text("", text, sizeof(text), "%s", path);
	int policy;

	if (got < 0)
		return (int)got;
	policy = axis_value(AXIS_POLICY, text);
	return policy == POLICY_UNKNOWN ? -EINVAL : policy;
}

int knob_write(enum policy_id policy)
{
	int err = restore_write(path, policy_name(policy));

	if (!err)
		written = policy;
	return err;
}

enum policy_id knob_written(void)
{
	return written;
}
