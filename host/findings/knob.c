/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/knob.h"

#include "bench/cell.h"
#include "host/os/err.h"
#include "host/os/hostfile.h"
#include "host/os/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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

static int write_knob(const char *name)
{
	size_t size = strlen(name);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t put = fd < 0 ? -1 : write(fd, name, size);
	int error = errno;

	if (fd >= 0)
		close(fd);
	return put == (ssize_t)size ? 0 : fail(error, "kvm.cmo_policy=%s (%s)", name, path);
}

int knob_write(enum policy_id policy)
{
	int err = written == POLICY_UNKNOWN ? restore_write(path, policy_name(policy)) : write_knob(policy_name(policy));

	if (!err)
		written = policy;
	return err;
}

enum policy_id knob_written(void)
{
	return written;
}

void knob_forget(void)
{
	written = POLICY_UNKNOWN;
}
