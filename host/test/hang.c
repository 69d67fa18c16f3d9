/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a vCPU is said to hang, by made-up looks at it. */
#include "bench/test/tap.h"
#include "host/vm/hang.h"

#define LIMIT_S 15.0
#define LOOKS   100000 /* more than a day, of one look a second */

static struct hang_watch watch;
static struct hang_seen seen;

static void begin(void)
{
	watch = (struct hang_watch){ .last = { .ticket = 0 } };
	seen = (struct hang_seen){ .ticket = 1, .cpu_s = 1000 };
	hang_judge(&watch, &seen, LIMIT_S);
}

/* Answer each question for the registers by reading them. moves: they differ each time. */
static enum hang look(double cpu_s, bool moves)
{
	enum hang hang;

	seen.cpu_s += cpu_s;
	hang = hang_judge(&watch, &seen, LIMIT_S);
	if (hang == HANG_ASK) {
		seen.looks++;
		seen.digest += moves;
	}
	return hang;
}

/* Look until something is said, at most LOOKS times. How often the registers were read is left in seen.looks. */
static enum hang look_on(double cpu_s, bool moves)
{
	enum hang hang = HANG_NONE;

	for (int i = 0; i < LOOKS && (hang == HANG_NONE || hang == HANG_ASK); i++)
		hang = look(cpu_s, moves);
	return hang == HANG_ASK ? HANG_NONE : hang;
}

static void test_progress(void)
{
	begin();
	ok(look_on(1, true) == HANG_NONE && seen.looks > LOOKS / LIMIT_S / 2,
	   "an entry that takes a day of CPU time is none, as long as registers change");
	ok(seen.looks < LOOKS / LIMIT_S, "they are read no more often than once in the limit: %u times", seen.looks);
	begin();
	ok(look_on(0, true) == HANG_NONE && !seen.looks, "a thread that waits a day for a CPU does not hang");
	begin();
	ok(look_on(1e-5, true) == HANG_NONE && !seen.looks, "nor does one that gets little of it");
	begin();
	for (int i = 0; i < LOOKS; i++) {
		seen.ticket++;
		if (look(20, false) != HANG_NONE)
			seen.looks++;
	}
	ok(!seen.looks, "entries that each take less than from look to look are left alone");
}

static void test_spin(void)
{
	begin();
	ok(look_on(1, false) == HANG_SPINS, "one whose registers stay the same hangs");
	ok(seen.looks == 2 && seen.cpu_s == 1000 + 2 * (LIMIT_S + 1), "after twice the limit of CPU time: %g s",
	   seen.cpu_s - 1000);
	ok(hang_cpu_s(&watch) == LIMIT_S + 1, "its registers were the same for %g s", hang_cpu_s(&watch));
	begin();
	ok(look_on(1e-3, false) == HANG_SPINS && seen.cpu_s > 1000 + 2 * LIMIT_S,
	   "on a busy machine it takes as much CPU time, however long that is");
	begin();
	seen.excused = true;
	ok(look_on(1, false) == HANG_NONE && !seen.looks, "waiting at the gate for another vCPU is no hang");
	seen.excused = false;
	seen.looks = 0;
	ok(look_on(1, false) == HANG_SPINS && seen.looks == 2, "what it used while it waited does not count");
	begin();
	while (!seen.looks)
		look(1, false);
	look(1, false);
	seen.ticket++;
	look(1, false);
	while (seen.looks < 2)
		look(1, false);
	ok(look(1, false) == HANG_NONE, "registers of an earlier entry are not compared with");
}

static void test_late_answer(void)
{
	int asked = 0;

	begin();
	for (int i = 0; i < LOOKS; i++) {
		seen.cpu_s++;
		asked += hang_judge(&watch, &seen, LIMIT_S) != HANG_NONE;
	}
	ok(asked == 1, "one that the kernel works for is asked once and does not hang: its registers cannot be read");
}

static void test_sleep(void)
{
	begin();
	seen.asleep = true;
	ok(look_on(0, true) == HANG_ASLEEP && watch.sleeps == HANG_SLEEPS, "one that only sleeps hangs");
	begin();
	seen.asleep = true;
	ok(look_on(1e-6, true) == HANG_NONE, "one that runs between the looks does not");
	begin();
	for (int i = 0; i < LOOKS; i++) {
		seen.asleep = i % HANG_SLEEPS > 0;
		if (look(0, true) != HANG_NONE)
			seen.looks++;
	}
	ok(!seen.looks, "nor does one that once was seen not to sleep: it waits for a CPU, a page or a disk");
}

int main(void)
{
	test_progress();
	test_spin();
	test_late_answer();
	test_sleep();
	return tap_done();
}
