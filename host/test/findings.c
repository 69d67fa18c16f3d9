/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each finding is raised by its cause, alone, and by nothing else, on a made-up host. */
#include "bench/array.h"
#include "host/findings/findings.h"
#include "host/test/hosttree.h"

#include <inttypes.h>

#define CPU     "/sys/devices/system/cpu"
#define TRACING "/sys/kernel/tracing"
#define THERMAL "/sys/class/thermal/thermal_zone0"
#define HWMON   "/sys/class/hwmon/hwmon1"
#define TAINTED "/proc/sys/kernel/tainted"
#define KERNEL_KNOB "/sys/module/kvm/parameters/cmo_policy"
#define MODULE_KNOB "/sys/module/cmo_policy/parameters/policy"

static struct host_view view = { .root = ROOT, .self = 100, .cpu = { 2, 3 }, .cpu_count = 2 };

/* The files of a host that has no finding; text NULL: it has no such file. */
static const struct file {
	const char *path, *text;
} quiet[] = {
	{ CPU "/cpu2/regs/identification/midr_el1", "0x00000000413fd0c1" },
	{ CPU "/cpu3/regs/identification/midr_el1", "0x00000000413fd0c1" },
	{ CPU "/cpu2/cpufreq/scaling_governor", "performance" },
	{ CPU "/cpu3/cpufreq/scaling_governor", "performance" },
	{ CPU "/cpu2/cpufreq/scaling_max_freq", "3000000" },
	{ CPU "/cpufreq/boost", "0" },
	{ CPU "/isolated", "2-3" },
	{ CPU "/nohz_full", "" },
	{ "/sys/class/dmi/id/sys_vendor", "Ampere(R)" },
	{ "/sys/class/dmi/id/product_name", "Mt. Jade" },
	{ "/proc/device-tree/compatible", NULL },
	{ "/proc/device-tree/hypervisor", NULL },
	{ "/sys/hypervisor/type", NULL },
	{ "/sys/devices/platform/soc/soc:firmware/get_throttled", "0" },
	{ HWMON "/name", "apm_xgene" },
	{ HWMON "/temp1_input", "50000" },
	{ HWMON "/temp1_crit", "105000" },
	{ HWMON "/in0_lcrit_alarm", NULL },
	{ THERMAL "/temp", "60000" },
	{ THERMAL "/trip_point_0_type", "passive" },
	{ THERMAL "/trip_point_0_temp", "80000" },
	{ THERMAL "/trip_point_1_type", "active" },
	{ THERMAL "/trip_point_1_temp", "61000" },
	{ "/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never" },
	{ "/sys/kernel/mm/ksm/run", "0" },
	{ "/proc/sys/kernel/numa_balancing", "0" },
	{ "/proc/sys/vm/compaction_proactiveness", "0" },
	{ "/proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority" },
	{ "/proc/sys/kernel/perf_event_paranoid", "2" },
	{ "/proc/self/status", "Name:\tcmobench\nCapEff:\t000001ffffffffff" },
	{ TRACING "/events/kvm/kvm_guest_fault/id", "500" },
	{ TRACING "/events/enable", "0" },
	{ TRACING "/current_tracer", "nop" },
	{ TRACING "/tracing_on", "1" },
	{ "/proc/sys/kernel/osrelease", "6.12.0-arm64" },
	{ "/boot/config-6.12.0-arm64", "# CONFIG_PROVE_LOCKING is not set\nCONFIG_DEBUG_VM_PGTABLE=y" },
	{ "/proc/lockdep_chains", NULL },
	{ TAINTED, "0" },
	{ "/sys/module/zfs/taint", NULL },
	{ "/sys/module/r8188eu/taint", NULL },
	{ "/sys/module/cmo_policy/taint", NULL },
	{ KERNEL_KNOB, NULL },
	{ MODULE_KNOB, NULL },
	{ "/proc/vmstat", "pgpgin 1\npswpin 7\npswpout 8" },
	{ "/proc/stat", "cpu  1 2 3 4 5 6 7 0 0 0\ncpu2 1 2 3 4 5 6 7 0 0 0\ncpu3 1 2 3 4 5 6 7 0 0 0" },
	{ CPU "/online", "0-3" },
	{ "/proc/self/task/100/status", "Name:\tcmobench\nnonvoluntary_ctxt_switches:\t0" },
	{ "/sys/kernel/security/lockdown", "[none] integrity confidentiality" },
	{ "/proc/self/uid_map", "         0          0 4294967295" },
	{ "/proc/sys/kernel/printk", "4\t4\t1\t7" },
	{ "/sys/class/tty/console/active", "tty0" },
	{ "/etc/default/grub", NULL },
	{ "/boot/firmware/cmdline.txt", NULL },
	{ "/proc/interrupts",
	  "  CPU0 CPU2 CPU3\n 10: 5 6 7 GICv3 27 Level arch_timer\nIPI0: 1 1 1 Rescheduling\nErr: 0" },
};

