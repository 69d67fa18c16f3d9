/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process 1 of the emulated host. It mounts file systems, loads modules and runs the program with what the launcher
 * wrote into /args (user id, group id, then the arguments, each NUL-terminated). Standard output and error of the
 * program go to virtio-serial ports, its exit status to a third port; then the host is powered off. Errors go to the
 * console.
 *
 * For tests there are these parameters on the kernel's command line; the kernel passes unknown ones to init in its
 * environment (init/main.c, unknown_bootoption(), 6.12):
 *
 *   cmobench_without=NAME[,NAME...]          leave out file systems of these types; "emulator": do not tell the program
 *                                            that its host is emulated; "knob": hide the parameters of KVM, kvm.cmo_policy
 *                                            among them
 *   cmobench_load=PATH[ ARGS]                load this module before the program starts; with ARGS in quotes:
 *                                            "cmobench_load=PATH ARGS"
 *   cmobench_tracefs=OPTIONS                 mount tracefs again, with these options
 *   cmobench_write=PATH=TEXT[;PATH=TEXT...]  write these before the program starts
 *   cmobench_fake=PATH=TEXT[;PATH=TEXT...]   show TEXT in the place of what these files hold
 *   cmobench_later=MS:PATH=TEXT[;...]        write these MS milliseconds after it has started
 */
#include "bench/array.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define GROUP_KVM    36    /* the group that may open /dev/kvm, as on a distribution */
#define PORT_TRIES   500   /* how often to look for a port */
#define PORT_WAIT_US 10000 /* time between two looks; 5 seconds of the guest's time in all */

struct job {
	int uid, gid;
	char **argv;
};

