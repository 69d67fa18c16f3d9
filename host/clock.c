/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/clock.h"

#include "host/err.h"

#include <stdlib.h>

#define REPEATS 64
#define STRING_(x) #x
#define STRING(x) STRING_(x)

/* Same sequence as guests/loops.S around its op. The NOPs are counted by the assembler. */
#define TIME_NOPS(count, ticks)                                                                                        \
	do {                                                                                                           \
		uint64_t start, end;                                                                                   \
		__asm__ volatile("dsb sy\n\tisb\n\tmrs %0, cntvct_el0\n\tisb\n\t"                                      \
				 ".rept " STRING(count) "\n\tnop\n\t.endr\n\t"                                         \
				 "dsb sy\n\tisb\n\tmrs %1, cntvct_el0"                                                 \
				 : "=&r"(start), "=r"(end)::"memory");                                                 \
		(ticks) = end - start;                                                                                 \
	} while (0)

uint64_t clock_read(void)
{
	uint64_t ticks;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks)::"memory");
	return ticks;
}

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
	clock->exact = same > count / 2;
	qsort(longer, count, sizeof(longer[0]), ascending);
	qsort(shorter, count, sizeof(shorter[0]), ascending);
	if (!clock->hz || !longer[count - 1])
		return fail(0, "CNTVCT_EL0 stands still: %d NOPs take no tick, CNTFRQ_EL0 is %llu", CLOCK_NOPS,
			    (unsigned long long)clock->hz);
	clock->calibration_ticks = longer[0] > shorter[0] ? longer[0] - shorter[0] : 0;
	if (clock->calibration_ticks)
		clock->insns_per_tick = CLOCK_NOPS / 2.0 / (double)clock->calibration_ticks;
	return 0;
}

int clock_open(struct clock *clock)
{
	uint64_t longer[REPEATS], shorter[REPEATS];

	*clock = (struct clock){ 0 };
	__asm__("mrs %0, cntfrq_el0" : "=r"(clock->hz));
	for (int i = 0; i < REPEATS; i++) {
		TIME_NOPS(4096, longer[i]);
		TIME_NOPS(2048, shorter[i]);
	}
	_Static_assert(CLOCK_NOPS == 4096, "TIME_NOPS above takes literal counts");
	return clock_calibrate(clock, longer, shorter, REPEATS);
}