static void put_quiet(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(quiet); i++)
		if (!path || !strcmp(path, quiet[i].path)) {
			put(quiet[i].path, NULL);
			if (quiet[i].text)
				put_line(quiet[i].path, quiet[i].text);
		}
}

static const struct {
	const char *id;
	enum severity severity;
	bool timed;              /* not raised in an emulated host */
	struct file cause[2];
	const char *says;
} causes[] = {
	{ "virtual", SEVERITY_REFUSE, true, { { "/sys/class/dmi/id/sys_vendor", "QEMU" } }, "QEMU Mt. Jade" },
	{ "virtual", SEVERITY_REFUSE, true,
	  { { "/sys/class/dmi/id/sys_vendor", "Amazon EC2" }, { "/sys/class/dmi/id/product_name", "m6g.large" } },
	  "m6g.large" },
	{ "virtual", SEVERITY_REFUSE, true, { { "/proc/device-tree/hypervisor", "" } }, "device tree" },
	{ "virtual", SEVERITY_REFUSE, true, { { "/sys/hypervisor/type", "xen" } }, "/sys/hypervisor" },
	{ "emulator", SEVERITY_REFUSE, true, { { CPU "/cpu2/regs/identification/midr_el1", "0x00000000000f0510" } },
	  "0x000f0510" },
	{ "emulator", SEVERITY_REFUSE, true, { { CPU "/cpu2/regs/identification/midr_el1", "0x00000000001f0513" } },
	  "0x001f0513" },
	{ "emulator", SEVERITY_REFUSE, true, { { CPU "/cpu3/regs/identification/midr_el1", "0x00000000000f0510" } },
	  "of CPU 3, 0x000f0510" },
	{ "governor", SEVERITY_REFUSE, true, { { CPU "/cpu3/cpufreq/scaling_governor", "schedutil" } },
	  "schedutil (1 of 2 CPUs)" },
	{ "throttled", SEVERITY_REFUSE, true,
	  { { "/sys/devices/platform/soc/soc:firmware/get_throttled", "50005" } }, "under-voltage, throttled" },
	{ "throttled", SEVERITY_REFUSE, true,
	  { { "/sys/devices/platform/soc/soc:firmware/get_throttled", "80008" } }, "soft temperature limit" },
	{ "temperature", SEVERITY_FLAG, true, { { THERMAL "/temp", "70100" } }, "9.9 below" },
	{ "temperature", SEVERITY_FLAG, true, { { HWMON "/temp1_input", "104000" } }, "hwmon1/temp1" },
	{ "boost", SEVERITY_FLAG, true, { { CPU "/cpufreq/boost", "1" } }, "boost" },
	{ "isolation", SEVERITY_FLAG, true, { { CPU "/isolated", "2" } }, "(1 of 2 CPUs)" },
	{ "thp", SEVERITY_FLAG, false,
	  { { "/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never" } }, "khugepaged" },
	{ "ksm", SEVERITY_FLAG, false, { { "/sys/kernel/mm/ksm/run", "1" } }, "KSM" },
	{ "numa-balancing", SEVERITY_FLAG, false, { { "/proc/sys/kernel/numa_balancing", "1" } }, "NUMA" },
	{ "compaction", SEVERITY_FLAG, false, { { "/proc/sys/vm/compaction_proactiveness", "20" } }, "is 20" },
	{ "console", SEVERITY_FLAG, true, { { "/sys/class/tty/console/active", "tty0 ttyAMA0" } },
	  "kernel.printk is 4:" },
	{ "console", SEVERITY_FLAG, true, { { "/sys/class/tty/console/active", "ttyS0" } }, "serial console" },
	{ "swap", SEVERITY_FLAG, false, { { "/proc/swaps", "Filename Type\n/dev/sda2 partition 1 0 -2" } },
	  "/dev/sda2" },
	{ "perf-paranoid", SEVERITY_FLAG, false, { { "/proc/self/status", "CapEff:\t0000000000000000" } },
	  "PMU counts and fault kinds" },
	{ "perf-paranoid", SEVERITY_FLAG, false,
	  { { "/proc/self/status", "CapEff:\t0000000000000000" }, { "/proc/sys/kernel/perf_event_paranoid", "1" } },
	  "root, fault kinds" },
	{ "perf-paranoid", SEVERITY_FLAG, false,
	  { { "/proc/self/status", "CapEff:\t0000000000000000" }, { "/proc/sys/kernel/perf_event_paranoid", "0" } },
	  "paranoid is 0" },
	{ "tracefs", SEVERITY_FLAG, false, { { TRACING "/events/kvm/kvm_guest_fault/id", NULL } }, "no tracepoint" },
	{ "tracefs", SEVERITY_FLAG, false,
	  { { TRACING "/events/kvm/kvm_guest_fault/id", NULL },
	    { "/sys/kernel/security/lockdown", "none integrity [confidentiality]" } },
	  "locked down (confidentiality), which refuses tracefs to root, too: fault kinds" },
	{ "perf-paranoid", SEVERITY_FLAG, false,
	  { { "/proc/self/status", "CapEff:\t0000000000000000" }, { "/proc/self/uid_map", "0 1000 1" } },
	  "user namespace, whose root is an ordinary user outside: PMU counts and" },
	{ "tracing", SEVERITY_FLAG, false, { { TRACING "/events/enable", "X" } }, "events/enable X" },
	{ "tracing", SEVERITY_FLAG, false, { { TRACING "/current_tracer", "function" } }, "tracer function" },
	{ "debug-kernel", SEVERITY_FLAG, false,
	  { { "/boot/config-6.12.0-arm64", "CONFIG_A=m\nCONFIG_KASAN=y\nCONFIG_DEBUG_VM=y" } }, "KASAN, DEBUG_VM" },
	{ "debug-kernel", SEVERITY_FLAG, false,
	  { { "/boot/config-6.12.0-arm64", NULL }, { "/proc/lockdep_chains", "" } }, "PROVE_LOCKING" },
	{ "two-knobs", SEVERITY_REFUSE, false, { { KERNEL_KNOB, "upstream" }, { MODULE_KNOB, "upstream" } },
	  "kvm.cmo_policy" },
	{ "tainted", SEVERITY_FLAG, false, { { TAINTED, "128" } }, "(128): the kernel has crashed (oops)" },
	{ "tainted", SEVERITY_FLAG, false, { { TAINTED, "560" } }, "machine check, bad page, the kernel has warned" },
	{ "tainted", SEVERITY_FLAG, false, { { TAINTED, "49152" } }, "a CPU hung, live patch" },
	{ "tainted", SEVERITY_FLAG, false, { { TAINTED, "12289" }, { "/sys/module/zfs/taint", "POE" } },
	  "proprietary module: zfs, module from outside the kernel: zfs" },
};

