/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of CPUs, and where vCPUs and helpers are placed on made-up machines. */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "host/os/err.h"
#include "host/place/place.h"

#include <string.h>

#define CPUS_MAX 20

static struct place_cpu cpu[CPUS_MAX];
static struct place_host host;
static struct place place;

static struct cpulist list(const char *text)
{
	struct cpulist cpus = { .word = { 0 } };

	if (*text && cpulist_parse(&cpus, text))
		ok(false, "%s", fail_text());
	return cpus;
}

/* Does a list of step - 1 CPUs in every step survive being written and read? */
static bool fits(int step)
{
	static char text[CPULIST_TEXT_BYTES];
	struct cpulist cpus = { .word = { 0 } }, again;

	for (int i = 0; i < CPULIST_CPUS; i++)
		if (i % step)
			cpulist_add(&cpus, i);
	cpulist_format(&cpus, text, sizeof(text));
	return !cpulist_parse(&again, text) && cpulist_within(&cpus, &again) && cpulist_within(&again, &cpus);
}

static const char *text_of(const struct cpulist *cpus)
{
	static char text[128];

	cpulist_format(cpus, text, sizeof(text));
	return text;
}

/* Make up a machine whose CPUs, in order, fill cores, kinds and nodes of these sizes. */
static void machine(int count, int per_core, int per_kind, int per_node)
{
	host = (struct place_host){ .cpu = cpu, .count = (size_t)count };
	for (int i = 0; i < count; i++) {
		cpu[i] = (struct place_cpu){ .cpu = i, .core = i / per_core, .kind = i / per_kind,
					     .speed = i / per_kind, .node = i / per_node };
		cpulist_add(&host.online, i);
	}
	host.allowed = host.online;
}

/* Make up a machine of one node whose CPUs, each a core, have these kinds and speeds, a letter each. */
static void machine_of(const char *kinds, const char *speeds)
{
	machine((int)strlen(kinds), 1, CPUS_MAX, CPUS_MAX);
	for (size_t i = 0; i < host.count; i++) {
		cpu[i].kind = kinds[i];
		cpu[i].speed = speeds[i];
	}
}

