/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/machine.h"

#include "host/image/built.h"
#include "host/os/err.h"
#include "host/os/os.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is said of a part that is not there. */
static const char origin[] = " (make emulated-host makes it, or the package cmobench-emulated has it)";

/* Sets *path to given, or to dir/name if given is NULL. mode is that of access(2). 0 or -errno (fail_text()). */
static int choose(char **path, const char *given, const char *dir, const char *name, int mode)
{
	struct stat st;

	*path = given ? strdup(given) : os_text("%s/%s", dir, name);
	if (!*path)
		return fail(ENOMEM, "the emulated host's %s", name);
	if (access(*path, mode) || stat(*path, &st))
		return fail(errno, "the emulated host's %s, %s%s", name, *path,
			    given ? "" : origin);
	return S_ISREG(st.st_mode) ? 0 : fail(0, "the emulated host's %s, %s: not a file", name, *path);
}

static bool says(const char *properties, const char *key)
{
	return properties && strstr(properties, key);
}

/* Returns QEMU's -M: what KVM at EL2 needs, then the user's properties, which override it. NULL: no memory. */
static char *properties_of(const char *more)
{
	return os_text("virt%s%s%s%s", says(more, "virtualization=") ? "" : ",virtualization=on",
		       says(more, "gic-version=") ? "" : ",gic-version=3", more ? "," : "", more ? more : "");
}

/* Reads until end of file or until size bytes are read; returns their number. */
static size_t read_all(int fd, char *bytes, size_t size)
{
	size_t used = 0;
	ssize_t got;

	while (used < size && (got = os_read(fd, bytes + used, size - used)) > 0)
		used += (size_t)got;
	return used;
}

static int ask_version(struct machine *m)
{
	int fds[2], state;
	size_t got;
	pid_t pid;

	if (pipe(fds))
		return fail(errno, "pipe");
	pid = fork();
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		execl(m->qemu, m->qemu, "--version", (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	got = read_all(fds[0], m->version, sizeof(m->version) - 1);
	close(fds[0]);
	if (pid < 0 || waitpid(pid, &state, 0) < 0 || !got || !WIFEXITED(state) || WEXITSTATUS(state))
		return fail(0, "%s --version does not run: is it a qemu-system-aarch64?", m->qemu);
	m->version[got] = '\0';
	m->version[strcspn(m->version, "\n|")] = '\0';
	return 0;
}

static int find_kernel(struct machine *m, const char *given, const char *dir)
{
	char *path = given ? strdup(given) : os_text("%s/kernel", dir);
	int err;

	if (!path)
		return fail(ENOMEM, "the emulated host's kernel");
	if (!given && access(path, F_OK))
		err = fail(errno, "the emulated host's kernel, %s%s", path, origin);
	else
		err = kernel_find(&m->kernel, path);
	free(path);
	return err && given ? -EINVAL : err;
}

static int find_policies(struct machine *m, const char *dir)
{
	char *path = os_text("%s/../module/%s/cmo_policy.ko", dir, m->kernel.release);
	int err = path ? 0 : fail(ENOMEM, "the emulated host's module");

	if (!err && m->kernel.release[0] && !access(path, F_OK))
		err = blob_map(&m->policies, path);
	if (!err && m->policies.size)
		err = kernel_check_module(&m->kernel, &m->policies, path);
	free(path);
	return err;
}

int machine_find(struct machine *m, const struct emulated_options *o)
{
	char *dir = built_dir();
	int err;

	*m = (struct machine){ .icount_shift = o->no_icount ? "-" : "0" };
	if (!dir)
		return -ENOENT;
	err = choose(&m->qemu, o->qemu, dir, "qemu-system-aarch64", X_OK);
	if (!err)
		err = find_kernel(m, o->kernel, dir);
	if (!err)
		err = find_policies(m, dir);
	if (!err)
		err = choose(&m->initrd, o->initrd, dir, "initramfs.cpio", R_OK);
	m->plugin = os_text("%s/profile.so", dir);
	free(dir);
	if (!err && !m->plugin)
		err = fail(ENOMEM, "the emulated host");
	if (err)
		return err;
	m->properties = properties_of(o->machine);
	return m->properties ? ask_version(m) : fail(ENOMEM, "the emulated host");
}

void machine_free(struct machine *m)
{
	free(m->qemu);
	kernel_free(&m->kernel);
	blob_free(&m->policies);
	free(m->initrd);
	free(m->plugin);
	free(m->properties);
	*m = (struct machine){ .qemu = NULL };
}
