/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests that the module cmo_policy is safe: its policy and its hooks change, it is unloaded and loaded again, and the
 * kernel is disturbed in other ways, while two vCPUs take stage-2 faults by cache maintenance on memslots of every kind.
 * Runs in place of the program, on a host that panics at the first warning. From the environment, which the kernel's
 * command line sets: stress_changes, stress_reloads (how many; 10000 and 10).
 */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "host/batch/batch.h"
#include "host/os/err.h"
#include "host/vm/machine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define PARAMETERS "/sys/module/cmo_policy/parameters/"
#define TRACING    "/sys/kernel/tracing/"
#define UNITS      64
#define STEPS      20 /* a phase prints this many lines at most: the launcher ends a host that prints nothing */
#define ABORT_ESR  UINT32_C(0x96000010) /* external abort on a data access; 6.1 sign-extends it */

/* What the guests did, in memory shared with their process. */
static struct {
	_Atomic bool stop;
	_Atomic uint64_t rounds;  /* times that every kind of memory was gone through */
	_Atomic uint64_t batches, mmio, enosys, aborts;
	_Atomic uint64_t failed, wrong; /* batches that failed; aborts with another syndrome than that of the module */
	char why[256];            /* of the last that failed */
	char missing[256];        /* backings that this host does not have, each with a blank before it */
} *guests;

static char module_path[256];

