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

/* What the kernel adds to the thousandths of memory that a worker uses when it chooses whom to kill (proc(5)). */
#define OOM_SCORE_ADJ "500"

/* The worker's ends, or the keeper's: lines go one way, "it is safe" comes back. No socket: not every kernel has them. */
struct ends {
	int in, out;
};

/* In the worker: hand over a line, and wait until it is safe. */
static int hand_over(void *context, const char *line, size_t size)
{
	const struct ends *ends = context;
	int err = os_write(ends->out, line, size);
	char done;
	ssize_t got;

	if (err)
		return fail(-err, "the keeper of the archive");
	got = os_read(ends->in, &done, 1);
	return got == 1 ? 0 : fail(got ? errno : EPIPE, "the keeper of the archive");
}

/* Should memory run out, it is the worker that has to go, for the keeper can have it live again. */
static void offer_to_oom_killer(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, OOM_SCORE_ADJ, strlen(OOM_SCORE_ADJ)) < 0)
		errno = 0; /* it goes by size then */
	close(fd);
}

static _Noreturn void be_worker(const struct worker *w, struct keep *keep, struct ends ends, pid_t keeper)
{
	const struct archive_sink sink = { hand_over, &ends };
	int status;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != keeper)
		_exit(STATUS_FAILED);
	/* A terminal sends them to both of us; the keeper decides. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	offer_to_oom_killer();
	status = w->measure(w->options, &sink, keep->board, &keep->done);
	fflush(stdout);
	exit(status);
}

/* What relays its lines. */
struct relay {
	struct keep *keep;
	struct ends ends;
};

static int relay_line(void *context, const char *line, size_t size)
{
	struct relay *relay = context;
	int err = keep_line(relay->keep, line, size);

	/* Also if it could not be kept: the worker is to end in order, and looks at the board for that. */
	if (write(relay->ends.out, "", 1) < 0)
		errno = 0; /* it is gone, as the next read tells */
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

/* Until the worker, and whoever it left behind to clean up, has closed its end. */
static void relay_lines(struct keep *keep, struct ends ends, pid_t pid)
{
	struct relay relay = { keep, ends };
	struct jsonl_stream stream = { .bytes = NULL };
	struct pollfd ready = { .fd = ends.in, .events = POLLIN };
	static char block[65536];
	ssize_t got = 1;

	while (got) {
		/* In an emulated host there is neither a signal nor progress to show. */
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

void worker_live(void *context, struct keep *keep, struct life *life)
{
	const struct worker *w = context;
	pid_t keeper = getpid(), pid = -1;
	int lines[2], acks[2], state = 0;
	struct cpulist affinity;

	if (pipe2(lines, O_CLOEXEC) || pipe2(acks, O_CLOEXEC)) {
		complain("run: pipe: %s", strerror(errno));
		return;
	}
	fflush(NULL);
	cpulist_affinity(&affinity, 0);
	keep->board->keeper = keeper;
	pid = fork();
	if (!pid) {
		close(lines[0]);
		close(acks[1]);
		be_worker(w, keep, (struct ends){ acks[0], lines[1] }, keeper);
	}
	close(lines[1]);
	close(acks[0]);
	if (pid < 0)
		complain("run: fork: %s", strerror(errno));
	else
		relay_lines(keep, (struct ends){ lines[0], acks[1] }, pid);
	close(lines[0]);
	close(acks[1]);
	/* It may have sent us away from its own CPUs; the next one is to have the choice again. */
	cpulist_bind(&affinity, 0);
	if (pid < 0)
		return;
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
