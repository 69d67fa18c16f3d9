/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/os/restore.h"

#include "bench/array.h"
#include "host/os/err.h"
#include "host/os/hostfile.h"
#include "host/os/module.h"
#include "host/os/os.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNLOAD_TRIES   1000  /* how often the child tries to unload a module that is in use */
#define UNLOAD_WAIT_US 10000 /* time between two tries; 10 seconds in all */

/*
 * What is to be done at the end: put back the former value of a setting, or unload a module. It is sent through a pipe
 * as it is: up to PIPE_BUF bytes arrive in one piece (pipe(7)).
 */
struct duty {
	char path[1024];                 /* the setting's file, or the module's name */
	char value[RESTORE_VALUE_BYTES]; /* the setting's former value; not of a module */
	bool is_module;
};

_Static_assert(sizeof(struct duty) <= PIPE_BUF, "a duty is sent in one piece");

static pid_t child; /* the process that restores settings; 0: none */
static int to_child, from_child;

static int write_file(const char *path, const char *value)
{
	size_t size = strlen(value);
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_TRUNC), error = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, value, size) != (ssize_t)size)
		error = errno ? errno : EIO;
	close(fd);
	return -error;
}

static int read_setting(const char *path, struct duty *d)
{
	long got = hostfile_bytes("", d->value, sizeof(d->value) - 1, "%s", path);

	if (got < 0)
		return (int)got;
	if ((size_t)got == sizeof(d->value) - 1)
		return -E2BIG; /* its beginning alone could not be put back */
	d->value[got] = '\0';
	if ((size_t)snprintf(d->path, sizeof(d->path), "%s", path) >= sizeof(d->path))
		return -ENAMETOOLONG;
	hostfile_choice(d->value);
	return 0;
}

/* Unload a module. While a process that was killed still leaves the kernel through it, it is in use: try again. */
static int unload(const char *module)
{
	int err = os_delete_module(module);

	for (int i = 1; i < UNLOAD_TRIES && (err == -EAGAIN || err == -EBUSY); i++) {
		usleep(UNLOAD_WAIT_US);
		err = os_delete_module(module);
	}
	return err == -ENOENT ? 0 : err; /* -ENOENT: it was never loaded, or somebody else has unloaded it */
}

static int put_back(const struct duty *d)
{
	struct duty now;
	int err = write_file(d->path, d->value);

	/* A file that may not be written and still has its former value was never changed: no error. */
	return err && !read_setting(d->path, &now) && !strcmp(now.value, d->value) ? 0 : err;
}

/* Body of the child: collect duties until every writer of the pipe has exited, then do them, last first. */
static _Noreturn void keep_duties(int in, int out)
{
	struct duty *kept = NULL, one;
	size_t count = 0;
	int left = 0;

	while (os_read(in, &one, sizeof(one)) == (ssize_t)sizeof(one)) {
		struct duty *more = realloc(kept, (count + 1) * sizeof(*more));

		if (!more)
			break;
		kept = more;
		kept[count++] = one;
		if (write(out, "", 1) < 0)
			break;
	}
	while (count--) {
		const struct duty *d = &kept[count];
		int err = d->is_module ? unload(d->path) : put_back(d);

		if (err)
			left += dprintf(out, "%s%s%s: %s", left ? ", " : "", d->is_module ? "module " : "", d->path,
					strerror(-err)) > 0;
	}
	_exit(left != 0);
}

/*
 * Ask the kernel not to kill this process when memory runs out; its parent may have asked for the opposite (worker.c).
 */
static void shun_oom_killer(void)
{
	if (write_file("/proc/self/oom_score_adj", "-1000"))
		write_file("/proc/self/oom_score_adj", "0"); /* needs no privilege; if it fails, size alone decides */
}

int restore_open(void)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT };
	int in[2], out[2];

	if (child)
		return 0;
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		return fail(errno, "pipe");
	fflush(NULL);
	child = fork();
	if (child < 0) {
		child = 0;
		return fail(errno, "fork");
	}
	if (!child) {
		setsid();
		shun_oom_killer();
		for (size_t i = 0; i < ARRAY_SIZE(ignored); i++)
			signal(ignored[i], SIG_IGN);
		close(in[1]);
		close(out[0]);
		keep_duties(in[0], out[1]);
	}
	close(in[0]);
	close(out[1]);
	to_child = in[1];
	from_child = out[0];
	return 0;
}

/* Tell the child a duty, and wait until it knows. 0 or -errno (fail_text()). */
static int tell(const struct duty *d)
{
	char known;

	if (!child)
		return fail(ESRCH, "%s is not changed: there is no process to restore it", d->path);
	if (write(to_child, d, sizeof(*d)) != (ssize_t)sizeof(*d) || os_read(from_child, &known, 1) != 1)
		return fail(EPIPE, "%s is not changed: the process that restores settings is gone", d->path);
	return 0;
}

int restore_write(const char *path, const char *value)
{
	struct duty before = { .is_module = false };
	int err = read_setting(path, &before);

	if (err)
		return fail(-err, "%s", path);
	err = tell(&before);
	if (err)
		return err;
	err = write_file(path, value);
	return err ? fail(-err, "%s: cannot be set to %s", path, value) : 0;
}

int restore_unload(const char *module)
{
	struct duty duty = { .is_module = true };

	if ((size_t)snprintf(duty.path, sizeof(duty.path), "%s", module) >= sizeof(duty.path))
		return fail(ENAMETOOLONG, "module %s", module);
	return tell(&duty);
}

int restore_close(void)
{
	char text[400];
	size_t size = 0;
	ssize_t got;
	int state = 0;

	if (!child)
		return 0;
	close(to_child);
	while (size < sizeof(text) - 1 && (got = os_read(from_child, text + size, sizeof(text) - 1 - size)) > 0)
		size += (size_t)got;
	text[size] = '\0';
	close(from_child);
	while (waitpid(child, &state, 0) < 0 && errno == EINTR)
		;
	child = 0;
	if (WIFEXITED(state) && !WEXITSTATUS(state))
		return 0;
	return fail(0, "settings of the host were not restored: %s", size ? text : "the process that does so is gone");
}