/* Files that come close to a finding and must not raise one. */
static const struct file harmless[][2] = {
	{ { "/sys/class/dmi/id/sys_vendor", "Amazon EC2" }, { "/sys/class/dmi/id/product_name", "c6g.metal" } },
	{ { "/sys/devices/platform/soc/soc:firmware/get_throttled", "50000" } },
	{ { CPU "/isolated", "" }, { CPU "/nohz_full", "1,2-3" } },
	{ { "/proc/sys/kernel/perf_event_paranoid", "4" } },
	{ { "/proc/sys/kernel/perf_event_paranoid", "-1" }, { "/proc/self/status", "CapEff:\t0000000000000000" } },
	{ { "/proc/self/status", "CapEff:\t0000004000000000" } }, /* CAP_PERFMON alone */
	{ { "/sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]" } },
	{ { "/sys/kernel/mm/ksm/run", "2" } },
	{ { TRACING "/events/enable", "1" }, { TRACING "/tracing_on", "0" } },
	{ { MODULE_KNOB, "inject" } },
	{ { TAINTED, "12288" }, { "/sys/module/cmo_policy/taint", "OE" } }, /* our own module */
	{ { TAINTED, "12288" } },                                          /* a module that is gone */
	{ { "/proc/sys/kernel/printk", "3\t4\t1\t7" }, { "/sys/class/tty/console/active", "ttyAMA0" } },
	{ { "/proc/sys/kernel/printk", "0" }, { "/sys/class/tty/console/active", "ttyAMA0" } },
	{ { "/sys/class/tty/console/active", "tty1 tty0 hvc0 ttynull" } },
	{ { "/sys/class/tty/console/active", NULL } },
	{ { TAINTED, "1024" }, { "/sys/module/r8188eu/taint", "C" } },
	{ { HWMON "/temp1_crit", "-1000" } },
	{ { "/boot/config-6.12.0-arm64", NULL } },
	{ { CPU "/cpu2/cpufreq/scaling_governor", NULL } },
};

