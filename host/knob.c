/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/knob.h"

#include "bench/cell.h"
#include "host/err.h"
#include "host/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char path[] = "/sys/module/kvm/parameters/cmo_policy";
static enum policy_id written = POLICY_UNKNOWN;

static ssize_t read_knob(char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, buf, size - 1);
	int error = errno;

	if (fd >= 0)
		close(fd);
	if (got < 0)
		return -error;
	buf[got] = '\0';
	return got;
}

int knob_read(void)
{
	char text[64];
	ssize_t got = read_knob(text, sizeof(text));
	int policy;

	if (got < 0)
		return (int)got;
	text[strcspn(text, "\n")] = '\0';
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
