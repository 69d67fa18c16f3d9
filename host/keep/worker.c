/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/keep/worker.h"

#include "bench/cli/verb.h"
#include "host/place/cpulist.h"
#include "host/os/err.h"
#include "host/os/os.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* oom_score_adj of the worker: half of memory (1000 is all of it) is added to its score. */
#define WORKER_OOM_SCORE_ADJ "500"

/*
 * One process's ends of two pipes: lines go from the worker to the keeper, and a byte comes back once a line is on the
 * disk. Pipes, not a socket: the emulated host's kernel may have no sockets.
 */
struct ends {
	int in, out;
};

/* In the worker: hand over a line, and wait until it is on the disk. */
static int hand_over(void *context, const char *line, size_t size)
{
	const struct ends *ends = context;
	int err = os_write(ends->out, line, size);
	char done;
	ssize_t got;

	if (err)
		return fail(-err, "handing a line to the archive's keeper");
	got = os_read(ends->in, &done, 1);
	return got == 1 ? 0 : fail(got ? errno : EPIPE, "waiting for the archive's keeper");
}

/* If memory runs out, let the kernel kill the worker rather than the keeper, which can start another one. */
static void offer_to_oom_killer(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, WORKER_OOM_SCORE_ADJ, strlen(WORKER_OOM_SCORE_ADJ)) < 0)
		errno = 0; /* then size alone decides */
	close(fd);
}

static _Noreturn void be_worker(const struct worker *w, struct keep *keep, struct ends ends, pid_t keeper)
{
	const struct archive_sink sink = { hand_over, &ends };
	int status;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != keeper)
		_exit(STATUS_FAILED);
	/* A terminal sends these to both processes; the keeper decides what to do. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	offer_to_oom_killer();
	status = w->measure(keep->options, &sink, keep->board, &keep->done);
	fflush(stdout);
	exit(status);
}

/* Context of relay_line(). */
struct relay {
	struct keep *keep;
	struct ends ends;
};

static int relay_line(void *context, const char *line, size_t size)
{
	struct relay *relay = context;
	int err = keep_line(relay->keep, line, size);

	/* A line that could not be kept is acknowledged, too: board->stop then makes the worker end in order. */
	if (write(relay->ends.out, "", 1) < 0)
		errno = 0; /* the worker is gone: the next read returns 0 */
	return err == -ECANCELED ? 0 : err;
}

static void look_for_signals(struct keep *keep, pid_t pid)
{
	if (keep_stopping())
		atomic_store(&keep->board->stop, 1);
	if (keep_stopping() > 1)
		kill(pid, SIGKILL);
	if (!options_are_inside(keep->options))
		keep_progress(keep);
}

/* Relay lines until the worker, and any process that it left to restore settings, has closed its end. */
static void relay_lines(struct keep *keep, struct ends ends, pid_t pid)
{
	struct relay relay = { keep, ends };
	struct jsonl_stream stream = { .bytes = NULL };
	struct pollfd ready = { .fd = ends.in, .events = POLLIN };
	static char block[65536];
	ssize_t got = 1;

	while (got) {
		/* Inside an emulated host no signal comes and no progress is shown. */
		int count = poll(&ready, 1, options_are_inside(keep->options) ? -1 : KEEP_POLL_MS);

		look_for_signals(keep, pid);
		if (count <= 0)
			continue;
		got = os_read(ends.in, block, sizeof(block));
		if (got < 0)
			got = 0;
		else if (got && jsonl_feed(&stream, block, (size_t)got, relay_line, &relay))
			kill(pid, SIGKILL);
	}
	jsonl_close(&stream);
}

static void close_ends(struct ends ends)
{
	close(ends.in);
	close(ends.out);
}

/* Open both pipes. 0 or -1 with errno. */
static int open_ends(struct ends *keepers, struct ends *workers)
{
	int lines[2], acks[2];

	if (pipe2(lines, O_CLOEXEC))
		return -1;
	if (pipe2(acks, O_CLOEXEC)) {
		close(lines[0]);
		close(lines[1]);
		return -1;
	}
	*keepers = (struct ends){ lines[0], acks[1] };
	*workers = (struct ends){ acks[0], lines[1] };
	return 0;
}

/* Fork the worker; *ours are the keeper's ends. Returns its process id; -1: the error is printed, no end is open. */
static pid_t start_worker(const struct worker *w, struct keep *keep, struct ends *ours)
{
	pid_t keeper = getpid(), pid;
	struct ends its;

	if (open_ends(ours, &its)) {
		complain("run: pipe: %s", strerror(errno));
		return -1;
	}
	fflush(NULL);
	keep->board->keeper = keeper;
	pid = fork();
	if (!pid) {
		close_ends(*ours);
		be_worker(w, keep, its, keeper);
	}
	if (pid < 0) {
		complain("run: fork: %s", strerror(errno));
		close_ends(*ours);
	}
	close_ends(its);
	return pid;
}

/* Wait for the worker's end and write how it ended. */
static void reap(pid_t pid, const struct keep *keep, struct life *life)
{
	int state = 0;

	while (waitpid(pid, &state, 0) < 0 && errno == EINTR)
		;
	life->died = WIFSIGNALED(state);
	if (life->died)
		snprintf(life->why, sizeof(life->why), "the measuring process died of signal %d (%s)", WTERMSIG(state),
			 strsignal(WTERMSIG(state)));
	else
		life->status = WEXITSTATUS(state);
	life->complete = !life->died && life->status == STATUS_OK && !atomic_load(&keep->board->stop);
}

void worker_live(void *context, struct keep *keep, struct life *life)
{
	struct cpulist affinity;
	struct ends ours;
	pid_t pid;

	cpulist_affinity(&affinity, 0);
	pid = start_worker(context, keep, &ours);
	if (pid < 0)
		return;
	relay_lines(keep, ours, pid);
	close_ends(ours);
	/*
	 * The worker may have bound the keeper to the helpers' CPUs; the next worker is to choose among all CPUs again.
	 */
	cpulist_bind(&affinity, 0);
	reap(pid, keep, life);
}
