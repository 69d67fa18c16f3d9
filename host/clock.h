/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CNTVCT_EL0: how fast it is said to run, and what one tick is worth. */
#ifndef HOST_CLOCK_H
#define HOST_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the longer of the two NOP blocks that calibrate; the other is half as long. */
#define CLOCK_NOPS 4096

struct clock {
	uint64_t hz;              /* CNTFRQ_EL0 */
	uint64_t calibration_ticks; /* CLOCK_NOPS / 2 NOPs, the least of many repetitions */
	bool exact;               /* most repetitions gave just that: the counter counts instructions */
	double insns_per_tick;    /* CLOCK_NOPS / 2 / calibration_ticks; 0 if calibration_ticks is 0 */
};

/* CNTVCT_EL0 now, in ticks. */
uint64_t clock_read(void);

/* Read and calibrate. 0, or a negative errno (fail_text()) if the counter stands still. */
int clock_open(struct clock *clock);

/*
 * The calibration, from count durations in ticks of the longer and of the shorter block; sorts both. clock->hz is set
 * already. Errors as clock_open().
 */
int clock_calibrate(struct clock *clock, uint64_t *longer, uint64_t *shorter, size_t count);

#endif
