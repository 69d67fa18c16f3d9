/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * No finished cell is lost: tests the keeper with a worker that measures nothing. Either is killed, the disk fills up,
 * the file is moved away or removed. Runs in an empty directory that it may write to.
 */
#include "bench/test/tap.h"
#include "bench/cli/verb.h"
#include "host/os/err.h"
#include "host/keep/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CELLS 40
#define KILLS 15
#define KILLS_FULL 100

/* What goes wrong, and when. */
enum fault {
	FAULT_NONE,
	FAULT_KILL,         /* the worker is killed in the middle of a cell, once */
	FAULT_KILL_ALWAYS,  /* the worker is killed in the middle of that cell in every life */
	FAULT_KILL_EARLY,   /* the worker is killed before its first line */
	FAULT_KILL_BARREN,  /* the worker is killed after its header and before its first cell, in every life */
	FAULT_EXIT,         /* the worker gives up with an error */
	FAULT_MOVE,         /* somebody moves the file away */
	FAULT_REMOVE,       /* somebody removes the file */
	FAULT_TERM,         /* the keeper gets a SIGTERM */
	FAULT_TERM_EARLY,   /* the keeper gets a SIGTERM before the worker's first line */
	FAULT_HUP,          /* the keeper, which runs under nohup, gets a SIGHUP */
	FAULT_ROOM,         /* the disk has no room for one cell's line */
	FAULT_HALF,         /* only half of one cell's line can be written */
	FAULT_SYNC,         /* one cell's line does not reach the disk */
	FAULT_FULL,         /* from there on the disk has room for no line, except what is reserved */
	FAULT_GARBAGE,      /* the worker sends a broken line */
};

/* Shared by the test, its keepers and their workers. */
struct stage {
	enum fault fault;
	size_t at;              /* number of the cell at which the fault happens */
	bool happened;          /* the fault has happened */
	bool breaking;          /* the keeper's file operations fail, as fault says */
	bool acked[CELLS];      /* the keeper acknowledged the cell: its line is on the disk */
	unsigned int lives;     /* lives of the worker so far */
	unsigned int pause_us;  /* longest time that a cell takes */
	size_t line_bytes;      /* approximate size of a cell's line */
	const char *host;       /* kernel release in the worker's header */
	const char *finding;    /* of each cell, or NULL */
	unsigned int refused;   /* refusing findings in the worker's line "end" */
	bool chooses;           /* the worker chooses the number of samples, in each life another one if nobody stops it */
};

static struct stage *stage;

/*
 * Does this operation on fd fail? The functions below replace the C library's; only operations on the keeper's file,
 * *.partial, fail.
 */
static bool breaks(int fd, enum fault fault)
{
	char path[64], target[256];
	ssize_t size;

	if (!stage || !stage->breaking || (stage->fault != fault && stage->fault != FAULT_FULL))
		return false;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	size = readlink(path, target, sizeof(target) - 1);
	if (size < 8 || strncmp(target + size - 8, ".partial", 8))
		return false;
	if (stage->fault == FAULT_FULL)
		return fault == FAULT_ROOM;
	stage->breaking = false;
	return true;
}

int fallocate(int fd, int mode, off_t offset, off_t length)
{
	if (breaks(fd, FAULT_ROOM)) {
		errno = ENOSPC;
		return -1;
	}
	return (int)syscall(SYS_fallocate, fd, mode, offset, length);
}

ssize_t write(int fd, const void *data, size_t size)
{
	if (breaks(fd, FAULT_HALF)) {
		syscall(SYS_write, fd, data, size / 2);
		errno = EIO;
		return -1;
	}
	return syscall(SYS_write, fd, data, size);
}

int fsync(int fd)
{
	if (breaks(fd, FAULT_SYNC)) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fsync, fd);
}

static struct cell cell_number(size_t i)
{
	return (struct cell){ .policy = (enum policy_id)(i % POLICY_COUNT), .op = (enum op_id)(i / POLICY_COUNT) };
}

static size_t number_of(const struct cell *cell)
{
	return (size_t)cell->op * POLICY_COUNT + cell->policy;
}

