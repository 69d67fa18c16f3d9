/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests the runner's own checks: each way in which a guest, a clock, a kernel or a prediction can be wrong must be
 * reported as what it is. Runs in an emulated host, in place of the program.
 */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "bench/cli/verb.h"
#include "host/clock/clock.h"
#include "host/os/err.h"
#include "host/knob/knob.h"
#include "host/vm/crew.h"
#include "host/vm/kvm.h"
#include "host/vm/machine.h"
#include "host/run/measure.h"
#include "host/place/pin.h"
#include "host/batch/probe.h"
#include "host/os/restore.h"
#include "host/run/session.h"
#include "host/cell/verdict.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define UNMAPPED_GPA (UINT64_C(1) << 37) /* beyond the guest's stage-1 table */
#define HOLE_GPA     UINT64_C(0xc0000000) /* no memslot */
#define SLOT_GPA     UINT64_C(0xd0000000) /* where a test creates a memslot */
#define LINE_BYTES   64
#define SLOW_NOPS    1000 /* an exit takes some hundred instructions */
#define PAGE_LINES   (4096 / LINE_BYTES)
#define BRANCH_TO_SELF UINT32_C(0x14000000) /* Arm ARM DDI 0487J.a C6.2 B */
#define WAIT_FOR_INTERRUPT UINT32_C(0xd503207f) /* C6.2 WFI */

static struct vm vm;
static struct pin pin;
static struct region region;
static struct trace *trace;

static bool open_vm(uint32_t vcpus)
{
	const char *why = "";

	if (machine_open(&vm, false, vcpus, &pin)) {
		printf("# %s\n", fail_text());
		return false;
	}
	trace = trace_open(&vm, &why);
	if (!trace)
		printf("# %s\n", why);
	return true;
}

static bool open_all(void)
{
	static const struct region_shape shape = { .backing = BACKING_ANON, .units = 16, .windows = 1 };

	if (!open_vm(1))
		return false;
	if (region_open(&region, &vm, &shape)) {
		printf("# %s\n", fail_text());
		return false;
	}
	return true;
}

static void close_all(void)
{
	region_close(&region);
	trace_close(trace);
	trace = NULL;
	machine_close(&vm);
}

/* Return a block that does an op count times on one line of a page that is always mapped. */
static struct abi_block line_block(enum op_id op, uint32_t count)
{
	return (struct abi_block){ .op = op, .count = count, .base_gpa = ABI_SENTINEL_GPA, .multiplier = 1,
				   .increment = 1, .shape = ABI_SHAPE_LINE, .line_bytes = LINE_BYTES,
				   .span_bytes = LINE_BYTES };
}

static struct abi_block page_block(enum op_id op, uint32_t count)
{
	struct abi_block block = line_block(op, count);

	block.shape = ABI_SHAPE_PAGE;
	block.span_bytes = PAGE_LINES * LINE_BYTES;
	return block;
}

static struct abi_block after_block(enum op_id op, uint32_t count)
{
	struct abi_block block = line_block(op, count);

	block.shape = ABI_SHAPE_AFTER;
	block.span_bytes = (uint32_t)vm.page_bytes;
	return block;
}

static int enter(struct abi_block block, struct vcpu_entry *entry)
{
	vm_control(&vm, 0)->block[0] = block;
	return crew_enter(&vm, 1, 1, entry);
}

/* Return the ticks of the first sample, or 0 if another sample of the block differs. */
static uint32_t ticks_of(struct abi_block block)
{
	struct vcpu_entry entry;

	if (enter(block, &entry))
		return 0;
	for (uint32_t i = 1; i < block.count; i++)
		if (vm_ring(&vm)[i].ticks != vm_ring(&vm)[0].ticks)
			return 0;
	return vm_ring(&vm)[0].ticks;
}

static void test_guest(void)
{
	struct abi_block good = line_block(OP_ldr, 4);
	const struct abi_control *control;
	struct vcpu_entry entry;
	struct abi_block block = good;

	ok(open_vm(1), "a VM comes up");
	control = vm_control(&vm, 0);
	ok(!enter(good, &entry) && !control->aborts && !entry.mmio, "a good block runs");
	block.base_gpa = UNMAPPED_GPA;
	ok(!enter(block, &entry) && control->aborts == 4 && control->abort_esr >> 26 == 0x25 &&
	   control->abort_far == UNMAPPED_GPA && vm_ring(&vm)[3].aborts == 1,
	   "an exception on the timed op is counted, reported and stepped over");
	ok(!enter(good, &entry) && !control->aborts, "and forgotten in the next entry");
	for (int i = 0; i < 8 && (enter(good, &entry) || entry.exits); i++)
		;
	ok(entry.has_exits && !entry.exits, "an entry that nothing interrupts has no exits");
	close_all();
}

