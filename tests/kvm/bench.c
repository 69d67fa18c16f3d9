/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measures the overhead of the suite in an emulated host, where CNTVCT_EL0 counts all instructions that the machine
 * executes; runs in place of the program. Prints one JSON object a line: first figures of the suite, then those of the
 * kernel's selftests, if the initramfs has them, in the same boot. `make bench` makes a table of it.
 */
#include "bench/array.h"
#include "bench/cli/verb.h"
#include "host/batch/batch.h"
#include "host/keep/board.h"
#include "host/keep/outfile.h"
#include "host/options/options.h"
#include "host/os/err.h"
#include "host/run/session.h"
#include "host/run/stretch.h"
#include "host/vm/machine.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNITS  4096
#define ROUNDS 8

/* Memory that the selftests work on: "64M", in pages of 4 KiB. */
#define SELFTEST_PAGES 16384

static struct session session;

static int trouble(const char *what)
{
	complain("bench: %s: %s", what, fail_text());
	return STATUS_FAILED;
}

/* Writes lines as the keeper of a run does, but in this process. */
static int keep_line(void *context, const char *line, size_t size)
{
	return outfile_write(context, line, size, false);
}

/* Measure one cell as a run does: rounds of UNITS samples, the archive included. */
static int bench_cell(const char *filter, enum policy_id policy)
{
	static const char *const scenarios[] = { "cold", "warm_ro", NULL };
	static const struct suite suite = { .name = "bench", .scenario = scenarios, .samples = UNITS * ROUNDS,
					    .batch = UNITS };
	static struct options options;
	struct stretch_limits limits;
	struct cell *cells = NULL;
	struct run_totals totals;
	struct run_facts facts;
	struct outfile file;
	const struct archive_sink sink = { keep_line, &file };
	char why[512];
	long count;
	int err;

	options = *session.options;
	options.measure.suite = &suite;
	options.measure.samples = suite.samples;
	options.measure.batch = suite.batch;
	session.options = session.testbed.options = &options;
	session.policies.visit[0].policy = policy;
	session.policies.visit[0].knob = true;
	session.policies.count = 1;
	if (filter_parse(&options.measure.filter, filter, why, sizeof(why)))
		return STATUS_USAGE;
	count = suite_cells(&suite, &options.measure.filter, &cells);
	if (count != 1 || outfile_open(&file, "/tmp/bench.cmo.jsonl", true))
		return trouble(filter);
	facts = session_facts(&session);
	err = archive_header(&sink, &facts);
	limits = stretch_limits(&session);
	if (!err)
		err = stretches_run(&session, &limits, &sink, cells, (size_t)count, &totals);
	free(cells);
	outfile_abandon(&file, false);
	if (err || totals.failed || totals.with_remarks || totals.skipped || !totals.samples)
		return trouble(filter);
	printf("{\"what\":\"cell\",\"filter\":\"%s\",\"policy\":\"%s\",\"samples\":%" PRIu64 ",\"inside\":%" PRIu64
	       ",\"all\":%" PRIu64 ",\"archive\":%" PRIu64 "}\n",
	       filter, policy_name(policy), totals.samples, totals.sample_ticks, totals.round_ticks, totals.archive_ticks);
	return STATUS_OK;
}

static void print_part(const char *name, uint64_t insns, uint64_t samples)
{
	printf("{\"what\":\"part\",\"name\":\"%s\",\"insns\":%" PRIu64 ",\"samples\":%" PRIu64 "}\n", name, insns,
	       samples);
}

static struct batch batch_of(struct cell *cell)
{
	return (struct batch){
		.region = &session.testbed.region, .window = &session.testbed.region.window[0],
		.host = &session.probe.host, .cell = cell, .order = batch_order(&session.random, false),
	};
}