/* Write a cell's line of about `bytes` bytes, with the keys that the keeper reads. */
static void write_cell(char *line, const struct cell *cell, size_t bytes)
{
	int used = sprintf(line, "{\"type\":\"cell\"");

	for (int i = 0; i < AXIS_COUNT; i++)
		used += sprintf(line + used, ",\"%s\":\"%s\"", axis_table[i].name,
				axis_table[i].value_name(axis_table[i].get(cell)));
	used += sprintf(line + used, ",\"status\":\"done\",\"sample_lines\":1,\"ticks\":[");
	while ((size_t)used < bytes)
		used += sprintf(line + used, "%d,", 1000 + rand() % 9000);
	sprintf(line + used, "7],\"outcome\":\"executes\",\"attribution_missing\":null,\"findings\":[%s]}\n",
		stage->finding ? stage->finding : "");
}

static int put(const struct archive_sink *sink, const char *line)
{
	return sink->line(sink->context, line, strlen(line));
}

/* Make the fault happen. */
static void happen(const struct archive_sink *sink, const struct board *board)
{
	if (stage->happened && stage->fault != FAULT_KILL_ALWAYS)
		return;
	stage->happened = true;
	switch (stage->fault) {
	case FAULT_KILL:
	case FAULT_KILL_ALWAYS:
		kill(getpid(), SIGKILL);
		break;
	case FAULT_MOVE:
		rename("a.cmo.jsonl.partial", "moved");
		break;
	case FAULT_REMOVE:
		unlink("a.cmo.jsonl.partial");
		break;
	case FAULT_TERM:
		kill(getppid(), SIGTERM);
		while (!atomic_load(&board->stop))
			usleep(1000);
		break;
	case FAULT_HUP:
		kill(getppid(), SIGHUP);
		break;
	case FAULT_GARBAGE:
		put(sink, "{\"type\":\"cell\",\"policy\":\"none\"}\n");
		break;
	default:
		stage->breaking = true;
	}
}

static int measure(const struct options *options, const struct archive_sink *sink, struct board *board,
		   const struct cell_set *done)
{
	char header[512];
	static char line[1 << 16];

	char chosen[64] = "";
	uint32_t samples = options->measure.samples;

	stage->lives++;
	if (stage->chooses) {
		samples = options->measure.chosen ? options->measure.chosen : 64 * stage->lives;
		strcpy(chosen, "\"seconds\":20,");
	}
	srand((unsigned int)getpid());
	if (stage->fault == FAULT_KILL_EARLY)
		kill(getpid(), SIGKILL);
	if (stage->fault == FAULT_EXIT)
		return STATUS_CANNOT;
	if (stage->fault == FAULT_TERM_EARLY) {
		kill(getppid(), SIGTERM);
		while (!atomic_load(&board->stop))
			usleep(1000);
		return STATUS_FAILED;
	}
	snprintf(header, sizeof(header), "{\"type\":\"header\",\"schema\":3,\"host\":{\"kernel\":\"%s\"},\"options\":"
		 "{\"argv\":[\"run\",\"--filter\",\"op=\\\"x\\\"\"],%s\"samples\":%u}}\n", stage->host, chosen,
		 samples);
	atomic_store(&board->planned, CELLS);
	if (put(sink, header))
		return STATUS_FAILED;
	if (stage->fault == FAULT_KILL_BARREN)
		kill(getpid(), SIGKILL);
	for (size_t i = 0; i < CELLS && !atomic_load(&board->stop); i++) {
		struct cell cell = cell_number(i);

		if (cell_set_has(done, &cell))
			continue;
		/* It is shown, not archived. */
		if (put(sink, "{\"type\":\"progress\"}\n"))
			return STATUS_FAILED;
		board_begin(board, &cell, 1);
		if (stage->pause_us)
			usleep((unsigned int)rand() % stage->pause_us);
		if (i == stage->at && stage->fault)
			happen(sink, board);
		if (atomic_load(&board->stop))
			break;
		write_cell(line, &cell, stage->line_bytes);
		if (put(sink, line))
			return STATUS_FAILED;
		stage->acked[i] = true;
	}
	sprintf(line, "{\"type\":\"end\",\"refused\":%u,\"findings\":[],\"record\":{}}\n", stage->refused);
	return put(sink, line) ? STATUS_FAILED : STATUS_OK;
}

