/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/launch.h"

#include "bench/cli/verb.h"
#include "host/emulated/cpio.h"
#include "host/emulated/watch.h"
#include "host/os/err.h"
#include "host/keep/keeper.h"
#include "host/os/os.h"

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

#define QEMU_ARGS_MAX 128
#define MEMORY_MIB    2048
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
	const char *icount_shift;    /* an instruction is 2^this ns; "-": no -icount */
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

static bool says(const char *properties, const char *key)
{
	return properties && strstr(properties, key);
}

static void write_properties(struct machine *m, const char *more)
{
	snprintf(m->properties, sizeof(m->properties), "virt%s%s%s%s",
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
	m->icount_shift = o->icount ? "0" : "-";
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
static void write_args(struct buffer *b, const struct machine *m, const struct options *o, bool done)
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
	if (o->precision_pct > 0) {
		add(b, "--precision");
		add(b, "%.17g", o->precision_pct);
	}
	if (o->cpus) {
		add(b, "--cpus");
		add(b, "%s", o->cpus);
	}
	for (size_t i = 0; i < o->allow_count; i++) {
		add(b, "--allow");
		add(b, "%s", o->allow[i]);
	}
	if (o->tune)
		add(b, "--tune");
	if (o->json)
		add(b, "--json");
	if (o->json_progress)
		add(b, "--json-progress");
	if (!strcmp(o->argv[0], "run")) {
		add(b, "-o");
		add(b, "-");
	}
	if (done) {
		add(b, "--done");
		add(b, "/done");
	}
}

/* One file more behind an initramfs. */
static int add_file(int fd, const char *name, const char *bytes, size_t size)
{
	off_t end = (lseek(fd, 0, SEEK_CUR) + 3) & ~(off_t)3;
	int err = ftruncate(fd, end) || lseek(fd, end, SEEK_SET) < 0 ? -errno : cpio_write(fd, name, bytes, size);

	return err ? fail(-err, "the initramfs") : 0;
}

/*
 * The initramfs with /args behind it and, unless it is NULL, /done, in memory: nothing to remove. A descriptor, or
 * -errno (fail_text()).
 */
static int make_initrd(const struct machine *m, const struct options *o, const char *done)
{
	static struct buffer args;
	static char block[1 << 16];
	int fd = memfd_create("initrd", 0), from = open(m->initrd, O_RDONLY | O_CLOEXEC), err = 0;
	ssize_t got = 0;

	args.size = 0;
	write_args(&args, m, o, done != NULL);
	while (!err && fd >= 0 && from >= 0 && (got = read(from, block, sizeof(block))) > 0)
		err = os_write(fd, block, (size_t)got);
	if (fd < 0 || from < 0 || got < 0 || err)
		return fail(err ? -err : errno, "reading %s", m->initrd);
	close(from);
	err = add_file(fd, "args", args.data, args.size);
	if (!err && done)
		err = add_file(fd, "done", done, strlen(done));
	return err ? err : fd;
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

/* CPUs and memory, shared out among NUMA nodes. */
static void write_nodes(struct command *c, const struct options *o)
{
	for (uint32_t i = 0; i < o->numa; i++) {
		uint32_t begin = MEMORY_MIB * i / o->numa, end = MEMORY_MIB * (i + 1) / o->numa;

		argument(c, "-object");
		argument(c, "memory-backend-ram,id=node%u,size=%uM", i, end - begin);
		argument(c, "-numa");
		argument(c, "node,nodeid=%u,memdev=node%u,cpus=%u-%u", i, i, o->smp * i / o->numa,
			 o->smp * (i + 1) / o->numa - 1);
	}
}

static void write_command(struct command *c, const struct machine *m, const struct options *o, int initrd,
			  const int pipes[WATCH_STREAMS])
{
	static const char *const fixed[] = {
		"-accel", "tcg", "-display", "none", "-nodefaults", "-no-user-config",
		"-no-reboot", "-device", "virtio-serial-device",
		/*
		 * Two runs shall take the same path, instruction by instruction: no date and no random numbers (RNDR,
		 * device tree) of the machine that QEMU runs on, and no other thread that takes what virtio_console
		 * sends while that spins.
		 */
		"-rtc", "base=2026-01-01,clock=vm", "-seed", "1", "-global", "virtio-mmio.ioeventfd=off",
		/*
		 * An instruction is 1 ns of virtual time, and shall be a tick of CNTVCT_EL0: QEMU leaves that at 62.5 MHz
		 * on all models but "max" (target/arm/cpu.c, gt_cntfrq_hz, 10.0). Instructions of 16 ns would do as
		 * well, but for the host's timer: 100 times a virtual second it gets into a sample.
		 */
		"-global", "arm-cpu.cntfrq=1000000000",
	};

	argument(c, "%s", m->qemu);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		argument(c, "%s", fixed[i]);
	argument(c, "-M");
	argument(c, "%s", m->properties);
	argument(c, "-cpu");
	argument(c, "%s", o->emulated_cpu);
	argument(c, "-m");
	argument(c, "%uM", MEMORY_MIB);
	argument(c, "-smp");
	/* QEMU complains of a socket that spans nodes: each is one, or, as sockets are of one size, each CPU. */
	argument(c, "%u,sockets=%u", o->smp, o->smp % o->numa ? o->smp : o->numa);
	if (o->numa > 1)
		write_nodes(c, o);
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
	setpgid(0, 0); /* what a terminal sends is for us to decide */
	dup2(null, STDIN_FILENO);
	dup2(messages, STDOUT_FILENO);
	dup2(messages, STDERR_FILENO);
	execv(c->argv[0], (char *const *)c->argv);
	dprintf(STDERR_FILENO, "%s: %s\n", c->argv[0], strerror(errno));
	_exit(127);
}

/* Start QEMU; reading ends of its streams into in[]. Its process, or -errno (fail_text()). */
static pid_t start(const struct machine *m, const struct options *o, const char *done, int in[WATCH_STREAMS])
{
	static struct command command;
	int out[WATCH_STREAMS], fds[2], initrd = make_initrd(m, o, done);
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

/* A run in an emulated host, over all its lives. */
struct launch {
	struct machine machine;
	double deadline_s;
};

/* What is written to standard output in a life: the archive's lines. */
struct life_output {
	struct keep *keep;
	struct jsonl_stream stream;
};

static int take_line(void *context, const char *line, size_t size)
{
	return keep_line(context, line, size);
}

static int take_archive(void *context, const char *bytes, size_t size)
{
	struct life_output *out = context;

	return jsonl_feed(&out->stream, bytes, size, take_line, out->keep);
}

static void take_progress(void *context, size_t done, size_t planned, const char *cell)
{
	struct life_output *out = context;

	(void)done; /* the keeper counts those that it has */
	atomic_store(&out->keep->board->planned, planned);
	progress_show(&out->keep->progress, out->keep->done.count, planned, cell);
}

/* Start and follow. Negative: it did not start (fail_text()). */
static int boot(const struct machine *m, const char *done, struct watch *watch)
{
	int in[WATCH_STREAMS];
	pid_t pid = start(m, watch->options, done, in);

	if (pid < 0)
		return (int)pid;
	watch_host(watch, pid, in);
	return 0;
}

/* How a life ended, for the keeper. */
static void judge(struct keep *keep, const struct watch *watch, struct life *life)
{
	bool may_live;

	if (watch->status >= 0) {
		life->status = watch->status;
		life->complete = keep->footer_complete;
		return;
	}
	may_live = watch_died(watch, life->why, sizeof(life->why));
	if (watch->end == WATCH_REFUSED || watch->end == WATCH_STOPPED)
		return;
	progress_break(&keep->progress);
	complain("run: %s", life->why);
	watch_print_tails(watch);
	life->died = may_live;
	life->told = true;
}

/* A source: see host/keep/keeper.h. */
static void live(void *context, struct keep *keep, struct life *life)
{
	struct launch *l = context;
	struct life_output out = { .keep = keep };
	static struct watch watch;
	char *done = keep->done.count ? cell_set_text(&keep->done) : NULL;

	watch = (struct watch){ .options = keep->options, .out = take_archive, .context = &out,
				.progress = &keep->progress, .told = take_progress, .deadline_s = l->deadline_s };
	keep->footer_complete = false;
	if ((keep->done.count && !done) || boot(&l->machine, done, &watch))
		complain("run: %s", fail_text());
	else
		judge(keep, &watch, life);
	l->deadline_s += watch.waited_s; /* of the lives to come, too */
	jsonl_close(&out.stream);
	free(done);
}

static int launch_run(const struct options *o, struct launch *l)
{
	const struct source source = { live, l };

	return keep_run(o, &source);
}

static int print(void *context, const char *bytes, size_t size)
{
	(void)context;
	return fwrite(bytes, 1, size, stdout) != size;
}

static int launch_probe(const struct options *o, struct launch *l)
{
	static struct watch watch;
	char why[256];

	watch = (struct watch){ .options = o, .out = print, .deadline_s = l->deadline_s };
	if (boot(&l->machine, NULL, &watch)) {
		complain("probe: %s", fail_text());
		return STATUS_FAILED;
	}
	if (watch.status >= 0)
		return watch.status;
	watch_died(&watch, why, sizeof(why));
	complain("probe: %s", why);
	watch_print_tails(&watch);
	return STATUS_FAILED;
}

int launch(const struct options *o)
{
	static struct launch l;

	if (find_machine(&l.machine, o)) {
		complain("%s: %s", o->argv[0], fail_text());
		return STATUS_CANNOT;
	}
	l.deadline_s = os_now_s() + o->timeout_s;
	return strcmp(o->argv[0], "run") ? launch_probe(o, &l) : launch_run(o, &l);
}
