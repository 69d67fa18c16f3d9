/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests that a run loads the module cmo_policy if it needs it, and that whoever ends how leaves the host as it was. Runs
 * in an emulated host whose kernel is as distributed and has the module in /lib/modules.
 */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "bench/cli/verb.h"
#include "host/knob/knob.h"
#include "host/options/options.h"
#include "host/os/err.h"
#include "host/os/hostfile.h"
#include "host/os/klog.h"
#include "host/os/module.h"
#include "host/run/session.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARCHIVE "/tmp/m.cmo.jsonl"
#define ERRORS  "/tmp/errors"
#define ASIDE   "/lib/modules/aside.ko" /* rename() takes one file system */

static char module_path[256];

static bool is_loaded(void)
{
	return knob_is_there("", KNOB_MODULE);
}

/* Is the module loaded, hooked, and at this policy? */
static bool is_at(enum policy_id policy)
{
	struct knob_state knob;

	knob_look("", &knob);
	if (!knob.knob || !knob.hooked || knob.policy != (int)policy)
		printf("# %s, hooked %d, policy %d\n", knob.knob ? knob.knob->name : "no knob", knob.hooked, knob.policy);
	return knob.knob == &knob_table[KNOB_MODULE] && knob.hooked && knob.policy == (int)policy;
}

static bool user_loads(enum policy_id policy, const char *parameters)
{
	int err = os_load_module(module_path, parameters), fd;
	bool done;

	if (err)
		printf("# %s: %s\n", module_path, strerror(-err));
	fd = open(knob_table[KNOB_MODULE].path, O_WRONLY);
	done = fd >= 0 && write(fd, policy_name(policy), strlen(policy_name(policy))) > 0;
	if (fd >= 0)
		close(fd);
	return done;
}

/* Load the module with one text in it replaced by another of the same length. 0 or -errno. */
static int load_changed(const char *from, const char *to, const char *parameters)
{
	int fd = open(module_path, O_RDONLY | O_CLOEXEC), err = -EIO;
	struct stat st;
	char *image = fd < 0 || fstat(fd, &st) ? NULL : malloc((size_t)st.st_size);

	if (image && read(fd, image, (size_t)st.st_size) == st.st_size) {
		for (char *at = image; (at = memmem(at, (size_t)(image + st.st_size - at), from, strlen(from)));)
			memcpy(at, to, strlen(to));
		err = syscall(SYS_init_module, image, st.st_size, parameters) ? -errno : 0;
	}
	free(image);
	if (fd >= 0)
		close(fd);
	return err;
}

/* Is a function still hooked by anybody? */
static bool is_hooked(void)
{
	char *line = hostfile_line("", "kvm_handle_guest_abort (", "/sys/kernel/tracing/enabled_functions");
	char probes[2000];
	bool found = line || (hostfile_text("", probes, sizeof(probes), "/sys/kernel/debug/kprobes/list") > 0 &&
			      strstr(probes, "kvm_handle_guest_abort"));

	free(line);
	return found;
}

/* How many lines of the archive contain text? */
static int count_lines(const char *text)
{
	FILE *in = fopen(ARCHIVE, "r");
	char *line = NULL;
	size_t room = 0;
	int count = 0;

	while (in && getline(&line, &room, in) > 0)
		count += strstr(line, text) != NULL;
	free(line);
	if (in)
		fclose(in);
	return count;
}

/* Did the last run print this on standard error? */
static bool said(const char *text)
{
	char errors[2000];

	hostfile_text("", errors, sizeof(errors), "%s", ERRORS);
	for (char *line = strtok(errors, "\n"); line; line = strtok(NULL, "\n")) {
		printf("# %s\n", line);
		if (strstr(line, text))
			return true;
	}
	return false;
}

/* Run with these further options, as this user. Returns the exit status. */
static int run(uid_t uid, const char *policy, const char *more)
{
	static const char *argv[] = { "run", "--force", "--allow=virtual,emulator", "--filter=op=dc_ivac slot=rw stage2=cold "
				      "backing=anon", "--samples=32", "-o", ARCHIVE, "--policy", "", "", NULL };
	int state = 0, errors;
	pid_t pid;

	unlink(ARCHIVE);
	unlink(ERRORS);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		argv[8] = policy;
		argv[9] = more;
		errors = open(ERRORS, O_WRONLY | O_CREAT | O_TRUNC, 0666);
		dup2(errors, STDERR_FILENO);
		close(errors);
		/* Without an exec(), this process could not read its own files in /proc. */
		if (uid && (setgroups(0, NULL) || setgid(36) || setuid(uid) || prctl(PR_SET_DUMPABLE, 1)))
			_exit(1);
		_exit(run_main(more ? 10 : 9, (char **)argv));
	}
	while (waitpid(pid, &state, 0) < 0 && errno == EINTR)
		;
	printf("# status %d\n", WIFEXITED(state) ? WEXITSTATUS(state) : -1);
	return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