static int run(const char *resume)
{
	const struct options options = { .output = { .path = resume ? NULL : "a.cmo.jsonl", .resume = resume },
					 .measure = { .samples = 16 } };
	struct worker worker = { measure };
	const struct source source = { worker_live, &worker };

	return keep_run(&options, &source);
}

/* Start a run in a process of its own and return its id. Its standard error goes to the file "said". */
static pid_t start(const char *resume)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		int status;

		if (stage->fault == FAULT_HUP)
			signal(SIGHUP, SIG_IGN);
		status = freopen("said", "w", stderr) ? run(resume) : 99;
		fflush(stderr);
		_exit(status);
	}
	return pid;
}

static int wait_for(pid_t pid)
{
	int state = 0;

	waitpid(pid, &state, 0);
	return WIFEXITED(state) ? WEXITSTATUS(state) : -WTERMSIG(state);
}

static void set_stage(enum fault fault, size_t at)
{
	*stage = (struct stage){ .fault = fault, .at = at, .line_bytes = 300, .host = "6.12" };
	unlink("a.cmo.jsonl");
	unlink("a.cmo.jsonl.partial");
	unlink("moved");
}

/* The archive as a reader sees it. */
struct seen {
	size_t lines, cells, failed, resumes, ends, twice;
	bool has[CELLS], digest_ok, complete;
	char reason[200];
};

static void see_cell(struct seen *seen, const char *line, size_t size)
{
	struct cell cell;
	struct span reason = jsonl_value(line, size, "reason");
	size_t i = jsonl_cell(line, size, &cell) ? CELLS : number_of(&cell);

	if (i >= CELLS)
		return;
	seen->cells++;
	seen->twice += seen->has[i];
	seen->has[i] = true;
	if (!span_is(jsonl_value(line, size, "status"), "\"failed\""))
		return;
	seen->failed++;
	snprintf(seen->reason, sizeof(seen->reason), "%.*s", (int)reason.size, reason.text);
}

static struct seen see(const char *path)
{
	struct seen seen = { .cells = 0 };
	struct sha256 sha256;
	char *line = NULL, hex[SHA256_HEX_SIZE], quoted[SHA256_HEX_SIZE + 2];
	size_t room = 0;
	ssize_t size;
	FILE *in = fopen(path, "r");

	sha256_init(&sha256);
	while (in && (size = getline(&line, &room, in)) > 0) {
		enum jsonl_type type = jsonl_type(line, (size_t)size);

		seen.lines++;
		seen.resumes += type == JSONL_RESUME;
		seen.ends += type == JSONL_END;
		if (type == JSONL_CELL)
			see_cell(&seen, line, (size_t)size);
		if (type == JSONL_FOOTER) {
			sha256_hex(&sha256, hex);
			snprintf(quoted, sizeof(quoted), "\"%s\"", hex);
			seen.digest_ok = span_is(jsonl_value(line, (size_t)size, "sha256"), quoted);
			seen.complete = span_is(jsonl_value(line, (size_t)size, "complete"), "true");
		}
		sha256_update(&sha256, line, (size_t)size);
	}
	free(line);
	if (in)
		fclose(in);
	return seen;
}

static bool whole(const struct seen *seen, size_t failed)
{
	return seen->cells == CELLS && !seen->twice && seen->digest_ok && seen->complete && seen->failed == failed;
}

static bool said(const char *what)
{
	char text[4096];
	FILE *f = fopen("said", "r");
	size_t size = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	text[size] = '\0';
	if (f)
		fclose(f);
	return strstr(text, what);
}

static void test_plain(void)
{
	struct seen seen;

	set_stage(FAULT_NONE, 0);
	ok(wait_for(start(NULL)) == STATUS_OK, "a run ends well");
	seen = see("a.cmo.jsonl");
	ok(whole(&seen, 0) && seen.lines == CELLS + 3 && seen.ends == 1 && access("a.cmo.jsonl.partial", F_OK),
	   "header, cells, end, footer; its digest is right");
	ok(wait_for(start("a.cmo.jsonl")) == STATUS_USAGE && said("it is complete"), "a complete run is not resumed");
	ok(wait_for(start(NULL)) == STATUS_USAGE && said("--force"), "a complete archive is not overwritten");
}

