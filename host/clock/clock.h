/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CNTVCT_EL0: how fast it is said to run, what one tick is worth, and whether it can be believed. clock.c reads it;
 * clock_judge.c concludes from what was read, on any machine.
 */
#ifndef HOST_CLOCK_H
#define HOST_CLOCK_H

#include "host/os/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the longer of the two NOP blocks that calibrate; the other is half as long. */
#define CLOCK_NOPS 4096

/* Reads in a row that show the resolution. */
#define CLOCK_READS 100000

/* Iterations of the spin that is timed to know what one is worth. */
#define CLOCK_SPINS 65536

/* CNTVCT_EL0 and CLOCK_MONOTONIC_RAW at one moment. */
struct clock_moment {
	uint64_t ticks, ns;
};

/* CNTVCT_EL0 against CLOCK_MONOTONIC_RAW. */
struct clock_rate {
	double seconds;           /* of CLOCK_MONOTONIC_RAW, > 0; 0: not compared */
	double ratio;             /* ticks / hz / seconds */
	char clocksource[32];     /* the kernel's; "": not known */
	bool has_ntp;             /* a time server disciplines the kernel's clock, */
	double ntp_ppm;           /* which is made faster by so much for it */
};

struct clock {
	uint64_t hz;              /* CNTFRQ_EL0 */
	uint64_t calibration_ticks; /* CLOCK_NOPS / 2 NOPs, the least of many repetitions */
	bool exact;               /* most repetitions gave just that, a tick or more for each: it counts instructions */
	double insns_per_tick;    /* CLOCK_NOPS / 2 / calibration_ticks; 0 if calibration_ticks is 0 */
	uint64_t resolution_ticks; /* greatest common divisor of the steps between reads; 0: it never stepped */
	uint64_t backwards;       /* reads that were less than the one before */
	uint64_t spin_ticks;      /* CLOCK_SPINS iterations of the guest's spin */
	struct clock_moment opened; /* when the rate began to be watched */
	struct clock_rate rate;
	uint16_t dither_spins;    /* the guest's abi_block.dither_mask; 0: none */
};

/* CNTFRQ_EL0: how many ticks a second is said to have. */
uint64_t clock_hz(void);

/* CNTVCT_EL0 now, in ticks. */
uint64_t clock_read(void);

/* Read and calibrate. 0, or a negative errno (fail_text()) if the counter stands still. */
int clock_open(struct clock *clock);

/*
 * The rest: clock_rate over a second or more since clock_open(), sleeping for what is left of it, and dither_spins.
 * exact is final by now.
 */
void clock_finish(struct clock *clock);

/*
 * The calibration, from count durations in ticks of the longer and of the shorter block; sorts both. clock->hz is set
 * already. Errors as clock_open().
 */
int clock_calibrate(struct clock *clock, uint64_t *longer, uint64_t *shorter, size_t count);

/* resolution_ticks and backwards, from count reads in a row. */
void clock_resolve(struct clock *clock, const uint64_t *reads, size_t count);

/* seconds and ratio of the rate, from clock->opened to then. */
void clock_compare(struct clock *clock, struct clock_moment then);

/*
 * Up to how many times the guest must spin before a sample to start it anywhere in a tick: 2^n - 1, so many that they
 * last at least 4 steps of the counter, whose parts are then hit alike within a quarter; 0 where the counter is exact
 * or steps within 2 ns.
 */
uint16_t clock_choose_dither(const struct clock *clock);

/*
 * Raise what speaks against the clock: "clock-backwards", "clock-rate", each refused. resolution, rate and hz are set.
 */
void clock_judge(const struct clock *clock, struct host_findings *findings);

#endif
