/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests the choice of CPUs and NUMA nodes on synthetic machines of hwloc, and, on an emulated host of 8 CPUs and 2 NUMA
 * nodes, where threads and memory really are. Runs in place of the program.
 */
#include "bench/test/tap.h"
#include "bench/cli/verb.h"
#include "host/options/options.h"
#include "host/os/err.h"
#include "host/run/session.h"
#include "host/vm/machine.h"

#include <dirent.h>
#include <linux/mempolicy.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define XML     "/tmp/topology.xml"
#define ARCHIVE "/tmp/topology.cmo.jsonl"
#define UNITS   8
#define NEAR    1 /* the node that is chosen, because it has the last CPUs */
#define FAR     0 /* the other node */

static struct pin pin;

/* Return what was chosen and its findings, or why nothing was. */
static const char *choose(const char *cpus, uint32_t vcpus)
{
	static struct host_findings findings;
	static char text[PIN_TEXT + 256];

	if (pin_choose(&pin, cpus, vcpus)) {
		pin_close(&pin);
		return fail_text();
	}
	findings.count = 0;
	pin_findings(&pin, &findings);
	pin_describe(&pin, text);
	for (size_t i = 0; i < findings.count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), " %s", findings.finding[i].id);
	return text;
}

static void chooses(const char *cpus, uint32_t vcpus, const char *expected)
{
	const char *is = choose(cpus, vcpus);

	ok(!strcmp(is, expected), "%s, %u vCPUs: %s", cpus ? cpus : "any", vcpus, is);
	pin_close(&pin);
}

static void synthetic(const char *description)
{
	unsetenv("HWLOC_XMLFILE");
	setenv("HWLOC_SYNTHETIC", description, 1);
	printf("# %s\n", description);
}

/* Give the machine that was described last these kinds of cores, as XML of hwloc. */
static void with_kinds(const char *kinds)
{
	static const char end[] = "</topology>";
	FILE *f = fopen(XML, "w");
	char *at;

	pin_choose(&pin, NULL, 1);
	at = f && pin.xml ? strstr(pin.xml, end) : NULL;
	ok(at != NULL, "the topology is exported as XML");
	if (!at)
		return;
	fprintf(f, "%.*s%s%s\n", (int)(at - pin.xml), pin.xml, kinds, end);
	fclose(f);
	pin_close(&pin);
	unsetenv("HWLOC_SYNTHETIC");
	setenv("HWLOC_XMLFILE", XML, 1);
}

/* A kind as hwloc finds it by capacity and frequency. */
#define SPEED(cpus, capacity, mhz)                                                                                     \
	"<cpukind cpuset=\"" cpus "\"><info name=\"FrequencyMaxMHz\" value=\"" mhz "\"/>"                             \
	"<info name=\"LinuxCapacity\" value=\"" capacity "\"/></cpukind>\n"

/* Kinds and speeds of cores as hwloc tells them. */
static void test_kinds(void)
{
	synthetic("core:8 pu:1");
	with_kinds("<cpukind cpuset=\"0x0000000f\" forced_efficiency=\"0\"/>\n"
		   "<cpukind cpuset=\"0x000000f0\" forced_efficiency=\"1\"/>\n");
	chooses(NULL, 8, "vCPUs on CPUs 7 6 5 4, helpers on 0-3, memory on NUMA node 0");
	chooses("3,4", 1, "vCPUs on CPUs 3 4, helpers on 0-2,5-7, memory on NUMA node 0 mixed-cores");
	synthetic("core:8 pu:1");
	with_kinds(SPEED("0x0000003f", "1000", "3900") SPEED("0x00000080", "1024", "4004")
		   SPEED("0x00000040", "1010", "3950"));
	chooses(NULL, 1, "vCPUs on CPUs 7, helpers on 0-6, memory on NUMA node 0");
	chooses(NULL, 4, "vCPUs on CPUs 5 4 3 2, helpers on 0-1,6-7, memory on NUMA node 0");
	chooses(NULL, 7, "vCPUs on CPUs 7 6 5 4 3 2 1, helpers on 0, memory on NUMA node 0 mixed-speeds");
	chooses("5-7", 1, "vCPUs on CPUs 5 6 7, helpers on 0-4, memory on NUMA node 0 mixed-speeds");
	synthetic("core:8 pu:1");
	with_kinds("<cpukind cpuset=\"0x00000007\" forced_efficiency=\"0\"/>\n"
		   "<cpukind cpuset=\"0x00000078\" forced_efficiency=\"1\"/>\n"
		   "<cpukind cpuset=\"0x00000080\" forced_efficiency=\"2\"/>\n");
	chooses(NULL, 1, "vCPUs on CPUs 7, helpers on 0-6, memory on NUMA node 0");
	chooses(NULL, 4, "vCPUs on CPUs 6 5 4 3, helpers on 0-2,7, memory on NUMA node 0");
}

