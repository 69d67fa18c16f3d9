/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --tune on a made-up host: the settings with findings are set, no others are, and all of them are restored. */
#include "host/os/err.h"
#include "host/findings/findings.h"
#include "host/os/hostfile.h"
#include "host/os/restore.h"
#include "host/test/hosttree.h"
#include "host/findings/tune.h"

#include <errno.h>

#define CPU      "/sys/devices/system/cpu"
#define GOVERNOR(cpu) CPU "/cpu" #cpu "/cpufreq/scaling_governor"
#define THP      "/sys/kernel/mm/transparent_hugepage/enabled"
#define KSM      "/sys/kernel/mm/ksm/run"

static struct host_view view = { .root = ROOT, .cpu = { 1, 2 }, .cpu_count = 2 };
static struct host_findings findings;
static struct facts facts;

static bool holds(const char *path, const char *text)
{
	char line[64];

	return hostfile_text(ROOT, line, sizeof(line), "%s", path) >= 0 && !strcmp(line, text);
}

static bool is_fact(size_t i, const char *name, const char *text)
{
	return i < facts.count && !strcmp(facts.fact[i].name, name) && !strcmp(facts.fact[i].text, text);
}

static int tune(void)
{
	findings.count = 0;
	facts.count = 0;
	findings_start(&findings, &view);
	return restore_open() ? -EIO : tune_begin(&view, &findings, &facts);
}

int main(void)
{
	put_line(GOVERNOR(0), "powersave");
	put_line(GOVERNOR(1), "powersave");
	put_line(GOVERNOR(2), "schedutil");
	put_line(THP, "[always] madvise never");
	put_line(KSM, "0");
	put_line("/proc/sys/vm/compaction_proactiveness", "20");
	put_line("/proc/sys/kernel/printk", "7\t4\t1\t7");
	put_line("/sys/class/tty/console/active", "tty0 ttyS0");
	put("/dev/cpu_dma_latency", "");
	ok(!tune(), "tuned");
	ok(holds(GOVERNOR(1), "performance") && holds(GOVERNOR(2), "performance") && holds(GOVERNOR(0), "powersave"),
	   "the governor is set on the CPUs that are measured on, and on no others");
	ok(holds(THP, "madvise") && holds("/proc/sys/vm/compaction_proactiveness", "0"), "settings of memory are set");
	ok(holds("/proc/sys/kernel/printk", "3"), "the first of several numbers is written alone");
	ok(facts.count == 5 && is_fact(0, "tuned_governor", "schedutil -> performance") &&
		   is_fact(1, "tuned_thp", "always -> madvise") &&
		   is_fact(2, "tuned_compaction_proactiveness", "20 -> 0") &&
		   is_fact(3, "tuned_console_loglevel", "7 -> 3") && is_fact(4, "tuned_cpu_dma_latency", "0"),
	   "each change is a fact, and there are no other facts");
	tune_end();
	ok(!restore_close(), "restoring succeeds");
	ok(holds(GOVERNOR(1), "powersave") && holds(GOVERNOR(2), "schedutil") && holds(THP, "always") &&
		   holds("/proc/sys/vm/compaction_proactiveness", "20") &&
		   holds("/proc/sys/kernel/printk", "7\t4\t1\t7"), "every setting is as it was, all its numbers");

	view.emulated = true;
	ok(!tune() && facts.count == 2 && holds(GOVERNOR(1), "powersave"),
	   "in an emulated host neither the frequency nor sleep states are tuned");
	tune_end();
	ok(!restore_close() && holds(THP, "always"), "what was tuned there is restored");
	view.emulated = false;

	put("/dev/cpu_dma_latency", NULL);
	mkdir(ROOT "/dev/cpu_dma_latency", 0755);
	ok(tune() == -EISDIR && strstr(fail_text(), "cpu_dma_latency"),
	   "a setting that cannot be set is an error that names it");
	tune_end();
	ok(!restore_close() && holds(GOVERNOR(1), "powersave"), "the settings before it are restored");
	return tap_done();
}
