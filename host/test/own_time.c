/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests by which time QEMU is given up: a made-up process that gets as much CPU time as each case says. */
#include "bench/test/tap.h"
#include "host/emulated/own_time.h"
#include "host/os/os.h"
#include "host/test/hosttree.h"

#include <math.h>

#define PID 42

/* The process has had cpu_s seconds; its second thread is in this state. */
static void process(double cpu_s, char state)
{
	const char *name = "qemu) (R 1 2";
	char line[200];

	snprintf(line, sizeof(line), "%d (%s) S 1 2 3 4 5 6 7 8 9 10 %.0f 0 13 14", PID, name, cpu_s * (double)sysconf(_SC_CLK_TCK));
	put_line("/proc/42/stat", line);
	put_line("/proc/42/task/42/stat", line);
	snprintf(line, sizeof(line), "43 (%s) %c 1 2 3 4 5 6 7 8 9 10 11 12 13 14", name, state);
	put_line("/proc/42/task/43/stat", line);
}

/* The process's own time after 60 s in which it got cpu_s seconds, its second thread being in this state whenever looked at. */
static double after_minute(double cpu_s, char state)
{
	struct own_time t = { .begun = false };
	double begin;

	process(0, state);
	begin = own_time_now(&t, ROOT, PID, 100);
	for (int i = 1; i < 600; i++) {
		process(cpu_s * i / 600, state);
		own_time_now(&t, ROOT, PID, 100 + i / 10.0);
	}
	process(cpu_s, state);
	return own_time_now(&t, ROOT, PID, 160) - begin;
}

static bool near(double a, double b)
{
	return fabs(a - b) < 1.1;
}

int main(void)
{
	struct own_time t = { .begun = false };

	ok(near(after_minute(60, 'R'), 60), "with a CPU of its own a process has all the time");
	ok(near(after_minute(240, 'R'), 60), "and with four not more");
	ok(near(after_minute(3.6, 'R'), 3.6), "on a busy machine it has the time that it got");
	ok(near(after_minute(0, 'D'), 0), "and none while it waits for a disk");
	ok(near(after_minute(0, 'S'), 60), "asleep, it has all the time");
	put("/proc/42/stat", NULL);
	put("/proc/42/task/42/stat", NULL);
	put("/proc/42/task/43/stat", NULL);
	ok(own_time_now(&t, ROOT, PID, 100) == 100 && own_time_now(&t, ROOT, PID, 160) == 160, "as has one that is gone");
	t = (struct own_time){ .begun = false };
	ok(own_time_now(&t, "", getpid(), os_now_s()) > 0 && t.cpu_s >= 0, "this process can be looked at");
	return tap_done();
}
