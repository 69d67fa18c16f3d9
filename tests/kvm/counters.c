/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests the PMU's counters in an emulated host with -icount: they count what they should, cost nothing while disabled,
 * and report when others use them. Also tests what disturbs a batch. Runs in place of the program.
 */
#include "bench/test/tap.h"
#include "host/batch/batch.h"
#include "host/clock/clock.h"
#include "host/pmu/counting.h"
#include "host/memory/hostmem.h"
#include "host/os/err.h"
#include "host/place/pin.h"
#include "host/cell/verdict.h"
#include "host/run/work.h"
#include "host/vm/crew.h"
#include "host/vm/machine.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define TAKEN_MAX  40 /* counters: more than a PMU has */
#define PAGE_LINES 64
#define UNITS      16
#define INTRUDE_INSNS UINT64_C(20000) /* ticks, one an instruction, between disturbances; a batch takes 50000 */

static struct vm vm;
static struct pin pin;
static struct region region;
static struct counting counting;
static struct predict_host host = { .translates = UINT32_MAX, .page_lines = PAGE_LINES };
/* A store to a logged page that the host wrote: one fault. */
static struct cell cell = { .op = OP_str, .slot = SLOT_RW_LOG, .host_page = HOST_PAGE_WRITTEN };

static bool open_all(void)
{
	static const struct region_shape shape = { .backing = BACKING_ANON, .units = UNITS, .windows = 1 };

	if (pin_open(&pin, NULL, 1) || machine_open(&vm, false, 1, &pin) || region_open(&region, &vm, &shape)) {
		printf("# %s\n", fail_text());
		return false;
	}
	return true;
}

static int run_batch(struct counting *counted, struct batch_result *result)
{
	const struct batch batch = { .region = &region, .window = &region.window[0], .host = &host, .cell = &cell,
				     .order = { .multiplier = 1, .increment = 1 }, .counting = counted };

	return batch_time(&batch, result);
}

/* Return the least ticks of a sample in three batches, which is free of interrupts; 0: they failed. */
static uint32_t least(void)
{
	struct batch_result result;
	uint32_t ticks = UINT32_MAX;

	for (int i = 0; i < 3; i++) {
		if (run_batch(NULL, &result))
			return 0;
		for (size_t sample = 0; sample < result.samples; sample++)
			if (vm_ring(&vm)[sample].ticks < ticks)
				ticks = vm_ring(&vm)[sample].ticks;
	}
	return ticks;
}

/* Count the events of samples of null. */
static int enter_null(uint32_t count)
{
	struct vcpu_entry entry;
	int err;

	vm_control(&vm, 0)->block[0] = (struct abi_block){ .op = OP_null, .count = count, .multiplier = 1,
		.increment = 1, .shape = ABI_SHAPE_LINE, .line_bytes = 64, .span_bytes = 64 };
	vm.counting = &counting;
	err = crew_enter(&vm, 1, 1, &entry);
	vm.counting = NULL;
	return err;
}

/* Count them and print the counts. Return false on failure. */
static bool count_null(uint32_t count, struct pmu_counts *counts)
{
	return !enter_null(count) && !counting_read(&counting, counts);
}

static void test_counts(void)
{
	struct pmu_counts one, two;
	const int insns = PMU_EVENT_inst_retired;

	counting_open(&counting, pin.cpu, 0);
	ok(counting.set_count && !*counting.missing, "%s has %zu sets", counting.device.name, counting.set_count);
	ok((counting.set[0] & 3) == 3, "instructions and cycles in the first");
	ok(!counting_use(&counting, 0), "it can be used");
	ok(count_null(1000, &one) && count_null(3000, &two), "entries are counted");
	/* tests/guest.sh: 22 instructions a sample. */
	ok(two.guest[insns] - one.guest[insns] == 2000 * 22, "2000 samples more are %llu instructions more in the guest",
	   (unsigned long long)(two.guest[insns] - one.guest[insns]));
	ok(two.host[insns] > 1000 && two.host[insns] < 20000, "an entry takes the host %llu",
	   (unsigned long long)two.host[insns]);
	ok(two.entry_ticks - one.entry_ticks >= 2000 * 22, "the counter of ticks agrees");
	enter_null(3000);
	ok(count_null(1000, &two) && two.guest[insns] == one.guest[insns], "an entry that nobody reads is in no other");
}

static void test_costs(void)
{
	uint32_t with = least(), without;

	counting_release(&counting);
	without = least();
	ok(with && with == without, "a set that does not count costs a fault nothing: %u and %u ticks", with, without);
}

/* Occupy all counters of this CPU, whatever runs on it. Return their number. */
static int take_counters(int fd[static TAKEN_MAX])
{
	struct perf_event_attr attr = { .type = counting.device.type, .size = sizeof(attr), .config = 0x08,
					.pinned = 1 };
	int taken = 0;

	for (int i = 0; i < TAKEN_MAX; i++) {
		fd[i] = (int)syscall(SYS_perf_event_open, &attr, -1, pin.cpu, -1, 0);
		taken += fd[i] >= 0;
	}
	return taken;
}

static void test_multiplexed(void)
{
	int fd[TAKEN_MAX];
	struct pmu_counts counts;
	struct work work = { .record = { .cell = cell } };
	struct batch_result result;

	ok(take_counters(fd) == TAKEN_MAX, "somebody else takes all counters");
	ok(!counting_use(&counting, 0), "a set can be opened all the same");
	ok(!run_batch(&counting, &result) && counting_read(&counting, &counts) == -EBUSY &&
	   strstr(fail_text(), counting.device.name), "but did not count: %s", fail_text());
	ok(!run_batch(&counting, &result) && !work_count(&work, &vm, &counting, &result) && !work.record.pmu_count &&
	   work.record.pmu_missing && work.record.remarks.count == 1 &&
	   !strncmp(work.record.remarks.text[0], "perf-multiplexed: ", 18), "a cell has no such set, and a finding");
	for (int i = 0; i < TAKEN_MAX; i++)
		close(fd[i]);
	ok(!run_batch(&counting, &result) && !work_count(&work, &vm, &counting, &result) &&
	   work.record.pmu_count == 1 && work.record.remarks.count == 1 && work.record.pmu[0].samples == UNITS,
	   "once they are free, it counts");
	counting_release(&counting);
	work_close(&work);
}

