/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings are restored however the process that changed them ends. Runs in an empty directory that it may write to. */
#include "bench/test/tap.h"
#include "host/os/err.h"
#include "host/os/module.h"
#include "host/os/restore.h"
#include "host/test/files.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * These stand in for host/os/module.c. A loaded module is a file of its name, which says how often it is still in use
 * when it shall be unloaded. "log" tells whether the setting "a" was restored before.
 */
int os_load_module(const char *path, const char *parameters)
{
	put(path, parameters);
	return 0;
}

int os_delete_module(const char *name)
{
	char text[8], left[16];
	int users;

	if (hostfile_text("", text, sizeof(text), "%s", name) < 0)
		return -ENOENT;
	users = atoi(text);
	if (users < 0)
		return -EBUSY;
	if (!users) {
		put("log", holds("a", "0\n") ? "restored" : "changed");
		return unlink(name) ? -errno : 0;
	}
	snprintf(left, sizeof(left), "%d", users - 1);
	put(name, left);
	return -EAGAIN;
}

enum end { END_CLOSE, END_EXIT, END_INT, END_TERM, END_KILL, END_ABORT, END_COUNT };

static const char *const end_name[] = { "restore_close()", "exit()", "SIGINT", "SIGTERM", "SIGKILL", "abort()" };

/*
 * Body of a process that changes settings, then ends. It writes to the pipe once they are changed; the pipe's end shows
 * that they are restored.
 */
static _Noreturn void change(enum end end, int tell)
{
	static const int signals[] = { [END_INT] = SIGINT, [END_TERM] = SIGTERM, [END_KILL] = SIGKILL,
				       [END_ABORT] = SIGABRT };
	bool done = !restore_open() && !restore_unload("module") && !os_load_module("module", "3") &&
		    !restore_write("a", "1") && !restore_write("b", "new\n") &&
		    !restore_write("a", "2") && holds("a", "2") && holds("b", "new\n");

	if (write(tell, done ? "y" : "n", 1) != 1)
		_exit(1);
	if (end == END_CLOSE)
		_exit(restore_close() ? 1 : 0);
	if (end == END_EXIT)
		exit(0);
	kill(0, signals[end]); /* the group, as a terminal does */
	pause();
	_exit(1);
}

static void test_end(enum end end)
{
	int fds[2], state;
	char done = 'n', rest;
	pid_t pid;

	put("a", "0\n");
	put("b", "old");
	unlink("log");
	if (pipe(fds))
		return;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		close(fds[0]);
		setpgid(0, 0);
		change(end, fds[1]);
	}
	close(fds[1]);
	if (read(fds[0], &done, 1) != 1)
		done = 'n';
	/* The restoring child has the pipe open until it ends. */
	while (read(fds[0], &rest, 1) > 0)
		;
	close(fds[0]);
	waitpid(pid, &state, 0);
	ok(done == 'y' && holds("a", "0\n") && holds("b", "old"),
	   "%s: two settings, one changed twice, are as they were", end_name[end]);
	ok(access("module", F_OK) && holds("log", "restored"),
	   "%s: then the module, in use for a while, is unloaded", end_name[end]);
}

static void test_errors(void)
{
	put("a", "always [madvise] never\n");
	put("gone", "1");
	ok(restore_write("a", "never") == -ESRCH && holds("a", "always [madvise] never\n"),
	   "without the restoring child nothing is changed");
	ok(!restore_open() && !restore_open() && restore_write("nothing", "1") == -ENOENT &&
		   strstr(fail_text(), "nothing"), "a setting that does not exist is an error");
	put("long", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
		    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
		    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789");
	ok(restore_write("long", "1") == -E2BIG && !holds("long", "1"), "a value too long to restore is not changed");
	ok(!restore_write("a", "never") && !restore_write("gone", "2"), "two changes,");
	unlink("gone");
	ok(restore_close() && strstr(fail_text(), "gone: No such file") && !strstr(fail_text(), "a:"),
	   "one of which cannot be restored: %s", fail_text());
	ok(holds("a", "madvise"), "the other is restored, to the choice that was in brackets");
	ok(!restore_close(), "a second restore_close() has nothing to do");
	ok(restore_unload("module") == -ESRCH, "without the restoring child no module must be loaded");
	ok(!restore_open() && !restore_unload("module") && !restore_close(), "one that was not loaded is no error");
}

int main(void)
{
	for (int end = 0; end < END_COUNT; end++)
		test_end(end);
	test_errors();
	return tap_done();
}