static bool is_only(const struct host_findings *f, const char *id, enum severity severity, const char *says)
{
	if (f->count == 1 && !strcmp(f->finding[0].id, id) && f->finding[0].severity == severity &&
	    strstr(f->finding[0].what, says) && *f->finding[0].remedy)
		return true;
	for (size_t i = 0; i < f->count; i++)
		printf("# %s: %s\n", f->finding[i].id, f->finding[i].what);
	return false;
}

static struct host_findings findings;

static const struct host_findings *start(void)
{
	findings.count = 0;
	findings_start(&findings, &view);
	return &findings;
}

/* Write the one or two files of a cause. */
static void put_cause(const struct file cause[2])
{
	for (int i = 0; i < 2 && cause[i].path; i++) {
		put(cause[i].path, NULL);
		if (cause[i].text)
			put_line(cause[i].path, cause[i].text);
	}
}

static void test_causes(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(causes); i++) {
		put_cause(causes[i].cause);
		ok(is_only(start(), causes[i].id, causes[i].severity, causes[i].says), "%s: %s", causes[i].id,
		   causes[i].says);
		view.emulated = true;
		ok((start()->count == 0) == causes[i].timed, "%s in an emulated host",
		   causes[i].timed ? "nor" : "also");
		view.emulated = false;
		put_quiet(NULL);
	}
}

static void test_harmless(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++) {
		const struct file *last = harmless[i][1].path ? &harmless[i][1] : &harmless[i][0];

		put_cause(harmless[i]);
		ok(!start()->count, "nothing to say of %s: %s", last->path, last->text ? last->text : "not there");
		put_quiet(NULL);
	}
}

/* Only the Raspberry Pi's voltage sensor, known by its name, raises "throttled". */
static void test_voltage(void)
{
	put("/sys/devices/platform/soc/soc:firmware/get_throttled", NULL);
	put_line(HWMON "/in0_lcrit_alarm", "1");
	ok(!start()->count, "some sensor's alarm is not the Raspberry Pi's");
	put_line(HWMON "/name", "rpi_volt");
	ok(is_only(start(), "throttled", SEVERITY_REFUSE, "under-voltage"), "that of rpi_volt is");
	put_quiet(NULL);
}

static void test_devicetree(void)
{
	static const char board[] = "vendor,board\0linux,dummy-virt", other[] = "linux,dummy-virtual\0vendor,soc";

	put_bytes("/proc/device-tree/compatible", board, sizeof(board));
	ok(is_only(start(), "virtual", SEVERITY_REFUSE, "device tree"), "QEMU's virt machine, by its device tree");
	put_bytes("/proc/device-tree/compatible", other, sizeof(other));
	ok(!start()->count, "not by a name that only begins alike");
	put_quiet(NULL);
}

