/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/watch.h"

#include "bench/verb.h"
#include "host/err.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Seconds without a byte from the host after which it counts as hung, before its kernel's first word and after. */
#define SILENT_BOOT_S 60
#define SILENT_RUN_S  180
/* Seconds that QEMU may take to go once the program inside has ended. */
#define POWER_OFF_S   20
/* Seconds between lines of progress where no terminal can rewrite one. */
#define PROGRESS_S    10
#define TAIL_LINES    12

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void tail_add(struct tail *tail, const char *data, size_t size)
{
	size_t room = sizeof(tail->text) - 1;

	if (size > room) {
		data += size - room;
		size = room;
	}
	if (tail->size + size > room) {
		size_t drop = tail->size + size - room;

		memmove(tail->text, tail->text + drop, tail->size - drop);
		tail->size -= drop;
	}
	memcpy(tail->text + tail->size, data, size);
	tail->size += size;
	tail->text[tail->size] = '\0';
}

/* The last lines of what was said, each behind "  | ". */
static void print_tail(const char *what, const struct tail *tail)
{
	const char *start = tail->text + tail->size;
	int lines = 0;

	if (!tail->size)
		return;
	while (start > tail->text && (start[-1] != '\n' || lines++ < TAIL_LINES))
		start--;
	fprintf(stderr, "%s:\n", what);
	while (*start) {
		size_t length = strcspn(start, "\n");

		fprintf(stderr, "  | %.*s\n", (int)length, start);
		start += length + (start[length] == '\n');
	}
}

static void close_line(struct watch *w)
{
	if (w->line_open)
		fputc('\n', stderr);
	w->line_open = false;
}

/* "progress DONE PLANNED" */
static void show_progress(struct watch *w, const char *line)
{
	bool terminal = isatty(STDERR_FILENO);
	size_t done, planned;

	if (sscanf(line, "progress %zu %zu", &done, &planned) != 2)
		return;
	if (!terminal && done != planned && now_s() < w->progress_shown + PROGRESS_S)
		return;
	w->progress_shown = now_s();
	fprintf(stderr, "%scmobench: %zu of %zu cells%s", terminal ? "\r" : "", done, planned, terminal ? "" : "\n");
	w->line_open = terminal;
}

/* What the program says on standard error: whole lines out of the tail, which holds what was not yet shown. */
static void show_stderr(struct watch *w)
{
	struct tail *tail = &w->tail[WATCH_STDERR];
	char *newline;

	while ((newline = memchr(tail->text, '\n', tail->size))) {
		size_t length = (size_t)(newline - tail->text) + 1;

		*newline = '\0';
		if (!strncmp(tail->text, "progress ", 9)) {
			show_progress(w, tail->text);
		} else {
			close_line(w);
			fprintf(stderr, "%s\n", tail->text);
		}
		memmove(tail->text, newline + 1, tail->size - length);
		tail->size -= length;
		tail->text[tail->size] = '\0';
	}
}

/* Is the last whole line of what the tail holds a footer's? */
static bool ends_with_footer(const struct tail *tail)
{
	static const char footer[] = "{\"type\":\"footer\"";
	const char *end = tail->text + tail->size, *start = end - 1;

	if (!tail->size || end[-1] != '\n')
		return false;
	while (start > tail->text && start[-1] != '\n')
		start--;
	return !strncmp(start, footer, sizeof(footer) - 1);
}

static int take(struct watch *w, enum watch_stream stream, const char *data, size_t size, struct outfile *file)
{
	int err = 0;

	tail_add(&w->tail[stream], data, size);
	if (stream == WATCH_STDOUT) {
		err = outfile_write(file, data, size);
		w->footer = ends_with_footer(&w->tail[stream]);
		/* A footer's end comes with its line: the file is worth syncing whenever a line ends. */
		if (!err && data[size - 1] == '\n')
			err = outfile_sync(file);
	} else if (stream == WATCH_STDERR) {
		show_stderr(w);
	}
	return err;
}

/* Why the watching ended. */
enum end { END_CLOSED, END_SILENT, END_TIMEOUT, END_WRITE };