/* Sentinel pages that are pages of their own, not the zero page: bit 56 of Documentation/admin-guide/mm/pagemap.rst */
static unsigned int count_sentinels(void)
{
	uint64_t entry[ABI_SENTINEL_PAGES] = { 0 };
	uintptr_t hva = (uintptr_t)vm.warm + (ABI_SENTINEL_GPA - ABI_WARM_GPA);
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	unsigned int count = 0;

	if (pread(fd, entry, sizeof(entry), (off_t)(hva / vm.page_bytes * sizeof(entry[0]))) == sizeof(entry))
		for (int i = 0; i < ABI_SENTINEL_PAGES; i++)
			count += entry[i] >> 56 & 1;
	close(fd);
	return count;
}

/* Test that the memory of the timed loops never faults while ops are timed. */
static void test_warm(void)
{
	struct vcpu_entry entry;

	open_vm(1);
	/* The exits are some interrupts, but not a fault for each of the 256 pages of 4 KiB. */
	ok(!enter(line_block(OP_null, ABI_RING_SAMPLES), &entry) && entry.exits < 64 &&
	   vm_ring(&vm)[ABI_RING_SAMPLES - 1].ticks, "the ring is there from end to end: %llu exits",
	   (unsigned long long)entry.exits);
	ok(count_sentinels() == ABI_SENTINEL_PAGES, "each sentinel is a page of its own");
	close_all();
}

/* Run a block that the guest must refuse; the VM is lost then. */
static void refuse(struct abi_block block, const char *what)
{
	struct vcpu_entry entry;
	int err;

	open_vm(1);
	err = enter(block, &entry);
	ok(err == -EPROTO && !strcmp(fail_text(), "vCPU 0 refused block 0"), "%s: %s", what, fail_text());
	close_all();
}

static void test_refusal(void)
{
	struct abi_block block = line_block(OP_COUNT, 1);

	refuse(block, "an unknown op");
	block = line_block(OP_ldr, 4);
	block.ring_index = ABI_RING_SAMPLES - 3;
	refuse(block, "a block that overruns the ring");
	block = line_block(OP_ldr, 4);
	block.shape = ABI_SHAPES;
	refuse(block, "an unknown shape");
	block = line_block(OP_ldr, 4);
	block.line = 2;
	refuse(block, "an unknown state of lines");
	block = page_block(OP_ldr, 4);
	block.span_bytes = LINE_BYTES * 3 / 2;
	refuse(block, "a page of lines and a half");
	block = line_block(OP_ldr, 4);
	block.dither_mask = 6;
	block.dither_seed = 1;
	refuse(block, "a dither that is no power of two less 1");
	block.dither_mask = 7;
	block.dither_seed = 0;
	refuse(block, "a dither without a seed");
}

/* These ticks are instructions: the emulated host has one tick for each. */
static void test_shapes(void)
{
	struct abi_block half, unmapped;
	const uint32_t null_ticks = (open_vm(1), ticks_of(line_block(OP_null, 16)));
	struct vcpu_entry entry;

	ok(null_ticks && null_ticks <= 8, "null takes %u instructions, at most 8", null_ticks);
	ok(ticks_of(line_block(OP_ldr, 16)) == null_ticks + 1, "an op takes one more");
	half = page_block(OP_ldr, 16);
	half.span_bytes /= 2;
	ok(ticks_of(page_block(OP_ldr, 16)) == null_ticks + 4 * PAGE_LINES &&
	   ticks_of(half) == null_ticks + 2 * PAGE_LINES, "a page takes four for each line");
	ok(ticks_of(after_block(OP_null, 16)) == null_ticks + 4 * ABI_SENTINEL_PAGES,
	   "sentinels take four for each of %d", ABI_SENTINEL_PAGES);
	ok(ticks_of(after_block(OP_mmio_user, 16)) == null_ticks + 4 * ABI_SENTINEL_PAGES,
	   "whatever the op before them is");
	unmapped = page_block(OP_dc_civac, 4);
	unmapped.base_gpa = UNMAPPED_GPA;
	ok(!enter(unmapped, &entry) && vm_control(&vm, 0)->aborts == 4 * PAGE_LINES &&
	   vm_ring(&vm)[3].aborts == PAGE_LINES &&
	   vm_control(&vm, 0)->abort_far == UNMAPPED_GPA + (PAGE_LINES - 1) * LINE_BYTES,
	   "each line's exception is stepped over");
	unmapped.shape = ABI_SHAPE_AFTER;
	ok(!enter(unmapped, &entry) && vm_control(&vm, 0)->aborts == 4 && vm_ring(&vm)[3].aborts == 1,
	   "and one before sentinels");
	close_all();
}

#define SPINS_MAX 1023

/* Return the number of instructions from before an entry to after it; 0: it failed, or nothing counts them. */
static uint64_t insns_of(struct abi_block block)
{
	struct vcpu_entry entry;
	uint64_t begin = clock_read();

	return enter(block, &entry) ? 0 : clock_read() - begin;
}