/* Open files, /proc/PID/fd/N, of another process raise a finding, those of this process do not. */
static void test_others(void)
{
	put_line("/proc/100/fd/0", "");
	put_line("/proc/200/comm", "qemu-kvm");
	put_line("/proc/200/fd/0", "");
	ok(!symlink("anon_inode:kvm-vm", ROOT "/proc/100/fd/5") &&
		   !symlink("anon_inode:[perf_event]", ROOT "/proc/100/fd/6") && !start()->count,
	   "our own VM and counters are nobody else's");
	ok(!symlink("anon_inode:kvm-vm", ROOT "/proc/200/fd/9") &&
		   is_only(start(), "other-vm", SEVERITY_FLAG, "qemu-kvm (process 200)"), "another VM");
	unlink(ROOT "/proc/200/fd/9");
	ok(!symlink("anon_inode:[perf_event]", ROOT "/proc/200/fd/9") &&
		   is_only(start(), "other-perf", SEVERITY_FLAG, "qemu-kvm (process 200)"), "another's counters");
	unlink(ROOT "/proc/200/fd/9");
}

#define LINE " isolcpus=nohz,domain,managed_irq,2-3 nohz_full=2-3 rcu_nocbs=2-3 irqaffinity=0-1"

/* What to do, as it is to be pasted; and that a shell can read it. */
static void test_remedies(void)
{
	static const struct {
		struct file cause[2];
		const char *remedy; /* as an ordinary user is told */
	} rows[] = {
		{ { { CPU "/cpu3/cpufreq/scaling_governor", "schedutil" } },
		  "echo performance | sudo tee " CPU "/cpu3/cpufreq/scaling_governor # or --tune" },
		{ { { CPU "/cpu3/cpufreq/scaling_governor", "schedutil" },
		    { CPU "/cpu2/cpufreq/scaling_governor", "ondemand" } },
		  "echo performance | sudo tee " CPU "/cpu{2,3}/cpufreq/scaling_governor # or --tune" },
		{ { { CPU "/cpufreq/boost", "1" } }, "echo 0 | sudo tee " CPU "/cpufreq/boost # or --tune" },
		{ { { "/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never" } },
		  "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled # or --tune" },
		{ { { "/sys/kernel/mm/ksm/run", "1" } }, "echo 0 | sudo tee /sys/kernel/mm/ksm/run # or --tune" },
		{ { { "/sys/class/tty/console/active", "ttyAMA0" } },
		  "echo 3 | sudo tee /proc/sys/kernel/printk # or --tune" },
		{ { { CPU "/isolated", "" } }, "boot with" LINE " on the kernel's command line" },
		{ { { CPU "/isolated", "2" }, { "/etc/default/grub", "GRUB_DEFAULT=0" } },
		  "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX" LINE "\"' | sudo tee "
		  "/etc/default/grub.d/cmobench.cfg && sudo update-grub && sudo reboot" },
		{ { { CPU "/isolated", "" }, { "/boot/firmware/cmdline.txt", "console=tty1 root=/dev/sda2" } },
		  "sudo sed -i '1s/$/" LINE "/' /boot/firmware/cmdline.txt && sudo reboot" },
		{ { { CPU "/isolated", "" }, { CPU "/online", "2-3" } },
		  "leave a CPU to the system: give fewer by --cpus" },
		{ { { "/proc/swaps", "Filename Type\n/dev/sda2 partition 1 0 -2" } }, "sudo swapoff -a" },
		{ { { "/proc/self/status", "CapEff:\t0000000000000000" } },
		  "sudo sysctl kernel.perf_event_paranoid=-1 # or run as root" },
		{ { { TRACING "/events/enable", "X" } },
		  "echo 0 | sudo tee " TRACING "/events/enable; echo nop | sudo tee " TRACING "/current_tracer" },
		{ { { TAINTED, "4096" }, { "/sys/module/zfs/taint", "O" } }, "sudo modprobe -r zfs" },
		{ { { TAINTED, "128" } }, "reboot" },
	};
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char expected[FINDING_REMEDY_BYTES];
		const char *told, *got;
		FILE *shell;

		snprintf(expected, sizeof(expected), "%s", rows[i].remedy);
		for (char *at = expected; !geteuid() && (at = strstr(at, "sudo "));)
			memmove(at, at + 5, strlen(at + 5) + 1);
		put_cause(rows[i].cause);
		told = start()->count == 1 ? start()->finding[0].remedy : "";
		if (!ok(!strcmp(told, expected), "remedy: %s", expected))
			printf("# %zu findings, told: %s\n", findings.count, told);
		got = strstr(told, "boot with") || strstr(told, "leave") ? "true" : told;
		shell = popen("sh -n", "w");
		ok(shell && fputs(got, shell) >= 0 && !pclose(shell), "a shell can read it");
		put_quiet(NULL);
	}
}

