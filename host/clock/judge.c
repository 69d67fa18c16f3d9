/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/clock/clock.h"

#include "host/os/err.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#define RATE_TOLERANCE   1e-3
#define DITHER_MIN_NS    2.0 /* shorter steps are lost in the variation of a sample's own instructions */
#define DITHER_STEPS     4   /* steps of the counter that the longest spin lasts, at least */
#define DITHER_MAX       UINT16_MAX

static int ascending(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int clock_calibrate(struct clock *clock, uint64_t *longer, uint64_t *shorter, size_t count)
{
	size_t same = 0;

	for (size_t i = 0; i < count; i++)
		same += longer[i] - shorter[i] == longer[0] - shorter[0];
	qsort(longer, count, sizeof(longer[0]), ascending);
	qsort(shorter, count, sizeof(shorter[0]), ascending);
	if (!clock->hz || !longer[count - 1])
		return fail(0, "CNTVCT_EL0 stands still: %d NOPs took no tick, and CNTFRQ_EL0 is %llu", CLOCK_NOPS,
			    (unsigned long long)clock->hz);
	clock->calibration_ticks = longer[0] > shorter[0] ? longer[0] - shorter[0] : 0;
	if (clock->calibration_ticks)
		clock->insns_per_tick = CLOCK_NOPS / 2.0 / (double)clock->calibration_ticks;
	/* A coarse counter repeats itself too, but has fewer ticks than there are NOPs. */
	clock->exact = same > count / 2 && clock->calibration_ticks >= CLOCK_NOPS / 2;
	return 0;
}

/* Return the greatest common divisor (Euclid's algorithm); that of 0 and x is x. */
static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

void clock_resolve(struct clock *clock, const uint64_t *reads, size_t count)
{
	clock->resolution_ticks = 0;
	clock->backwards = 0;
	for (size_t i = 1; i < count; i++) {
		if (reads[i] < reads[i - 1])
			clock->backwards++;
		else
			clock->resolution_ticks = common_divisor(clock->resolution_ticks, reads[i] - reads[i - 1]);
	}
}

void clock_compare(struct clock *clock, struct clock_moment then)
{
	clock->rate.seconds = (double)(then.ns - clock->opened.ns) / 1e9;
	clock->rate.ratio = (double)(then.ticks - clock->opened.ticks) / (double)clock->hz / clock->rate.seconds;
}

uint16_t clock_choose_dither(const struct clock *clock)
{
	double step_ticks = clock->resolution_ticks ? (double)clock->resolution_ticks : 1;
	double ticks_per_spin = (double)clock->spin_ticks / CLOCK_SPINS;
	uint32_t mask = 1;

	if (clock->exact || step_ticks / (double)clock->hz * 1e9 < DITHER_MIN_NS)
		return 0;
	while (mask < DITHER_MAX && (mask + 1) * ticks_per_spin < DITHER_STEPS * step_ticks)
		mask = mask * 2 + 1;
	return (uint16_t)mask;
}

void clock_judge(const struct clock *clock, struct host_findings *findings)
{
	const struct clock_rate *r = &clock->rate;

	if (clock->backwards)
		finding_raise(findings, &finding_table[FINDING_clock_backwards],
			      "see the kernel's list of counter errata (Documentation/arch/arm64/silicon-errata.rst)",
			      "CNTVCT_EL0 ran backwards in %" PRIu64 " of %d reads in a row", clock->backwards,
			      CLOCK_READS);
	if (r->seconds > 0 && fabs(r->ratio - 1) > RATE_TOLERANCE)
		finding_raise(findings, &finding_table[FINDING_clock_rate],
			      "CNTFRQ_EL0 is set by the firmware: update it",
			      "CNTVCT_EL0 makes %.0f ticks in a second of CLOCK_MONOTONIC_RAW, but CNTFRQ_EL0 is "
			      "%" PRIu64,
			      r->ratio * (double)clock->hz, clock->hz);
	else if (r->has_ntp && fabs(r->ntp_ppm) > RATE_TOLERANCE * 1e6)
		finding_raise(findings, &finding_table[FINDING_clock_rate],
			      "CNTFRQ_EL0 is set by the firmware: update it",
			      "the kernel corrects its clock (clocksource %s) by %.0f ppm to follow NTP",
			      *r->clocksource ? r->clocksource : "not known", r->ntp_ppm);
}