/* True if name is in the list of cmobench_without. */
static bool is_without(const char *name)
{
	const char *list = getenv("cmobench_without");
	size_t size = strlen(name);

	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (!strncmp(at, name, size) && (!at[size] || at[size] == ','))
			return true;
	}
	return false;
}

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		printf("init: %s=%s: %s\n", path, text, strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* Mount a file with this text over another one. */
static void fake_text(const char *path, const char *text)
{
	char fake[] = "/tmp/fake.XXXXXX";
	int fd = mkstemp(fake);

	if (fd < 0 || fchmod(fd, 0444) || dprintf(fd, "%s\n", text) < 0 || mount(fake, path, NULL, MS_BIND, NULL))
		printf("init: %s=%s: %s\n", path, text, strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* Call each() for each TEXT of "PATH=TEXT;PATH=TEXT" and its PATH. list may be NULL. */
static void for_list(char *list, void (*each)(const char *path, const char *text))
{
	char *save = NULL;

	for (char *path = list ? strtok_r(list, ";", &save) : NULL; path; path = strtok_r(NULL, ";", &save)) {
		char *text = strchr(path, '=');

		if (!text)
			continue;
		*text++ = '\0';
		each(path, text);
	}
}

static void write_settings(void)
{
	/* Disable proactive compaction, so that pages stay where they are (mm/compaction.c, kcompactd(), 6.12). */
	write_text("/proc/sys/vm/compaction_proactiveness", "0");
	for_list(getenv("cmobench_write"), write_text);
	for_list(getenv("cmobench_fake"), fake_text);
}

static void write_later(void)
{
	char *list = getenv("cmobench_later"), *colon = list ? strchr(list, ':') : NULL;

	if (!colon || fork())
		return;
	usleep((useconds_t)atoi(list) * 1000);
	for_list(colon + 1, write_text);
	_exit(0);
}

static void mount_all(void)
{
	static const struct {
		const char *type, *target, *options;
	} mounts[] = {
		{ "devtmpfs", "/dev", NULL },
		{ "proc", "/proc", NULL },
		{ "sysfs", "/sys", NULL },
		{ "securityfs", "/sys/kernel/security", NULL },
		{ "debugfs", "/sys/kernel/debug", NULL },
		{ "tracefs", "/sys/kernel/tracing", NULL },
		{ "tmpfs", "/tmp", NULL },
		{ "tmpfs", "/dev/shm", NULL },
		/*
		 * The file backings are on ramfs. Like ext4 and xfs, and unlike tmpfs, it has vm_ops->page_mkwrite,
		 * so pages of a shared mapping are read-only until first written (fs/ramfs/file-mmu.c, mm/filemap.c,
		 * 6.12).
		 */
		{ "ramfs", "/var/tmp", "mode=1777" },
	};
	const char *tracefs = getenv("cmobench_tracefs");

	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++) {
		if (is_without(mounts[i].type))
			continue;
		mkdir(mounts[i].target, 0755);
		/* A failure is not fatal here: the program reports by name what it misses. */
		mount(mounts[i].type, mounts[i].target, mounts[i].type, 0, mounts[i].options);
	}
	if (tracefs && mount("tracefs", "/sys/kernel/tracing", "tracefs", MS_REMOUNT, tracefs))
		printf("init: tracefs with %s: %s\n", tracefs, strerror(errno));
	if (is_without("knob") && mount("tmpfs", "/sys/module/kvm/parameters", "tmpfs", 0, NULL))
		printf("init: the parameters of KVM cannot be hidden: %s\n", strerror(errno));
}

/* Load a module that is not there yet, with parameters. */
static void load_module(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || (syscall(SYS_finit_module, fd, parameters, 0) && errno != EEXIST))
		printf("init: module %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* Load the modules that /modules/order lists, a file name a line, then that of cmobench_load. */
static void load_modules(void)
{
	FILE *order = fopen("/modules/order", "re");
	char name[256], path[320], *more = getenv("cmobench_load"), *blank = more ? strchr(more, ' ') : NULL;

	while (order && fgets(name, sizeof(name), order)) {
		name[strcspn(name, "\n")] = '\0';
		snprintf(path, sizeof(path), "/modules/%s", name);
		load_module(path, "");
	}
	if (order)
		fclose(order);
	if (blank)
		*blank = '\0';
	if (more)
		load_module(more, blank ? blank + 1 : "");
}

/* Open the virtio-serial port that has this name. A descriptor, or -1. */
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

/* Open a port, waiting for it as it appears some time after its driver. A descriptor, or -1 after printing why. */
static int open_port(const char *name)
{
	int fd = -1;

	for (int i = 0; i < PORT_TRIES && fd < 0; i++) {
		fd = find_port(name);
		if (fd < 0)
			usleep(PORT_WAIT_US);
	}
	if (fd < 0)
		printf("init: there is no virtio-serial port %s\n", name);
	return fd;
}

/* Remove "--inside-emulator WHAT" and, behind "--", the launcher's command line. */
static void forget_emulator(char **argv)
{
	char **at = argv;

	while (*at && strcmp(*at, "--inside-emulator"))
		at++;
	while (at[0] && at[1] && (at[0] = at[2]))
		at++;
	for (at = argv; *at && strcmp(*at, "--");)
		at++;
	*at = NULL;
}

/* Read a whole file and append a NUL, which *size does not count. NULL: it cannot be read. Never freed. */
static char *read_file(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *text = fd < 0 || fstat(fd, &st) ? NULL : calloc(1, (size_t)st.st_size + 1);
	ssize_t got = 1;

	for (*size = 0; text && got > 0 && *size < (size_t)st.st_size; *size += got > 0 ? (size_t)got : 0)
		got = read(fd, text + *size, (size_t)st.st_size - *size);
	if (fd >= 0)
		close(fd);
	return got < 0 ? NULL : text;
}

/* Return an array of pointers to the NUL-terminated strings in text, then a NULL. NULL: no memory. Never freed. */
static char **split(char *text, size_t size, size_t *count)
{
	char **field;

	*count = 0;
	for (size_t at = 0; at < size; at += strlen(text + at) + 1)
		++*count;
	field = calloc(*count + 1, sizeof(*field));
	*count = 0;
	for (size_t at = 0; field && at < size; at += strlen(text + at) + 1)
		field[(*count)++] = text + at;
	return field;
}

/* Return false if /args is not what the launcher writes. */
static bool read_args(struct job *job)
{
	size_t size = 0, count = 0;
	char *text = read_file("/args", &size), **field = text ? split(text, size, &count) : NULL;

	if (!field || count < 3) {
		printf("init: cannot read /args\n");
		return false;
	}
	job->uid = atoi(field[0]);
	job->gid = atoi(field[1]);
	job->argv = field + 2;
	if (is_without("emulator"))
		forget_emulator(job->argv);
	return true;
}

static void child(const struct job *job, int out, int err)
{
	if (dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
		_exit(1);
	if (job->uid && (setgroups(0, NULL) || setgid((gid_t)job->gid) || setuid((uid_t)job->uid)))
		_exit(1);
	execv("/bin/cmobench", job->argv);
	dprintf(STDERR_FILENO, "init: /bin/cmobench: %s\n", strerror(errno));
	_exit(1);
}

static void run(void)
{
	int out = open_port("cmobench.stdout"), err = open_port("cmobench.stderr"), end = open_port("cmobench.end");
	struct job job;
	int state = 0;
	pid_t pid;

	if (!read_args(&job) || out < 0 || err < 0 || end < 0)
		return;
	if (chown("/dev/kvm", 0, GROUP_KVM) || chmod("/dev/kvm", 0660))
		printf("init: /dev/kvm: %s\n", strerror(errno)); /* not fatal: the program reports it, too */
	pid = fork();
	if (!pid)
		child(&job, out, err);
	write_later();
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
	printf("init: the kernel is up\n"); /* watch.c waits for this line */
	mount_all();
	load_modules();
	write_settings();
	run();
	reboot(RB_POWER_OFF);
	return 1;
}
