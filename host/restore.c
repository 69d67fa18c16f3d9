/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/restore.h"

#include "bench/verb.h"
#include "host/err.h"
#include "host/hostfile.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHANGES_MAX 255 /* files; an exit status holds as many */

/* A file and what it held. Below PIPE_BUF, so that it is in the pipe whole or not at all. */
struct change {
	char path[192];
	char value[64];
};

static struct change change[CHANGES_MAX]; /* that the child was told of; in the child: that it was told */
static size_t change_count;
static pid_t child;                       /* 0: none */
static int to_child = -1, from_child = -1;

static int write_file(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	ssize_t put = fd < 0 ? -1 : write(fd, value, strlen(value));
	int error = put < 0 ? errno : put == (ssize_t)strlen(value) ? 0 : EIO;

	if (fd >= 0)
		close(fd);
	return -error;
}

/* Whoever else has to go should memory run out, this process holds what the machine was like. */
static void shun_oom_killer(void)
{
	write_file("/proc/self/oom_score_adj", "-1000"); /* not for everyone, and not needed */
}

/* The next change; false: the parent has ended. */
static bool receive(int in, struct change *c)
{
	ssize_t got;

	do
		got = read(in, c, sizeof(*c));
	while (got < 0 && errno == EINTR);
	return got == sizeof(*c);
}

static bool holds(const struct change *c)
{
	char now[sizeof(c->value)];

	hostfile_text("", now, sizeof(now), "%s", c->path);
	return !strcmp(hostfile_choice(now), c->value);
}

static _Noreturn void be_child(int in, int out)
{
	int lost = 0;

	setsid();
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	shun_oom_killer();
	for (change_count = 0; change_count < CHANGES_MAX && receive(in, &change[change_count]);) {
		change_count++;
		if (write(out, "", 1) < 0)
			break;
	}
	while (change_count--) {
		const struct change *c = &change[change_count];
		int err = write_file(c->path, c->value);

		/* One who may not write it has not changed it either. */
		if (err && holds(c))
			err = 0;
		if (err)
			complain("%s could not be set back to %s: %s", c->path, c->value, strerror(-err));
		lost += err != 0;
	}
	_exit(lost);
}

int restore_begin(void)
{
	int down[2], up[2];

	if (child)
		return 0;
	if (pipe2(down, O_CLOEXEC) || pipe2(up, O_CLOEXEC))
		return fail(errno, "pipe");
	change_count = 0;
	child = fork();
	if (!child) {
		close(down[1]);
		close(up[0]);
		be_child(down[0], up[1]);
	}
	close(down[0]);
	close(up[1]);
	to_child = down[1];
	from_child = up[0];
	if (child > 0)
		return 0;
	child = 0;
	close(to_child);
	close(from_child);
	return fail(errno, "fork");
}

/* Tell the child, and wait until it knows. */
static int tell(const struct change *c)
{
	ssize_t got;
	char known;

	if (write(to_child, c, sizeof(*c)) != sizeof(*c))
		return fail(errno, "the process that puts settings back");
	do
		got = read(from_child, &known, 1);
	while (got < 0 && errno == EINTR);
	return got == 1 ? 0 : fail(EPIPE, "the process that puts settings back");
}

/* Remember what path holds, unless that is known already. */
static int remember(const char *path)
{
	struct change *c = &change[change_count];
	long got;
	int err;

	for (size_t i = 0; i < change_count; i++)
		if (!strcmp(change[i].path, path))
			return 0;
	if (change_count == CHANGES_MAX || strlen(path) >= sizeof(c->path))
		return fail(ENOSPC, "%s", path);
	*c = (struct change){ .path = "" };
	strcpy(c->path, path);
	got = hostfile_text("", c->value, sizeof(c->value), "%s", path);
	if (got < 0)
		return fail((int)-got, "%s", path);
	if (got == sizeof(c->value) - 1)
		return fail(ENOSPC, "%s", path);
	hostfile_choice(c->value);
	err = tell(c);
	change_count += !err;
	return err;
}

int restore_write(const char *path, const char *value)
{
	int err;

	assert(child);
	err = remember(path);
	if (err)
		return err;
	err = write_file(path, value);
	return err ? fail(-err, "%s", path) : 0;
}

int restore_end(void)
{
	int state = 0;

	if (!child)
		return 0;
	close(to_child);
	while (waitpid(child, &state, 0) < 0 && errno == EINTR)
		;
	close(from_child);
	child = 0;
	if (WIFEXITED(state))
		return WEXITSTATUS(state);
	complain("the process that puts settings back died of signal %d", WTERMSIG(state));
	return (int)change_count;
}
