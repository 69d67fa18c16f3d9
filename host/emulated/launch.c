/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/launch.h"

#include "bench/cli/verb.h"
#include "host/emulated/command.h"
#include "host/emulated/cpio.h"
#include "host/emulated/machine.h"
#include "host/image/modes.h"
#include "host/emulated/watch.h"
#include "host/os/err.h"
#include "host/keep/keeper.h"
#include "host/os/os.h"
#include "host/profile/second.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PIPE_BYTES (1 << 20) /* most that an ordinary user may set: the default of fs.pipe-max-size */

/* Make the next archive in the initramfs begin at a multiple of 4. 0 or -errno. */
static int align(int fd)
{
	off_t end = (lseek(fd, 0, SEEK_CUR) + 3) & ~(off_t)3;

	return ftruncate(fd, end) || lseek(fd, end, SEEK_SET) < 0 ? -errno : 0;
}

/* Append a file to the initramfs. 0 or -errno (fail_text()). */
static int add_file(int fd, const char *name, const void *bytes, size_t size)
{
	int err = align(fd);

	if (!err)
		err = cpio_write(fd, name, bytes, size);
	return err ? fail(-err, "the initramfs") : 0;
}

/* Append a directory and those that it is in. 0 or -errno (fail_text()). */
static int add_directory(int fd, const char *name)
{
	char path[RELEASE_BYTES + 64];
	int err = align(fd);

	for (const char *end = name; !err && *end; end += *end == '/') {
		end += strcspn(end, "/");
		snprintf(path, sizeof(path), "%.*s", (int)(end - name), name);
		err = cpio_write_directory(fd, path);
	}
	return err ? fail(-err, "the initramfs") : 0;
}

/* Append the modules that init.c loads, in modules/. 0 or -errno (fail_text()). */
static int add_modules(int fd, const struct kernel *kernel)
{
	char *order = NULL;
	size_t size;
	FILE *names = kernel->modules ? open_memstream(&order, &size) : NULL;
	int err = names ? add_directory(fd, "modules") : 0;

	if (!kernel->modules)
		return 0;
	for (size_t i = 0; names && !err && i < kernel->modules; i++) {
		char path[320];

		fprintf(names, "%s\n", kernel->module[i].file);
		snprintf(path, sizeof(path), "modules/%s", kernel->module[i].file);
		err = add_file(fd, path, kernel->module[i].blob.bytes, kernel->module[i].blob.size);
	}
	if (!names || fclose(names))
		err = fail(ENOMEM, "the initramfs");
	if (!err)
		err = add_file(fd, "modules/order", order, size);
	free(order);
	return err;
}

/* Append the module with the policies where modprobe and the program look for it. 0 or -errno (fail_text()). */
static int add_policies(int fd, const struct machine *m)
{
	char path[RELEASE_BYTES + 64];
	int err;

	if (!m->policies.size)
		return 0;
	snprintf(path, sizeof(path), "lib/modules/%s/updates", m->kernel.release);
	err = add_directory(fd, path);
	strcat(path, "/cmo_policy.ko");
	return err ? err : add_file(fd, path, m->policies.bytes, m->policies.size);
}

/* Copies the initramfs to fd. 0 or -errno (fail_text()). */
static int copy_initrd(int fd, const char *path)
{
	static char block[1 << 16];
	int from = open(path, O_RDONLY | O_CLOEXEC), err = 0;
	ssize_t got = 0;

	if (from < 0)
		return fail(errno, "reading %s", path);
	while (!err && (got = os_read(from, block, sizeof(block))) > 0)
		err = os_write(fd, block, (size_t)got);
	if (got < 0)
		err = -errno;
	close(from);
	return err ? fail(-err, "reading %s", path) : 0;
}

/* Adds /args, which init.c reads. 0 or -errno (fail_text()). */
static int add_args(int fd, const struct machine *m, const struct options *o, bool done)
{
	struct arglist list = { .text = NULL };
	int err = command_inside(&list, m, o, done);
	char *args = NULL;
	size_t size;

	if (!err) {
		args = arglist_join(&list, &size);
		err = args ? add_file(fd, "args", args, size) : fail(ENOMEM, "the initramfs");
	}
	free(args);
	arglist_free(&list);
	return err;
}

/*
 * Makes the initramfs of the program, the kernel's modules, /args and, unless it is NULL, /done, in memory: nothing to
 * remove. A descriptor, or -errno (fail_text()).
 */
static int make_initrd(const struct machine *m, const struct options *o, const char *done)
{
	int fd = memfd_create("initrd", 0), err;

	if (fd < 0)
		return fail(errno, "the initramfs");
	err = copy_initrd(fd, m->initrd);
	if (!err)
		err = add_modules(fd, &m->kernel);
	if (!err)
		err = add_policies(fd, m);
	if (!err)
		err = add_args(fd, m, o, done != NULL);
	if (!err && done)
		err = add_file(fd, "done", done, strlen(done));
	if (err)
		close(fd);
	return err ? err : fd;
}

