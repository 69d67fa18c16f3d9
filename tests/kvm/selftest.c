/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tester, tested where there is KVM: in an emulated host, in place of the program. Each way in which a guest, a
 * clock, a kernel or a prediction can be wrong must be reported as what it is.
 */
#include "bench/test/tap.h"
#include "bench/verb.h"
#include "host/clock.h"
#include "host/err.h"
#include "host/kvm.h"
#include "host/measure.h"
#include "host/pin.h"
#include "host/probe.h"
#include "host/verdict.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define UNMAPPED_GPA (UINT64_C(1) << 37) /* beyond the guest's stage-1 table */

static struct vm vm;
static struct region region;
static struct trace *trace;

static bool open_all(void)
{
	const char *why = "";

	if (vm_open(&vm, false) || region_open(&region, &vm, 16)) {
		printf("# %s\n", fail_text());
		return false;
	}
	trace = trace_open(&why);
	if (!trace)
		printf("# %s\n", why);
	return true;
}

static void close_all(void)
{
	trace_close(trace);
	trace = NULL;
	region_close(&region);
	vm_close(&vm);
}

static int enter(struct abi_block block, struct vcpu_entry *entry)
{
	vm_control(&vm)->block[0] = block;
	return vcpu_enter(&vm, 1, entry);
}

static void test_guest(void)
{
	struct abi_block good = { .op = OP_ldr, .count = 4, .base_gpa = ABI_WARM_GPA, .multiplier = 1, .increment = 1 };
	struct vcpu_entry entry;
	struct abi_block block = good;

	ok(open_all(), "a VM comes up");
	ok(!enter(good, &entry) && !vm_control(&vm)->aborts && !entry.mmio, "a good block runs");
	block.base_gpa = UNMAPPED_GPA;
	ok(!enter(block, &entry) && vm_control(&vm)->aborts == 4 && vm_control(&vm)->abort_esr >> 26 == 0x25 &&
	   vm_control(&vm)->abort_far == UNMAPPED_GPA && vm_ring(&vm)[3].aborts == 1,
	   "an exception on the timed op is counted, reported and stepped over");
	ok(!enter(good, &entry) && !vm_control(&vm)->aborts, "and forgotten in the next entry");
	block = good;
	block.op = OP_COUNT;
	ok(enter(block, &entry) == -EPROTO && strstr(fail_text(), "refused block 0"), "an unknown op is refused: %s",
	   fail_text());
	close_all();

	open_all();
	block = good;
	block.ring_index = ABI_RING_SAMPLES - 3;
	ok(enter(block, &entry) == -EPROTO && strstr(fail_text(), "refused block"),
	   "so is a block that overruns the ring");
	close_all();
}

/* The guest's own text made bad: an exception where none may be. */
static void test_fatal(void)
{
	struct abi_block block = {
		.op = OP_null, .count = 1, .base_gpa = ABI_WARM_GPA, .multiplier = 1, .increment = 1
	};
	struct vcpu_entry entry;
	int err;

	open_all();
	err = vcpu_set_pc(&vm, UNMAPPED_GPA);
	err = err ? err : enter(block, &entry);
	/* One instruction on: KVM completes the doorbell's store, which the guest left by, before it enters. */
	ok(err == -EPROTO && strstr(fail_text(), "outside a timed op: vector 4") &&
		   strstr(fail_text(), "ELR_EL1 0x2000000004"),
	   "%s", fail_text());
	close_all();
}

static void test_hang(void)
{
	struct abi_block block = { .op = OP_dc_ivac, .count = ABI_RING_SAMPLES, .base_gpa = UNMAPPED_GPA,
				   .multiplier = 1, .increment = 1 };
	struct vcpu_entry entry;

	open_all();
	vm.timeout_s = 1;
	for (uint32_t i = 0; i < ABI_BLOCK_MAX; i++)
		vm_control(&vm)->block[i] = block;
	/* An exception each: more than a hundred million instructions, where a second is 62.5 million (icount shift 4).
	 */
	ok(vcpu_enter(&vm, ABI_BLOCK_MAX, &entry) == -ETIMEDOUT && strstr(fail_text(), "did not come back for 1 s"),
	   "%s", fail_text());
	close_all();
}

static void test_clock(void)
{
	uint64_t still[4] = { 0 }, zero[4] = { 0 }, longer[4] = { 4100, 4100, 9000, 4100 },
		 shorter[4] = { 2052, 2052, 2052, 2052 };
	uint64_t noisy[4] = { 4100, 4500, 9000, 4177 };
	struct clock clock = { .hz = 1000 };

	ok(clock_calibrate(&clock, still, zero, 4) < 0 && strstr(fail_text(), "stands still"), "%s", fail_text());
	ok(!clock_calibrate(&clock, longer, shorter, 4) && clock.calibration_ticks == 2048 && clock.exact &&
	   clock.insns_per_tick == 1, "a clock that counts instructions, one interrupt aside, is exact");
	clock.exact = true;
	ok(!clock_calibrate(&clock, noisy, shorter, 4) && !clock.exact, "one that does not is not");
	clock.hz = 0;
	ok(clock_calibrate(&clock, noisy, shorter, 4) < 0, "no frequency, no clock");
	ok(!clock_open(&clock) && clock.exact, "this host's clock is exact");
}

