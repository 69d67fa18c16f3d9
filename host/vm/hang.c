/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm/hang.h"

/* Begin anew: the vCPU made progress. What its registers were is kept. */
static void note_progress(struct hang_watch *watch, const struct hang_seen *seen)
{
	watch->since_cpu_s = seen->cpu_s;
	watch->sleeps = 0;
}

/* The registers were read. The first time in an entry, there is nothing to compare them with. */
static enum hang judge_registers(struct hang_watch *watch, const struct hang_seen *seen)
{
	bool same = watch->has_digest && watch->digest == seen->digest;

	watch->asked = false;
	watch->has_digest = true;
	watch->digest = seen->digest;
	if (same)
		return HANG_SPINS;
	note_progress(watch, seen);
	return HANG_NONE;
}

enum hang hang_judge(struct hang_watch *watch, const struct hang_seen *seen, double limit_cpu_s)
{
	const struct hang_seen last = watch->last;

	watch->last = *seen;
	if (seen->excused || seen->ticket != last.ticket) {
		note_progress(watch, seen);
		watch->asked = watch->has_digest = false;
		return HANG_NONE;
	}
	watch->sleeps = seen->asleep && seen->cpu_s <= last.cpu_s ? watch->sleeps + 1 : 0;
	if (watch->sleeps >= HANG_SLEEPS)
		return HANG_ASLEEP;
	if (watch->asked && seen->looks != last.looks)
		return judge_registers(watch, seen);
	if (watch->asked || hang_cpu_s(watch) < limit_cpu_s)
		return HANG_NONE;
	watch->asked = true;
	return HANG_ASK;
}

double hang_cpu_s(const struct hang_watch *watch)
{
	return watch->last.cpu_s - watch->since_cpu_s;
}
