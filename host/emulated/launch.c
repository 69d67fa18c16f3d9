/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/launch.h"

#include "bench/verb.h"
#include "host/emulated/cpio.h"
#include "host/emulated/watch.h"
#include "host/err.h"
#include "host/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define QEMU_ARGS_MAX 64
#define PIPE_BYTES    (1 << 20) /* what an ordinary user may have: fs.pipe-max-size */
/*
 * For the hugetlb backings, as a run changes no setting of its host. 2 MiB is a size that hosts of all page sizes have:
 * a PMD of 4 KiB pages, contiguous PTEs of 16 KiB or 64 KiB pages (arch/arm64/mm/hugetlbpage.c, 6.12).
 */
#define HUGE_PAGES    "hugepagesz=2M hugepages=48"

/* What is booted. Strings are this structure's. */
struct machine {
	char qemu[PATH_MAX], kernel[PATH_MAX], initrd[PATH_MAX];
	char properties[512];        /* -M */
	char version[128];           /* QEMU's version line */
	char icount_shift[4];        /* "-": no -icount */
};

/* build/emulated/ beside the program, or ../lib/cmobench/emulated/ of an installed one. */
static void find_dir(char dir[static PATH_MAX])
{
	char exe[PATH_MAX / 2] = "";

	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) < 0)
		exe[0] = '\0';
	snprintf(dir, PATH_MAX, "%s/emulated", dirname(exe));
	if (access(dir, F_OK))
		snprintf(dir, PATH_MAX, "%s/../lib/cmobench/emulated", exe);
}

static int choose(char path[static PATH_MAX], const char *given, const char *dir, const char *name, int mode)
{
	struct stat st;

	if (given)
		snprintf(path, PATH_MAX, "%s", given);
	else
		snprintf(path, PATH_MAX, "%.*s/%s", PATH_MAX - 64, dir, name);
	if (access(path, mode) || stat(path, &st))
		return fail(errno, "the emulated host's %s, %s%s", name, path,
			    given ? "" : " (make emulated builds it)");
	return S_ISREG(st.st_mode) ? 0 : fail(0, "the emulated host's %s, %s: not a file", name, path);
}

/*
 * One instruction is 2^shift ns of virtual time: such that it is one tick of CNTVCT_EL0. QEMU gives its cpu "max" a
 * 1 GHz counter and leaves the older models at 62.5 MHz (hw/core/../target/arm/cpu.c, gt_cntfrq_hz, QEMU 10.0). The
 * program inside measures what it really is.
 */
static unsigned int icount_shift(const char *cpu)
{
	return !strncmp(cpu, "max", 3) && (!cpu[3] || cpu[3] == ',') ? 0 : 4;
}

static bool says(const char *properties, const char *key)
{
	return properties && strstr(properties, key);
}

static void write_properties(struct machine *m, const char *more)
{
	snprintf(m->properties, sizeof(m->properties), "virt%s%s,dtb-randomness=off%s%s",
		 says(more, "virtualization=") ? "" : ",virtualization=on",
		 says(more, "gic-version=") ? "" : ",gic-version=3", more ? "," : "", more ? more : "");
}

/* First line of "qemu --version". */
static int ask_version(struct machine *m)
{
	int fds[2], state;
	ssize_t got;
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
	got = read(fds[0], m->version, sizeof(m->version) - 1);
	close(fds[0]);
	if (pid < 0 || waitpid(pid, &state, 0) < 0 || got <= 0 || !WIFEXITED(state) || WEXITSTATUS(state))
		return fail(0, "%s --version does not run: is it a qemu-system-aarch64?", m->qemu);
	m->version[got] = '\0';
	m->version[strcspn(m->version, "\n|")] = '\0';
	return 0;
}

static int find_machine(struct machine *m, const struct options *o)
{
	char dir[PATH_MAX];
	int err;

	find_dir(dir);
	err = choose(m->qemu, o->qemu, dir, "qemu-system-aarch64", X_OK);
	if (!err)
		err = choose(m->kernel, o->kernel, dir, "Image", R_OK);
	if (!err)
		err = choose(m->initrd, o->initrd, dir, "initramfs.cpio", R_OK);
	if (err)
		return err;
	if (o->icount)
		snprintf(m->icount_shift, sizeof(m->icount_shift), "%u", icount_shift(o->emulated_cpu));
	else
		strcpy(m->icount_shift, "-");
	write_properties(m, o->machine);
	return ask_version(m);
}

struct buffer {
	char data[32768];
	size_t size;
};

