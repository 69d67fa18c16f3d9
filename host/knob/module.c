/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/knob/module.h"

#include "bench/array.h"
#include "host/knob/kconfig.h"
#include "host/knob/knob.h"
#include "host/os/err.h"
#include "host/os/klog.h"
#include "host/os/module.h"
#include "host/os/restore.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME          "cmo_policy"
#define RELEASE_BYTES 96
#define SYMBOLS_BYTES 512

extern char **environ;

/*
 * Functions of KVM that the module calls and that are not exported. It finds them by kprobes; where the kernel has none,
 * it is told their addresses. A kernel has one of the first two (6.17 renamed kvm_inject_dabt()).
 */
static const char *const symbols[] = { "kvm_inject_dabt", "kvm_inject_sea", "kvm_pgtable_walk", "__kvm_faultin_pfn" };

bool module_reason(char *text, size_t size)
{
	return klog_last(NAME ": ", text, size);
}

/* Write the directory of this program; "" if it is not known. */
static void find_program_dir(char *dir, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", dir, size - 1);
	char *slash;

	dir[length > 0 ? length : 0] = '\0';
	slash = strrchr(dir, '/');
	if (slash)
		*slash = '\0';
}

/* Does the kernel lack an option that the module needs? Then say which. */
static bool lacks_option(const char *root, struct module *m)
{
	enum { MODULES, FUNCTION_TRACER, WITH_ARGS, WITH_REGS, KPROBES, OPTION_COUNT };
	static const char *const option[OPTION_COUNT] = {
		"MODULES", "FUNCTION_TRACER", "DYNAMIC_FTRACE_WITH_ARGS", "DYNAMIC_FTRACE_WITH_REGS", "KPROBES",
	};
	const char *lacking = NULL;
	uint32_t set;
	bool known = kconfig_read(root, option, OPTION_COUNT, &set);

	if (known ? !(set >> MODULES & 1) : !hostfile_there(root, "/proc/modules"))
		lacking = "CONFIG_MODULES";
	else if (known && !(set >> KPROBES & 1) && !(set >> FUNCTION_TRACER & 1))
		lacking = "CONFIG_FUNCTION_TRACER, nor CONFIG_KPROBES";
	else if (known && !(set >> KPROBES & 1) && !(set >> WITH_ARGS & 1) && !(set >> WITH_REGS & 1))
		lacking = "CONFIG_DYNAMIC_FTRACE_WITH_ARGS, nor CONFIG_KPROBES";
	if (!lacking)
		return false;
	m->outlook = MODULE_NO_OPTION;
	snprintf(m->what, sizeof(m->what), "this kernel does not have %s, which the module " NAME " needs", lacking);
	snprintf(m->remedy, sizeof(m->remedy), "boot a kernel with it");
	return true;
}

/* Does the kernel take signed modules only? Then say why. */
static bool is_locked(const char *root, struct module *m)
{
	char text[64];

	hostfile_text(root, text, sizeof(text), "/sys/kernel/security/lockdown");
	hostfile_choice(text);
	if (*text && strcmp(text, "none")) {
		snprintf(m->what, sizeof(m->what), "the kernel is locked down (%s), as under Secure Boot: it takes "
			 "signed modules only", text);
	} else if (hostfile_text(root, text, sizeof(text), "/sys/module/module/parameters/sig_enforce") > 0 &&
		   *text == 'Y') {
		snprintf(m->what, sizeof(m->what), "module.sig_enforce is on: the kernel takes signed modules only");
	} else {
		return false;
	}
	m->outlook = MODULE_LOCKED;
	snprintf(m->remedy, sizeof(m->remedy), "disable Secure Boot and boot without module.sig_enforce, or enrol a key "
		 "(mokutil) and sign the module");
	return true;
}

/* Look for the file of the module. True, and m->path: there is one. */
static bool find_file(const char *root, const char *release, const char *program_dir, struct module *m)
{
	static const char *const dirs[] = { "updates/dkms", "updates", "extra" };
	static const char *const suffixes[] = { "", ".xz", ".zst", ".gz" };
	char beside[2][HOSTFILE_PATH_BYTES];

	snprintf(beside[0], sizeof(beside[0]), "%s/module/%s/" NAME ".ko", program_dir, release);
	snprintf(beside[1], sizeof(beside[1]), "%s/../lib/cmobench/module/%s/" NAME ".ko", program_dir, release);
	for (size_t i = 0; *program_dir && i < ARRAY_SIZE(beside); i++) {
		memcpy(m->path, beside[i], sizeof(m->path));
		if (hostfile_there(root, "%s", m->path))
			return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(dirs) * ARRAY_SIZE(suffixes); i++) {
		const char *suffix = suffixes[i % ARRAY_SIZE(suffixes)];

		snprintf(m->path, sizeof(m->path), "/lib/modules/%s/%s/" NAME ".ko%s", release,
			 dirs[i / ARRAY_SIZE(suffixes)], suffix);
		m->compressed = *suffix;
		if (hostfile_there(root, "%s", m->path))
			return true;
	}
	m->compressed = false;
	m->path[0] = '\0';
	return false;
}

