/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/clock/clock.h"

#include "host/os/err.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#define REPEATS      64
#define RATE_NS      1000000000 /* the two clocks are read at most some 100 ns apart: an error of 1e-7 in a second */
#define MOMENT_TRIES 16
#define STRING_(x) #x
#define STRING(x) STRING_(x)

/* Time count NOPs, between the same instructions as guests/loops.S has around its op. The assembler evaluates count. */
#define TIME_NOPS(count, ticks)                                                                                        \
	do {                                                                                                           \
		uint64_t start, end;                                                                                   \
		__asm__ volatile("dsb sy\n\tisb\n\tmrs %0, cntvct_el0\n\tisb\n\t"                                      \
				 ".rept " STRING(count) "\n\tnop\n\t.endr\n\t"                                         \
				 "dsb sy\n\tisb\n\tmrs %1, cntvct_el0"                                                 \
				 : "=&r"(start), "=r"(end)::"memory");                                                 \
		(ticks) = end - start;                                                                                 \
	} while (0)

uint64_t clock_hz(void)
{
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz;
}

uint64_t clock_read(void)
{
	uint64_t ticks;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks)::"memory");
	return ticks;
}

/* Read both clocks at one moment: the closest of MOMENT_TRIES pairs of reads. */
static struct clock_moment read_moment(void)
{
	struct clock_moment best = { 0 };
	uint64_t closest = UINT64_MAX;

	for (int i = 0; i < MOMENT_TRIES; i++) {
		struct timespec now;
		uint64_t before = clock_read(), after;

		clock_gettime(CLOCK_MONOTONIC_RAW, &now);
		after = clock_read();
		if (after - before >= closest)
			continue;
		closest = after - before;
		best.ticks = before + closest / 2;
		best.ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	}
	return best;
}

/*
 * Read the counter count times in a row. Every other step is one instruction longer: else a counter of instructions
 * would always step by the length of the loop, and that would be taken for its resolution.
 */
static void read_in_a_row(uint64_t *reads, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		reads[i] = clock_read();
		__asm__ volatile("tbz %0, #0, 1f\n\tnop\n1:" : : "r"(i));
	}
}

/* Return the ticks of this many iterations of the spin in guests/loops.S. */
static uint64_t time_spins(uint64_t spins)
{
	uint64_t begin = clock_read();

	__asm__ volatile("1:\tsubs %0, %0, #1\n\tb.ne 1b" : "+r"(spins) : : "cc");
	return clock_read() - begin;
}

/*
 * Find the counter's resolution from many reads. Their memory is mapped and not allocated by malloc(): a free() of that
 * size would make malloc() take later blocks from the heap instead of mapping them (mallopt(3), M_MMAP_THRESHOLD), and
 * how the process is mapped is part of the cost of a fault: one that allocates a host page took 191 instructions more
 * (make run).
 */
static int watch_reads(struct clock *clock)
{
	const size_t bytes = CLOCK_READS * sizeof(uint64_t);
	uint64_t *reads = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (reads == MAP_FAILED)
		return fail(errno, "reading the clock");
	read_in_a_row(reads, CLOCK_READS);
	clock_resolve(clock, reads, CLOCK_READS);
	munmap(reads, bytes);
	return 0;
}

int clock_open(struct clock *clock)
{
	uint64_t longer[REPEATS], shorter[REPEATS];
	int err;

	*clock = (struct clock){ .opened = read_moment() };
	clock->hz = clock_hz();
	for (int i = 0; i < REPEATS; i++) {
		TIME_NOPS(CLOCK_NOPS, longer[i]);
		TIME_NOPS(CLOCK_NOPS / 2, shorter[i]);
	}
	err = clock_calibrate(clock, longer, shorter, REPEATS);
	clock->spin_ticks = time_spins(CLOCK_SPINS);
	return err ? err : watch_reads(clock);
}

static void read_clocksource(struct clock_rate *rate)
{
	int fd = open("/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, rate->clocksource, sizeof(rate->clocksource) - 1);

	if (fd >= 0)
		close(fd);
	rate->clocksource[got < 0 ? 0 : got] = '\0';
	rate->clocksource[strcspn(rate->clocksource, "\n")] = '\0';
}

/*
 * Read the correction of the kernel's clock: an NTP daemon sets freq, in 2^-16 ppm, or tick, in us per 1/100 s
 * (adjtimex(2)).
 */
static void read_ntp(struct clock_rate *rate)
{
	struct timex t = { .modes = 0 };

	if (adjtimex(&t) < 0 || t.status & STA_UNSYNC)
		return;
	rate->has_ntp = true;
	rate->ntp_ppm = (double)t.freq / 65536 + (double)(t.tick - 10000) * 100;
}

void clock_finish(struct clock *clock)
{
	uint64_t passed = read_moment().ns - clock->opened.ns;
	struct timespec left;

	if (passed < RATE_NS) {
		left = (struct timespec){ .tv_nsec = (long)(RATE_NS - passed) };
		while (nanosleep(&left, &left) && errno == EINTR)
			;
	}
	clock_compare(clock, read_moment());
	read_clocksource(&clock->rate);
	read_ntp(&clock->rate);
	clock->dither_spins = clock_choose_dither(clock);
}