/* One NUL-terminated string more; silently cut where nothing fits any more, which the caller sees by size. */
__attribute__((format(printf, 2, 3))) static void add(struct buffer *b, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(b->data + b->size, sizeof(b->data) - b->size, format, args);
	va_end(args);
	b->size += n < 0 ? 0 : (size_t)n + 1;
	if (b->size > sizeof(b->data))
		b->size = sizeof(b->data);
}

/* The verb as it runs inside: user, group, then argv without what is the launcher's, the archive to standard output. */
static void write_args(struct buffer *b, const struct machine *m, const struct options *o)
{
	time_t now = time(NULL);
	char started[32];

	strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	add(b, "%u", o->uid);
	add(b, "%u", o->gid);
	add(b, "cmobench");
	add(b, "%s", o->argv[0]);
	add(b, "--inside-emulator");
	add(b, "%s|%s|%s|%s|%s", o->emulated_cpu, m->properties, m->icount_shift, started, m->version);
	for (int i = 0; i < o->argc; i++) {
		add(b, "--outer");
		add(b, "%s", o->argv[i]);
	}
	add(b, "--suite");
	add(b, "%s", o->suite->name);
	add(b, "--batch");
	add(b, "%u", o->batch);
	add(b, "--samples");
	add(b, "%u", o->samples);
	add(b, "--seed");
	add(b, "%llu", (unsigned long long)o->seed);
	add(b, "--policy");
	add(b, "%s", o->policy_text);
	if (o->filter_text) {
		add(b, "--filter");
		add(b, "%s", o->filter_text);
	}
	if (o->sequential)
		add(b, "--sequential");
	if (o->nisv)
		add(b, "--nisv");
	if (o->rom_bytes) {
		add(b, "--rom-bytes");
		add(b, "%llu", (unsigned long long)o->rom_bytes);
	}
	if (o->file_dir) {
		add(b, "--file-dir");
		add(b, "%s", o->file_dir);
	}
	if (o->json)
		add(b, "--json");
	if (!strcmp(o->argv[0], "run")) {
		add(b, "-o");
		add(b, "-");
	}
}

/* The initramfs with /args behind it, in memory: nothing to remove. A descriptor, or -errno (fail_text()). */
static int make_initrd(const struct machine *m, const struct options *o)
{
	static struct buffer args;
	static char block[1 << 16];
	int fd = memfd_create("initrd", 0), from = open(m->initrd, O_RDONLY | O_CLOEXEC), err = 0;
	ssize_t got = 0;
	off_t end;

	args.size = 0;
	write_args(&args, m, o);
	while (!err && fd >= 0 && from >= 0 && (got = read(from, block, sizeof(block))) > 0)
		err = write(fd, block, (size_t)got) == got ? 0 : -EIO;
	if (fd < 0 || from < 0 || got < 0 || err)
		return fail(errno, "reading %s", m->initrd);
	close(from);
	end = (lseek(fd, 0, SEEK_CUR) + 3) & ~(off_t)3;
	if (ftruncate(fd, end) || lseek(fd, end, SEEK_SET) < 0)
		return fail(errno, "the initramfs");
	err = cpio_write(fd, "args", args.data, args.size);
	return err ? fail(-err, "the initramfs") : fd;
}

/* A list of arguments with storage for those that are made up here. */
struct command {
	const char *argv[QEMU_ARGS_MAX + 1];
	char text[16384];
	size_t argc, used;
};

__attribute__((format(printf, 2, 3))) static void argument(struct command *c, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(c->text + c->used, sizeof(c->text) - c->used, format, args);
	va_end(args);
	c->argv[c->argc++] = c->text + c->used;
	c->used += n < 0 ? 0 : (size_t)n + 1;
}

/* A byte stream out of the machine into one of our pipes. */
static void stream(struct command *c, const char *id, int fd)
{
	argument(c, "-chardev");
	argument(c, "file,id=%s,path=/dev/fd/%d", id, fd);
}

static void port(struct command *c, const char *id, int fd)
{
	stream(c, id, fd);
	argument(c, "-device");
	argument(c, "virtserialport,chardev=%s,name=cmobench.%s", id, id);
}

