/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests that a run leaks nothing: one process measures cells of the standard suite twice, and at each cell it must hold
 * what it held at the same cell the time before (open files, mappings, threads, VMs, heap). The cells are those of one
 * op on one slot; with leaks_full=yes in the environment, which the kernel's command line sets, they are all. Runs in
 * place of the program.
 */
#include "bench/test/tap.h"
#include "bench/cli/verb.h"
#include "host/place/cpulist.h"
#include "host/run/measure.h"

#include <dirent.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RUNS       3    /* the first is short and allocates what is allocated once; the others are compared */
#define LINES_MAX  1024
#define HEAP_SLACK 4096 /* bytes: a line of the archive is as long as its numbers are */

enum held { FILES, VMS, MAPPINGS, THREADS, HEAP, HELD_COUNT };

static const char *const held_name[] = {
	[FILES] = "open files", [VMS] = "VMs", [MAPPINGS] = "mappings", [THREADS] = "threads", [HEAP] = "bytes of heap",
};

struct holding {
	long of[HELD_COUNT];
};

/* What a run held at each line of its archive and at its end. */
static struct run {
	struct holding at[LINES_MAX], end;
	size_t lines, cells, done;
} run[RUNS];

/* Return the number of entries of a directory, or of its subdirectories; -1: it cannot be read. */
static long entries(const char *path, bool directories)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	long count = 0;

	while (dir && (entry = readdir(dir)))
		count += entry->d_name[0] != '.' && (!directories || entry->d_type == DT_DIR);
	if (dir)
		closedir(dir);
	return dir ? count : -1;
}

static long mappings(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	long count = 0;
	int c;

	while (f && (c = getc(f)) != EOF)
		count += c == '\n';
	if (f)
		fclose(f);
	return f ? count : -1;
}

static struct holding look(void)
{
	struct mallinfo2 heap = mallinfo2();

	return (struct holding){ .of = {
		/* KVM has a directory in debugfs for each VM (6.12 kvm_create_vm_debugfs()). */
		[FILES] = entries("/proc/self/fd", false), [VMS] = entries("/sys/kernel/debug/kvm", true),
		[MAPPINGS] = mappings(), [THREADS] = entries("/proc/self/task", false),
		[HEAP] = (long)(heap.uordblks + heap.hblkhd),
	} };
}

static int take(void *context, const char *line, size_t size)
{
	static const char done[] = "\"status\":\"done\"";
	struct run *r = context;

	if (r->lines < LINES_MAX)
		r->at[r->lines++] = look();
	r->cells += !strncmp(line, "{\"type\":\"cell\"", 14);
	r->done += memmem(line, size, done, strlen(done)) != NULL;
	if (r->lines % 20 == 0)
		printf("# %zu lines\n", r->lines); /* the launcher ends a host that prints nothing */
	return 0;
}

static void measure(struct run *r, const struct options *options)
{
	static struct board board;
	const struct archive_sink sink = { take, r };
	struct cpulist affinity;

	cpulist_affinity(&affinity, 0);
	if (measure_run(options, &sink, &board, NULL))
		ok(false, "a run");
	cpulist_bind(&affinity, 0); /* the run has bound this thread to one CPU */
	r->end = look();
}

/* Parse the options, once: the list of --allow is never freed. argv must stay. */
static void parse(struct options *options, int argc, const char **argv)
{
	if (options_parse(options, argc, (char **)argv))
		ok(false, "options");
}

/* Print the most that a run held, and by how much it exceeds the run before at the line where it does most. */
static void compare(const struct run *r, const struct run *before, enum held held)
{
	long slack = held == HEAP ? HEAP_SLACK : 0, most = 0, growth = 0;
	long in_the_end = r->end.of[held] - before->end.of[held];

	for (size_t i = 0; i < r->lines; i++) {
		long is = r->at[i].of[held], was = before->at[i].of[held];

		most = is > most ? is : most;
		growth = is - was > growth ? is - was : growth;
	}
	ok(most > 0 && growth <= slack && in_the_end <= 0,
	   "%s: at most %ld, at most %ld more than at the same cell before; in the end %ld, %ld more than before",
	   held_name[held], most, growth, r->end.of[held], in_the_end);
}

/*
 * The C library caches free memory and the stacks of threads that have ended; how much depends on timing. Execute this
 * program again with these caches disabled and with one heap.
 */
static void count_exactly(char **argv)
{
	static const char tunables[] = "GLIBC_TUNABLES";

	if (getenv(tunables))
		return;
	setenv(tunables, "glibc.malloc.tcache_count=0:glibc.malloc.arena_max=1:glibc.pthread.stack_cache_size=0", 1);
	execv("/proc/self/exe", argv);
	ok(false, "execv");
}

int main(int argc, char **argv)
{
	struct holding begin = look();
	const struct run *last = &run[RUNS - 1];
	static const char *of_quick[] = { "run", "--allow", "virtual,emulator", "--samples", "16", "--suite", "quick",
					  "--filter", "op=dc_ivac", NULL };
	static const char *of_standard[] = { "run", "--allow", "virtual,emulator", "--samples", "16", "--suite",
					     "standard", "--filter", "op=dc_ivac slot=rw_log", NULL };
	const bool is_full = getenv("leaks_full") != NULL;
	const int count = is_full ? 7 : 9; /* without the filter, or with it */
	const size_t least = is_full ? 1000 : 50;
	static struct options quick, standard;
	size_t cells = 0, done = 0;

	(void)argc;
	count_exactly(argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	parse(&quick, count, of_quick);
	parse(&standard, count, of_standard);
	for (int i = 0; i < RUNS; i++) {
		measure(&run[i], i ? &standard : &quick);
		cells += run[i].cells;
		done += run[i].done;
	}
	ok(cells >= least && done * 10 >= cells * 9, "%zu cells, %zu of them could be measured here", cells, done);
	ok(last->lines == last[-1].lines && last->lines < LINES_MAX, "as many lines again: %zu", last->lines);
	for (int held = 0; held < HELD_COUNT; held++)
		compare(last, last - 1, held);
	ok(last->end.of[FILES] == begin.of[FILES] && last->end.of[THREADS] == 1 && !last->end.of[VMS],
	   "at the end there are the files of the beginning, one thread and no VM");
	return tap_done();
}