static void test_refused(void)
{
	struct seen seen;

	set_stage(FAULT_NONE, 0);
	stage->refused = 1;
	ok(wait_for(start(NULL)) == STATUS_DIFFERS && said("refuses it"), "a run that is refused at its end");
	seen = see("a.cmo.jsonl");
	ok(whole(&seen, 0), "is archived all the same");
	set_stage(FAULT_TERM, 11);
	stage->refused = 1;
	wait_for(start(NULL));
	stage->refused = 0;
	ok(wait_for(start("a.cmo.jsonl")) == STATUS_DIFFERS && said("refuses it"),
	   "a run stays refused if a part of it was refused before it was resumed");
}

/* Run with this finding of each cell. Returns the exit status. */
static int run_with(const char *finding)
{
	set_stage(FAULT_NONE, 0);
	stage->finding = finding;
	return wait_for(start(NULL));
}

static void test_findings(void)
{
	ok(run_with("\"disturbed: by \\\"cron\\\"\"") == STATUS_OK && said("disturbed 40 of 40 cells"),
	   "cells that other work disturbed are told, and are no failure");
	ok(run_with("\"2 faults, 1 predicted\"") == STATUS_DIFFERS && said("40 are not as predicted"), "others are");
	ok(run_with("\"disturbed: twice\",\"took \\\"TP\\\"\"") == STATUS_DIFFERS && !said("disturbed"), "also if disturbed");
}

/* Run with a fault, and check that only the cell at stage->at is lost and that the run reaches its end. */
static void expect_one_lost(enum fault fault, const char *reason, unsigned int lives)
{
	struct seen seen;
	int status;

	set_stage(fault, 11);
	status = wait_for(start(NULL));
	ok(status == STATUS_FAILED && stage->happened && stage->lives == lives,
	   "fault %d: %u lives, and the run goes on to its end", fault, stage->lives);
	seen = see("a.cmo.jsonl");
	ok(whole(&seen, 1) && strstr(seen.reason, reason), "one cell failed: %s", seen.reason);
	ok(seen.resumes == lives - 1, "the archive has a line for each new life");
}

static void test_worker_dies(void)
{
	set_stage(FAULT_KILL_EARLY, 0);
	ok(wait_for(start(NULL)) == STATUS_FAILED && stage->lives == 1 && said("signal 9") &&
		   access("a.cmo.jsonl", F_OK) && access("a.cmo.jsonl.partial", F_OK),
	   "a worker that dies before its first line is not tried again, and leaves nothing");
	set_stage(FAULT_KILL_BARREN, 0);
	ok(wait_for(start(NULL)) == STATUS_FAILED && stage->lives == 2 && access("a.cmo.jsonl", F_OK),
	   "nor is one that twice archives no cell");
	set_stage(FAULT_EXIT, 0);
	ok(wait_for(start(NULL)) == STATUS_CANNOT && stage->lives == 1 && access("a.cmo.jsonl.partial", F_OK),
	   "a worker that cannot measure is not tried again");
	set_stage(FAULT_GARBAGE, 5);
	ok(wait_for(start(NULL)) == STATUS_FAILED && said("a broken cell"), "one that sends a broken line is stopped");
}

static void test_chosen(void)
{
	struct seen seen;

	set_stage(FAULT_TERM, 11);
	stage->chooses = true;
	wait_for(start(NULL));
	ok(stage->lives == 1 && wait_for(start("a.cmo.jsonl")) == STATUS_OK && stage->lives == 2,
	   "a resumed run takes as many samples as were chosen when it began");
	seen = see("a.cmo.jsonl");
	ok(whole(&seen, 0), "so that its cells fit");
	set_stage(FAULT_KILL, 11);
	stage->chooses = true;
	ok(wait_for(start(NULL)) == STATUS_FAILED && stage->lives == 2, "and so does another life of the worker");
	seen = see("a.cmo.jsonl");
	ok(whole(&seen, 1), "which goes on to the end");
}

static void test_file_goes(enum fault fault, const char *what)
{
	struct seen seen;

	set_stage(fault, 11);
	ok(wait_for(start(NULL)) == STATUS_OK && stage->happened, "%s", what);
	seen = see("a.cmo.jsonl");
	ok(whole(&seen, 0), "and all %zu cells are in the archive", seen.cells);
}