/* The dither must take time outside the samples and none in them; a tick is an instruction here. */
static void test_dither(void)
{
	struct abi_block plain = line_block(OP_null, 4096), dithered = plain, page = page_block(OP_ldr, 16);
	const double expected = 4096.0 * SPINS_MAX; /* two instructions a spin, half of the most on average */
	double more;

	dithered.dither_mask = SPINS_MAX;
	dithered.dither_seed = 12345;
	page.dither_mask = SPINS_MAX;
	page.dither_seed = 1;
	open_vm(1);
	insns_of(dithered); /* the first entry also does work that opening VM and trace left to kernel threads */
	more = (double)insns_of(dithered) - (double)insns_of(plain);
	ok(fabs(more / expected - 1) < 0.05, "4096 samples spin %.0f instructions, of about %.0f", more, expected);
	plain.count = dithered.count = 16;
	ok(ticks_of(dithered) && ticks_of(dithered) == ticks_of(plain), "none of them in a sample");
	ok(ticks_of(page) && ticks_of(page) == ticks_of(page_block(OP_ldr, 16)), "nor in one of a page");
	dithered.line = ABI_LINE_DIRTY;
	ok(ticks_of(dithered) == ticks_of(plain), "nor where lines are prepared as well");
	close_all();
}

/* Return the shortest sample of a batch of cold pages, which is free of interrupts; 0: it failed. */
static uint32_t least_cold(struct batch_dither dither)
{
	struct predict_host host = { .translates = UINT32_MAX, .page_lines = PAGE_LINES };
	struct cell cell = { .op = OP_str, .slot = SLOT_RW_LOG, .host_page = HOST_PAGE_WRITTEN };
	const struct batch batch = { .region = &region, .window = &region.window[0], .host = &host, .cell = &cell,
				     .order = { .multiplier = 1, .increment = 1 }, .dither = dither };
	struct batch_result result;
	uint32_t least = UINT32_MAX;

	if (batch_time(&batch, &result))
		return 0;
	for (size_t i = 0; i < result.samples; i++)
		least = vm_ring(&vm)[i].ticks < least ? vm_ring(&vm)[i].ticks : least;
	return least;
}

static void test_dither_cold(void)
{
	uint32_t plain, dithered;

	open_all();
	least_cold((struct batch_dither){ 0 }); /* the first one allocates */
	plain = least_cold((struct batch_dither){ 0 });
	dithered = least_cold((struct batch_dither){ SPINS_MAX, 7 });
	ok(plain > 1000 && plain == dithered, "a fault takes %u instructions, %u with a dither", plain, dithered);
	close_all();
}

/* Set all words of sentinel page 0 to another value, run the block, and return how many words are 0. */
static unsigned int words_cleared(struct abi_block block, unsigned int every_bytes)
{
	uint64_t *page = (uint64_t *)(void *)(vm.warm + (ABI_SENTINEL_GPA - ABI_WARM_GPA));
	unsigned int cleared = 0, words = PAGE_LINES * LINE_BYTES / sizeof(*page);
	struct vcpu_entry entry;

	memset(page, 0xff, PAGE_LINES * LINE_BYTES);
	if (enter(block, &entry))
		return UINT32_MAX;
	for (unsigned int i = 0; i < words; i++) {
		if (page[i] == 0 && i * sizeof(*page) % every_bytes)
			return UINT32_MAX;
		cleared += page[i] == 0;
	}
	return cleared;
}

/* Check how the guest prepares lines, at an address without a memslot, where each access exits. */
static void test_lines(void)
{
	static const struct {
		const char *what;
		uint32_t line, exits, mmio;
	} states[] = {
		{ "any: nothing", ABI_LINE_ANY, 0, 0 },
		{ "absent: maintenance", ABI_LINE_ABSENT, 1, 0 },
		{ "clean: then an access", ABI_LINE_CLEAN, 2, 1 },
		{ "dirty: then an access", ABI_LINE_DIRTY, 2, 1 },
	};
	struct abi_block block;
	struct vcpu_entry entry;

	open_vm(1);
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		block = line_block(OP_null, 64);
		block.base_gpa = ABI_MMIO_USER_GPA;
		block.line = states[i].line;
		/* Interrupts may add a few. */
		ok(!enter(block, &entry) && entry.exits / 64 == states[i].exits && entry.mmio == 64 * states[i].mmio,
		   "line %s", states[i].what);
		block = page_block(OP_null, 4);
		block.base_gpa = ABI_MMIO_USER_GPA;
		block.line = states[i].line;
		ok(!enter(block, &entry) && entry.exits / (4 * PAGE_LINES) == states[i].exits &&
		   entry.mmio == 4 * PAGE_LINES * states[i].mmio, "each line of a page %s", states[i].what);
	}
	block = page_block(OP_null, 1);
	block.line = ABI_LINE_CLEAN;
	ok(words_cleared(block, LINE_BYTES) == 0, "clean lines are not written");
	block.line = ABI_LINE_DIRTY;
	ok(words_cleared(block, LINE_BYTES) == PAGE_LINES, "dirty lines are, each at its start");
	block.shape = ABI_SHAPE_AFTER;
	ok(words_cleared(block, LINE_BYTES) == 1, "one line where the sample is one");
	block = page_block(OP_str, 1);
	ok(words_cleared(block, LINE_BYTES) == PAGE_LINES, "the op is done on each line of a page");
	close_all();
}

