/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The conclusions that host/clock/judge.c draws from made-up readings of a counter: good ones, and bad ones of each
 * kind.
 */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "host/clock/clock.h"
#include "host/os/err.h"

#include <math.h>
#include <string.h>

#define READS 1000
#define SECOND_NS 1000000000

/* Make a series of reads: start, then each greater than the one before by the next of step_ticks, which repeat. */
static void series(uint64_t reads[static READS], uint64_t start, const uint64_t *step_ticks, size_t steps)
{
	for (size_t i = 0; i < READS; i++) {
		reads[i] = start;
		start += step_ticks[i % steps];
	}
}

static void test_calibration(void)
{
	uint64_t still[4] = { 0 }, zero[4] = { 0 }, longer[4] = { 4100, 4100, 9000, 4100 },
		 shorter[4] = { 2052, 2052, 2052, 2052 }, noisy[4] = { 4100, 4500, 9000, 4177 };
	uint64_t coarse_longer[4] = { 102, 102, 103, 102 }, coarse_shorter[4] = { 51, 51, 51, 51 };
	struct clock clock = { .hz = 1000 };

	ok(clock_calibrate(&clock, still, zero, 4) < 0 && strstr(fail_text(), "stands still"), "%s", fail_text());
	ok(!clock_calibrate(&clock, longer, shorter, 4) && clock.exact && clock.insns_per_tick == 1,
	   "a clock that counts instructions, one interrupt aside, is exact");
	ok(!clock_calibrate(&clock, noisy, shorter, 4) && !clock.exact, "one that does not is not");
	ok(!clock_calibrate(&clock, coarse_longer, coarse_shorter, 4) && !clock.exact,
	   "nor is one that repeats itself because it is coarse");
	clock.hz = 0;
	ok(clock_calibrate(&clock, noisy, shorter, 4) < 0, "no frequency, no clock");
}

static void test_resolution(void)
{
	static const uint64_t fine[] = { 7, 8, 7, 8, 300 }, forty[] = { 0, 40, 0, 0, 80, 120 }, stuck[] = { 0 };
	uint64_t reads[READS];
	struct clock clock = { .hz = 1 };

	series(reads, 1u << 30, fine, 5);
	clock_resolve(&clock, reads, READS);
	ok(clock.resolution_ticks == 1 && !clock.backwards, "steps of 7 and 8 show a tick of 1");
	series(reads, UINT64_C(1) << 60, forty, 6);
	clock_resolve(&clock, reads, READS);
	ok(clock.resolution_ticks == 40 && !clock.backwards, "steps of 40 and its multiples show 40");
	reads[500] -= 4000;
	clock_resolve(&clock, reads, READS);
	ok(clock.resolution_ticks == 40 && clock.backwards == 1, "a read that is less than the one before is counted");
	reads[700] -= 4001;
	clock_resolve(&clock, reads, READS);
	ok(clock.resolution_ticks == 1 && clock.backwards == 2, "and another, and a step that is no multiple of 40");
	series(reads, 5, stuck, 1);
	clock_resolve(&clock, reads, READS);
	ok(clock.resolution_ticks == 0 && !clock.backwards, "a clock that never steps has no resolution");
}

static void test_dither(void)
{
	/* spin_ticks is the time of CLOCK_SPINS spins on a core with 3 cycles per ns, a cycle for each spin. */
	static const struct {
		const char *what;
		struct clock clock;
		uint16_t mask;
	} rows[] = {
		{ "exact", { .hz = 62500000, .exact = true, .resolution_ticks = 1, .spin_ticks = 131072 }, 0 },
		{ "1 GHz", { .hz = 1000000000, .resolution_ticks = 1, .spin_ticks = 21845 }, 0 },
		{ "1 GHz in steps of 40", { .hz = 1000000000, .resolution_ticks = 40, .spin_ticks = 21845 }, 511 },
		{ "25 MHz", { .hz = 25000000, .resolution_ticks = 1, .spin_ticks = 546 }, 511 },
		{ "25 MHz, steps not seen", { .hz = 25000000, .spin_ticks = 546 }, 511 },
		{ "54 MHz at 1.5 cycles per ns", { .hz = 54000000, .resolution_ticks = 1, .spin_ticks = 2359 }, 127 },
		{ "121.875 MHz", { .hz = 121875000, .resolution_ticks = 1, .spin_ticks = 3194 }, 127 },
		{ "a step longer than any spin", { .hz = 1000, .resolution_ticks = 1, .spin_ticks = 1 }, 65535 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint16_t mask = clock_choose_dither(&rows[i].clock);

		ok(mask == rows[i].mask, "%s: 0 to %u spins", rows[i].what, mask);
	}
}

/* Is this the only finding? "": is there none? */
static bool finds(const struct clock *clock, const char *id)
{
	struct host_findings findings = { .count = 0 };

	clock_judge(clock, &findings);
	for (size_t i = 0; i < findings.count; i++)
		printf("# %s: %s\n", findings.finding[i].id, findings.finding[i].what);
	if (!*id)
		return !findings.count;
	return findings.count == 1 && !strcmp(findings.finding[0].id, id) &&
	       findings.finding[0].severity == SEVERITY_REFUSE && *findings.finding[0].remedy;
}

static void test_rate(void)
{
	struct clock clock = { .hz = 25000000, .resolution_ticks = 1, .opened = { 1000, 5 } };
	const struct clock_moment true_moment = { 1000 + 25000000 * 5 / 4, 5 + SECOND_NS / 4 * 5 };
	struct clock_moment then = true_moment;

	ok(finds(&clock, ""), "a rate that was not compared is no finding");
	clock_compare(&clock, then);
	ok(clock.rate.seconds == 1.25 && clock.rate.ratio == 1 && finds(&clock, ""), "a true clock");
	then.ticks += (then.ticks - 1000) / 10;
	clock_compare(&clock, then);
	ok(fabs(clock.rate.ratio - 1.1) < 1e-6 && finds(&clock, "clock-rate"), "one that is 10 %% too fast");
	then = true_moment;
	then.ticks -= 31250 * 9 / 10;
	clock_compare(&clock, then);
	ok(finds(&clock, ""), "0.09 %% too slow is tolerated");
	then.ticks -= 31250 * 2 / 10;
	clock_compare(&clock, then);
	ok(finds(&clock, "clock-rate"), "0.11 %% is not");
	clock_compare(&clock, true_moment);
	clock.rate.ntp_ppm = -1500;
	ok(finds(&clock, ""), "a correction without NTP is ignored");
	clock.rate.has_ntp = true;
	ok(finds(&clock, "clock-rate"), "a correction by NTP of 1500 ppm is a finding");
	clock.rate.ntp_ppm = 37;
	ok(finds(&clock, ""), "a correction of 37 ppm is tolerated");
	clock.backwards = 3;
	ok(finds(&clock, "clock-backwards"), "a counter that runs backwards is a finding");
}

int main(void)
{
	test_calibration();
	test_resolution();
	test_dither();
	test_rate();
	return tap_done();
}
