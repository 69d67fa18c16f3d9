/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/knob.h"

#include "bench/cell.h"
#include "host/err.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char path[] = "/sys/module/kvm/parameters/cmo_policy";
static char found[64];    /* as read before the first write, newline and all */
static size_t found_size; /* 0: nothing to put back */

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

/* Async-signal-safe. */
static int write_knob(const char *text, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t put = fd < 0 ? -1 : write(fd, text, size);
	int error = errno;

	if (fd >= 0)
		close(fd);
	return put == (ssize_t)size ? 0 : -error;
}

static void put_back(void)
{
	if (found_size)
		write_knob(found, found_size);
}

static void put_back_and_die(int sig)
{
	put_back();
	signal(sig, SIG_DFL);
	raise(sig);
}

static int arm(void)
{
	static const int fatal[] = { SIGINT, SIGTERM, SIGHUP };
	const struct sigaction action = { .sa_handler = put_back_and_die };
	ssize_t got = read_knob(found, sizeof(found));

	if (got < 0)
		return (int)got;
	found_size = (size_t)got;
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		sigaction(fatal[i], &action, NULL);
	return atexit(put_back) ? -ENOMEM : 0;
}

int knob_write(enum policy_id policy)
{
	const char *name = policy_name(policy);
	int err = found_size ? 0 : arm();

	if (!err)
		err = write_knob(name, strlen(name));
	return err ? fail(-err, "kvm.cmo_policy=%s (%s)", name, path) : 0;
}