static void test_loaded_by_a_run(void)
{
	ok(!is_loaded() && run(0, "inject,read", NULL) == STATUS_OK, "a run under two policies");
	ok(!said("cmobench: run: module") && !is_loaded(), "that loads the module unloads it");
	ok(count_lines("\"knob\":{\"name\":\"cmo_policy.policy\",\"before\":null,\"hook\":\"ftrace\"") == 1 &&
		   count_lines("\"loaded\":true") == 1, "the archive says that the run loaded it");
	ok(count_lines("{\"type\":\"hook\",\"when\":\"start\"") == 1 && count_lines("{\"type\":\"hook\",\"when\":\"end\"") == 1,
	   "and has what its hooks cost, at the start and at the end");
	ok(run(0, "inject", NULL) == STATUS_OK && !count_lines("\"id\":\"tainted\""),
	   "its taint, which stays, is no finding after it was unloaded");
	ok(run(0, "upstream", NULL) == STATUS_OK && count_lines("\"knob\":null") == 1,
	   "for the policy that the kernel has, nothing is loaded");
	ok(run(0, "current", NULL) == STATUS_OK && count_lines("\"knob\":null") == 1, "nor for the current one");
}

static void test_loaded_by_the_user(void)
{
	ok(user_loads(POLICY_SKIP_RO, "") && is_at(POLICY_SKIP_RO), "the user loads it");
	ok(run(0, "inject", NULL) == STATUS_OK && is_at(POLICY_SKIP_RO), "then it stays, at its policy");
	ok(count_lines("\"before\":\"skip_ro\"") == 1 && count_lines("\"loaded\":false") == 1 &&
		   count_lines("{\"type\":\"hook\"") == 2, "as the archive says");
	ok(!count_lines("\"id\":\"tainted\""), "the taint of ours is no finding while it is there");
	ok(run(0, "current", NULL) == STATUS_OK && is_at(POLICY_SKIP_RO) && count_lines("{\"type\":\"hook\"") == 2 &&
		   count_lines("{\"type\":\"cell\",\"policy\":\"skip_ro\"") > 0, "a run under the current policy measures its hooks, too");
	ok(run(1000, "current", NULL) == STATUS_OK && !count_lines("{\"type\":\"hook\"") &&
		   count_lines("\"id\":\"hook-unmeasured\"") == 1, "unless the user may not");
	ok(run(1000, "inject", NULL) == STATUS_CANNOT && said("only root can set the policy: sudo "),
	   "nor set another policy");
}

/* Open a session, take the hooks away, and be killed. The pipe's end shows that all is put back. */
static void kill_session(const char *says)
{
	static const char *argv[] = { "run", "--allow=virtual,emulator", "--policy=inject", NULL };
	static struct session session;
	struct options options;
	char done = 'n', rest;
	int fds[2], state;
	pid_t pid;

	if (pipe(fds))
		return;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		close(fds[0]);
		if (!options_parse(&options, 3, (char **)argv) && !session_open(&session, &options) &&
		    !knob_write(POLICY_UPSTREAM) && !knob_hook(false) && write(fds[1], "y", 1) == 1)
			raise(SIGKILL);
		printf("# %s\n", fail_text());
		_exit(1);
	}
	close(fds[1]);
	if (read(fds[0], &done, 1) != 1)
		done = 'n';
	while (read(fds[0], &rest, 1) > 0)
		;
	close(fds[0]);
	ok(waitpid(pid, &state, 0) == pid && WIFSIGNALED(state) && done == 'y', "%s", says);
}

/* Begin a run and kill all of it once it has archived a cell, while its vCPU is in the guest or in KVM. */
static void kill_run(void)
{
	int fds[2], state;
	char rest;
	pid_t pid;

	if (pipe(fds))
		return;
	unlink(ARCHIVE ".partial");
	fflush(stdout);
	pid = fork();
	if (!pid) {
		static const char *argv[] = { "run", "--force", "--allow=virtual,emulator", "--policy=inject,upgrade",
					      "--samples=64", "-o", ARCHIVE, NULL };

		close(fds[0]);
		_exit(run_main(7, (char **)argv));
	}
	close(fds[1]);
	while (!waitpid(pid, &state, WNOHANG)) {
		char *line = hostfile_line("", "{\"type\":\"cell\"", ARCHIVE ".partial");

		free(line);
		if (line)
			break;
		usleep(10000);
	}
	ok(is_loaded() && !kill(pid, SIGKILL) && waitpid(pid, &state, 0) == pid && WIFSIGNALED(state),
	   "a run is killed while it measures");
	while (read(fds[0], &rest, 1) > 0)
		;
	close(fds[0]);
	unlink(ARCHIVE ".partial");
}