/* Write text to a file. 0 or -errno. */
static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/* Read the first line of a file; "" if there is none. */
static const char *get(const char *path, char *text, size_t size)
{
	FILE *f = fopen(path, "re");

	if (!f || !fgets(text, (int)size, f))
		text[0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (f)
		fclose(f);
	return text;
}

static int load(void)
{
	int fd = open(module_path, O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

static int unload(void)
{
	return syscall(SYS_delete_module, "cmo_policy", O_NONBLOCK) ? -errno : 0;
}

/* ---- the guests ---- */

static void note_failure(void)
{
	snprintf(guests->why, sizeof(guests->why), "%s", fail_text());
	atomic_fetch_add(&guests->failed, 1);
}

static void note_batch(const struct batch_result *r, enum backing_id backing)
{
	atomic_fetch_add(&guests->batches, 1);
	atomic_fetch_add(&guests->mmio, r->entry.mmio);
	atomic_fetch_add(&guests->enosys, r->entry.enosys);
	atomic_fetch_add(&guests->aborts, r->aborts);
	/* Memory that the host may not write to: a CMO that counts as a write cannot have it. */
	if ((r->entry.efault && backing != BACKING_PROTREAD) || r->entry.nisv) {
		fail(0, "KVM_RUN returned EFAULT %llu times, NISV %llu times", (unsigned long long)r->entry.efault,
		     (unsigned long long)r->entry.nisv);
		note_failure();
	}
	if (r->aborts && (uint32_t)r->abort_esr != ABORT_ESR)
		atomic_fetch_add(&guests->wrong, 1);
}

/* Do every op on every slot of one kind of memory. */
static void fault_on(struct vm *vm, enum backing_id backing)
{
	static const enum op_id ops[] = { OP_dc_ivac, OP_dc_civac, OP_dc_cvac, OP_ldr };
	static const struct predict_host host = { .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = 64 };
	const struct region_shape shape = { .backing = backing, .units = UNITS, .windows = 1 };
	struct region region = { .vm = NULL };
	struct cell cell = { .backing = backing, .policy = POLICY_UPSTREAM, .vcpus = 1 };
	struct batch batch = { .region = &region, .window = &region.window[0], .host = &host, .cell = &cell,
			       .order = { .multiplier = 1, .increment = 1 } };
	int err = region_open(&region, vm, &shape);

	if (err == -ENOTSUP && !strstr(guests->missing, backing_table[backing].name)) {
		size_t used = strlen(guests->missing);

		snprintf(guests->missing + used, sizeof(guests->missing) - used, " %s", backing_table[backing].name);
	} else if (err && err != -ENOTSUP) {
		note_failure();
	}
	for (struct cell_walk w = cell_walk(&cell, AXIS_BIT(SLOT) | AXIS_BIT(HOST_PAGE), NULL); cell_walk_next(&w);) {
		for (size_t i = 0; i < ARRAY_SIZE(ops) && !err && !guests->stop; i++) {
			struct batch_result result;

			if (cell.slot == SLOT_HOLE)
				continue;
			cell.op = ops[i];
			cell.stage2 = STAGE2_COLD;
			if (batch_time(&batch, &result)) {
				note_failure();
				err = -EIO;
				break;
			}
			note_batch(&result, backing);
		}
	}
	region_close(&region);
}

/* Take faults until told to stop; a VM that failed is replaced. */
static void fault_all_the_time(void)
{
	static struct pin pin;

	if (pin_open(&pin, NULL, 2)) {
		note_failure();
		return;
	}
	while (!guests->stop) {
		struct vm vm;
		uint64_t failed = guests->failed;

		if (machine_open(&vm, false, 2, &pin))
			note_failure();
		for (int backing = 0; backing < BACKING_COUNT && !guests->stop && failed == guests->failed; backing++)
			fault_on(&vm, backing);
		machine_close(&vm);
		atomic_fetch_add(&guests->rounds, 1);
	}
	pin_close(&pin);
}

static pid_t start_guests(void)
{
	pid_t pid = fork();

	if (!pid) {
		fault_all_the_time();
		_exit(0);
	}
	return pid;
}

/* ---- what disturbs them ---- */

static uint32_t random_word(void)
{
	static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

	return (uint32_t)(random_next(&state) >> 32);
}

/* Put random policies in force, count times, printing progress. Return the number of writes that failed. */
static long change_policies(long count, const char *what)
{
	int fd = open(PARAMETERS "policy", O_WRONLY | O_CLOEXEC);
	uint64_t before = guests->batches;
	long failed = 0;

	for (long i = 0; fd >= 0 && i < count; i++) {
		const char *name = policy_name(random_word() % POLICY_COUNT);

		failed += pwrite(fd, name, strlen(name), 0) < 0;
		usleep(random_word() % 200);
		if ((i + 1) % (count / STEPS + 1) == 0)
			printf("# %s: %ld changes, %llu batches\n", what, i + 1,
			       (unsigned long long)(guests->batches - before));
	}
	if (fd >= 0)
		close(fd);
	return fd < 0 ? count : failed;
}

/* Wait until the guests have done some more batches. */
static void let_them_fault(uint64_t batches)
{
	uint64_t until = guests->batches + batches;

	while (guests->batches < until && !waitpid(-1, NULL, WNOHANG))
		usleep(1000);
}

static void test_changes(long changes)
{
	uint64_t before = guests->batches;
	long failed = change_policies(changes, "policies");

	ok(!failed && guests->batches > before, "%ld changes of the policy under %llu batches: %ld failed", changes,
	   (unsigned long long)(guests->batches - before), failed);
	ok(put(PARAMETERS "policy", "no_such") == -EINVAL, "a name that is no policy is refused");
}

static void test_hooks(long count)
{
	long failed = 0;
	char text[8];

	for (long i = 0; i < count; i++) {
		failed += put(PARAMETERS "hooked", i % 2 ? "Y" : "N") != 0;
		change_policies(16, "hooks");
		if (i % 5 == 0)
			printf("# hooks: %ld\n", i);
	}
	failed += put(PARAMETERS "hooked", "Y") != 0;
	get(PARAMETERS "hooked", text, sizeof(text));
	ok(!failed && !strcmp(text, "Y"), "the hooks go and come back %ld times: %ld failed", count, failed);
}

static void test_reloads(long count)
{
	long failed = 0;

	for (long i = 0; i < count; i++) {
		int err = unload();

		failed += err != 0;
		let_them_fault(1);
		if (!err)
			err = load();
		failed += err != 0;
		change_policies(64, "reload");
		if (i % 5 == 0)
			printf("# reloads: %ld, %s\n", i + 1, err ? strerror(-err) : "fine");
	}
	ok(!failed, "%ld unloads and reloads under the guests: %ld failed", count, failed);
}

static void test_tracer(void)
{
	char shown[64];
	int err = put(TRACING "set_ftrace_filter", "kvm_handle_guest_abort io_mem_abort");

	if (err || put(TRACING "current_tracer", "function")) {
		ok(true, "a second tracer # SKIP this kernel has no function tracer: %s", strerror(-err));
		return;
	}
	change_policies(500, "tracer");
	get(TRACING "current_tracer", shown, sizeof(shown));
	ok(!strcmp(shown, "function"), "a second tracer on the same functions");
	ok(!unload() && !load(), "the module goes and comes back beside it");
	ok(!put(TRACING "current_tracer", "nop") && !change_policies(500, "tracer"), "and it ends before the module");
	put(TRACING "set_ftrace_filter", " ");
}

static void test_switch(void)
{
	static const char path[] = "/proc/sys/kernel/ftrace_enabled";
	char text[8];

	if (access(path, F_OK)) {
		ok(true, "kernel.ftrace_enabled=0 # SKIP this kernel has no function tracer");
		return;
	}
	ok(put(path, "0") == -EBUSY, "kernel.ftrace_enabled=0 is refused while the hooks are there");
	ok(!strcmp(get(path, text, sizeof(text)), "1"), "and changes nothing");
}

/* Use up memory again and again, so that the kernel reclaims and migrates pages. */
static void press(void)
{
	for (;;) {
		size_t bytes = (size_t)sysconf(_SC_AVPHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE) / 10 * 9;
		uint8_t *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		for (size_t at = 0; p != MAP_FAILED && at < bytes; at += 4096)
			p[at] = 1;
		put("/proc/sys/vm/drop_caches", "3");
		put("/proc/sys/vm/compact_memory", "1");
		if (p != MAP_FAILED)
			munmap(p, bytes);
	}
}

static void test_pressure(long changes)
{
	pid_t pid = fork();

	if (!pid) {
		put("/proc/self/oom_score_adj", "1000");
		press();
	}
	ok(!change_policies(changes, "pressure"), "memory pressure and compaction");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Send every thread of the guests' process the signal that makes KVM_RUN return. */
static void kick(pid_t pid)
{
	char path[64];
	DIR *dir;
	struct dirent *entry;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			syscall(SYS_tgkill, pid, atoi(entry->d_name), SIGUSR1);
	if (dir)
		closedir(dir);
}

static void test_signals(pid_t pid, long count)
{
	uint64_t before = guests->batches;

	for (long i = 0; i < count; i++) {
		kick(pid);
		change_policies(4, "signals");
		if (i % (count / STEPS + 1) == 0)
			printf("# signals: %ld\n", i);
	}
	let_them_fault(4);
	ok(guests->batches > before, "signals in mid-fault: %ld times, %llu batches", count,
	   (unsigned long long)(guests->batches - before));
}

/* Return the number of VMs that there are, by KVM's directories in debugfs (6.12 kvm_create_vm_debugfs()). */
static int count_vms(void)
{
	DIR *dir = opendir("/sys/kernel/debug/kvm");
	struct dirent *entry;
	int count = 0;

	while (dir && (entry = readdir(dir)))
		count += entry->d_type == DT_DIR && entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return count;
}

static long number(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? atol(text) : otherwise;
}

int main(void)
{
	long changes = number("stress_changes", 10000), reloads = number("stress_reloads", 10);
	char hook[16], offered[160], references[16];
	struct utsname name;
	int state = 0;
	pid_t pid;

	setvbuf(stdout, NULL, _IOLBF, 0);
	uname(&name);
	snprintf(module_path, sizeof(module_path), "/lib/modules/%s/updates/cmo_policy.ko", name.release);
	guests = mmap(NULL, sizeof(*guests), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (guests == MAP_FAILED)
		return 1;
	state = access(PARAMETERS, F_OK) ? load() : 0;
	if (!ok(!state, "the module is loaded on %s: %s", name.release, state ? strerror(-state) : "fine"))
		return tap_done();
	printf("# hook: %s; policies: %s\n", get(PARAMETERS "hook", hook, sizeof(hook)),
	       get(PARAMETERS "policies", offered, sizeof(offered)));
	signal(SIGUSR1, SIG_IGN);
	pid = start_guests();
	let_them_fault(8);
	test_changes(changes);
	test_hooks(reloads);
	test_reloads(reloads);
	test_tracer();
	test_switch();
	test_pressure(changes / 10);
	test_signals(pid, changes / 50);
	while (!guests->rounds && !kill(pid, 0) && !waitpid(pid, &state, WNOHANG)) {
		printf("# the guests' first round: %llu batches\n", (unsigned long long)guests->batches);
		usleep(500000);
	}
	get("/sys/module/cmo_policy/refcnt", references, sizeof(references));
	guests->stop = true;
	waitpid(pid, &state, 0);
	ok(WIFEXITED(state) && !WEXITSTATUS(state) && !guests->failed, "%llu batches, %llu failed: %s",
	   (unsigned long long)guests->batches, (unsigned long long)guests->failed, guests->why);
	ok(guests->enosys && guests->aborts && !guests->wrong,
	   "ENOSYS %llu times, %llu aborts, %llu batches with another syndrome than that of an external abort",
	   (unsigned long long)guests->enosys, (unsigned long long)guests->aborts, (unsigned long long)guests->wrong);
	printf("# memory that this host does not have:%s\n", *guests->missing ? guests->missing : " none");
	ok(!strcmp(references, "0"), "nobody holds the module: %s", references);
	ok(!unload() && access(PARAMETERS, F_OK), "it is unloaded");
	ok(!count_vms(), "no VM is left");
	return tap_done();
}