/* Read all streams until they are closed, silence, or the time is over. */
static enum end follow(struct watch *w, const int in[WATCH_STREAMS], struct outfile *file, uint32_t timeout_s)
{
	struct pollfd fds[WATCH_STREAMS];
	double start = now_s(), last = start;
	int open_count = WATCH_STREAMS;
	char block[65536];

	for (int i = 0; i < WATCH_STREAMS; i++)
		fds[i] = (struct pollfd){ .fd = in[i], .events = POLLIN };
	while (open_count) {
		double limit = w->tail[WATCH_END].size       ? POWER_OFF_S
			       : w->tail[WATCH_CONSOLE].size ? SILENT_RUN_S
							     : SILENT_BOOT_S;

		if (poll(fds, WATCH_STREAMS, 200) < 0 && errno != EINTR)
			return END_CLOSED;
		for (int i = 0; i < WATCH_STREAMS; i++) {
			ssize_t got;

			if (fds[i].fd < 0 || !fds[i].revents)
				continue;
			got = read(fds[i].fd, block, sizeof(block));
			if (got > 0 && take(w, i, block, (size_t)got, file))
				return END_WRITE;
			if (got > 0)
				last = now_s();
			else if (got == 0 || errno != EINTR)
				fds[i].fd = -1, open_count--;
		}
		if (now_s() - last > limit)
			return END_SILENT;
		if (now_s() - start > timeout_s)
			return END_TIMEOUT;
	}
	return END_CLOSED;
}

/* The host came to an end that is none: say why, as well as can be told. */
static void explain(struct watch *w, enum end end, int state, const char *verb, uint32_t timeout_s)
{
	const char *console = w->tail[WATCH_CONSOLE].text;
	int inner;

	close_line(w);
	if (end == END_WRITE)
		complain("%s: %s: the emulated host was stopped", verb, fail_text());
	else if (strstr(console, "Kernel panic"))
		complain("%s: the emulated host's kernel panicked", verb);
	else if (end == END_TIMEOUT)
		complain("%s: the emulated host was not done after %u s: stopped (--timeout allows more)", verb,
			 timeout_s);
	else if (end == END_SILENT && !w->tail[WATCH_CONSOLE].size)
		complain(
			"%s: no sign of life from the emulated host's kernel for %d s: does this Image boot on QEMU's "
			"virt machine?",
			verb, SILENT_BOOT_S);
	else if (end == END_SILENT)
		complain("%s: the emulated host hangs: silent for %d s", verb, SILENT_RUN_S);
	else if (sscanf(w->tail[WATCH_END].text, "signal %d", &inner) == 1)
		complain("%s: the program in the emulated host died of signal %d (%s)", verb, inner, strsignal(inner));
	else if (WIFEXITED(state) && WEXITSTATUS(state))
		complain("%s: QEMU failed with status %d", verb, WEXITSTATUS(state));
	else if (WIFSIGNALED(state))
		complain("%s: QEMU died of signal %d (%s)", verb, WTERMSIG(state), strsignal(WTERMSIG(state)));
	else
		complain("%s: the emulated host went down before it was done", verb);
	if (end == END_WRITE)
		return;
	print_tail("what QEMU said", &w->tail[WATCH_MESSAGES]);
	print_tail("the console's last lines", &w->tail[WATCH_CONSOLE]);
	print_tail("what the program said last", &w->tail[WATCH_STDERR]);
}

int watch_host(struct watch *w, pid_t pid, const int in[WATCH_STREAMS], struct outfile *file, const struct options *o)
{
	enum end end;
	int state = 0, status;

	*w = (struct watch){ .progress_shown = now_s() };
	end = follow(w, in, file, o->timeout_s);
	kill(pid, SIGKILL); /* gone already, unless it hangs */
	while (waitpid(pid, &state, 0) < 0 && errno == EINTR)
		;
	for (int i = 0; i < WATCH_STREAMS; i++)
		close(in[i]);
	close_line(w);
	if (end != END_WRITE && sscanf(w->tail[WATCH_END].text, "exit %d", &status) == 1)
		return status;
	explain(w, end, state, o->argv[0], o->timeout_s);
	return STATUS_FAILED;
}