static _Atomic bool ending;

/* A thread that wakes up often and then preempts the others. */
static void *intrude(void *argument)
{
	const struct sched_param first = { .sched_priority = 1 };
	const struct timespec a_while = { .tv_nsec = (long)(INTRUDE_INSNS * 1000000000 / clock_hz()) };

	(void)argument;
	sched_setscheduler(0, SCHED_FIFO, &first);
	while (!ending)
		nanosleep(&a_while, NULL);
	return NULL;
}

#define TRIES 8 /* of a batch that is disturbed: TRIES_DISTURBED of host/batch/batch.c */

static void test_disturbed(void)
{
	struct batch_result result;
	pthread_t intruder;
	int cpu = vm.vcpu[0].cpu;
	struct work work = { .record = { .cell = cell } };

	ok(cpu == pin.cpu && cpu >= 0, "the vCPU's thread knows its CPU");
	ok(!run_batch(NULL, &result) && !result.retaken && !result.entry.preempted && !result.entry.migrated &&
	   !result.entry.major_faults, "a batch that nobody disturbs is taken once");
	pthread_create(&intruder, NULL, intrude, NULL);
	ok(!run_batch(NULL, &result) && result.retaken == TRIES - 1 && result.entry.preempted,
	   "one that is preempted, again and again: preempted %llu times in the last",
	   (unsigned long long)result.entry.preempted);
	ok(!counting_use(&counting, 0) && !run_batch(&counting, &result) &&
	   !work_count(&work, &vm, &counting, &result) && work.record.pmu_count == 1 &&
	   work.record.remarks.count == 1 && !strncmp(work.record.remarks.text[0], "disturbed: ", 11),
	   "and that is a finding of a batch in which something counted");
	counting_release(&counting);
	work_close(&work);
	ending = true;
	pthread_join(intruder, NULL);
	vm.vcpu[0].cpu = cpu + 1;
	ok(!run_batch(NULL, &result) && result.retaken == TRIES - 1 && result.entry.migrated == 1,
	   "so is one that ends on another CPU than it should");
	ok(!run_batch(NULL, &result) && result.retaken == TRIES - 1 && !run_batch(NULL, &result) && !result.retaken,
	   "after four in a row that no try helped, there are no more tries");
	cell.lines = LINES_SWEEP;
	ok(!run_batch(NULL, &result) && !result.retaken && result.entry.migrated == 1, "but no sweep");
	ok(!batch_often_preempted(&cell, 9, 9), "nor is that ever preempted too often");
	cell.lines = LINES_1;
	vm.vcpu[0].cpu = cpu;
	ok(!run_batch(NULL, &result) && !vm.disturbed, "until one is as it should be");
	ok(batch_often_preempted(&cell, 1, 1023) && !batch_often_preempted(&cell, 1, 1024) &&
	   batch_often_preempted(&cell, 2, 2047) && !batch_often_preempted(&cell, 0, 0),
	   "another is if it is more than once in 1024 samples");
	cell.backing = BACKING_ANON_THP;
	cell.host_page = HOST_PAGE_UNTOUCHED;
	ok(batch_often_preempted(&cell, 9, 9) == (hostmem_table_bytes() < 8 << 20), "but not if it clears a block of many MiB");
	cell.backing = BACKING_ANON;
	cell.host_page = HOST_PAGE_WRITTEN;
}

static void test_exits(void)
{
	const char *why = "";
	struct trace *trace = trace_open(&vm, &why);
	static struct attribution a;
	struct prediction prediction = { .faults = "T", .translation = 1, .dirtied = true };
	struct cell_record record = { .cell = cell, .attribution = &a, .predicted = &prediction };
	const struct batch batch = { .region = &region, .window = &region.window[0], .host = &host, .cell = &cell,
				     .order = { .multiplier = 1, .increment = 1 } };
	uint64_t went_on = 0;

	ok(trace && !batch_attribute(&batch, trace, &a), "a batch is traced%s", why);
	ok(a.first.exits.has_exits && a.first.exits.exits == a.ops && a.result.entry.exits == a.ops,
	   "kvm_exit and KVM's own count: %zu each", a.ops);
	ok(a.first.exits.has_userspace && !a.first.exits.userspace && a.first.exits.has_nisv && !a.first.exits.nisv,
	   "none went to userspace");
	for (int i = 0; i < EXITS_BINS; i++)
		went_on += a.first.exits.ticks[i];
	ok(a.first.exits.has_ticks && went_on == a.ops && !a.first.exits.ticks[0], "and after each the guest went on");
	ok(!verdict_counts_differ(&record), "as predicted");
	a.first.exits.exits++;
	ok(verdict_counts_differ(&record), "one more in the trace is a difference");
	a.first.exits.has_exits = false;
	ok(!verdict_counts_differ(&record), "but not if there is no trace of exits");
	trace_close(trace);
}

int main(void)
{
	ok(open_all(), "a VM comes up");
	test_counts();
	test_costs();
	test_multiplexed();
	test_disturbed();
	test_exits();
	region_close(&region);
	machine_close(&vm);
	pin_close(&pin);
	return tap_done();
}