static struct host_state begin;
static struct facts record;

static const struct host_findings *end(void)
{
	findings.count = 0;
	record.count = 0;
	findings_end(&findings, &record, &view, &begin);
	return &findings;
}

/* Write a thread that last ran on a CPU, its time in ticks of 10 ms and, unless NULL, its schedstat, in ns. */
static void put_thread(long pid, long tid, const char *name, int cpu, int ticks, const char *schedstat)
{
	char path[128], text[256];

	snprintf(path, sizeof(path), "/proc/%ld/task/%ld/stat", pid, tid);
	snprintf(text, sizeof(text), "%ld (%s) S 2 0 0 0 -1 2129984 0 0 0 0 %d %d 0 0 20 0 1 0 3 0 0 "
		 "18446744073709551615 0 0 0 0 0 0 0 2147483647 0 0 0 0 17 %d 0 0 0 0 0", tid, name, ticks / 2,
		 ticks - ticks / 2, cpu);
	put_line(path, text);
	if (pid == view.self) {
		snprintf(path, sizeof(path), "/proc/self/task/%ld/stat", tid);
		put_line(path, text);
	}
	snprintf(path, sizeof(path), "/proc/%ld/task/%ld/schedstat", pid, tid);
	put(path, schedstat);
}

/* Threads that ran on our CPUs meanwhile are named, the longest first, if they took them from ours. */
static void test_preempted(void)
{
	put_line("/proc/uptime", "1010.00 1.00");
	ok(!end()->count, "nothing ran");
	put_thread(11, 11, "cppc_fie", 3, 110, NULL);
	put_thread(12, 12, "kworker/2:1-events", 2, 5, "70000000 1 2");
	put_thread(13, 13, "elsewhere", 1, 500, NULL);
	put_thread(14, 15, "a (new) one", 2, 1, "4000000 1 2");
	put_thread(100, 100, "cmobench", 2, 500, NULL);
	put_thread(100, 101, "vCPU 1", 3, 500, NULL);
	ok(!end()->count, "threads ran, and took the CPU from none of ours");
	put_thread(100, 102, "helper", 0, 500, NULL);
	put_line("/proc/self/task/102/status", "Name:\thelper\nnonvoluntary_ctxt_switches:\t9");
	ok(!end()->count, "nor from those that ran elsewhere");
	put_line("/proc/self/task/101/status", "Name:\tvCPU 1\nnonvoluntary_ctxt_switches:\t4");
	ok(is_only(end(), "preempted", SEVERITY_FLAG, "ours 4 times; last there: cppc_fie (0.5 % of the time), "
		   "kworker/2:1-events (0.1 % of the time), a (new) one (0.02 % of the time)") &&
		   strstr(findings.finding[0].remedy, "cppc_cpufreq.fie_disabled=1"),
	   "threads took it: their names and shares");
	put_thread(11, 11, "cppc_fie", 0, 110, NULL);
	ok(is_only(end(), "preempted", SEVERITY_FLAG, "last there: kworker/2:1-events") &&
		   strstr(findings.finding[0].remedy, "isolate"), "not one that ran elsewhere last");
	view.emulated = true;
	ok(!end()->count, "nor in an emulated host");
	view.emulated = false;
	put_line("/proc/self/task/100/status", "Name:\tcmobench\nnonvoluntary_ctxt_switches:\t7");
	put_line("/proc/self/task/101/status", "Name:\tvCPU 1\nnonvoluntary_ctxt_switches:\t0");
	put_thread(11, 11, "cppc_fie", 0, 110, NULL);
	put_thread(12, 12, "kworker/2:1-events", 0, 5, "70000000 1 2");
	put_thread(14, 15, "a (new) one", 0, 1, "4000000 1 2");
	ok(is_only(end(), "preempted", SEVERITY_FLAG, "7 times; last there: none that can be seen"),
	   "nobody that is seen");
	put_line("/proc/self/task/100/status", "Name:\tcmobench\nnonvoluntary_ctxt_switches:\t0");
}

