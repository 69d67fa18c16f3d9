/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The counter CNTVCT_EL0: its frequency, what one tick is worth, and whether it can be believed. clock.c reads it;
 * judge.c draws conclusions from what was read, on any machine.
 */
#ifndef HOST_CLOCK_H
#define HOST_CLOCK_H

#include "host/os/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLOCK_NOPS  4096   /* NOPs in the longer of the two blocks that calibrate; the other has half as many */
#define CLOCK_READS 100000 /* reads in a row that show the resolution */
#define CLOCK_SPINS 65536  /* iterations of the guest's spin that are timed */

/* CNTVCT_EL0 and CLOCK_MONOTONIC_RAW at one moment. */
struct clock_moment {
	uint64_t ticks, ns;
};

/* CNTVCT_EL0 against CLOCK_MONOTONIC_RAW. */
struct clock_rate {
	double seconds;           /* seconds of CLOCK_MONOTONIC_RAW compared, > 0; 0: not compared */
	double ratio;             /* ticks / hz / seconds */
	char clocksource[32];     /* the kernel's clock source; "": not known */
	bool has_ntp;             /* an NTP daemon disciplines the kernel's clock */
	double ntp_ppm;           /* correction that it makes; > 0: the clock is made faster */
};

struct clock {
	uint64_t hz;              /* CNTFRQ_EL0 */
	uint64_t calibration_ticks; /* ticks of CLOCK_NOPS / 2 NOPs, the fewest of many repetitions */
	bool exact;               /* it counts instructions: most repetitions gave the same, a tick or more for a NOP */
	double insns_per_tick;    /* CLOCK_NOPS / 2 / calibration_ticks; 0 if calibration_ticks is 0 */
	uint64_t resolution_ticks; /* greatest common divisor of the steps between reads; 0: it never stepped */
	uint64_t backwards;       /* reads that were less than the one before */
	uint64_t spin_ticks;      /* ticks of CLOCK_SPINS iterations of the guest's spin */
	struct clock_moment opened; /* clock_open(): the start of what rate covers */
	struct clock_rate rate;
	uint16_t dither_spins;    /* abi_block.dither_mask for the guest; 0: no dither */
};

/* Return CNTFRQ_EL0: the counter's nominal frequency, in Hz. */
uint64_t clock_hz(void);

/* Return CNTVCT_EL0, in ticks. */
uint64_t clock_read(void);

/* Read and calibrate the counter. 0; or a negative errno (fail_text()), such as if the counter stands still. */
int clock_open(struct clock *clock);

/*
 * Set rate, over at least a second since clock_open(), sleeping for the rest of it, and dither_spins. Call it when
 * clock->exact is final.
 */
void clock_finish(struct clock *clock);

/*
 * Set calibration_ticks, exact and insns_per_tick from count durations, in ticks, of the longer and of the shorter
 * block; sorts both. clock->hz must be set. Errors as clock_open().
 */
int clock_calibrate(struct clock *clock, uint64_t *longer, uint64_t *shorter, size_t count);

/* Set resolution_ticks and backwards from count reads in a row. */
void clock_resolve(struct clock *clock, const uint64_t *reads, size_t count);

/* Set rate.seconds and rate.ratio from clock->opened to then. */
void clock_compare(struct clock *clock, struct clock_moment then);

/*
 * Return the greatest number of spins, 2^n - 1, that the guest makes before a sample, so that samples start anywhere in
 * a tick. They last at least 4 steps of the counter, so that each part of a step is as likely within a quarter. 0 where
 * the counter is exact or its steps are shorter than 2 ns.
 */
uint16_t clock_choose_dither(const struct clock *clock);

/* Raise "clock-backwards" and "clock-rate". hz, backwards and rate must be set. */
void clock_judge(const struct clock *clock, struct host_findings *findings);

#endif