/* Describe what was chosen, "vCPUs / helpers node", and what is special about it. */
static const char *chosen(void)
{
	static char text[256];
	size_t used = 0;

	for (uint32_t i = 0; i < place.count; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%d ", place.cpu[i]);
	snprintf(text + used, sizeof(text) - used, "/ %s node %d%s%s%s%s%s", text_of(&place.helpers), place.node,
		 place.mixed_kinds ? " kinds" : "", place.mixed_speeds ? " speeds" : "",
		 place.mixed_nodes ? " nodes" : "", place.smt >= 0 ? " smt" : "",
		 cpulist_next(&place.unused, 0) >= 0 ? " unused" : "");
	return text;
}

static void chooses(uint32_t vcpus, const char *expected, const char *what)
{
	place_choose(&place, &host, vcpus);
	ok(!strcmp(chosen(), expected), "%s, %u vCPUs: %s", what, vcpus, chosen());
}

static void takes(const char *cpus, const char *expected, const char *what)
{
	struct cpulist listed = list(cpus);
	int err = place_listed(&place, &host, &listed);

	ok(!strcmp(err ? fail_text() : chosen(), expected), "%s, %s: %s", what, cpus, err ? fail_text() : chosen());
}

static void test_lists(void)
{
	static const char *const bad[] = { "", ",", "1,", ",1", "1,,2", "1-", "-1", "3-2", "1-2-3", "a", "1a", "1 2",
					   " 1", "0x1", "4096", "0-4096", "99999999999999999999", "(null)", "+1" };
	static const char *const good[][2] = { { "0", "0" }, { "2-3,8", "2-3,8" }, { "8,3,2", "2-3,8" },
					       { "1-1", "1" }, { "0-4095", "0-4095" }, { "63,64,65", "63-65" },
					       { "1,1", "1" }, { "5,3-6", "3-6" } };
	struct cpulist cpus, other;
	char small[4];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ok(cpulist_parse(&cpus, bad[i]) && strstr(fail_text(), "not a list of CPUs"),
		   "no list: \"%s\"", bad[i]);
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		ok(!cpulist_parse(&cpus, good[i][0]) && !strcmp(text_of(&cpus), good[i][1]), "%s is %s", good[i][0],
		   text_of(&cpus));
	cpus = list("10,20-22");
	cpulist_format(&cpus, small, sizeof(small));
	ok(!strcmp(small, "10,"), "what does not fit is cut: %s", small);
	for (int step = 2; step <= 4; step++)
		ok(fits(step), "every list has room: %d CPUs of %d", step - 1, step);
	ok(!cpulist_has(&cpus, -1) && !cpulist_has(&cpus, CPULIST_CPUS) && cpulist_has(&cpus, 20), "has");
	ok(cpulist_next(&cpus, 0) == 10 && cpulist_next(&cpus, 11) == 20 && cpulist_next(&cpus, 23) == -1, "next");
	other = list("21");
	ok(cpulist_within(&other, &cpus) && !cpulist_within(&cpus, &other), "within");
	cpulist_remove(&cpus, &other);
	ok(!strcmp(text_of(&cpus), "10,20,22"), "remove: %s", text_of(&cpus));
	cpulist_unite(&cpus, &other);
	ok(!strcmp(text_of(&cpus), "10,20-22"), "unite: %s", text_of(&cpus));
	cpulist_read(&cpus, "", "/nowhere");
	ok(cpulist_next(&cpus, 0) < 0, "a file that is not there has none");
	cpulist_read(&cpus, "", "/sys/devices/system/cpu/online");
	cpulist_affinity(&other, 0);
	ok(cpulist_next(&cpus, 0) >= 0 && cpulist_within(&other, &cpus), "we may run on CPUs that are online: %s",
	   text_of(&cpus));
}

static void test_binding(void)
{
	struct cpulist before, one = { .word = { 0 } }, now;

	cpulist_affinity(&before, 0);
	cpulist_add(&one, cpulist_next(&before, 0));
	ok(!cpulist_bind(&one, 0), "bind to %s", text_of(&one));
	cpulist_affinity(&now, 0);
	ok(!memcmp(&now, &one, sizeof(now)), "and be bound there");
	ok(!cpulist_bind(&before, 0), "and back");
	one = list("4095");
	ok(cpulist_bind(&one, 0) && strstr(fail_text(), "CPUs 4095: "), "not to what is not there: %s", fail_text());
}

static void test_allowed(void)
{
	static const struct {
		const char *affinity, *permitted, *isolated, *allowed, *what;
	} rows[] = {
		{ "0-3", "0-3", "", "0-3", "nobody narrowed anything" },
		{ "1-2", "0-3", "", "1-2", "somebody narrowed the affinity" },
		{ "0-1", "0-3", "2-3", "0-3", "isolated CPUs are not in the affinity that a process begins with" },
		{ "0", "0-3", "2-3", "0", "somebody narrowed the affinity to what is not isolated" },
		{ "3", "0-3", "2-3", "3", "somebody narrowed the affinity to what is isolated" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct cpulist affinity = list(rows[i].affinity), permitted = list(rows[i].permitted);
		struct cpulist isolated = list(rows[i].isolated);
		struct cpulist allowed = place_allowed(&affinity, &permitted, &isolated);

		ok(!strcmp(text_of(&allowed), rows[i].allowed), "%s: %s", rows[i].what, text_of(&allowed));
	}
}

static void test_choice(void)
{
	const char *what = "one CPU";

	machine(1, 1, 1, 1);
	chooses(1, "0 /  node 0", what);
	chooses(4, "0 /  node 0", what);
	what = "4 cores";
	machine(4, 1, 4, 4);
	chooses(1, "3 / 0-2 node 0", what);
	chooses(2, "3 2 / 0-1 node 0", what);
	chooses(3, "3 2 1 / 0 node 0", what);
	chooses(4, "3 2 1 0 / 0 node 0", what);
	what = "2 packages of 4 cores of 2 CPUs";
	machine(16, 2, 16, 8);
	chooses(1, "15 / 0-13 node 1 smt", what);
	chooses(4, "15 13 11 9 / 0-7 node 1 smt", what);
	chooses(8, "15 13 11 9 / 0-7 node 1 smt", what);
	what = "4 little and 4 big cores";
	machine(8, 1, 4, 8);
	chooses(2, "7 6 / 0-5 node 0", what);
	chooses(8, "7 6 5 4 / 0-3 node 0", what);
	what = "restricted to 1-2 and 9";
	machine(16, 1, 16, 8);
	host.allowed = list("1-2,9");
	chooses(1, "9 / 1-2 node 1", what);
	chooses(2, "2 1 / 9 node 0", what);
	chooses(3, "2 1 / 9 node 0", what);
	what = "restricted to 1-2";
	host.allowed = list("1-2");
	chooses(2, "2 1 / 1 node 0", what);
	what = "1-2 isolated of 4 cores";
	machine(4, 1, 4, 4);
	host.isolated = list("1-2");
	chooses(1, "2 / 0,3 node 0", what);
	chooses(3, "2 1 3 / 0 node 0", what);
	what = "all isolated but one, where a vCPU is";
	host.allowed = list("1-3");
	host.isolated = list("2-3");
	chooses(3, "3 2 1 / 1 node 0", what);
	host.isolated = list("1-3");
	chooses(1, "3 / 1-2 node 0", "all isolated");
	what = "the sibling of an isolated CPU";
	machine(4, 2, 4, 4);
	host.isolated = list("0");
	chooses(1, "0 / 2-3 node 0 smt", what);
	what = "siblings that are not neighbours";
	machine(4, 1, 4, 4);
	for (int i = 0; i < 4; i++)
		cpu[i].core = i % 2;
	chooses(2, "3 2 / 2 node 0 smt", what);
	host.count = 0;
	chooses(1, "/ 0-3 node -1", "no topology");
}

/* One CPU may be the best and the only one of its kind: others have room for more vCPUs. */
static void test_kinds(void)
{
	const char *what = "5, 5, 5, 4 and 1 cores of five kinds";

	machine_of("aaaaabbbbbcccccdddde", "aaaaabbbbbcccccdddde");
	chooses(1, "19 / 0-18 node 0", what);
	chooses(2, "18 17 / 0-16,19 node 0", what);
	chooses(4, "18 17 16 15 / 0-14,19 node 0", what);
	chooses(5, "14 13 12 11 10 / 0-9,15-19 node 0", what);
	chooses(8, "14 13 12 11 10 / 0-9,15-19 node 0", what);
	what = "GB10: 10 little and 10 big cores of 5 speeds";
	machine_of("aaaaabbbbbaaaaabbbbb", "aaaaabbbbbcccccdddde");
	chooses(1, "19 / 0-18 node 0", what);
	chooses(4, "18 17 16 15 / 0-14,19 node 0", what);
	chooses(5, "9 8 7 6 5 / 0-4,10-19 node 0", what);
	chooses(8, "19 18 17 16 15 9 8 7 / 0-6,10-14 node 0 speeds", what);
	chooses(16, "19 18 17 16 15 9 8 7 6 5 / 0-4,10-14 node 0 speeds", what);
	what = "RK3399: 4 little and 2 big cores";
	machine_of("aaaabb", "aaaabb");
	chooses(2, "5 4 / 0-3 node 0", what);
	chooses(4, "3 2 1 0 / 4-5 node 0", what);
	what = "RK3588: 4 little and 2 + 2 big cores";
	machine_of("aaaabbbb", "aaaabbbb");
	chooses(4, "7 6 5 4 / 0-3 node 0", what);
	what = "RK3588 whose big cores have two speeds";
	machine_of("aaaabbbb", "aaaabbcc");
	chooses(2, "7 6 / 0-5 node 0", what);
	chooses(4, "7 6 5 4 / 0-3 node 0 speeds", what);
	takes("4-5", "4 5 / 0-3,6-7 node 0", what);
	takes("5-6", "5 6 / 0-4,7 node 0 speeds", what);
	takes("3-4", "3 4 / 0-2,5-7 node 0 kinds", what);
	what = "every core boosts differently";
	machine_of("aaaa", "abcd");
	chooses(1, "3 / 0-2 node 0", what);
	chooses(4, "3 2 1 0 / 0 node 0 speeds", what);
	what = "2 nodes, each with 2 little and 2 big cores";
	machine(8, 1, 2, 4);
	for (int i = 0; i < 8; i++)
		cpu[i].kind = cpu[i].speed = i / 2 % 2;
	chooses(2, "7 6 / 0-5 node 1", what);
	chooses(4, "7 6 / 0-5 node 1", what);
	host.allowed = list("0-3,5-7");
	chooses(2, "7 6 / 0-3,5 node 1", what);
}

/* Isolated CPUs are preferred where they have room for the vCPUs. */
static void test_isolated_kinds(void)
{
	const char *what = "the little cores are isolated";

	machine_of("aaaabbbb", "aaaabbbb");
	host.isolated = list("0-3");
	chooses(1, "3 / 4-7 node 0", what);
	chooses(4, "3 2 1 0 / 4-7 node 0", what);
	what = "the 2 big cores of 6 are isolated";
	machine_of("aaaabb", "aaaabb");
	host.isolated = list("4-5");
	chooses(2, "5 4 / 0-3 node 0", what);
	chooses(4, "3 2 1 0 / 4-5 node 0 unused", what);
	ok(!strcmp(text_of(&place.unused), "4-5"), "%s and not used: %s", what, text_of(&place.unused));
	host.allowed = list("0-4");
	chooses(4, "3 2 1 0 / 4 node 0 unused", what);
	ok(!strcmp(text_of(&place.unused), "4"), "of those that this process may use: %s", text_of(&place.unused));
	what = "a little core and 2 big ones are isolated";
	machine_of("aaaabbbb", "aaaabbbb");
	host.isolated = list("0,4-5");
	chooses(1, "5 / 1-3,6-7 node 0", what);
	chooses(4, "5 4 7 6 / 1-3 node 0", what);
	what = "isolated cores of two speeds";
	machine_of("aaaaaa", "aabbcc");
	host.isolated = list("1-2");
	chooses(1, "2 / 0,3-5 node 0", what);
	chooses(2, "2 1 / 0,3-5 node 0 speeds", what);
	what = "one isolated core on the last of 2 nodes, 2 on the first";
	machine(8, 1, 8, 4);
	host.isolated = list("1-2,5");
	chooses(1, "5 / 0,3-4,6-7 node 1", what);
	chooses(2, "2 1 / 0,3-4,6-7 node 0", what);
}

static void test_listed(void)
{
	const char *what = "4 little and 4 big cores";

	machine(8, 1, 4, 8);
	takes("6-7", "6 7 / 0-5 node 0", what);
	takes("4,0", "0 4 / 1-3,5-7 node 0 kinds", what);
	takes("0-7", "0 1 2 3 4 5 6 7 / 7 node 0 kinds", what);
	ok(place.listed, "and it is known that they were listed");
	what = "2 packages of 4 cores of 2 CPUs";
	machine(16, 2, 16, 8);
	takes("7,8", "7 8 / 0-5,10-15 node 0 nodes smt", what);
	takes("2-3", "2 3 / 0-1,4-15 node 0 smt", what);
	takes("16", "CPU 16 is not online", what);
	takes("1,4000", "CPU 4000 is not online", what);
	what = "restricted to 1-2 and 9";
	host.allowed = list("1-2,9");
	takes("2,9", "2 9 / 1 node 0 nodes smt", what);
	takes("9", "9 / 1-2 node 1 smt", what);
	takes("3", "CPU 3 is not among those that this process may use, 1-2,9", what);
	takes("1", "1 / 2,9 node 0 smt", what);
	what = "one CPU";
	machine(1, 1, 1, 1);
	takes("0", "0 /  node 0", what);
	/* The CPU is online but outside the process's cpuset, so the topology lacks it. */
	cpulist_add(&host.online, 1);
	takes("1", "CPU 1 is not among those that this process may use, 0", what);
}

int main(void)
{
	test_lists();
	test_binding();
	test_allowed();
	test_choice();
	test_kinds();
	test_isolated_kinds();
	test_listed();
	return tap_done();
}
