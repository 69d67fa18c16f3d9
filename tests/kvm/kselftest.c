/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs the selftest of the series, /bin/cmo_memslots, in an emulated host, in place of the program: under each policy
 * that the kernel's knob offers, or once on a kernel without a knob. Prints of each policy "kernel POLICY", what the
 * selftest says, "status STATUS", and then, of each policy that the selftest is told to expect, "strict POLICY STATUS".
 */
#include "bench/policy.h"
#include "host/knob/knob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELFTEST "/bin/cmo_memslots"

/* Run it, and return its exit status, 128 and more if a signal ended it. policy: which one to expect; NULL: any. */
static int selftest(const char *policy)
{
	int state = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		if (policy && dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO) < 0)
			_exit(127);
		dup2(STDOUT_FILENO, STDERR_FILENO);
		execl(SELFTEST, SELFTEST, policy ? "-p" : NULL, policy, NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &state, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

static void selftest_all(const char *name)
{
	printf("kernel %s\n", name);
	printf("status %d\n", selftest(NULL));
	for (enum policy_id policy = 0; policy < POLICY_COUNT; policy++)
		printf("strict %s %d\n", policy_name(policy), selftest(policy_name(policy)));
}

/* Set the knob, which nobody needs to restore in a host of our own. False: it does not have this policy. */
static bool set_policy(const struct knob *knob, enum policy_id policy)
{
	int fd = open(knob->path, O_WRONLY | O_CLOEXEC);
	const char *name = policy_name(policy);
	bool done = fd >= 0 && write(fd, name, strlen(name)) == (ssize_t)strlen(name);

	close(fd);
	return done;
}

int main(void)
{
	const struct knob *knob = knob_find("");

	if (!knob)
		selftest_all("as it is");
	for (enum policy_id policy = 0; knob && policy < POLICY_COUNT; policy++) {
		if (set_policy(knob, policy))
			selftest_all(policy_name(policy));
	}
	return 0;
}