/* Interrupt a run when so many cells are archived. */
static void test_interrupted(size_t cells)
{
	struct seen seen;

	set_stage(FAULT_TERM, cells);
	ok(wait_for(start(NULL)) == STATUS_FAILED && said("interrupted") && said("--resume"), "SIGTERM ends a run");
	seen = see("a.cmo.jsonl");
	ok(seen.cells == cells && seen.digest_ok && !seen.complete && seen.ends == 1 && !seen.failed,
	   "with a valid archive of %zu cells", seen.cells);
	ok(wait_for(start("a.cmo.jsonl")) == STATUS_OK, "it can be resumed");
	seen = see("a.cmo.jsonl");
	ok(whole(&seen, 0) && seen.resumes == 1 && seen.ends == 2, "then it has all cells once");
}

static void test_interrupted_early(void)
{
	set_stage(FAULT_TERM_EARLY, 0);
	ok(wait_for(start(NULL)) == STATUS_FAILED && said("interrupted before anything was measured") &&
		   access("a.cmo.jsonl", F_OK) && access("a.cmo.jsonl.partial", F_OK),
	   "SIGTERM before the first line ends a run, which says so and leaves nothing");
}

static void test_nohup(void)
{
	struct seen seen;

	set_stage(FAULT_HUP, 11);
	ok(wait_for(start(NULL)) == STATUS_OK && stage->happened, "under nohup, SIGHUP does not end a run");
	seen = see("a.cmo.jsonl");
	ok(whole(&seen, 0), "which comes to its end");
}

/* Change a sample of a run that was interrupted. */
static void test_altered(void)
{
	char text[1 << 16], *sample;
	struct stat before, after;
	FILE *file;
	size_t size;

	set_stage(FAULT_TERM, 11);
	wait_for(start(NULL));
	file = fopen("a.cmo.jsonl", "r+");
	size = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
	text[size] = '\0';
	sample = strstr(text, "\"ticks\":[");
	if (!ok(sample && !fseek(file, sample - text + 9, SEEK_SET) && fputc(sample[9] == '1' ? '2' : '1', file) > 0 &&
			!fclose(file) && !stat("a.cmo.jsonl", &before), "a sample is altered"))
		return;
	ok(wait_for(start("a.cmo.jsonl")) == STATUS_USAGE && said("its digest is not that of its lines") &&
		   !stat("a.cmo.jsonl", &after) && before.st_size == after.st_size,
	   "such an archive does not go on, which would give it a digest that fits");
}

static void test_full(void)
{
	struct seen seen;

	set_stage(FAULT_FULL, 11);
	ok(wait_for(start(NULL)) == STATUS_FAILED && said("No space left") && said("--resume"),
	   "a disk that stays full ends a run");
	seen = see("a.cmo.jsonl");
	ok(seen.cells == 11 && seen.digest_ok && !seen.complete, "with a valid archive of %zu cells", seen.cells);
	stage->breaking = false;
	ok(wait_for(start("a.cmo.jsonl.partial")) == STATUS_OK, "that can be resumed, by its other name too");
	seen = see("a.cmo.jsonl");
	ok(whole(&seen, 0), "once there is room");
}

static void test_misfit(void)
{
	struct seen seen;

	set_stage(FAULT_TERM, 11);
	wait_for(start(NULL));
	stage->host = "6.13";
	ok(wait_for(start("a.cmo.jsonl")) == STATUS_FAILED && said("another host"), "another host does not go on");
	seen = see("a.cmo.jsonl");
	ok(seen.cells == 11 && seen.digest_ok && !seen.complete && !seen.resumes, "and leaves the archive as it was");
	ok(wait_for(start("nothing")) == STATUS_FAILED && said("No such file"), "no archive, no run");
}

static void test_two_writers(void)
{
	struct stat partial;
	pid_t pid;

	set_stage(FAULT_NONE, 0);
	stage->pause_us = 1000000000; /* longer than anything here takes */
	pid = start(NULL);
	while (stat("a.cmo.jsonl.partial", &partial) || !partial.st_size) /* it is locked before it has a header */
		usleep(1000);
	ok(wait_for(start("a.cmo.jsonl")) == STATUS_FAILED && said("another run"), "two runs cannot write one archive");
	kill(pid, SIGKILL);
	wait_for(pid);
}