/* Is one of the words of a line such as ID_LIKE="rhel fedora" among the words of list? */
static bool is_one_of(const char *line, const char *list)
{
	char copy[128], *save = NULL;

	snprintf(copy, sizeof(copy), "%s", line);
	for (char *word = strtok_r(copy, "=\" \n", &save); word; word = strtok_r(NULL, "=\" \n", &save)) {
		const char *at = strstr(list, word);
		size_t size = strlen(word);

		if (at && (at == list || at[-1] == ' ') && (!at[size] || at[size] == ' '))
			return true;
	}
	return false;
}

/* Write the command that installs the headers of this kernel on this distribution (os-release(5)). */
static void say_headers(const char *root, const char *release, char *text, size_t size)
{
	static const struct {
		const char *distributions, *command; /* the command ends in the release */
	} commands[] = {
		{ "debian ubuntu raspbian", "sudo apt install linux-headers-" },
		{ "fedora rhel centos amzn ol", "sudo dnf install kernel-devel-" },
	};
	static const char *const keys[] = { "ID=", "ID_LIKE=" };
	const char *command = NULL;

	for (size_t k = 0; k < ARRAY_SIZE(keys) && !command; k++) {
		char *line = hostfile_line(root, keys[k], "/etc/os-release");

		for (size_t i = 0; line && i < ARRAY_SIZE(commands); i++)
			if (is_one_of(line, commands[i].distributions))
				command = commands[i].command;
		free(line);
	}
	snprintf(text, size, "%s%s", command ? command : "install the headers of Linux ", release);
}

/* Return the command after which there is a module: that of a source tree, or of a program from a Debian package (make deb). */
static const char *build_command(const char *program_dir)
{
	return strcmp(program_dir, "/usr/bin") ? "make module" : "sudo apt install ./cmobench-dkms_*.deb";
}

void module_look(const struct module_place *place, struct module *m)
{
	char release[RELEASE_BYTES], own[HOSTFILE_PATH_BYTES - 160];
	char headers[sizeof(m->remedy) - sizeof("; sudo apt install ./cmobench-dkms_*.deb")];
	const char *program_dir = place->program_dir;

	*m = (struct module){ .outlook = MODULE_READY };
	if (!program_dir) {
		find_program_dir(own, sizeof(own));
		program_dir = own;
	}
	kconfig_release(place->root, release, sizeof(release));
	if (lacks_option(place->root, m) || is_locked(place->root, m) ||
	    find_file(place->root, release, program_dir, m))
		return;
	m->outlook = MODULE_UNBUILT;
	snprintf(m->what, sizeof(m->what), "the module " NAME " is not built for this kernel, %s", release);
	if (place->emulated) {
		snprintf(m->remedy, sizeof(m->remedy), "make module KDIR=DIR, with its headers in DIR");
		return;
	}
	if (hostfile_there(place->root, "/lib/modules/%s/build/Makefile", release)) {
		snprintf(m->remedy, sizeof(m->remedy), "%s", build_command(program_dir));
		return;
	}
	m->outlook = MODULE_NO_HEADERS;
	say_headers(place->root, release, headers, sizeof(headers));
	snprintf(m->remedy, sizeof(m->remedy), "%s; %s", headers, build_command(program_dir));
}

/* Read a whole file. NULL: it cannot be read. The caller frees it. */
static char *read_whole(const char *path, size_t *size)
{
	struct stat st;
	char *bytes = stat(path, &st) ? NULL : malloc((size_t)st.st_size);
	long got = bytes ? hostfile_bytes("", bytes, (size_t)st.st_size, "%s", path) : -1;

	*size = got > 0 ? (size_t)got : 0;
	return bytes;
}

/*
 * Complain if the module was built for another kernel, as its .modinfo says: "vermagic=RELEASE FLAGS". 0 or -ENOEXEC
 * (fail_text()).
 */
static int check_release(const char *path)
{
	static const char key[] = "vermagic=";
	char ours[RELEASE_BYTES], its[RELEASE_BYTES];
	size_t size;
	char *bytes = read_whole(path, &size), *at = bytes ? memmem(bytes, size, key, strlen(key)) : NULL;

	kconfig_release("", ours, sizeof(ours));
	/* The section ends in a NUL, so that the text does, too. */
	snprintf(its, sizeof(its), "%.*s", at ? (int)strcspn(at + strlen(key), " ") : 0, at ? at + strlen(key) : "");
	free(bytes);
	if (!*its || !strcmp(its, ours))
		return 0;
	return fail(0, "%s is built for Linux %s, and this is %s", path, its, ours), -ENOEXEC;
}

