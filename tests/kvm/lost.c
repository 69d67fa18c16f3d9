/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests that a cell that goes wrong is the only one that is lost: KVM ioctls fail, a vCPU hangs, the process is killed.
 * Runs in an emulated host; this file stands in for host/vm/kvm.c, everything else is real.
 */
#include "bench/test/tap.h"
#include "bench/cli/verb.h"
#include "host/keep/jsonl.h"
#include "host/vm/kvm.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define ARCHIVE "/tmp/lost.cmo.jsonl"

/* What happens at the at-th ioctl of a kind. */
enum fault {
	FAULT_NONE,  /* only count */
	FAULT_ERROR, /* it fails with error */
	FAULT_LAST,  /* it fails with error, as do all later ones of that kind */
	FAULT_HANG,  /* it returns only when a signal comes */
	FAULT_KILL,  /* the process is killed, as when memory runs out */
};

/* Memory shared with the process that measures. */
static struct {
	unsigned long request;
	enum fault fault;
	int error;
	uint64_t count, at;
} *plan;

/* Wait until a signal comes. */
static void hang(void)
{
	const struct timespec hour = { .tv_sec = 3600 };

	nanosleep(&hour, NULL);
}

int kvm_ioctl_raw(int fd, unsigned long request, void *argument)
{
	int result;

	if (plan && request == plan->request) {
		plan->count++;
		if (plan->count == plan->at && plan->fault == FAULT_KILL)
			kill(getpid(), SIGKILL);
		if (plan->count == plan->at && plan->fault == FAULT_HANG)
			return hang(), -EINTR;
		if ((plan->count == plan->at && plan->fault == FAULT_ERROR) ||
		    (plan->count >= plan->at && plan->fault == FAULT_LAST))
			return -plan->error;
	}
	result = ioctl(fd, request, argument);
	return result < 0 ? -errno : result;
}

/* The knob, which a run set to inject, must be as it was before, however the process ended. */
static bool knob_is_back(void)
{
	char text[32] = "";
	FILE *in = fopen("/sys/module/kvm/parameters/cmo_policy", "r");

	if (!in)
		return false;
	if (!fgets(text, sizeof(text), in))
		text[0] = '\0';
	fclose(in);
	return !strcmp(text, "upstream\n");
}

struct seen {
	size_t cells, failed, differ, resumes, footers;
	char reason[256];
};

static struct seen see(void)
{
	struct seen seen = { .cells = 0 };
	char *line = NULL;
	size_t room = 0;
	ssize_t size;
	FILE *in = fopen(ARCHIVE, "r");

	while (in && (size = getline(&line, &room, in)) > 0) {
		struct span reason = jsonl_value(line, (size_t)size, "reason");
		enum jsonl_type type = jsonl_type(line, (size_t)size);

		seen.resumes += type == JSONL_RESUME;
		seen.footers += type == JSONL_FOOTER;
		if (type != JSONL_CELL)
			continue;
		seen.cells++;
		seen.differ += !span_is(jsonl_value(line, (size_t)size, "findings"), "[]");
		if (!span_is(jsonl_value(line, (size_t)size, "status"), "\"failed\""))
			continue;
		seen.failed++;
		snprintf(seen.reason, sizeof(seen.reason), "%.*s", (int)reason.size, reason.text);
	}
	free(line);
	if (in)
		fclose(in);
	return seen;
}

static const char *passes; /* over the run, of which each takes a part of the rounds */

static int run(void)
{
	const char *argv[] = { "run", "--allow=virtual,emulator", "--force", "--samples", "64", "--policy", "inject",
			       "--filter", "op=dc_ivac,dc_civac slot=rw,rw_log stage2=cold", "--passes", passes, "-o",
			       ARCHIVE, NULL };

	plan->count = 0;
	return run_main(13, (char **)argv);
}

static uint64_t runs; /* number of KVM_RUN calls of a whole run */
static size_t cells;

static struct seen run_with(unsigned long request, enum fault fault, int error, uint64_t at, int *status)
{
	plan->request = request;
	plan->fault = fault;
	plan->error = error;
	plan->at = at;
	*status = run();
	return see();
}