/* Wait until the worker has ended, a moment after its keeper, and released the lock on the file. */
static void wait_for_lock(void)
{
	struct outfile file;

	for (;;) {
		int err = outfile_open(&file, "probe", true);

		if (!err)
			outfile_abandon(&file, false);
		usleep(1000);
		if (!err)
			return;
	}
}

/* Kill the keeper after a random time of at most most_us, then resume. Returns what went wrong, or NULL. */
static const char *kill_once(unsigned int most_us, size_t *finished, size_t *cut)
{
	struct resume resume;
	struct seen seen;
	pid_t pid;
	size_t lost = 0, had;
	int err;

	set_stage(FAULT_NONE, 0);
	stage->pause_us = 300;
	stage->line_bytes = (size_t)rand() % 20000 + 300;
	pid = start(NULL);
	usleep((unsigned int)rand() % most_us);
	kill(pid, SIGKILL);
	wait_for(pid);
	wait_for_lock();
	if (access("a.cmo.jsonl.partial", F_OK) && access("a.cmo.jsonl", F_OK))
		return NULL; /* it was killed before it created the file */
	err = resume_open(&resume, "a.cmo.jsonl");
	had = resume.done.count;
	for (size_t i = 0; i < CELLS; i++) {
		struct cell cell = cell_number(i);

		lost += stage->acked[i] && !cell_set_has(&resume.done, &cell);
	}
	seen = see(access("a.cmo.jsonl", F_OK) ? "a.cmo.jsonl.partial" : "a.cmo.jsonl");
	*cut += seen.lines > had + 1 + seen.ends;
	resume_close(&resume);
	*finished += had;
	if (lost && err != -EALREADY)
		return "a finished cell is lost";
	if (err == -EALREADY)
		return NULL;
	if (err == -EINVAL && !had)
		return unlink("a.cmo.jsonl.partial"), NULL; /* it was killed before the header was written */
	if (err)
		return "not resumable";
	/* A worker whose keeper is gone may hold the file for another moment. */
	while (wait_for(start("a.cmo.jsonl")) != STATUS_OK && said("another run"))
		usleep(2000);
	seen = see("a.cmo.jsonl");
	return whole(&seen, 0) ? NULL : "not whole when resumed";
}

static void test_killed(void)
{
	const char *wrong = NULL;
	size_t finished = 0, cut = 0;
	struct timespec begin, end;
	unsigned int most_us;
	int i;

	set_stage(FAULT_NONE, 0);
	stage->pause_us = 300;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	wait_for(start(NULL));
	clock_gettime(CLOCK_MONOTONIC, &end);
	most_us = (unsigned int)((end.tv_sec - begin.tv_sec) * 1000000 + (end.tv_nsec - begin.tv_nsec) / 1000);
	for (i = 0; i < (tap_full() ? KILLS_FULL : KILLS) && !wrong; i++)
		wrong = kill_once(most_us, &finished, &cut);
	ok(!wrong && finished, "killed %d times within %u us: %zu cells had been finished, none is lost, each archive "
	   "was completed; %zu last lines were cut%s%s", i, most_us, finished, cut, wrong ? ": " : "",
	   wrong ? wrong : "");
}

int main(void)
{
	stage = mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (stage == MAP_FAILED)
		return 1;
	srand(1);
	test_plain();
	test_refused();
	test_findings();
	expect_one_lost(FAULT_KILL, "signal 9", 2);
	expect_one_lost(FAULT_KILL_ALWAYS, "signal 9", 2);
	expect_one_lost(FAULT_ROOM, "No space left", 1);
	expect_one_lost(FAULT_HALF, "Input/output error", 1);
	expect_one_lost(FAULT_SYNC, "Input/output error", 1);
	test_worker_dies();
	test_file_goes(FAULT_MOVE, "a file that is moved away");
	test_file_goes(FAULT_REMOVE, "a file that is removed");
	test_interrupted(0);
	test_interrupted(11);
	test_interrupted_early();
	test_nohup();
	test_altered();
	test_full();
	test_misfit();
	test_two_writers();
	test_chosen();
	test_killed();
	return tap_done();
}