/* The guest must be able to execute what the ID registers say. */
static void test_features(void)
{
	static const enum op_id ops[] = { OP_dc_cvap, OP_dc_cvadp };
	struct vcpu_entry entry;
	uint64_t value;

	open_vm(1);
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		const char *id_reg = op_feature_table[op_table[ops[i]].feature].id_reg;

		ok(!vm_id_reg(&vm, id_reg, &value) && !enter(line_block(ops[i], 1), &entry) &&
		   vm_control(&vm, 0)->aborts == !op_is_implemented(ops[i], value), "%s is there if %s says so",
		   op_table[ops[i]].name, id_reg);
	}
	ok(vm_id_reg(&vm, "ID_NOTHING", &value) == -EPROTO, "%s", fail_text());
	close_all();
}

/* Create another memslot, of untouched anonymous memory. Return the memory, NULL on failure. */
static void *add_slot(size_t pages)
{
	size_t bytes = pages * vm.page_bytes;
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	madvise(p, bytes, MADV_NOHUGEPAGE);
	return vm_set_memslot(&vm, vm.next_slot, 0, SLOT_GPA, p, bytes) ? NULL : p;
}

#define TRACED 4096 /* faults of one batch */

static void test_trace(void)
{
	static char sequence[16][PREDICT_FAULTS_MAX + 1];
	struct trace_counts counts = { .sequence = sequence, .ops = 2 };
	struct abi_block block;
	struct vcpu_entry entry;

	open_vm(1);
	block = page_block(OP_dc_civac, 2);
	block.base_gpa = HOLE_GPA;
	block.stride_bytes = 2 * vm.page_bytes;
	block.page_mask = 1;
	trace_start(trace);
	ok(!enter(block, &entry), "a page of lines where no memslot is");
	trace_stop(trace, HOLE_GPA, block.stride_bytes, &counts);
	ok(counts.translation == 2 * PAGE_LINES && counts.cm == 2 * PAGE_LINES && !counts.other && !counts.elsewhere &&
	   !strcmp(sequence[0], "TTTTTTT") && !strcmp(sequence[1], "TTTTTTT"),
	   "every line's fault is counted by its kind, the first %d shown", PREDICT_FAULTS_MAX);
	memset(sequence, 0, sizeof(sequence));
	counts = (struct trace_counts){ .sequence = sequence, .ops = 1 };
	block.count = TRACED / PAGE_LINES;
	trace_start(trace);
	ok(!enter(block, &entry), "%d faults", TRACED);
	trace_stop(trace, HOLE_GPA, block.stride_bytes, &counts);
	ok(counts.translation == TRACED / 2 && counts.elsewhere == TRACED / 2 && !counts.lost,
	   "none is lost, and another page's is elsewhere");
	close_all();
}

static void test_minor_faults(void)
{
	struct abi_block block;
	struct vcpu_entry entry;
	void *p;

	open_vm(1);
	p = add_slot(16);
	block = line_block(OP_str, 16);
	block.base_gpa = SLOT_GPA;
	block.stride_bytes = vm.page_bytes;
	block.page_mask = 15;
	ok(p && !enter(block, &entry) && entry.minor_faults == 16,
	   "16 pages that the host had not touched are %llu minor faults", (unsigned long long)entry.minor_faults);
	ok(!enter(block, &entry) && entry.minor_faults == 0, "and none again");
	close_all();
	munmap(p, 16 * (size_t)sysconf(_SC_PAGESIZE));
}

static int enter_both(struct abi_block block, struct vcpu_entry *entry)
{
	for (uint32_t i = 0; i < 2; i++) {
		vm_control(&vm, i)->block[0] = block;
		vm_control(&vm, i)->block[0].ring_index = i * block.count;
		vm_control(&vm, i)->block[0].base_gpa += i * block.count * block.stride_bytes;
	}
	return crew_enter(&vm, 2, 1, entry);
}

static bool on_own_cpus(void)
{
	cpu_set_t set[2], both;

	for (int i = 0; i < 2; i++)
		if (sched_getaffinity(vm.vcpu[i].tid, sizeof(set[i]), &set[i]) || CPU_COUNT(&set[i]) != 1)
			return false;
	CPU_AND(&both, &set[0], &set[1]);
	return !CPU_COUNT(&both);
}