static void test_made_up(void)
{
	synthetic("pack:2 [numa] core:2 pu:2");
	chooses(NULL, 1, "vCPUs on CPUs 7, helpers on 0-5, memory of any NUMA node smt memory-unbound");
	chooses(NULL, 4, "vCPUs on CPUs 7 5, helpers on 0-3, memory of any NUMA node smt memory-unbound");
	chooses("1,4", 1,
		"vCPUs on CPUs 1 4, helpers on 2-3,6-7, memory of any NUMA node mixed-nodes smt memory-unbound");
	synthetic("core:8 pu:1");
	chooses(NULL, 8, "vCPUs on CPUs 7 6 5 4 3 2 1 0, helpers on 0, memory on NUMA node 0");
	chooses("3,4", 1, "vCPUs on CPUs 3 4, helpers on 0-2,5-7, memory on NUMA node 0");
	test_kinds();
	synthetic("core:1 pu:1");
	chooses(NULL, 4, "vCPUs on CPUs 0, helpers beside them, memory on NUMA node 0");
	/* Six CPUs of this machine are missing in that one, as if they were in another cpuset. */
	synthetic("core:2 pu:1");
	chooses("2", 1, "CPU 2 is not among those that this process may use, 0-1");
	unsetenv("HWLOC_SYNTHETIC");
	unsetenv("HWLOC_XMLFILE");
}

static void test_affinity(void)
{
	struct cpulist before, narrow;

	cpulist_affinity(&before, 0);
	cpulist_parse(&narrow, "0-1,5");
	cpulist_bind(&narrow, 0);
	chooses(NULL, 1, "vCPUs on CPUs 5, helpers on 0-1, memory of any NUMA node memory-unbound");
	chooses(NULL, 2, "vCPUs on CPUs 1 0, helpers on 5, memory of any NUMA node memory-unbound");
	chooses("6", 1, "CPU 6 is not among those that this process may use, 0-1,5");
	cpulist_bind(&before, 0);
	chooses("8", 1, "CPU 8 is not online");
	chooses(NULL, 4, "vCPUs on CPUs 7 6 5 4, helpers on 0-3, memory of any NUMA node memory-unbound");
}

/* Nothing in the archive may identify the machine. */
static void test_privacy(void)
{
	pin_choose(&pin, NULL, 1);
	ok(pin.xml && strstr(pin.xml, "name=\"OSRelease\"") && !strstr(pin.xml, "HostName"),
	   "the machine's name is left out of its topology");
	pin_close(&pin);
}

/* Return the NUMA node of the page at an address; -1: it is not known. */
static int node_at(const void *address)
{
	int node = -1;

	syscall(SYS_get_mempolicy, &node, NULL, 0UL, address, MPOL_F_NODE | MPOL_F_ADDR);
	return node;
}

/* Write the units from a CPU of the far node, and return how many of them are on a node. */
static size_t units_on(enum backing_id kind, int node)
{
	struct backing_memory memory;
	size_t count = 0;

	if (backing_open(&memory, kind, UNITS, false, NULL) || backing_set(&memory, HOST_PAGE_WRITTEN, 0, UNITS)) {
		printf("# %s\n", fail_text());
		return 0;
	}
	for (size_t i = 0; i < UNITS; i++)
		count += node_at(memory.hva + i * memory.stride_bytes) == node;
	backing_close(&memory);
	return count;
}

/* Unbound memory is allocated on the node of the CPU that touches it. */
static void test_unbound(void)
{
	struct cpulist before, far;

	cpulist_affinity(&before, 0);
	cpulist_parse(&far, "0-3");
	cpulist_bind(&far, 0);
	for (int kind = 0; kind < BACKING_COUNT; kind++)
		ok(units_on(kind, FAR) == UNITS, "unbound: %s is where it is touched", backing_table[kind].name);
	cpulist_bind(&before, 0);
}