static void write_command(struct command *c, const struct machine *m, const struct options *o, int initrd,
			  const int pipes[WATCH_STREAMS])
{
	static const char *const fixed[] = {
		"-accel", "tcg", "-m", "2G", "-display", "none", "-nodefaults", "-no-user-config",
		"-no-reboot", "-device", "virtio-serial-device",
		/*
		 * Two runs shall take the same path, instruction by instruction: no date and no random numbers (RNDR)
		 * of the machine that QEMU runs on, and no other thread that takes what virtio_console sends while that
		 * spins.
		 */
		"-rtc", "base=2026-01-01,clock=vm", "-seed", "1", "-global", "virtio-mmio.ioeventfd=off",
	};

	argument(c, "%s", m->qemu);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		argument(c, "%s", fixed[i]);
	argument(c, "-M");
	argument(c, "%s", m->properties);
	argument(c, "-cpu");
	argument(c, "%s", o->emulated_cpu);
	argument(c, "-smp");
	argument(c, "%u", o->smp);
	if (o->icount) {
		argument(c, "-icount");
		argument(c, "shift=%s,sleep=off", m->icount_shift);
	}
	stream(c, "console", pipes[WATCH_CONSOLE]);
	argument(c, "-serial");
	argument(c, "chardev:console");
	port(c, "stdout", pipes[WATCH_STDOUT]);
	port(c, "stderr", pipes[WATCH_STDERR]);
	port(c, "end", pipes[WATCH_END]);
	argument(c, "-kernel");
	argument(c, "%s", m->kernel);
	argument(c, "-initrd");
	argument(c, "/dev/fd/%d", initrd);
	argument(c, "-append");
	argument(c, "console=ttyAMA0 rdinit=/init panic=-1 nokaslr norandmaps loglevel=4 " HUGE_PAGES "%s%s",
		 o->append ? " " : "", o->append ? o->append : "");
	c->argv[c->argc] = NULL;
}

/* In the child. QEMU dies with us, however we die. */
static _Noreturn void exec_qemu(const struct command *c, pid_t parent, int messages)
{
	int null = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	dup2(null, STDIN_FILENO);
	dup2(messages, STDOUT_FILENO);
	dup2(messages, STDERR_FILENO);
	execv(c->argv[0], (char *const *)c->argv);
	dprintf(STDERR_FILENO, "%s: %s\n", c->argv[0], strerror(errno));
	_exit(127);
}

/* Start QEMU; reading ends of its streams into in[]. Its process, or -errno (fail_text()). */
static pid_t start(const struct machine *m, const struct options *o, int in[WATCH_STREAMS])
{
	static struct command command;
	int out[WATCH_STREAMS], fds[2], initrd = make_initrd(m, o);
	pid_t parent = getpid(), pid;

	if (initrd < 0)
		return initrd;
	for (int i = 0; i < WATCH_STREAMS; i++) {
		if (pipe(fds))
			return fail(errno, "pipe");
		in[i] = fds[0];
		out[i] = fds[1];
		fcntl(in[i], F_SETFD, FD_CLOEXEC);
		/* While QEMU waits for room in a pipe, its guest spins in virtio_console: instructions counted. */
		fcntl(in[i], F_SETPIPE_SZ, PIPE_BYTES);
	}
	command = (struct command){ .argc = 0 };
	write_command(&command, m, o, initrd, out);
	pid = fork();
	if (!pid)
		exec_qemu(&command, parent, out[WATCH_MESSAGES]);
	for (int i = 0; i < WATCH_STREAMS; i++)
		close(out[i]);
	close(initrd);
	return pid < 0 ? fail(errno, "fork") : pid;
}

/* The archive, or what probe prints, has arrived: does the file deserve its name? */
static int settle(struct outfile *file, const struct watch *watch, const struct options *o, int status)
{
	bool is_archive = !strcmp(o->argv[0], "run");

	if (is_archive && !watch->footer) {
		outfile_abandon(file, file->bytes > 0);
		return status ? status : STATUS_FAILED;
	}
	if (outfile_commit(file)) {
		complain("%s: %s", o->argv[0], fail_text());
		return STATUS_FAILED;
	}
	return status;
}

int launch(const struct options *o)
{
	const char *verb = o->argv[0], *path = !strcmp(verb, "run") ? o->output : "-";
	static struct machine machine;
	static struct watch watch;
	struct outfile file;
	int err, in[WATCH_STREAMS];
	pid_t pid;

	if (find_machine(&machine, o)) {
		complain("%s: %s", verb, fail_text());
		return STATUS_CANNOT;
	}
	err = outfile_open(&file, path, o->force);
	if (err) {
		complain("%s: %s", verb, fail_text());
		return err == -EEXIST ? STATUS_USAGE : STATUS_FAILED;
	}
	pid = start(&machine, o, in);
	if (pid < 0) {
		complain("%s: %s", verb, fail_text());
		outfile_abandon(&file, false);
		return STATUS_FAILED;
	}
	return settle(&file, &watch, o, watch_host(&watch, pid, in, &file, o));
}