static void put_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	if (out) {
		fputs(text, out);
		fclose(out);
	}
}

static void test_cannot(void)
{
	ok(run(1000, "inject", NULL) == STATUS_CANNOT && said(": run: --policy: only root can set the policy: sudo "),
	   "an ordinary user is told the command");
	ok(said(" '--filter=op=dc_ivac slot=rw stage2=cold backing=anon' --samples=32 "), "with the user's options, quoted");
	ok(run(1000, "upstream", NULL) == STATUS_OK, "what the kernel does may be measured by its name");
	rename(module_path, ASIDE);
	ok(run(0, "inject", NULL) == STATUS_CANNOT && said(": run: module-missing: the module cmo_policy is not built for"),
	   "no module");
	put_file(module_path, "This is no module.");
	ok(run(0, "inject", NULL) == STATUS_CANNOT && said(".ko: the kernel does not take it"), "a file that is no module");
	put_file(module_path, "vermagic=5.10.0-arm64 SMP");
	ok(run(0, "inject", NULL) == STATUS_CANNOT && said("is built for Linux 5.10.0-arm64, and this is "),
	   "the module of another kernel");
	unlink(module_path);
	rename(ASIDE, module_path);
	ok(run(0, "inject", "--allow=module-missing") == STATUS_OK, "back again");
}

/* To the module, a kernel without a function that it hooks is one where the function has another name. */
static void test_hook_points(void)
{
	static const struct {
		const char *function, *other, *parameters, *says;
	} cases[] = {
		{ "kvm_handle_guest_abort", "kvm_handle_guest_abor_", "",
		  "cannot hook kvm_handle_guest_abor_() by ftrace: this kernel has none that can be traced" },
		{ "io_mem_abort", "io_mem_abor_", "",
		  "cannot hook io_mem_abor_() by ftrace: this kernel has none that can be traced" },
		{ "kvm_handle_guest_abort", "kvm_handle_guest_abor_", "hook=kprobe",
		  "cannot hook kvm_handle_guest_abor_() by a kprobe" },
		{ "io_mem_abort", "io_mem_abor_", "hook=kprobe", "cannot hook io_mem_abor_() by a kprobe" },
	};
	char text[256];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int err = load_changed(cases[i].function, cases[i].other, cases[i].parameters);

		klog_last("cmo_policy: ", text, sizeof(text));
		ok(err < 0 && strstr(text, cases[i].says), "a kernel without a hook point: %s", text);
		ok(!is_loaded() && !is_hooked(), "leaves no module and no hook");
	}
	ok(os_load_module(module_path, "hook=fprobe") == -EINVAL, "a way to hook that is none is refused");
	ok(user_loads(POLICY_UPSTREAM, "hook=kprobe") && is_hooked() && run(0, "inject", NULL) == STATUS_OK &&
		   count_lines("\"hook\":\"kprobe\"") == 1 && count_lines("\"id\":\"hook-kprobe\"") == 1 &&
		   count_lines("{\"type\":\"hook\"") == 2, "a run with the module hooked by kprobes says so");
	ok(!os_delete_module("cmo_policy") && !is_hooked(), "and it goes without a rest");
}

/* Is there every policy? */
static bool has_all(void)
{
	struct knob_state knob;

	knob_look("", &knob);
	return knob.policies == (UINT32_C(1) << POLICY_COUNT) - 1;
}

static void test_symbols(void)
{
	static const char *const wrong[] = { "ffff800080000004", "0", "there" };
	char text[256], parameters[64];

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		snprintf(parameters, sizeof(parameters), "symbols=kvm_inject_dabt=%s", wrong[i]);
		ok(!os_load_module(module_path, parameters) && klog_last("cmo_policy: symbols: ", text, sizeof(text)) &&
			   strstr(text, "kvm_inject_dabt"), "%s: %s", parameters, text);
		ok(has_all() && !os_delete_module("cmo_policy"), "is not believed: it is found by a kprobe");
	}
}

int main(void)
{
	struct utsname uts;

	setvbuf(stdout, NULL, _IOLBF, 0);
	uname(&uts);
	snprintf(module_path, sizeof(module_path), "/lib/modules/%s/updates/cmo_policy.ko", uts.release);
	test_loaded_by_a_run();
	test_cannot();
	kill_session("a session that has loaded the module and removed its hooks is killed");
	ok(!is_loaded(), "the module is unloaded");
	kill_run();
	ok(!is_loaded(), "the module is unloaded");
	test_loaded_by_the_user();
	kill_session("a session that has removed the hooks of the user's module is killed");
	ok(is_at(POLICY_SKIP_RO), "they are back, and the policy as well");
	kill_run();
	ok(is_at(POLICY_SKIP_RO), "all is as it was");
	ok(!os_delete_module("cmo_policy"), "the user unloads it");
	test_hook_points();
	test_symbols();
	return tap_done();
}