static void test_vcpus(void)
{
	static char sequence[32][PREDICT_FAULTS_MAX + 1];
	struct trace_counts counts = { .sequence = sequence, .ops = 32 };
	struct abi_block block;
	struct vcpu_entry entry;
	void *p;

	ok(open_vm(2) && on_own_cpus(), "two vCPUs come up, each on a CPU of its own");
	p = add_slot(32);
	block = line_block(OP_str, 16);
	block.base_gpa = SLOT_GPA;
	block.stride_bytes = vm.page_bytes;
	block.page_mask = 15;
	trace_start(trace);
	ok(p && !enter_both(block, &entry) && entry.has_exits && entry.exits >= 32 && entry.minor_faults == 32,
	   "both work, and are added up");
	trace_stop(trace, SLOT_GPA, vm.page_bytes, &counts);
	/* If two vCPUs need the same table at once, one fault is taken again (6.12 stage2_try_set_pte()). */
	ok(counts.translation >= 32 && sequence[0][0] == 'T' && sequence[31][0] == 'T' && !counts.lost, "and traced");
	ok(vm_control(&vm, 0)->gate_arrived == vm.ticket && vm_control(&vm, 1)->gate_arrived == vm.ticket,
	   "they met at the gate");
	ok(vm_ring(&vm)[0].page == 0 && vm_ring(&vm)[15].page == 15 && vm_ring(&vm)[31].page == 15 &&
	   vm_ring(&vm)[31].ticks, "each has its samples");
	block = line_block(OP_mmio_user, 8);
	block.base_gpa = ABI_MMIO_USER_GPA;
	ok(!enter_both(block, &entry) && entry.mmio == 16, "exits to userspace are both's");
	ok(!enter(block, &entry) && entry.mmio == 8 && !vm_control(&vm, 0)->gate_vcpus, "one of them runs alone");
	close_all();
	munmap(p, 32 * (size_t)sysconf(_SC_PAGESIZE));
	ok(machine_open(&vm, false, pin.place.count + 1, &pin) == -ENOTSUP, "%s", fail_text());
	machine_close(&vm);
}

/* Break the guest: it takes an exception where it must not. */
static void test_fatal(void)
{
	struct vcpu_entry entry;
	int err;

	open_vm(1);
	err = vcpu_set_pc(&vm, 0, UNMAPPED_GPA);
	err = err ? err : enter(line_block(OP_null, 1), &entry);
	/* One instruction later, because KVM first completes the store to the doorbell by which the guest exited. */
	ok(err == -EPROTO && strstr(fail_text(), "vCPU 0 took an exception outside a timed op: vector 4") &&
	   strstr(fail_text(), "ELR_EL1 0x2000000004"), "%s", fail_text());
	close_all();
	for (uint32_t bad = 0; bad < 2; bad++) {
		char expected[80];

		snprintf(expected, sizeof(expected), "vCPU %u took an exception outside a timed op: vector 4", bad);
		open_vm(2);
		err = vcpu_set_pc(&vm, bad, UNMAPPED_GPA);
		err = err ? err : enter_both(line_block(OP_null, 1), &entry);
		ok(err == -EPROTO && strstr(fail_text(), expected), "%s, and the other one is not left at the gate",
		   fail_text());
		close_all();
	}
}

static unsigned int count_entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned int count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count;
}

/* Return the number of threads and open files. */
static unsigned int count_possessions(void)
{
	return count_entries("/proc/self/task") + count_entries("/proc/self/fd");
}

/* Make a vCPU execute this instruction and then branch to itself forever. Return 0 or -errno. */
static int make_hang(uint32_t vcpu, uint32_t instruction)
{
	uint32_t *sentinel = (uint32_t *)(void *)(vm.warm + (ABI_SENTINEL_GPA - ABI_WARM_GPA));

	/* Patch the next instruction as well: KVM first steps over the store to the doorbell. */
	sentinel[0] = sentinel[1] = instruction;
	sentinel[2] = BRANCH_TO_SELF;
	vm.hang_cpu_s = 0.5;
	return vcpu_set_pc(&vm, vcpu, ABI_SENTINEL_GPA);
}

static bool hangs(uint32_t vcpu, const char *what)
{
	char expected[80];

	snprintf(expected, sizeof(expected), "vCPU %u hangs%s", vcpu, what);
	printf("# %s\n", fail_text());
	return strstr(fail_text(), expected) && !strstr(fail_text(), "timed out");
}

static void test_hang(void)
{
	static const char spins[] = " at PC 0x40200004: in ";
	struct abi_sample *sample;
	unsigned int before = count_possessions();
	struct vcpu_entry entry;

	open_vm(1);
	ok(!make_hang(0, BRANCH_TO_SELF) && enter(line_block(OP_null, 1), &entry) == -EPROTO && hangs(0, spins),
	   "a vCPU that spins hangs");
	close_all();
	open_vm(1);
	vm.watch_s = 0.1;
	ok(!make_hang(0, WAIT_FOR_INTERRUPT) && enter(line_block(OP_null, 1), &entry) == -EPROTO &&
	   hangs(0, ": it sleeps in KVM_RUN"), "so does one that sleeps");
	close_all();
	open_vm(2);
	sample = (struct abi_sample *)(void *)(vm.warm + (ABI_RING_GPA - ABI_WARM_GPA));
	sample->ticks = 12345;
	ok(!make_hang(1, BRANCH_TO_SELF) && enter_both(page_block(OP_ldr, 1), &entry) == -EPROTO && hangs(1, spins),
	   "one of two hangs");
	ok(vm_control(&vm, 0)->gate_arrived == vm.ticket && sample->ticks == 12345,
	   "the other one waited at the gate");
	close_all();
	open_vm(2);
	ok(!make_hang(0, BRANCH_TO_SELF) && enter_both(page_block(OP_ldr, 1), &entry) == -EPROTO && hangs(0, spins),
	   "the first of two hangs");
	close_all();
	ok(count_possessions() == before, "no thread and no file is left behind");
}

