/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process 1 of the emulated host: mounts, modules, then the program with what the launcher wrote into /args (user id,
 * then the arguments, each NUL-terminated), its standard output and error going out through virtio-serial ports; last
 * its end through a third port, and power off. Complaints go to the console.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGS_MAX 64

static void mount_all(void)
{
	static const struct {
		const char *type, *target;
	} mounts[] = {
		{ "devtmpfs", "/dev" },  { "proc", "/proc" }, { "sysfs", "/sys" },
		{ "debugfs", "/sys/kernel/debug" }, { "tracefs", "/sys/kernel/tracing" }, { "tmpfs", "/tmp" },
	};

	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].target, 0755);
		mount(mounts[i].type, mounts[i].target, mounts[i].type, 0, NULL); /* what is not there is missed later */
	}
}

/* /modules/order: a file name a line. */
static void load_modules(void)
{
	FILE *order = fopen("/modules/order", "re");
	char name[128], path[160];

	while (order && fgets(name, sizeof(name), order)) {
		int fd;

		name[strcspn(name, "\n")] = '\0';
		snprintf(path, sizeof(path), "/modules/%s", name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST))
			printf("init: module %s: %s\n", name, strerror(errno));
		if (fd >= 0)
			close(fd);
	}
	if (order)
		fclose(order);
}

/* The device of the virtio-serial port of that name, or -1. */
static int find_port(const char *wanted)
{
	DIR *dir = opendir("/sys/class/virtio-ports");
	struct dirent *entry;
	int found = -1;

	while (dir && found < 0 && (entry = readdir(dir))) {
		char path[320], name[64] = "";
		FILE *f;

		snprintf(path, sizeof(path), "/sys/class/virtio-ports/%s/name", entry->d_name);
		f = fopen(path, "re");
		if (!f)
			continue;
		if (fgets(name, sizeof(name), f))
			name[strcspn(name, "\n")] = '\0';
		fclose(f);
		snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
		if (!strcmp(name, wanted))
			found = open(path, O_WRONLY | O_CLOEXEC);
	}
	if (dir)
		closedir(dir);
	return found;
}

/* Ports turn up after the driver: wait for them for 5 seconds. */
static int open_port(const char *name)
{
	int fd = -1;

	for (int i = 0; i < 500 && fd < 0; i++) {
		fd = find_port(name);
		if (fd < 0)
			usleep(10000);
	}
	if (fd < 0)
		printf("init: there is no virtio-serial port %s\n", name);
	return fd;
}

/* /args into argv, NULL at its end; the user id, or -1. */
static int read_args(char *argv[ARGS_MAX + 1])
{
	static char text[65536];
	int fd = open("/args", O_RDONLY | O_CLOEXEC), argc = 0;
	ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	size_t at;

	if (size <= 0) {
		printf("init: cannot read /args\n");
		return -1;
	}
	for (at = strlen(text) + 1; at < (size_t)size && argc < ARGS_MAX; at += strlen(text + at) + 1)
		argv[argc++] = text + at;
	argv[argc] = NULL;
	return atoi(text);
}

static void child(int uid, char **argv, int out, int err)
{
	if (dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
		_exit(1);
	if (uid && (setgid((gid_t)uid) || setuid((uid_t)uid)))
		_exit(1);
	execv("/bin/cmobench", argv);
	dprintf(STDERR_FILENO, "init: /bin/cmobench: %s\n", strerror(errno));
	_exit(1);
}

static void run(void)
{
	int out = open_port("cmobench.stdout"), err = open_port("cmobench.stderr"), end = open_port("cmobench.end");
	char *argv[ARGS_MAX + 1];
	int uid = read_args(argv), state = 0;
	pid_t pid;

	if (out < 0 || err < 0 || end < 0 || uid < 0)
		return;
	pid = fork();
	if (!pid)
		child(uid, argv, out, err);
	while (pid > 0 && waitpid(pid, &state, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(state))
		dprintf(end, "exit %d\n", WEXITSTATUS(state));
	else
		dprintf(end, "signal %d\n", WTERMSIG(state));
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	mount_all();
	load_modules();
	run();
	reboot(RB_POWER_OFF);
	return 1;
}
