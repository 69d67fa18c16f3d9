/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/watch.h"

#include "host/keep/keeper.h"
#include "host/os/os.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Seconds of QEMU's own time (own_time.h) without a byte from the host after which it counts as hung: before its kernel is up
 * (init.c prints a line then), and after that, when a group of cells may take long.
 */
#define SILENT_BOOT_S 60
#define SILENT_RUN_S  600
/* Seconds that QEMU may take to end after the program inside has ended. */
#define POWER_OFF_S   20
#define TAIL_LINES    12
#define PIECE_BYTES   (WATCH_TAIL_BYTES / 4)

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

/* Return where the last TAIL_LINES lines begin; a panic's backtrace is longer, so begin where its reason is. */
static const char *tail_start(const struct tail *tail)
{
	const char *start = tail->text + tail->size, *panic = strstr(tail->text, "Kernel panic");
	int lines = 0;

	while (start > tail->text && (start[-1] != '\n' || lines++ < TAIL_LINES))
		start--;
	return panic && panic < start ? panic : start;
}

/* Print the last lines of a tail, each behind "  | ". */
static void print_tail(const char *what, const struct tail *tail)
{
	const char *start = tail_start(tail);

	if (!tail->size)
		return;
	fprintf(stderr, "%s:\n", what);
	while (*start) {
		size_t length = strcspn(start, "\n");

		fprintf(stderr, "  | %.*s\n", (int)length, start);
		start += length + (start[length] == '\n');
	}
}

/* Parse a line "progress DONE PLANNED BEGUN CELL" and pass it on. */
static void show_progress(const struct watch *w, const char *line)
{
	struct progress_state state = { .cell = NULL };
	int cell = 0;

	if (!w->told || sscanf(line, "progress %zu %zu %lf %n", &state.done, &state.planned, &state.begun, &cell) != 3)
		return;
	state.cell = cell && line[cell] ? line + cell : NULL;
	w->told(w->context, &state);
}

/* Show the complete lines of the program's standard error; the tail keeps what has not been shown yet. */
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
			if (w->progress)
				progress_break(w->progress);
			fprintf(stderr, "%s\n", tail->text);
		}
		memmove(tail->text, newline + 1, tail->size - length);
		tail->size -= length;
		tail->text[tail->size] = '\0';
	}
}

static int take(struct watch *w, enum watch_stream stream, const char *data, size_t size)
{
	/* In pieces, which leave room in the tail for an incomplete line. */
	for (size_t at = 0; at < size; at += PIECE_BYTES) {
		tail_add(&w->tail[stream], data + at, size - at < PIECE_BYTES ? size - at : PIECE_BYTES);
		if (stream == WATCH_STDERR)
			show_stderr(w);
	}
	return stream == WATCH_STDOUT ? w->out(w->context, data, size) : 0;
}

/* Read all streams until they are closed, or silent for too long, or the deadline has passed. */
static enum watch_end follow(struct watch *w, pid_t pid, const int in[WATCH_STREAMS])
{
	struct pollfd fds[WATCH_STREAMS];
	double last = own_time_now(&w->own, "", pid, os_now_s()), now;
	int open_count = WATCH_STREAMS;
	static char block[65536];

	for (int i = 0; i < WATCH_STREAMS; i++)
		fds[i] = (struct pollfd){ .fd = in[i], .events = POLLIN };
	while (open_count) {
		double limit = w->tail[WATCH_END].size       ? POWER_OFF_S
			       : w->tail[WATCH_CONSOLE].size ? SILENT_RUN_S
							     : SILENT_BOOT_S;

		if (poll(fds, WATCH_STREAMS, KEEP_POLL_MS) < 0 && errno != EINTR)
			return WATCH_ENDED;
		now = own_time_now(&w->own, "", pid, os_now_s());
		for (int i = 0; i < WATCH_STREAMS; i++) {
			ssize_t got;

			if (fds[i].fd < 0 || !fds[i].revents)
				continue;
			got = read(fds[i].fd, block, sizeof(block));
			if (got > 0 && take(w, i, block, (size_t)got))
				return WATCH_REFUSED;
			if (got > 0)
				last = now;
			else if (got == 0 || errno != EINTR)
				fds[i].fd = -1, open_count--;
		}
		if (keep_stopping())
			return WATCH_STOPPED;
		if (now - last > limit)
			return WATCH_SILENT;
		if (now > w->deadline_s)
			return WATCH_TIMEOUT;
	}
	return WATCH_ENDED;
}

bool watch_died(const struct watch *w, char *why, size_t size)
{
	const char *console = w->tail[WATCH_CONSOLE].text;
	int inner;

	if (w->end == WATCH_STOPPED || w->end == WATCH_REFUSED) {
		snprintf(why, size, "the emulated host was stopped");
		return false;
	}
	if (strstr(console, "Kernel panic")) {
		snprintf(why, size, "the emulated host's kernel panicked");
	} else if (strstr(console, "init: there is no virtio-serial port")) {
		snprintf(why, size, "the emulated host's kernel has no virtio-serial ports, out of which the results come: it "
			 "needs CONFIG_VIRTIO_MMIO and CONFIG_VIRTIO_CONSOLE, built in or as modules");
		return false;
	} else if (w->end == WATCH_TIMEOUT) {
		snprintf(why, size, "the emulated host was not done after %u s: stopped (--timeout allows more)",
			 w->options->emulated.timeout_s);
		return false;
	} else if (w->end == WATCH_SILENT && !w->tail[WATCH_CONSOLE].size) {
		snprintf(why, size, "no sign of life from the emulated host's kernel in the %d s that QEMU had: does this Image boot on "
			 "QEMU's virt machine?", SILENT_BOOT_S);
	} else if (w->end == WATCH_SILENT) {
		snprintf(why, size, "the emulated host hangs: silent for %d s", SILENT_RUN_S);
	} else if (sscanf(w->tail[WATCH_END].text, "signal %d", &inner) == 1) {
		snprintf(why, size, "the program in the emulated host died of signal %d (%s)", inner,
			 strsignal(inner));
	} else if (WIFEXITED(w->qemu) && WEXITSTATUS(w->qemu)) {
		snprintf(why, size, "QEMU failed with status %d", WEXITSTATUS(w->qemu));
	} else if (WIFSIGNALED(w->qemu)) {
		snprintf(why, size, "QEMU died of signal %d (%s)", WTERMSIG(w->qemu), strsignal(WTERMSIG(w->qemu)));
	} else {
		snprintf(why, size, "the emulated host went down before it was done");
	}
	return true;
}

void watch_print_tails(const struct watch *w)
{
	print_tail("what QEMU said", &w->tail[WATCH_MESSAGES]);
	print_tail("the console's last lines", &w->tail[WATCH_CONSOLE]);
	print_tail("what the program said last", &w->tail[WATCH_STDERR]);
}

void watch_host(struct watch *w, pid_t pid, const int in[WATCH_STREAMS])
{
	memset(w->tail, 0, sizeof(w->tail));
	w->own = (struct own_time){ .begun = false };
	w->end = follow(w, pid, in);
	kill(pid, SIGKILL); /* does nothing unless QEMU hangs */
	while (waitpid(pid, &w->qemu, 0) < 0 && errno == EINTR)
		;
	for (int i = 0; i < WATCH_STREAMS; i++)
		close(in[i]);
	if (w->end == WATCH_REFUSED || sscanf(w->tail[WATCH_END].text, "exit %d", &w->status) != 1)
		w->status = -1;
}
