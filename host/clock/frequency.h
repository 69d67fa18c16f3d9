/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CNTVCT_EL0 against what the PMU counted meanwhile: how fast the core was clocked, all through the run, and whether
 * two counters of instructions agree.
 */
#ifndef HOST_FREQUENCY_H
#define HOST_FREQUENCY_H

#include "host/os/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One set of events that was counted over one entry into the guest, of one vCPU. */
struct frequency_entry {
	uint64_t entry_ticks; /* CNTVCT_EL0 from before the entry to after it */
	uint64_t cycles;      /* at the host's and the guest's exception levels together, user space excluded; */
	uint64_t insns;       /* retired, the same; 0 of either: not in this set */
	bool to_user;         /* the ops left for userspace, where nobody counts: the entry means nothing here */
};

/* All those of a run, in its order. Zeroed: none. */
struct frequency_log {
	struct frequency_entry *entry; /* count of them, room for more; frequency_forget() frees them */
	size_t count, room;
};

/* Those that memory does not suffice for are left out. */
void frequency_note(struct frequency_log *log, const struct frequency_entry *entry);

void frequency_forget(struct frequency_log *log);

/* What they are held against. */
struct frequency_limits {
	uint64_t clock_hz;     /* ticks of CNTVCT_EL0 in a second; 0: they are not time (emulated) */
	uint64_t max_hz;       /* frequency_max_hz(); 0: not known */
	double insns_per_tick; /* of a counter that counts instructions; 0: it does not */
};

/*
 * Of count entries in the order of the run, raise what speaks against it. "frequency-drift", refused: the core's
 * frequency in the first tenth and in the last one is more than 0.2 % apart; "frequency", refused: that of the whole
 * run is more than 0.5 % off max_hz; "two-clocks", a flag: instructions by the PMU and by the counter are more than 1 %
 * apart. Where there are too few entries, or all last alike, there is nothing to say.
 */
void frequency_judge(const struct frequency_entry *entry, size_t count, const struct frequency_limits *limits,
		     struct host_findings *findings);

/* The most that cpufreq says of a CPU, in Hz; 0: not known. root is /sys/devices/system/cpu. */
uint64_t frequency_max_hz(const char *root, int cpu);

#endif
