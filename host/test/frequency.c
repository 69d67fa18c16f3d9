/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The findings of frequency.c on a made-up run: a core of 3 GHz, a CNTVCT_EL0 of 25 MHz, entries of 5 to 400 us, each
 * with 1.5 us around it in which nothing is counted. Then one thing after another goes wrong.
 */
#include "bench/test/tap.h"
#include "host/clock/frequency.h"

#include <string.h>
#include <sys/stat.h>

#define ENTRIES 1000
#define CLOCK_HZ 25000000
#define CORE_HZ 3e9
#define OUTSIDE_US 1.5

static struct frequency_entry run[ENTRIES];
static const struct frequency_limits metal = { .clock_hz = CLOCK_HZ, .max_hz = 3000000000 };

static uint64_t draw(uint64_t *state)
{
	/* The generator of Knuth's MMIX. */
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 33;
}

static void make_run(void)
{
	uint64_t state = 1;

	for (size_t i = 0; i < ENTRIES; i++) {
		double us = 5 + (double)(draw(&state) % 395000) / 1000;

		run[i] = (struct frequency_entry){
			.entry_ticks = (uint64_t)((us + OUTSIDE_US) * CLOCK_HZ / 1e6 +
						  (double)(draw(&state) % 1000) / 1000),
			.cycles = (uint64_t)(us * CORE_HZ / 1e6),
			.insns = (uint64_t)(us * 1000),
		};
	}
}

/* Make the core slower by pct per cent from an entry on. */
static void slow_down(size_t from, double pct)
{
	for (size_t i = from; i < ENTRIES; i++)
		run[i].cycles -= (uint64_t)((double)run[i].cycles * pct / 100);
}

/* Are these the findings? ids has their identifiers, each followed by a blank. */
static bool finds(size_t count, const struct frequency_limits *limits, const char *ids)
{
	struct host_findings findings = { .count = 0 };
	char had[256] = "";

	frequency_judge(run, count, limits, &findings);
	for (size_t i = 0; i < findings.count; i++) {
		printf("# %s: %s\n", findings.finding[i].id, findings.finding[i].what);
		strcat(strcat(had, findings.finding[i].id), " ");
	}
	return !strcmp(had, ids);
}

static void test_cycles(void)
{
	struct frequency_limits limits = metal;

	make_run();
	ok(finds(ENTRIES, &metal, ""), "a core that keeps to its frequency, whatever the time around an entry");
	slow_down(ENTRIES * 9 / 10, 0.3);
	ok(finds(ENTRIES, &metal, "frequency-drift "), "0.3 %% slower in the last tenth");
	make_run();
	slow_down(ENTRIES * 9 / 10, 0.1);
	ok(finds(ENTRIES, &metal, ""), "0.1 %% slower in the last tenth is tolerated");
	make_run();
	slow_down(0, 10);
	ok(finds(ENTRIES, &metal, "frequency "), "10 %% slower than cpufreq says, always");
	make_run();
	slow_down(0, 0.3);
	ok(finds(ENTRIES, &metal, ""), "0.3 %% slower throughout is tolerated");
	make_run();
	slow_down(ENTRIES / 2, 20);
	ok(finds(ENTRIES, &metal, "frequency-drift frequency "), "throttled from the middle on: both");
	limits.max_hz = 0;
	ok(finds(ENTRIES, &limits, "frequency-drift "), "without cpufreq the drift is seen");
	limits.clock_hz = 0;
	ok(finds(ENTRIES, &limits, ""), "ticks that are not time say nothing");
}

static void test_odd_entries(void)
{
	make_run();
	for (size_t i = 0; i < ENTRIES; i += 8)
		run[i].entry_ticks += CLOCK_HZ / 1000;
	ok(finds(ENTRIES, &metal, ""), "a preemption of 1 ms in each eighth entry does not matter");
	make_run();
	for (size_t i = 0; i < ENTRIES; i++)
		if (i % 3)
			run[i] = (struct frequency_entry){ run[i].entry_ticks, run[i].cycles / 2, 0, .to_user = true };
	ok(finds(ENTRIES, &metal, ""), "nor do entries that leave for userspace");
	for (size_t i = 0; i < ENTRIES; i++)
		run[i].to_user = false;
	ok(!finds(ENTRIES, &metal, ""), "the same entries would matter if they did not leave for userspace");
	make_run();
	for (size_t i = 0; i < ENTRIES; i += 3)
		run[i].cycles = 0;
	ok(finds(ENTRIES, &metal, ""), "nor sets without cycles");
	slow_down(0, 10);
	for (size_t i = 1; i < ENTRIES; i += 3)
		run[i].cycles = 0;
	ok(finds(ENTRIES, &metal, "frequency "), "where only each third set has cycles, those are used");
	make_run();
	for (size_t i = 0; i < ENTRIES; i += 3)
		run[i].cycles = 0;
	slow_down(0, 10);
	ok(finds(15, &metal, "") && finds(0, &metal, ""), "15 entries, of which 10 have cycles, are too few");
	make_run();
	slow_down(0, 10);
	for (size_t i = 0; i < ENTRIES; i++)
		run[i] = (struct frequency_entry){ .entry_ticks = 5000 + i % 100, .cycles = 600000 + i % 100 * 90 };
	ok(finds(ENTRIES, &metal, ""), "entries that all last about as long say nothing");
}

static void test_insns(void)
{
	static const struct frequency_limits emulated = { .insns_per_tick = 1 }, neither = { 0 };

	make_run();
	for (size_t i = 0; i < ENTRIES; i++)
		run[i].entry_ticks = run[i].insns + 5000;
	ok(finds(ENTRIES, &emulated, ""), "two counters of instructions that agree, but for 5000 around each entry");
	for (size_t i = 0; i < ENTRIES; i++)
		run[i].insns += run[i].insns / 200;
	ok(finds(ENTRIES, &emulated, ""), "0.5 %% apart is tolerated");
	for (size_t i = 0; i < ENTRIES; i++)
		run[i].insns += run[i].insns / 100;
	ok(finds(ENTRIES, &emulated, "two-clocks "), "1.5 %% is not");
	ok(finds(ENTRIES, &neither, ""), "where the counter counts neither time nor instructions, nothing is said");
}

static bool write_max(const char *text)
{
	FILE *f = fopen("cpu3/cpufreq/cpuinfo_max_freq", "w");

	return f && fputs(text, f) >= 0 && !fclose(f);
}

static void test_cpufreq(void)
{
	mkdir("cpu3", 0777);
	mkdir("cpu3/cpufreq", 0777);
	ok(frequency_max_hz(".", 3) == 0, "no cpufreq, no frequency");
	ok(write_max("3000000\n") && frequency_max_hz(".", 3) == 3000000000, "kHz there, Hz here");
	ok(frequency_max_hz(".", 2) == 0, "of that CPU");
	ok(write_max("<unknown>\n") && frequency_max_hz(".", 3) == 0, "what is no number is not known");
}

int main(void)
{
	test_cycles();
	test_odd_entries();
	test_insns();
	test_cpufreq();
	return tap_done();
}