/* Return the KiB that /sys/devices/system/node/nodeN/meminfo has under a name. */
static long node_kb(int node, const char *name)
{
	char path[64], line[128];
	FILE *f = fopen("/proc/sys/vm/stat_refresh", "w"); /* adds the counts that each CPU keeps */
	long kb = -1;

	if (f) {
		fputs("1", f);
		fclose(f);
	}
	snprintf(path, sizeof(path), "/sys/devices/system/node/node%d/meminfo", node);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, name))
			sscanf(strchr(line, ':'), ": %ld", &kb);
	if (f)
		fclose(f);
	return kb;
}

/* Return how many threads of ours are bound to exactly these CPUs. */
static int threads_on(const char *cpus)
{
	DIR *dir = opendir("/proc/self/task");
	struct cpulist wanted, has;
	struct dirent *entry;
	int count = 0;

	cpulist_parse(&wanted, cpus);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		cpulist_affinity(&has, atoi(entry->d_name));
		count += !memcmp(&has, &wanted, sizeof(has));
	}
	if (dir)
		closedir(dir);
	return count;
}

/* While memory is bound to the near node, create a VM on a CPU of the far node. */
static void test_tables(void)
{
	long far_kb = node_kb(FAR, "SecPageTables"), near_kb = node_kb(NEAR, "SecPageTables");
	struct vm vm = VM_CLOSED;

	if (machine_open(&vm, false, 1, NULL))
		printf("# %s\n", fail_text());
	near_kb = node_kb(NEAR, "SecPageTables") - near_kb;
	far_kb = node_kb(FAR, "SecPageTables") - far_kb;
	ok(near_kb > 0 && far_kb == 0, "and a VM's stage-2 tables: %ld KiB more there, %ld here", near_kb, far_kb);
	machine_close(&vm);
}

/* Open a session with two vCPUs and memory that a thread provides. */
static void test_session(void)
{
	static const char *argv[] = { "run", "--allow", "virtual,emulator", "--suite", "standard", "--filter",
				      "vcpus=1,2", NULL };
	static struct session session;
	struct cell cell = { .op = OP_str, .backing = BACKING_UFFD, .host_page = HOST_PAGE_WRITTEN };
	struct options options;

	while (vcpus_table[cell.vcpus].count != 2)
		cell.vcpus++;
	if (options_parse(&options, 7, (char **)argv) || session_open(&session, &options) ||
	    testbed_configure(&session.testbed, &cell, 1)) {
		ok(false, "a session: %s", fail_text());
		return;
	}
	ok(session.pin.place.count == 2 && session.pin.cpu == 7 && session.pin.memory_node == NEAR,
	   "2 vCPUs from CPU %d down, memory on node %d", session.pin.cpu, session.pin.memory_node);
	ok(threads_on("7") == 1, "one thread is on CPU 7: that of vCPU 0");
	ok(threads_on("6") == 1, "one on CPU 6: that of vCPU 1");
	ok(threads_on("0-5") == 2, "two on CPUs 0-5: what watches vCPUs, and what provides pages");
	ok(threads_on("0-7") == 0, "and none is anywhere");
	ok(node_at(session.testbed.vm.warm) == NEAR, "the guest image is on that node");
	pin_to_helpers(&session.pin, 0);
	for (int kind = 0; kind < BACKING_COUNT; kind++)
		ok(units_on(kind, NEAR) == UNITS, "bound: %s is on node %d, touched from the other",
		   backing_table[kind].name, NEAR);
	test_tables();
	session_close(&session);
}

/* The keeper of the archive runs on the helpers' CPUs during a measurement, and on all CPUs afterwards. */
static void test_keeper(void)
{
	static const char *argv[] = { "run", "--allow", "virtual,emulator", "--force", "--samples", "64", "--filter",
				      "op=dc_ivac slot=rw", "-o", ARCHIVE, NULL };
	struct cpulist helpers, all, now;
	bool went = false;
	int state, status;
	pid_t pid;

	cpulist_parse(&helpers, "0-6");
	cpulist_affinity(&all, 0);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		status = run_main(10, (char **)argv);
		cpulist_affinity(&now, 0);
		_exit(status ? status : memcmp(&now, &all, sizeof(now)) != 0);
	}
	while (!waitpid(pid, &state, WNOHANG)) {
		cpulist_affinity(&now, pid);
		went |= !memcmp(&now, &helpers, sizeof(now));
		usleep(1000);
	}
	ok(went, "while cells are measured, the keeper is on CPUs 0-6");
	ok(WIFEXITED(state) && !WEXITSTATUS(state), "and where it was before, when they are");
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	test_made_up();
	test_affinity();
	test_privacy();
	test_unbound();
	test_keeper();
	test_session(); /* the last one, because it binds memory for good */
	return tap_done();
}
