/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests what is told of a run's progress: the time left, and lines as wide as a terminal. */
#include "bench/test/tap.h"
#include "host/keep/progress.h"

#include <string.h>

#define PLANNED 144

/* The time left at time now, with done cells in the archive and begun ones measured. */
static double left(struct progress *p, size_t done, double begun, double now)
{
	const struct progress_state state = { .done = done, .planned = PLANNED, .begun = begun };

	return progress_left_s(p, &state, now);
}

/* Groups of 12 cells take 3 s each, and are archived in one burst, after 10 s of preparations. */
static void test_groups(void)
{
	struct progress p = { .start = 0 };
	double least = 1e9, most = 0, last = 1e9;
	bool shrinks = true;

	ok(left(&p, 0, 0, 10) == -1, "nothing is measured, nothing is known");
	ok(left(&p, 0, 1, 10.25) == -1, "nor after a cell of %d", PLANNED);
	for (double now = 10.25; now < 45.9; now += 0.25) {
		double measured = (now - 10) * 4, seconds;
		size_t done = (size_t)(measured / 12) * 12;

		seconds = left(&p, done, measured - (double)done, now);
		if (measured * 20 < PLANNED)
			continue;
		shrinks &= seconds <= last;
		last = seconds;
		least = seconds + now < least ? seconds + now : least;
		most = seconds + now > most ? seconds + now : most;
	}
	ok(least > 45.9 && most < 46.1, "a run of 36 s will end at %.1f ... %.1f s, all along", least, most);
	ok(shrinks, "and the time left only shrinks");
}

/* What comes in bursts only: between them, time runs down, and nothing says that the run got slower. */
static void test_bursts(void)
{
	struct progress p = { .start = 0 };

	left(&p, 0, 0, 10);
	ok(left(&p, 12, 0, 13) == 33, "after one burst of twelve");
	ok(left(&p, 12, 0, 15) == 31, "time runs down");
	ok(left(&p, 24, 0, 16) == 30, "to the next one");
	ok(left(&p, 24, 0, 50) == 0, "or to zero");
}

static void test_resumed(void)
{
	struct progress p = { .start = 0 };

	left(&p, 72, 0, 10);
	ok(left(&p, 108, 0, 19) == 9, "cells that were there before took no time of this run");
}

static void test_line(void)
{
	const struct progress_state state = { .done = 8, .planned = PLANNED, .cell = "dc_ivac slot=rw backing=anon host_page=written" };
	const struct progress alone = { .start = 0 }, second = { .start = 100, .place = { 2, 6, 50 } };
	char line[PROGRESS_LINE_SIZE];

	progress_line(&alone, &state, 83, -1, 79, line);
	ok(!strcmp(line, "cmobench: 8 of 144 cells, 1:23 left, dc_ivac slot=rw backing=anon host_page=wri"), "%s", line);
	progress_line(&alone, &state, -1, -1, 200, line);
	ok(!strcmp(line, "cmobench: 8 of 144 cells, dc_ivac slot=rw backing=anon host_page=written"), "a wide terminal has it all");
	progress_line(&alone, &state, 83, -1, 39, line);
	ok(strlen(line) == 39, "a narrow one: %s", line);
	progress_line(&alone, &state, 83, -1, 0, line);
	ok(strlen(line) == 20, "and one that cannot be: %s", line);
	progress_line(&alone, &state, 83, -1, 100000, line);
	ok(strlen(line) < sizeof(line), "or one without an end");
	progress_line(&second, &state, 83, 550, 200, line);
	ok(strstr(line, "cmobench: run 2 of 6: 8 of 144 cells, 1:23 left, 9:10 left in all, dc_ivac slot=rw") == line, "%s", line);
	ok(progress_left_all_s(&second, 20, 130) == 20 + 4 * 50, "four more runs like the two that take 100 s");
	ok(progress_left_all_s(&second, -1, 130) == -1 && progress_left_all_s(&alone, 20, 130) == -1, "or not known");
}

int main(void)
{
	test_groups();
	test_bursts();
	test_resumed();
	test_line();
	return tap_done();
}