/* Evidence that contradicts what the CPU is said to do matches no policy. */
static void test_policy(void)
{
	struct probe probe;
	struct policy_visit visit = { .policy = POLICY_UPSTREAM };

	open_all();
	ok(!probe_cpu(&region, trace, false, &probe) && probe.has_ivac_needs_write, "the CPU is probed");
	ok(!probe_policy(&region, trace, &probe, &visit) && visit.recognised, "a policy is recognised: %s",
	   visit.fingerprint);
	probe.host.nisv_to_user = !probe.host.nisv_to_user;
	probe.host.ivac_needs_write = !probe.host.ivac_needs_write;
	ok(!probe_policy(&region, trace, &probe, &visit) && !visit.recognised, "behaviour that fits none matches none");
	close_all();
}

/* A batch that was right, then broken in one thing after another: each must be found, by name. */
static void test_verdict(void)
{
	static struct attribution a;
	static struct cell_record r;
	struct prediction p;
	struct predict_host host = { .ivac_needs_write = true, .translates = UINT32_MAX };
	struct cell cell = { POLICY_INJECT, OP_dc_ivac, SLOT_RW_LOG, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD };

	open_all();
	predict(&cell, &host, &p);
	cell.op = OP_str; /* one fault where two are predicted */
	ok(!batch_attribute(&region, &cell, &(struct batch_order){ .multiplier = 1, .increment = 1 }, trace, &a),
	   "a batch is attributed");
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
		ok(*(needle) ? r.findings.count &&strstr(r.findings.text[0], (needle)) : !r.findings.count, "%s: %s",  \
		   #change, r.findings.count ? r.findings.text[0] : "nothing found");                                  \
		a = saved;                                                                                             \
	} while (0)
	FINDS((void)0, "faults: 16 of 16 ops differ, the first took T, predicted TP");
	for (size_t i = 0; i < a.ops; i++)
		strcpy(a.first_sequence[i], "TP");
	a.first.translation = a.first.permission = 16;
	a.first.cm = 32;
	a.first.sequence = a.first_sequence;
	a.repeat.sequence = a.repeat_sequence;
	FINDS((void)0, "");
	FINDS(strcpy(a.first_sequence[3], "T"), "faults: 1 of 16 ops differ");
	FINDS(strcpy(a.repeat_sequence[3], "P"), "when repeated: 1 of 16");
	FINDS(a.first.cm = 31, "ISS.CM was set in 31 of 32");
	FINDS(a.first.elsewhere = 1, "not under test");
	FINDS(a.repeat.lost = 2, "2 trace records lost");
	FINDS(a.dirtied = 0, "dirty log: 0 of 16");
	FINDS(a.allocated = 16, "host pages allocated: 16");
	FINDS(r.exits = 31, "timing pass: 31 exits");
	FINDS(r.exits = 48, "timing pass: 48 exits");
	FINDS(r.esr = 0x96000010, "ESR_EL1 0x96000010, predicted 0x0");
	FINDS((r.outcomes[OUTCOME_EXECUTES] = 15, r.outcomes[OUTCOME_ENOSYS] = 1), "outcome: 1 of 16 enosys");
	FINDS(r.predicted = NULL, "no prediction");
	close_all();
}

/* First bytes of a file hold the text. */
static bool starts_with(const char *path, const char *text)
{
	char line[4096] = "";
	FILE *f = fopen(path, "r");

	if (!f)
		return false;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	return strstr(line, text) != NULL;
}

/* Nobody told the program that its host is emulated: it has to find out that this is no bare metal. */
static void test_virtual(void)
{
	static const char *argv[] = { "run", "--samples",        "16", "--filter", "op=dc_ivac slot=rw stage2=cold",
				      "-o",  "/tmp/x.cmo.jsonl", NULL, NULL };
	struct options o;

	ok(!options_parse(&o, 7, (char **)argv) && measure_run(&o) == STATUS_CANNOT &&
		   access("/tmp/x.cmo.jsonl.partial", F_OK),
	   "a KVM host that is itself a guest is refused, and leaves no archive");
	argv[7] = "--allow-virtual";
	ok(!options_parse(&o, 8, (char **)argv) && measure_run(&o) == STATUS_OK, "unless that is allowed");
	ok(starts_with("/tmp/x.cmo.jsonl", "\"platform\":\"virtual\"") &&
		   starts_with("/tmp/x.cmo.jsonl", "\"unit\":\"ns\"") &&
		   starts_with("/tmp/x.cmo.jsonl", "\"id\":\"virtual\""),
	   "and marked in the archive");
	ok(measure_run(&o) == STATUS_USAGE && !access("/tmp/x.cmo.jsonl", F_OK), "which is not overwritten");
	argv[6] = "/nowhere/x.cmo.jsonl";
	ok(!options_parse(&o, 8, (char **)argv) && measure_run(&o) == STATUS_FAILED,
	   "an archive that cannot be written is an error");
}

int main(void)
{
	test_virtual();
	test_guest();
	test_fatal();
	test_clock();
	test_policy();
	test_verdict();
	test_hang();
	return tap_done();
}