/* Measure each part of the overhead alone. */
static int bench_parts(void)
{
	struct cell cold = { .op = OP_dc_civac, .slot = SLOT_RW_LOG, .host_page = HOST_PAGE_WRITTEN };
	struct cell null = { .op = OP_null, .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW };
	struct region_shape shape = { .units = UNITS, .windows = 1 };
	struct batch_result result;
	struct batch batch;
	struct vm vm = VM_CLOSED;
	uint64_t begin = clock_read(), timed = 0;

	if (machine_open(&vm, false, 1, &session.pin))
		return trouble("a VM");
	print_part("create a VM and bring its guest up", clock_read() - begin, 1);
	machine_close(&vm);
	region_close(&session.testbed.region);
	begin = clock_read();
	if (region_open(&session.testbed.region, &session.testbed.vm, &shape))
		return trouble("a region");
	print_part("set a cell up: map its memory, prime the tables above", clock_read() - begin, 1);
	begin = clock_read();
	if (region_cool(&session.testbed.region, &session.testbed.region.window[0], SLOT_RW_LOG, HOST_PAGE_WRITTEN, true))
		return trouble("a memslot");
	print_part("set a cell up: fault its memory in, make the memslot", clock_read() - begin, UNITS);
	batch = batch_of(&cold);
	if (batch_time(&batch, &result))
		return trouble("a batch");
	begin = clock_read();
	if (region_cool(&session.testbed.region, batch.window, SLOT_RW_LOG, HOST_PAGE_WRITTEN, true))
		return trouble("cooling");
	print_part("cool: delete the memslot and make it again", clock_read() - begin, UNITS);
	batch = batch_of(&null);
	begin = clock_read();
	if (batch_time_part(&batch, 0, UNITS, &result))
		return trouble("null");
	begin = clock_read() - begin;
	for (size_t i = 0; i < UNITS; i++)
		timed += vm_ring(&session.testbed.vm)[i].ticks;
	print_part("timed region of null", timed, UNITS);
	print_part("guest's loop and one entry: the rest of null", begin - timed, UNITS);
	begin = clock_read();
	if (batch_time_part(&batch, 0, 1, &result))
		return trouble("null");
	print_part("of that, the entry", clock_read() - begin, UNITS);
	return STATUS_OK;
}

/*
 * Open a counter of the instructions that the whole machine retires, on all exception levels and in the guest. Unlike
 * CNTVCT_EL0, it stands still while the CPU is idle. Return a descriptor, or -1.
 */
static int count_instructions(void)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_HARDWARE, .size = sizeof(attr),
					.config = PERF_COUNT_HW_INSTRUCTIONS };

	return (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0);
}

/* Run a selftest, and print how many instructions the machine executed during it, its setup included. */
static void bench_selftest(const char *const *argv)
{
	int counter = count_instructions(), state = 0;
	uint64_t insns = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &state, 0) < 0 && errno == EINTR)
		;
	if (counter < 0 || read(counter, &insns, sizeof(insns)) != sizeof(insns))
		complain("bench: instructions cannot be counted: %s", strerror(errno));
	close(counter);
	printf("{\"what\":\"selftest\",\"name\":\"%s\",\"pages\":%d,\"insns\":%" PRIu64 ",\"status\":%d}\n",
	       strrchr(argv[0], '/') + 1, SELFTEST_PAGES, insns,
	       WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state));
}

int main(int argc, char **argv)
{
	static const struct {
		const char *filter;
		enum policy_id policy;
	} cells[] = {
		{ "op=dc_civac slot=rw_log host_page=written stage2=cold", POLICY_UPSTREAM },
		{ "op=dc_ivac slot=rw_log host_page=written stage2=cold", POLICY_UPSTREAM },
		{ "op=dc_civac slot=rw_log host_page=written stage2=cold", POLICY_INJECT },
		{ "op=dc_ivac slot=rw_log host_page=written stage2=cold", POLICY_INJECT },
		{ "op=dc_ivac slot=rw_log host_page=written stage2=ro", POLICY_INJECT },
		{ "op=str slot=rw host_page=untouched stage2=cold", POLICY_UPSTREAM },
		{ "op=str slot=rw_log host_page=written stage2=ro", POLICY_UPSTREAM },
	};
	static const char *const selftests[][12] = {
		/* -m 6: 40 bits of guest physical address, pages of 4 KiB in host and guest */
		{ "/bin/kvm_page_table_test", "-m", "6", "-v", "1", "-b", "64M", NULL },
		{ "/bin/demand_paging_test", "-m", "6", "-v", "1", "-b", "64M", NULL },
	};
	struct options options;
	int status = argc > 1 ? options_parse(&options, argc - 1, argv + 1) : STATUS_USAGE;

	if (!status)
		status = session_open(&session, &options);
	if (!status && !session.clock.exact) {
		complain("bench: the counter does not count instructions");
		status = STATUS_CANNOT;
	}
	for (size_t i = 0; !status && i < ARRAY_SIZE(cells); i++)
		status = bench_cell(cells[i].filter, cells[i].policy);
	if (!status)
		status = bench_parts();
	session_close(&session);
	for (size_t i = 0; !status && i < ARRAY_SIZE(selftests); i++)
		if (!access(selftests[i][0], X_OK))
			bench_selftest(selftests[i]);
	return status;
}