/*
 * An entry that takes many times what a vCPU may spin, of exits that KVM handles itself, and of exits to this program.
 */
static void test_long_entry(void)
{
	struct abi_block block = line_block(OP_hvc, ABI_RING_SAMPLES / 2);
	struct vcpu_entry entry;

	open_vm(1);
	vm.watch_s = 0.002;
	vm.hang_cpu_s = 0.004;
	sleep(MACHINE_WATCH_S + 1); /* from then on it looks so often */
	ok(!enter(block, &entry) && atomic_load(&vm.vcpu[0].looks) > 2,
	   "an entry goes on while it makes progress: its registers were read %u times", atomic_load(&vm.vcpu[0].looks));
	ok(entry.exits >= block.count && entry.exits <= block.count + block.count / 16, "with as many exits as samples");
	block = line_block(OP_mmio_user, 4096);
	block.base_gpa = ABI_MMIO_USER_GPA;
	ok(!enter(block, &entry) && entry.mmio == block.count, "and while its exits come back to this program");
	close_all();
}

static void test_clock(void)
{
	struct host_findings findings = { .count = 0 };
	struct clock clock;

	ok(!clock_open(&clock) && clock.exact, "this host's clock is exact");
	ok(clock.resolution_ticks == 1 && !clock.backwards, "it steps by 1 and never back");
	clock_finish(&clock);
	clock_judge(&clock, &findings);
	ok(clock.rate.seconds >= 1 && fabs(clock.rate.ratio - 1) < 1e-4 && !findings.count,
	   "it keeps its rate over %g s of %s", clock.rate.seconds, clock.rate.clocksource);
	ok(!strcmp(clock.rate.clocksource, "arch_sys_counter") && !clock.rate.has_ntp && !clock.dither_spins,
	   "no time server, no dither");
}

/* Evidence that contradicts the properties of the CPU must match no policy. */
static void test_policy(void)
{
	struct probe probe;
	struct policy_visit visit = { .policy = POLICY_UPSTREAM };
	static struct host_findings findings;

	open_all();
	ok(!probe_cpu(&region, trace, NULL, &probe) && probe.has_ivac_needs_write, "the CPU is probed");
	ok(!probe_policy(&region, trace, &probe, &visit) && visit.recognised, "a policy is recognised: %s",
	   visit.fingerprint);
	probe_judge(&visit, &findings);
	ok(!findings.count, "which is the one that it is filed under");
	probe.host.nisv_to_user = !probe.host.nisv_to_user;
	probe.host.ivac_needs_write = !probe.host.ivac_needs_write;
	ok(!probe_policy(&region, trace, &probe, &visit) && !visit.recognised, "behaviour that fits none matches none");
	probe_judge(&visit, &findings);
	ok(findings.count == 1 && !strcmp(findings.finding[0].id, "policy-mismatch") &&
	   strstr(findings.finding[0].what, "policy upstream"), "and that is a finding: %s", findings.finding[0].what);
	close_all();
}

/* Return the first place in the guest's code with these instructions. */
static uint32_t *find_code(const uint32_t *code, size_t count)
{
	uint32_t *image = (uint32_t *)(void *)vm.warm;

	for (size_t i = 0; i < (ABI_CONTROL_GPA - ABI_WARM_GPA) / sizeof(*image) - count; i++)
		if (!memcmp(image + i, code, count * sizeof(*code)))
			return image + i;
	return NULL;
}

/* Return the instruction at `from` that branches to `to`: Arm ARM DDI 0487J.a C6.2 B. */
static uint32_t branch(const uint32_t *from, const uint32_t *to)
{
	return BRANCH_TO_SELF | ((uint32_t)(to - from) & 0x3ffffff);
}

/* Probe for traps; return the only finding's identifier, "" if there is none. */
static const char *find_traps(const struct probe *probe)
{
	static struct host_findings findings;
	struct traps traps;

	findings.count = 0;
	if (probe_traps(&region, probe, &traps)) {
		printf("# %s\n", fail_text());
		return "failed";
	}
	printf("# null %g ticks and %g exits, hvc %g, dc_civac %g\n", traps.op[OP_null].ticks, traps.op[OP_null].exits,
	       traps.op[OP_hvc].ticks, traps.op[OP_dc_civac].ticks);
	traps_judge(&traps, 0, &findings);
	if (findings.count)
		printf("# %s\n", findings.finding[0].what);
	return !findings.count ? "" : findings.count > 1 ? "several" : findings.finding[0].id;
}