/* Load by modprobe(8), which can decompress. 0 or -errno; ENOEXEC: it failed. */
static int load_by_modprobe(char *parameters)
{
	char modprobe[] = "modprobe", quiet[] = "-q", name[] = NAME;
	char *argv[] = { modprobe, quiet, name, *parameters ? parameters : NULL, NULL };
	int state = 0, error;
	pid_t pid;

	error = posix_spawnp(&pid, modprobe, NULL, NULL, argv, environ);
	if (error)
		return -error;
	while (waitpid(pid, &state, 0) < 0 && errno == EINTR)
		;
	return state ? -ENOEXEC : 0;
}

/* Complain that the module is not loaded, the last of its lines in the kernel's log being new or not. Return err. */
static int refuse(const struct module *m, int err, bool is_logged)
{
	char why[240];

	if (err == -EKEYREJECTED || err == -ENOKEY)
		return fail(ENOTSUP, "%s: the kernel takes signed modules only", m->path);
	if (err == -EPERM || err == -EACCES || err == -ENOENT)
		return fail(-err, "%s", m->path);
	if (is_logged && module_reason(why, sizeof(why)))
		return fail(0, "%s: %s", m->path, why), err;
	return fail(-err, "%s: the kernel does not take it (dmesg says why)", m->path);
}

static int load(const struct module *m, char *parameters)
{
	size_t before = klog_count(NAME ": ");
	int err = os_load_module(m->path, parameters), by_modprobe;
	bool is_logged = klog_count(NAME ": ") != before;

	if (!err || err == -EEXIST)
		return 0;
	if (!m->compressed || is_logged || (err != -EOPNOTSUPP && err != -EINVAL))
		return refuse(m, err, is_logged);
	by_modprobe = load_by_modprobe(parameters);
	is_logged = klog_count(NAME ": ") != before;
	if (by_modprobe && is_logged)
		return refuse(m, by_modprobe, is_logged);
	if (by_modprobe)
		return fail(0, "%s: the kernel cannot decompress it, and modprobe %s: decompress it", m->path,
			    by_modprobe == -ENOENT ? "is not there" : "does not load it (after depmod -a?)"), by_modprobe;
	return 0;
}

/* Write the parameter that tells the module where functions are: "symbols=NAME=ADDRESS,...". "": it is not known. */
static void find_symbols(char *text, size_t size)
{
	FILE *in = fopen("/proc/kallsyms", "re");
	char *line = NULL;
	size_t room = 0, used = 0;

	*text = '\0';
	while (in && getline(&line, &room, in) > 0) {
		char *address = line, *name = strchr(line, ' ');

		/* "ADDRESS TYPE NAME", then a tab and "[MODULE]" if it is a module's; 0: addresses are hidden. */
		name = name ? strchr(name + 1, ' ') : NULL;
		if (!name || !strtoull(address, NULL, 16))
			continue;
		name++;
		name[strcspn(name, "\t\n")] = '\0';
		address[strcspn(address, " ")] = '\0';
		for (size_t i = 0; i < ARRAY_SIZE(symbols); i++)
			if (!strcmp(name, symbols[i]) && used + strlen(name) + strlen(address) + 12 < size)
				used += (size_t)snprintf(text + used, size - used, "%s%s=%s", used ? "," : "symbols=",
							 name, address);
	}
	free(line);
	if (in)
		fclose(in);
}

int module_load(const struct module *m)
{
	static const uint32_t all = (UINT32_C(1) << POLICY_COUNT) - 1;
	char none[] = "", parameters[SYMBOLS_BYTES];
	struct knob_state knob;
	int err = m->compressed ? 0 : check_release(m->path);

	if (!err)
		err = restore_unload(NAME);
	if (!err)
		err = load(m, none);
	if (err)
		return err;
	knob_look("", &knob);
	if (knob.policies == all)
		return 0;
	/* Reading the addresses takes long, so it is done only where the module did not find all functions. */
	find_symbols(parameters, sizeof(parameters));
	if (!*parameters || os_delete_module(NAME))
		return 0;
	return load(m, parameters);
}

void module_judge(const struct module *m, const char *failed, struct host_findings *findings)
{
	const struct finding_kind *kind =
		&finding_table[m->outlook == MODULE_LOCKED ? FINDING_module_lockdown : FINDING_module_missing];

	if (failed)
		finding_raise(findings, kind, "make module", "the module that sets the policy cannot be loaded: %s",
			      failed);
	else
		finding_raise(findings, kind, m->remedy, "%s", m->what);
}