/*
 * Test the archive after a failure at any moment. If it came between two cells, while a VM was made, no cell is lost.
 */
static bool is_well(const struct seen *seen, int status, enum fault fault, int error, const char *reason)
{
	/* An error of KVM_RUN in a timed op is an outcome of the cell, which is then not as predicted. */
	int due = seen->failed ? STATUS_FAILED : seen->differ ? STATUS_DIFFERS : STATUS_OK;

	return status == due && seen->cells == cells && seen->failed + seen->differ <= 1 &&
	       (!seen->differ || error == EFAULT) && (!seen->failed || strstr(seen->reason, reason)) &&
	       seen->footers == 1 && seen->resumes == (fault == FAULT_KILL) && knob_is_back();
}

/* Inject a failure at several moments of a run: at most one cell may be lost, and the others must be as predicted. */
static void test_run_fails(enum fault fault, int error, const char *reason, const char *what)
{
	size_t lost = 0;

	for (unsigned int tenth = 5; tenth < 10; tenth += 2) {
		int status;
		struct seen seen = run_with(KVM_RUN, fault, error, runs * tenth / 10, &status);

		lost += seen.failed + seen.differ;
		ok(is_well(&seen, status, fault, error, reason),
		   "%s after %u tenths: status %d, %zu cells, %zu failed, %zu differ: %s", what, tenth, status,
		   seen.cells, seen.failed, seen.differ, seen.reason);
	}
	ok(lost > 0, "%s: %zu cells were hit", what, lost);
}

/* Once memslots can no longer be created, no cell can be measured; each must say why, and the run must end. */
static void test_no_memslots(void)
{
	int status;
	struct seen seen = run_with(KVM_SET_USER_MEMORY_REGION, FAULT_NONE, 0, 0, &status);
	uint64_t memslots = plan->count;

	seen = run_with(KVM_SET_USER_MEMORY_REGION, FAULT_LAST, ENOMEM, memslots * 7 / 8, &status);
	ok(status == STATUS_FAILED && seen.cells == cells && seen.failed && seen.failed < cells && seen.footers == 1 &&
		   strstr(seen.reason, "Cannot allocate memory"),
	   "no memslot any more: %zu of %zu cells failed: %s", seen.failed, seen.cells, seen.reason);
	for (unsigned int eighth = 3; eighth < 8; eighth++) {
		seen = run_with(KVM_SET_USER_MEMORY_REGION, FAULT_ERROR, ENOMEM, memslots * eighth / 8, &status);
		ok(seen.cells == cells && seen.failed <= 1 && !seen.differ &&
			   status == (seen.failed ? STATUS_FAILED : STATUS_OK),
		   "one memslot that cannot be made, after %u eighths: %zu failed %s", eighth, seen.failed,
		   seen.reason);
	}
}

/* All of it with so many passes. Where there are several, what goes wrong must not spoil what other passes measured. */
static void test_passes(const char *number)
{
	struct seen seen;
	int status;

	passes = number;
	seen = run_with(KVM_RUN, FAULT_NONE, 0, 0, &status);
	runs = plan->count;
	cells = seen.cells;
	ok(status == STATUS_OK && cells > 8 && runs > 100 && !seen.failed && !seen.differ,
	   "%s passes, undisturbed: %zu cells, %llu times KVM_RUN", passes, cells, (unsigned long long)runs);
	test_run_fails(FAULT_KILL, 0, "signal 9", "killed");
	test_run_fails(FAULT_ERROR, EIO, "KVM_RUN of vCPU 0: Input/output error", "the VM is dead");
	test_run_fails(FAULT_ERROR, EFAULT, "", "EFAULT");
	test_run_fails(FAULT_HANG, 0, "vCPU 0 hangs: it sleeps", "a vCPU hangs");
	test_no_memslots();
}

int main(void)
{
	plan = mmap(NULL, sizeof(*plan), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (plan == MAP_FAILED)
		return 1;
	test_passes("1");
	test_passes("4");
	return tap_done();
}