/* Run in the child: execute QEMU. QEMU is killed when this launcher ends, however it ends. */
static _Noreturn void exec_qemu(char **argv, pid_t parent, int messages)
{
	int null = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	setpgid(0, 0); /* signals of the terminal go to the launcher only */
	dup2(null, STDIN_FILENO);
	dup2(messages, STDOUT_FILENO);
	dup2(messages, STDERR_FILENO);
	execv(argv[0], argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Closes the descriptors that are open; those that are not are negative. */
static void close_all(int fds[static WATCH_STREAMS])
{
	for (int i = 0; i < WATCH_STREAMS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* Makes a pipe for each stream: in[] are the reading ends, out[] those for QEMU. 0 or -errno (fail_text()). */
static int open_pipes(int in[static WATCH_STREAMS], int out[static WATCH_STREAMS])
{
	int fds[2];

	for (int i = 0; i < WATCH_STREAMS; i++)
		in[i] = out[i] = -1;
	for (int i = 0; i < WATCH_STREAMS; i++) {
		if (pipe(fds))
			return fail(errno, "pipe");
		in[i] = fds[0];
		out[i] = fds[1];
		fcntl(in[i], F_SETFD, FD_CLOEXEC);
		/* While QEMU waits for room in a pipe, its guest spins in virtio_console, and that is counted. */
		fcntl(in[i], F_SETPIPE_SZ, PIPE_BYTES);
	}
	return 0;
}

/* Starts QEMU and puts the reading ends of its streams into in[]. Returns its process, or -errno (fail_text()). */
static pid_t start(const struct machine *m, const struct options *o, const char *done, int in[static WATCH_STREAMS])
{
	struct arglist command = { .text = NULL };
	int out[WATCH_STREAMS], initrd = make_initrd(m, o, done), err;
	pid_t parent = getpid(), pid = -1;

	if (initrd < 0)
		return initrd;
	err = open_pipes(in, out);
	if (!err)
		err = command_qemu(&command, m, &o->emulated, initrd, out);
	if (!err) {
		pid = fork();
		if (!pid)
			exec_qemu(command.text, parent, out[WATCH_MESSAGES]);
		if (pid < 0)
			err = fail(errno, "fork");
	}
	arglist_free(&command);
	close_all(out);
	close(initrd);
	if (err)
		close_all(in);
	return err ? err : pid;
}

/* A run in an emulated host; one launch of QEMU is a life (host/keep/keeper.h). */
struct launch {
	struct machine machine;
	const struct options *options; /* the keeper's, once it runs */
	double deadline_s;
};

/* Takes what the program writes to standard output: lines of the archive. */
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

static void take_progress(void *context, const struct progress_state *state)
{
	struct life_output *out = context;
	struct progress_state here = *state;

	here.done = out->keep->done.count; /* the keeper counts the cells that it has received */
	atomic_store(&out->keep->board->planned, here.planned);
	atomic_store(&out->keep->board->begun, (uint32_t)(here.begun * 1000));
	progress_show(&out->keep->progress, &here);
}

/* Starts the host and follows it to its end. Negative: it did not start (fail_text()). */
static int boot(const struct machine *m, const char *done, struct watch *watch)
{
	int in[WATCH_STREAMS];
	pid_t pid = start(m, watch->options, done, in);

	if (pid < 0)
		return (int)pid;
	watch_host(watch, pid, in);
	return 0;
}

/* Tells the keeper how a life ended. */
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
	life->why_printed = true;
}

/* Boots with the plugin that counts instructions, as host/profile/second.h has it. */
static int boot_counting(void *context, int counts, profile_out *out, void *second)
{
	struct launch *l = context;
	struct machine machine = l->machine;
	static struct watch watch;
	char why[256];
	int err;

	machine.counts = counts;
	watch = (struct watch){ .options = l->options, .out = out, .context = second, .deadline_s = l->deadline_s };
	err = boot(&machine, NULL, &watch);
	if (err || watch.status == STATUS_OK || watch.status == STATUS_DIFFERS)
		return err;
	if (watch.end == WATCH_REFUSED)
		return -EPROTO;
	if (watch.status >= 0)
		return fail(0, "the program in the emulated host ended with status %d", watch.status);
	watch_died(&watch, why, sizeof(why));
	watch_print_tails(&watch);
	return fail(0, "%s", why);
}

/* With --profile, boots once more when all cells are there. If that fails, --resume tries it again. */
static void profile(struct launch *l, struct keep *keep, struct life *life)
{
	if (!keep->options->measure.profile || keep->profiled || !life->complete || keep_stopping())
		return;
	progress_break(&keep->progress);
	complain("run: --profile: boots again, to count the cell's instructions by function");
	l->options = keep->options;
	if (!profile_run(keep, boot_counting, l))
		return;
	complain("run: --profile: %s", fail_text());
	life->complete = false;
	life->status = STATUS_FAILED;
}

/* Lives once, as a source of lines does: see host/keep/keeper.h. */
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
	l->deadline_s += watch.own.waited_s; /* extends the deadline of later lives as well */
	profile(l, keep, life);
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

/* Checks that there is the plugin that --profile needs. 0 or -errno (fail_text()). */
static int check_plugin(const struct machine *m)
{
	if (!access(m->plugin, R_OK))
		return 0;
	return fail(errno, "--profile: QEMU's plugin, %s (make emulated-host makes it, for the QEMU that it builds)", m->plugin);
}

int launch(const struct options *o)
{
	struct launch l;
	int status, err;

	if (command_check(&o->emulated)) {
		complain("%s: %s", o->argv[0], fail_text());
		return STATUS_USAGE;
	}
	err = machine_find(&l.machine, &o->emulated);
	if (!err)
		err = modes_check(o->emulated.mode, o->emulated.cpu, l.machine.kernel.release);
	if (!err && o->measure.profile)
		err = check_plugin(&l.machine);
	if (err) {
		complain("%s: %s", o->argv[0], fail_text());
		status = err == -EINVAL ? STATUS_USAGE : STATUS_CANNOT;
	} else {
		l.deadline_s = os_now_s() + o->emulated.timeout_s;
		status = o->purpose == PURPOSE_RUN ? launch_run(o, &l) : launch_probe(o, &l);
	}
	machine_free(&l.machine);
	return status;
}