static void test_end(void)
{
	static const struct {
		const char *id;
		enum severity severity;
		struct file cause;
		const char *says;
	} happened[] = {
		{ "throttled", SEVERITY_REFUSE,
		  { "/sys/devices/platform/soc/soc:firmware/get_throttled", "60000" }, "frequency capped (" },
		{ "temperature", SEVERITY_FLAG, { THERMAL "/temp", "79000" }, "1.0 below" },
		{ "swap-in", SEVERITY_REFUSE, { "/proc/vmstat", "pswpin 10" }, "3 pages" },
		{ "steal", SEVERITY_REFUSE, { "/proc/stat", "cpu2 0 0 0 0 0 0 0 2\ncpu3 0 0 0 0 0 0 0 3" }, "50 ms" },
		{ "setting-changed", SEVERITY_REFUSE, { CPU "/cpu2/cpufreq/scaling_governor", "ondemand" },
		  "was \"performance\" at the start and is \"ondemand\"" },
		{ "setting-changed", SEVERITY_REFUSE, { CPU "/cpu2/cpufreq/scaling_max_freq", "1500000" }, "1500000" },
		{ "setting-changed", SEVERITY_REFUSE, { CPU "/cpu3/cpufreq/scaling_governor", "powersave" },
		  "/cpu3/cpufreq/scaling_governor was \"performance\" at the start and is \"powersave\"" },
		{ "setting-changed", SEVERITY_REFUSE, { CPU "/cpufreq/boost", "1" }, "cpufreq/boost" },
		{ "setting-changed", SEVERITY_REFUSE,
		  { "/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never" }, "is \"always\"" },
		{ "setting-changed", SEVERITY_REFUSE, { "/sys/kernel/mm/ksm/run", "1" }, "ksm/run" },
		{ "setting-changed", SEVERITY_REFUSE, { "/proc/sys/kernel/numa_balancing", "1" }, "numa_balancing" },
		{ "setting-changed", SEVERITY_REFUSE, { "/proc/sys/vm/compaction_proactiveness", "9" }, "is \"9\"" },
		{ "tracing", SEVERITY_FLAG, { TRACING "/events/enable", "1" }, "events/enable 1" },
	};

	put_line("/sys/devices/platform/soc/soc:firmware/get_throttled", "40000");
	put_line("/proc/uptime", "1000.00 1.00");
	put_thread(11, 11, "cppc_fie", 3, 100, NULL);
	put_thread(12, 12, "kworker/2:1-events", 2, 5, "50000000 1 2");
	put_thread(13, 13, "elsewhere", 1, 5, NULL);
	put_thread(100, 100, "cmobench", 2, 5, NULL);
	host_state_read(&begin, &view);
	ok(!end()->count, "nothing happened: throttling before the run does not count");
	for (size_t i = 0; i < ARRAY_SIZE(happened); i++) {
		put_line(happened[i].cause.path, happened[i].cause.text);
		ok(is_only(end(), happened[i].id, happened[i].severity, happened[i].says), "during the run %s: %s",
		   happened[i].id, happened[i].says);
		put_quiet(happened[i].cause.path);
	}
	test_preempted();
	put_line("/proc/interrupts",
		 "  CPU0 CPU2 CPU3\n 10: 500 16 27 GICv3 27 Level arch_timer\nIPI0: 9 1 2 R\nErr: 0");
	end();
	ok(record.count == 1 && !strcmp(record.fact[0].name, "interrupts") && record.fact[0].number == 31,
	   "interrupts of our CPUs: %" PRId64, record.fact[0].number);
}

int main(void)
{
	put_quiet(NULL);
	is_only(start(), "", 0, "");
	ok(!findings.count, "a quiet host has no findings");
	test_causes();
	test_harmless();
	test_voltage();
	test_devicetree();
	test_others();
	test_remedies();
	test_end();
	return tap_done();
}
