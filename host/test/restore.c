/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was changed is put back, whatever end the process that changed it comes to. Runs in a directory of its own. */
#include "bench/test/tap.h"
#include "host/err.h"
#include "host/restore.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		exit(1);
}

static bool holds(const char *path, const char *text)
{
	char line[64] = "";
	FILE *f = fopen(path, "r");

	if (!f)
		return false;
	line[fread(line, 1, sizeof(line) - 1, f)] = '\0';
	fclose(f);
	return !strcmp(line, text);
}

/* Within 10 s. */
static bool comes_to_hold(const char *path, const char *text)
{
	for (int i = 0; i < 1000 && !holds(path, text); i++)
		usleep(10000);
	return holds(path, text);
}

/* Of process pid: its only child, 0: there is none. */
static pid_t child_of(pid_t pid)
{
	char path[64];
	int child = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	f = fopen(path, "r");
	if (f && fscanf(f, "%d", &child) != 1)
		child = 0;
	if (f)
		fclose(f);
	return child;
}

/* Changes "a", says so by a byte, then ends as it is told, or waits to be killed. */
static _Noreturn void be_parent(int ready, void (*end)(void))
{
	setpgid(0, 0);
	if (restore_begin() || restore_write("a", "new"))
		_exit(99);
	if (write(ready, "", 1) != 1)
		_exit(99);
	if (end)
		end();
	for (;;)
		pause();
}

static pid_t start(void (*end)(void))
{
	int ready[2];
	pid_t pid;
	char byte;

	put("a", "old\n");
	if (pipe(ready))
		exit(1);
	fflush(stdout);
	pid = fork();
	if (!pid)
		be_parent(ready[1], end);
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		exit(1);
	close(ready[0]);
	return pid;
}

static void normal_end(void)
{
	_exit(restore_end());
}

static void exit_1(void)
{
	exit(1);
}

static void test_ends(void)
{
	static const struct {
		const char *what;
		void (*end)(void);
	} ends[] = { { "a normal end", normal_end }, { "exit(1)", exit_1 }, { "abort()", abort } };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		pid_t pid = start(ends[i].end);

		ok(waitpid(pid, NULL, 0) == pid && comes_to_hold("a", "old"), "put back after %s", ends[i].what);
	}
}

static void test_signals(void)
{
	static const int fatal[] = { SIGINT, SIGTERM, SIGHUP, SIGSEGV, SIGKILL };

	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++) {
		pid_t pid = start(NULL);

		ok(holds("a", "new"), "changed");
		/* All of its process group, as a terminal does it. */
		kill(-pid, fatal[i]);
		ok(waitpid(pid, NULL, 0) == pid && comes_to_hold("a", "old"), "put back after %s", strsignal(fatal[i]));
	}
}

/* The child itself is told to go, as by one who ends all that this user has. */
static void test_deaf(void)
{
	static const int deaf[] = { SIGINT, SIGTERM, SIGHUP };
	pid_t pid = start(NULL), child = child_of(pid);

	if (!child) {
		kill(pid, SIGKILL);
		printf("ok %d - a child that is deaf # SKIP this kernel does not tell children\n", ++tap_number);
	} else {
		ok(getsid(child) == child, "the child has a session of its own");
		for (size_t i = 0; i < sizeof(deaf) / sizeof(deaf[0]); i++)
			kill(child, deaf[i]);
		usleep(50000);
		ok(holds("a", "new") && !kill(child, 0), "it stays, whatever it is sent");
		kill(pid, SIGKILL);
	}
	ok(waitpid(pid, NULL, 0) == pid && comes_to_hold("a", "old"), "and puts back");
}

static void test_many(void)
{
	put("a", "one");
	put("b", "always [madvise] never\n");
	ok(!restore_begin() && !restore_begin(), "begun twice is begun");
	ok(!restore_write("a", "two") && !restore_write("b", "never") && !restore_write("a", "three") &&
		   holds("a", "three") && holds("b", "never"), "one file twice, another in between");
	ok(restore_write("nothing", "x") == -ENOENT && strstr(fail_text(), "nothing") && access("nothing", F_OK),
	   "what is not there is not made");
	ok(!restore_end() && holds("a", "one") && holds("b", "madvise"), "each is what it was first; of a choice, the chosen");
	ok(!restore_end(), "ended twice is ended");
}

static void test_vanished(void)
{
	put("a", "old");
	put("b", "old");
	ok(!restore_begin() && !restore_write("a", "new") && !restore_write("b", "new") && !unlink("a"),
	   "a file that vanishes:");
	ok(restore_end() == 1 && access("a", F_OK) && holds("b", "old"), "is told of, not made; the other is put back");
}

int main(void)
{
	test_ends();
	test_signals();
	test_deaf();
	test_many();
	test_vanished();
	return tap_done();
}
