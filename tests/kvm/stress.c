/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests that the module cmo_policy is safe: its policy and its hooks change, it is unloaded and loaded again, and the
 * kernel is disturbed in other ways, while two vCPUs take stage-2 faults by cache maintenance on memslots of every kind.
 * Runs in place of the program, on a host that panics at the first warning. From the environment, which the kernel's
 * command line sets: stress_changes, stress_reloads (how many; 10000 and 10), stress_load (parameters of the module).
 */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "host/batch/batch.h"
#include "host/os/err.h"
#include "host/os/klog.h"
#include "host/vm/machine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PARAMETERS  "/sys/module/cmo_policy/parameters/"
#define TRACING     "/sys/kernel/tracing/"
#define KMEMLEAK    "/sys/kernel/debug/kmemleak"
#define UNITS       64
#define HUGE_UNITS  16 /* of hugetlb memory, of which a host has little */
#define SPLAT_LINES 60 /* of the kernel's log that are shown */
#define FAULTS_MAX  20000 /* of a vCPU until it should have slept in the module once; some hundreds are usual */
#define STEPS       20 /* lines that a phase prints at most: the launcher ends a host that prints nothing */
#define ABORT_ESR   UINT32_C(0x96000010) /* external abort on a data access; 6.1 sign-extends it */

/* What the guests did, in memory shared with their process. */
static struct {
	_Atomic bool stop;
	_Atomic uint64_t rounds;  /* times that every kind of memory was gone through */
	_Atomic uint64_t batches, mmio, enosys, aborts;
	_Atomic uint64_t failed, wrong; /* batches that failed; aborts with another syndrome than that of the module */
	char why[256];            /* of the last that failed */
	char missing[256];        /* backings that this host does not have, each with a blank before it */
} *guests;

/* A vCPU that is held asleep inside the module, in memory shared with its process. */
static struct {
	_Atomic bool asleep, release, stop;
	_Atomic uint64_t faults;  /* that userfaultfd answered */
} *sleeper;

static char module_path[256], module_parameters[256];
static uint32_t offered; /* policies that the module has on this kernel */

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

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

	if (fd < 0 || syscall(SYS_finit_module, fd, module_parameters, 0))
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
	const bool is_huge = backing == BACKING_HUGETLB_PRIVATE || backing == BACKING_HUGETLB_SHARED;
	const struct region_shape shape = { .backing = backing, .units = is_huge ? HUGE_UNITS : UNITS, .windows = 1 };
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

static enum policy_id random_policy(void)
{
	enum policy_id policy;

	do
		policy = random_word() % POLICY_COUNT;
	while (!(offered >> policy & 1));
	return policy;
}