/* Guests whose reads of the counter exit to KVM, and whose IC IVAU takes long without an exit. */
static void test_traps(void)
{
	static const uint32_t read_counter[] = { 0xd5033fdf, 0xd53be04a, 0xd5033fdf, 0xd5033f9f }, /* ISB MRS ISB DSB */
			      ic_ivau = 0xd50b752c, hvc = 0xd4000002, nop = 0xd503201f;
	uint32_t *null, *maintenance, *slow;
	struct probe probe;

	open_all();
	ok(!probe_cpu(&region, trace, NULL, &probe) && !strcmp(find_traps(&probe), ""), "nothing is trapped here");
	null = find_code(read_counter, ARRAY_SIZE(read_counter));
	maintenance = find_code(&ic_ivau, 1);
	slow = (uint32_t *)(void *)(vm.warm + (ABI_SENTINEL_GPA - ABI_WARM_GPA));
	for (int i = 0; i < SLOW_NOPS; i++)
		slow[i] = nop;
	slow[SLOW_NOPS] = branch(&slow[SLOW_NOPS], maintenance + 1);
	*maintenance = branch(maintenance, slow);
	ok(!strcmp(find_traps(&probe), "op-trapped"), "an op that takes as long as an exit, without one, is named");
	*maintenance = ic_ivau;
	null[2] = hvc;
	ok(!strcmp(find_traps(&probe), "counter-exits"), "exits in the timed region of nothing, too");
	close_all();
}

/* The guest's view of memory, and the probe that uses it, where no cache is between the two. */
static void test_kept(void)
{
	static const struct region_shape shape = { .backing = BACKING_ANON, .units = 16, .windows = 2 };
	struct abi_control *control;
	struct vcpu_entry entry;
	struct kept_seen seen;
	struct kept kept;
	int rows = 0;

	open_vm(1);
	ok(!region_open(&region, &vm, &shape) && region.window_count == 2, "two memslots with the same pages");
	control = vm_control(&vm, 0);
	control->view_gpa = ABI_SENTINEL_GPA;
	control->view_stride_bytes = vm.page_bytes;
	control->view_count = 4;
	for (uint32_t i = 0; i < 4; i++)
		*(uint64_t *)(void *)(vm.warm + (ABI_SENTINEL_GPA - ABI_WARM_GPA) + i * vm.page_bytes) = i > 0;
	ok(!enter(line_block(OP_null, 1), &entry) && control->view_memory == 3 && control->view_cached == 3,
	   "both mappings of memory show what the host wrote");
	control->view_count = 0;
	ok(!probe_kept(&region, false, &kept) && !kept.observable && strstr(kept.why, "shows new data that nothing has cleaned"),
	   "without caches the control fails: %s", kept.why ? kept.why : fail_text());
	ok(!region.window[1].present && !control->view_count, "and nothing is left of it");
	for (int i = 0; i < KEPT_ROWS; i++)
		rows += !probe_kept_row(&region, &kept_rows[i], &seen) && seen.pages == 16 && !seen.old_in_memory &&
			!seen.old_cached;
	ok(rows == KEPT_ROWS, "each op can be tried in each state, and finds what the guest wrote: %d", rows);
	ok(!probe_kept(&region, true, &kept) && !kept.observable && strstr(kept.why, "emulated"), "of an emulated host: %s",
	   kept.why ? kept.why : fail_text());
	close_all();
}

