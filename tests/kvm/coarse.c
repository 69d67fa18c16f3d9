/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests a counter that is coarser than what is timed, in an emulated host with -icount whose tick is TICK_INSNS
 * instructions. A sample of null, its loop included, takes a multiple of that; so without a dither each sample starts
 * at the same point of a tick, and the mean is wrong whatever the number of samples. Runs in place of the program.
 */
#include "bench/op.h"
#include "bench/test/tap.h"
#include "host/clock/clock.h"
#include "host/os/err.h"
#include "host/place/pin.h"
#include "host/vm/crew.h"
#include "host/vm/machine.h"

#include <math.h>

#define TICK_INSNS 11 /* tests/coarse.sh asks for it; a sample of null takes 22 */
#define NULL_INSNS 4  /* between the two reads of the counter: tests/guest.sh */
#define SAMPLES    (1 << 16)

static struct vm vm;

struct mean {
	double insns;
	size_t different; /* samples that differ from the first */
};

static struct mean mean_of(uint16_t dither_mask)
{
	struct mean mean = { 0 };
	struct vcpu_entry entry;
	uint64_t ticks = 0;

	vm_control(&vm, 0)->block[0] = (struct abi_block){
		.op = OP_null, .count = SAMPLES, .multiplier = 1, .increment = 1, .shape = ABI_SHAPE_LINE,
		.line_bytes = 64, .span_bytes = 64, .dither_mask = dither_mask, .dither_seed = 1,
	};
	if (crew_enter(&vm, 1, 1, &entry))
		return mean;
	for (size_t i = 0; i < SAMPLES; i++) {
		ticks += vm_ring(&vm)[i].ticks;
		mean.different += vm_ring(&vm)[i].ticks != vm_ring(&vm)[0].ticks;
	}
	mean.insns = (double)ticks / SAMPLES * TICK_INSNS;
	return mean;
}

int main(void)
{
	struct clock clock;
	struct mean mean;
	struct pin pin;

	pin_open(&pin, NULL, 1);
	ok(!clock_open(&clock) && !clock.exact && fabs(clock.insns_per_tick - TICK_INSNS) < 1,
	   "a tick is %.1f instructions, and the clock not exact", clock.insns_per_tick);
	clock_finish(&clock);
	ok(clock.resolution_ticks == 1 && clock.dither_spins == 31, "dither: 0 to %u spins", clock.dither_spins);
	ok(!machine_open(&vm, false, 1, &pin), "a VM comes up");
	mean = mean_of(0);
	/* Occasional interrupts change the phase. */
	ok(fabs(mean.insns - NULL_INSNS) > NULL_INSNS / 2.0,
	   "without it, null takes %.2f instructions on average, %zu of %d samples unlike the first", mean.insns,
	   mean.different, SAMPLES);
	mean = mean_of(clock.dither_spins);
	ok(fabs(mean.insns / NULL_INSNS - 1) < 0.05, "with it, %.2f, %zu unlike", mean.insns, mean.different);
	machine_close(&vm);
	return tap_done();
}