/* Put random policies in force, count times. Print progress unless what is NULL. Return the writes that failed. */
static long change_policies(long count, const char *what)
{
	int fd = open(PARAMETERS "policy", O_WRONLY | O_CLOEXEC);
	uint64_t before = guests->batches;
	long failed = 0;

	for (long i = 0; fd >= 0 && i < count; i++) {
		const char *name = policy_name(random_policy());

		failed += pwrite(fd, name, strlen(name), 0) < 0;
		usleep(random_word() % 200);
		if (what && (i + 1) % (count / STEPS + 1) == 0)
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
	double begin = seconds();
	long failed = change_policies(changes, "policies");

	ok(!failed && guests->batches > before, "%ld changes of the policy under %llu batches: %ld failed, %.0f s", changes,
	   (unsigned long long)(guests->batches - before), failed, seconds() - begin);
	ok(put(PARAMETERS "policy", "no_such") == -EINVAL, "a name that is no policy is refused");
}

/* Every other time, what is written is what is there already. */
static void test_hooks(long count)
{
	double begin = seconds();
	long failed = 0;
	char text[8];

	for (long i = 0; i < count; i++) {
		for (int twice = 0; twice < 2; twice++)
			failed += put(PARAMETERS "hooked", i % 2 ? "Y" : "N") != 0;
		change_policies(16, NULL);
		if (i % (count / STEPS + 1) == 0)
			printf("# hooks: %ld\n", i);
	}
	failed += put(PARAMETERS "hooked", "Y") != 0;
	get(PARAMETERS "hooked", text, sizeof(text));
	ok(!failed && !strcmp(text, "Y"), "the hooks go and come back %ld times: %ld failed, %.0f s", count, failed,
	   seconds() - begin);
}

/* Write to the parameters all the time, also while the module goes. */
static pid_t start_writing(void)
{
	pid_t pid = fork();

	while (!pid) {
		put(PARAMETERS "hooked", random_word() % 2 ? "Y" : "N");
		put(PARAMETERS "policy", policy_name(random_policy()));
		usleep(random_word() % 2000);
	}
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Under a writer the module may be without its hooks. */
static void test_reloads(long count, bool with_writer)
{
	pid_t pid = with_writer ? start_writing() : 0;
	double begin = seconds();
	long failed = 0;

	for (long i = 0; i < count; i++) {
		int err = unload();

		failed += err != 0;
		if (!with_writer)
			let_them_fault(1);
		if (!err)
			err = load();
		failed += err != 0;
		change_policies(64, NULL);
		if (i % (count / STEPS + 1) == 0)
			printf("# reloads: %ld, %s\n", i + 1, err ? strerror(-err) : "fine");
	}
	if (with_writer)
		end(pid);
	ok(!failed && !put(PARAMETERS "hooked", "Y"), "%ld unloads and reloads under the guests%s: %ld failed, %.0f s", count,
	   with_writer ? " while its parameters are written" : "", failed, seconds() - begin);
}

/* ---- a vCPU that sleeps in the module ---- */

/* Is a thread of this process asleep inside the module? */
static bool is_inside(uint32_t tid)
{
	char text[4096] = "", path[64];
	size_t got;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%u/stack", tid);
	f = fopen(path, "re");
	got = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	text[got] = '\0';
	if (f)
		fclose(f);
	return strstr(text, "[cmo_policy]");
}

struct held {
	struct uffdio_range range;
	int fd; /* userfaultfd */
};

/* Provide pages, at once unless they are wanted by the module. */
static void *provide(void *argument)
{
	const uint64_t bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	struct held *held = argument;
	struct uffd_msg msg;

	while (read(held->fd, &msg, sizeof(msg)) == sizeof(msg)) {
		struct uffdio_zeropage page = { .range = { msg.arg.pagefault.address & ~(bytes - 1), bytes } };

		usleep(200); /* let it fall asleep */
		while (!sleeper->release && is_inside(msg.arg.pagefault.feat.ptid)) {
			sleeper->asleep = true;
			usleep(1000);
		}
		/* EEXIST, EAGAIN: another thread has the page, or the mappings change. It looks again when it is awake. */
		if (ioctl(held->fd, UFFDIO_ZEROPAGE, &page))
			ioctl(held->fd, UFFDIO_WAKE, &page.range);
		atomic_fetch_add(&sleeper->faults, 1);
	}
	return NULL;
}

/* Take away all pages again and again: some while a vCPU is on the way into the module. */
static void *take_away(void *argument)
{
	struct held *held = argument;

	while (!sleeper->stop) {
		madvise((void *)(uintptr_t)held->range.start, held->range.len, MADV_DONTNEED);
		usleep(100);
	}
	return NULL;
}

/* Let a vCPU take faults on a read-only memslot whose pages come and go. */
static int sleep_inside(void)
{
	static const struct predict_host host = { .ivac_needs_write = true, .translates = UINT32_MAX, .page_lines = 64 };
	static const struct region_shape shape = { .backing = BACKING_ANON, .units = UNITS, .windows = 1 };
	static const struct cell cell = { .op = OP_dc_ivac, .slot = SLOT_RO, .stage2 = STAGE2_COLD, .policy = POLICY_UPSTREAM };
	static struct pin pin;
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_THREAD_ID };
	struct uffdio_register wanted = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct region region;
	struct batch batch = { .region = &region, .window = &region.window[0], .host = &host, .cell = &cell,
			       .order = { .multiplier = 1, .increment = 1 } };
	struct batch_result result;
	struct held held;
	pthread_t provider, taker;
	struct vm vm;

	if (pin_open(&pin, NULL, 1) || machine_open(&vm, false, 1, &pin) || region_open(&region, &vm, &shape))
		return 1;
	held.range = wanted.range = (struct uffdio_range){ (uintptr_t)region.memory.hva, region.memory.bytes };
	held.fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	if (held.fd < 0 || ioctl(held.fd, UFFDIO_API, &api) || ioctl(held.fd, UFFDIO_REGISTER, &wanted) ||
	    pthread_create(&provider, NULL, provide, &held) || pthread_create(&taker, NULL, take_away, &held))
		return 2;
	while (!sleeper->stop)
		if (batch_time(&batch, &result))
			return 3;
	return 0;
}

/* The module must not go while a vCPU sleeps in it, and must be gone soon after. */
static void test_sleeper(void)
{
	pid_t pid, unloader;
	double begin = seconds();
	bool waits;
	int state = 0;

	if (access("/proc/self/stack", F_OK)) {
		ok(true, "a vCPU that sleeps in the module # SKIP this kernel has no /proc/PID/stack");
		return;
	}
	put(PARAMETERS "policy", "upgrade");
	pid = fork();
	if (!pid)
		_exit(sleep_inside());
	while (!sleeper->asleep && sleeper->faults < FAULTS_MAX && !waitpid(pid, &state, WNOHANG)) {
		usleep(1000);
		if ((long)((seconds() - begin) * 1000) % 5000 < 5)
			printf("# to sleep: %llu faults\n", (unsigned long long)sleeper->faults);
	}
	if (!ok(sleeper->asleep, "a vCPU sleeps in the module: %llu faults, %.0f s, status %#x",
		(unsigned long long)sleeper->faults, seconds() - begin, (unsigned int)state)) {
		end(pid);
		return;
	}
	unloader = fork();
	if (!unloader)
		_exit(unload() != 0);
	sleep(1);
	waits = !waitpid(unloader, &state, WNOHANG) && !access("/sys/module/cmo_policy", F_OK);
	sleeper->release = true;
	if (waits)
		waitpid(unloader, &state, 0);
	ok(waits && !state && access("/sys/module/cmo_policy", F_OK), "it is unloaded when that has woken up%s",
	   waits ? "" : ": no, before");
	sleeper->stop = true;
	waitpid(pid, &state, 0);
	ok(!load() && !state, "the vCPU goes on, and the module comes back: %d", state);
}

/* ---- what else may be on the functions ---- */

/* The module by another name of the same length. Return its image, or NULL. */
static char *read_copy(size_t *size)
{
	static const char name[] = "cmo_policy", other[] = "cmo_second";
	int fd = open(module_path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *image = fd < 0 || fstat(fd, &st) ? NULL : malloc((size_t)st.st_size);

	*size = image ? (size_t)st.st_size : 0;
	if (image && read(fd, image, *size) != (ssize_t)*size)
		*size = 0;
	for (char *at = image; at && (at = memmem(at, *size - (size_t)(at - image), name, strlen(name)));)
		memcpy(at, other, strlen(other));
	if (fd >= 0)
		close(fd);
	return image;
}

/* Two cannot replace one function: the second one is refused, and leaves no hook behind. Kprobes can share. */
static void test_second(void)
{
	char hook[16];
	size_t size;
	char *image;
	int err;

	if (strcmp(get(PARAMETERS "hook", hook, sizeof(hook)), "ftrace")) {
		ok(true, "a second module on the same functions # SKIP they share a kprobe");
		return;
	}
	image = read_copy(&size);
	err = syscall(SYS_init_module, image, size, module_parameters) ? -errno : 0;
	free(image);
	ok(err == -EBUSY, "a second module that replaces the same function is refused: %s", strerror(-err));
	if (!err)
		syscall(SYS_delete_module, "cmo_second", O_NONBLOCK);
	ok(!change_policies(500, NULL) && !unload() && !load(), "the first one stays, goes and comes back");
}

static void test_tracer(void)
{
	char shown[64];
	int err = put(TRACING "set_ftrace_filter", "kvm_handle_guest_abort io_mem_abort");

	if (err || put(TRACING "current_tracer", "function")) {
		ok(true, "a second tracer # SKIP this kernel has no function tracer: %s", strerror(-err));
		return;
	}
	change_policies(500, NULL);
	get(TRACING "current_tracer", shown, sizeof(shown));
	ok(!strcmp(shown, "function"), "a second tracer on the same functions");
	ok(!unload() && !load(), "the module goes and comes back beside it");
	ok(!put(TRACING "current_tracer", "nop") && !change_policies(500, NULL), "and it ends before the module");
	put(TRACING "set_ftrace_filter", " ");
}

/* Kprobes do not need ftrace: the module works on without it. */
static void test_without_ftrace(const char *path)
{
	uint64_t aborts = guests->aborts, rounds = guests->rounds;

	ok(!put(path, "0") && !put(PARAMETERS "policy", "inject"), "kernel.ftrace_enabled=0 is allowed with kprobes");
	while (guests->aborts == aborts && guests->rounds < rounds + 2)
		usleep(1000);
	ok(guests->aborts > aborts && !put(path, "1"), "and the hooks stay in force");
}

static void test_switch(void)
{
	static const char path[] = "/proc/sys/kernel/ftrace_enabled";
	char text[8];
	int err;

	if (access(path, F_OK)) {
		ok(true, "kernel.ftrace_enabled=0 # SKIP this kernel has no function tracer");
		return;
	}
	if (strcmp(get(PARAMETERS "hook", text, sizeof(text)), "ftrace")) {
		test_without_ftrace(path);
		return;
	}
	err = put(path, "0");
	/* EOPNOTSUPP: seen on 7.3 */
	ok(err == -EBUSY || err == -EOPNOTSUPP, "kernel.ftrace_enabled=0 is refused while the hooks are there: %s",
	   strerror(-err));
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
	end(pid);
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
		change_policies(4, NULL);
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

/* Return the line of the kernel's log that a warning or a hang begins with, or "", and print what follows it. */
static const char *find_splat(char *line, size_t size)
{
	static const char *const splats[] = {
		"WARNING:", "BUG:", "INFO: task ", "Oops", "lockup", "detected stall", "Bad page", "Unable to handle",
		"possible circular", "possible recursive", "suspicious RCU", "locking correctness", "suspected memory leaks",
	};
	char *log = klog_read(), *at = NULL;

	line[0] = '\0';
	for (size_t i = 0; log && i < ARRAY_SIZE(splats) && !at; i++)
		at = strstr(log, splats[i]);
	if (at)
		snprintf(line, size, "%.*s", (int)strcspn(at, "\n"), at);
	for (int i = 0; at && *at && i < SPLAT_LINES; i++) {
		size_t length = strcspn(at, "\n");

		printf("#   %.*s\n", (int)length, at);
		at += length + (at[length] == '\n');
	}
	free(log);
	return line;
}

/* Print the lines of a file as comments, and return how many. */
static int print_file(const char *path)
{
	FILE *f = fopen(path, "re");
	char line[256];
	int count = 0;

	while (f && fgets(line, sizeof(line), f)) {
		printf("#   %s", line);
		count++;
	}
	if (f)
		fclose(f);
	return count;
}

/* What kmemleak finds twice is not on the way from one place to another. */
static void test_leaks(void)
{
	if (access(KMEMLEAK, F_OK)) {
		ok(true, "no memory is lost # SKIP this kernel has no kmemleak");
		return;
	}
	for (int i = 0; i < 3; i++) {
		put(KMEMLEAK, "scan");
		printf("# kmemleak: %d\n", i);
		sleep(6); /* it reports nothing younger than 5 s */
	}
	ok(!print_file(KMEMLEAK), "no memory is lost");
}

/* Return the number in a line of /proc/meminfo, or -1. */
static long meminfo(const char *name)
{
	FILE *f = fopen("/proc/meminfo", "re");
	char line[128];
	long value = -1;

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, strlen(name)))
			value = atol(line + strlen(name));
	if (f)
		fclose(f);
	return value;
}

static long number(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? atol(text) : otherwise;
}

int main(void)
{
	long changes = number("stress_changes", 10000), reloads = number("stress_reloads", 10);
	char hook[16], list[160], references[16], line[256];
	const char *parameters = getenv("stress_load");
	struct utsname name;
	int state = 0;
	pid_t pid;

	setvbuf(stdout, NULL, _IOLBF, 0);
	uname(&name);
	snprintf(module_path, sizeof(module_path), "/lib/modules/%s/updates/cmo_policy.ko", name.release);
	snprintf(module_parameters, sizeof(module_parameters), "%s", parameters ? parameters : "");
	guests = mmap(NULL, sizeof(*guests), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sleeper = mmap(NULL, sizeof(*sleeper), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (guests == MAP_FAILED || sleeper == MAP_FAILED)
		return 1;
	state = access(PARAMETERS, F_OK) ? load() : 0;
	if (!ok(!state, "the module is loaded on %s: %s", name.release, state ? strerror(-state) : "fine"))
		return tap_done();
	printf("# hook: %s; policies: %s\n", get(PARAMETERS "hook", hook, sizeof(hook)),
	       get(PARAMETERS "policies", list, sizeof(list)));
	for (char *save = NULL, *word = strtok_r(list, " ", &save); word; word = strtok_r(NULL, " ", &save))
		offered |= UINT32_C(1) << axis_value(AXIS_POLICY, word);
	signal(SIGUSR1, SIG_IGN);
	pid = start_guests();
	let_them_fault(8);
	test_changes(changes);
	test_hooks(reloads);
	test_reloads(reloads, false);
	test_reloads(reloads / 10 + 2, true);
	test_sleeper();
	test_second();
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
	ok(meminfo("HugePages_Free:") == meminfo("HugePages_Total:"), "no page is held: %ld of %ld huge ones are free",
	   meminfo("HugePages_Free:"), meminfo("HugePages_Total:"));
	test_leaks();
	find_splat(line, sizeof(line));
	ok(!*line, "the kernel's log has no warning: %s", *line ? line : "none");
	return tap_done();
}