/* Take a batch that is as predicted and break one count after another; each must be reported by name. */
static void test_verdict(void)
{
	static struct attribution a;
	static struct cell_record r;
	struct prediction p;
	struct predict_host host = { .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = PAGE_LINES };
	struct cell cell = { .policy = POLICY_INJECT, .op = OP_dc_ivac, .slot = SLOT_RW_LOG, .backing = BACKING_ANON,
			     .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_COLD };
	const struct batch batch = { .region = &region, .window = &region.window[0], .host = &host, .cell = &cell,
				     .order = { .multiplier = 1, .increment = 1 } };

	open_all();
	predict(&cell, &host, &p);
	cell.op = OP_str; /* takes one fault where two are predicted */
	ok(!batch_attribute(&batch, trace, &a), "a batch is attributed");
	cell.op = OP_dc_ivac;
#define FINDS(change, needle)                                                                                          \
	do {                                                                                                           \
		struct attribution saved = a;                                                                          \
		r = (struct cell_record){ .cell = cell,                                                                \
					  .sample_count = 16,                                                          \
					  .predicted = &p,                                                             \
					  .attribution = &a,                                                           \
					  .outcomes = { [OUTCOME_EXECUTES] = 16 },                                     \
					  .exits = 32,                                                                 \
					  .has_exits = true };                                                         \
		change;                                                                                                \
		verdict(&r);                                                                                           \
		ok(*(needle) ? r.remarks.count &&strstr(r.remarks.text[0], (needle)) : !r.remarks.count, "%s: %s",  \
		   #change, r.remarks.count ? r.remarks.text[0] : "nothing found");                                  \
		a = saved;                                                                                             \
	} while (0)
	FINDS((void)0, "faults: 8 T and 0 P for 8 samples, predicted 8 and 8");
	for (size_t i = 0; i < a.ops; i++)
		strcpy(a.first_sequence[i], "TP");
	a.first.translation = a.first.permission = 8;
	a.first.cm = 16;
	a.first.sequence = a.first_sequence;
	a.repeat.sequence = a.repeat_sequence;
	FINDS((void)0, "");
	FINDS(strcpy(a.first_sequence[3], "T"), "faults: 1 of 8 ops differ");
	FINDS(strcpy(a.repeat_sequence[3], "P"), "when repeated: 1 of 8");
	FINDS(a.first.cm = 15, "ISS.CM was set in 15 of 16");
	FINDS(a.first.elsewhere = 1, "not under test");
	FINDS(a.repeat.lost = 2, "2 trace records lost");
	FINDS(a.dirtied = 0, "dirty log: 0 of 8");
	FINDS(a.allocated = 16, "host pages allocated: 16");
	FINDS(r.exits = 31, "timing pass: 31 exits");
	FINDS(r.exits = 48, "timing pass: 48 exits");
	FINDS(r.esr = 0x96000010, "ESR_EL1 0x96000010, predicted 0x0");
	FINDS((r.outcomes[OUTCOME_EXECUTES] = 15, r.outcomes[OUTCOME_ENOSYS] = 1), "outcome: 1 of 16 enosys");
	FINDS(r.predicted = NULL, "no prediction");
	close_all();
}

/* True if the first line of a file contains the text. */
static bool starts_with(const char *path, const char *text)
{
	static char line[1 << 16]; /* a header contains a whole topology */
	FILE *f = fopen(path, "r");

	if (!f)
		return false;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	return strstr(line, text) != NULL;
}

/* Without --emulated, the program must detect that its host is no bare metal. */
static void test_virtual(void)
{
	static const char *argv[] = { "run", "--samples",        "16", "--filter", "op=dc_ivac slot=rw stage2=cold",
				      "-o",  "/tmp/x.cmo.jsonl", NULL, NULL };

	ok(run_main(7, (char **)argv) == STATUS_CANNOT &&
		   access("/tmp/x.cmo.jsonl.partial", F_OK),
	   "a KVM host that is itself a guest is refused, and leaves no archive");
	argv[7] = "--allow=virtual,emulator";
	ok(run_main(8, (char **)argv) == STATUS_OK, "unless that is allowed");
	ok(starts_with("/tmp/x.cmo.jsonl", "\"platform\":\"virtual\"") &&
		   starts_with("/tmp/x.cmo.jsonl", "\"unit\":\"ns\"") &&
		   starts_with("/tmp/x.cmo.jsonl", "\"id\":\"virtual\",\"severity\":\"refuse\""),
	   "and marked in the archive");
	ok(run_main(8, (char **)argv) == STATUS_USAGE && !access("/tmp/x.cmo.jsonl", F_OK), "which is not overwritten");
	argv[6] = "/nowhere/x.cmo.jsonl";
	ok(run_main(8, (char **)argv) == STATUS_FAILED,
	   "an archive that cannot be written is an error");
}

/* kvm.cmo_policy must be restored even if the process that set it is killed at once. */
static void test_knob(void)
{
	int before = knob_read(), after = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		if (!restore_open() && !knob_write(POLICY_SKIP_RO) && knob_read() == POLICY_SKIP_RO)
			raise(SIGKILL);
		_exit(1);
	}
	ok(before == POLICY_UPSTREAM && waitpid(pid, &after, 0) == pid && WIFSIGNALED(after),
	   "kvm.cmo_policy is set by one who is killed");
	for (int i = 0; i < 500 && knob_read() != before; i++)
		usleep(10000);
	ok(knob_read() == before, "and is what it was again");
}

/* A session must notice that somebody changed the knob. */
static int count_of(const char *id, bool meddle)
{
	static const char *argv[] = { "run", "--allow=virtual,emulator", "--policy", "inject", NULL };
	static struct session session;
	static struct host_findings findings;
	static struct facts record;
	struct options options;
	int count = 0, fd;

	if (options_parse(&options, 4, (char **)argv) || session_open(&session, &options))
		return -1;
	fd = meddle ? open("/sys/module/kvm/parameters/cmo_policy", O_WRONLY) : -1;
	if (meddle && write(fd, "upgrade", 7) != 7)
		return -1;
	session_judge(&session, &findings, &record);
	for (size_t i = 0; i < findings.count; i++)
		count += !strcmp(findings.finding[i].id, id);
	return session_close(&session) ? -1 : count;
}

/* Run a test in a process of its own, because a session binds its process to CPUs. */
static void test_meddled(bool meddle)
{
	int state = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		_exit(count_of("knob-changed", meddle) & 0xff);
	ok(waitpid(pid, &state, 0) == pid && WIFEXITED(state) && WEXITSTATUS(state) == meddle,
	   meddle ? "a knob that somebody else turns is found" : "one that nobody turns is not");
}

int main(void)
{
	test_meddled(true);
	test_meddled(false);
	test_knob(); /* before there are threads */
	pin_open(&pin, NULL, ABI_VCPUS_MAX); /* before the program does, and leaves one CPU */
	test_virtual();
	test_guest();
	test_warm();
	test_refusal();
	test_shapes();
	test_dither();
	test_dither_cold();
	test_lines();
	test_features();
	test_trace();
	test_minor_faults();
	test_vcpus();
	test_fatal();
	test_hang();
	test_long_entry();
	test_clock();
	test_policy();
	test_traps();
	test_kept();
	test_verdict();
	return tap_done();
}
