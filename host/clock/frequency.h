/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compare CNTVCT_EL0 with what the PMU counted in the same entries: the core's frequency throughout the run, and
 * whether two counters of instructions agree.
 */
#ifndef HOST_FREQUENCY_H
#define HOST_FREQUENCY_H

#include "host/os/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the PMU counted over one entry of a vCPU into the guest. */
struct frequency_entry {
	uint64_t entry_ticks; /* ticks of CNTVCT_EL0 from before the entry to after it */
	uint64_t cycles;      /* cycles of host and guest, user space excluded; 0: not counted */
	uint64_t insns;       /* instructions retired by host and guest, user space excluded; 0: not counted */
	bool to_user;         /* the ops exited to user space, where nothing is counted: the entry is not used */
};

/* The entries of a run, in its order. A zeroed log is empty. */
struct frequency_log {
	struct frequency_entry *entry; /* count entries, allocated for room of them; frequency_forget() frees them */
	size_t count, room;
};

/* Append an entry; it is dropped if memory is out. */
void frequency_note(struct frequency_log *log, const struct frequency_entry *entry);

/* Free and empty the log. */
void frequency_forget(struct frequency_log *log);

/* What the counts are compared with. */
struct frequency_limits {
	uint64_t clock_hz;     /* ticks of CNTVCT_EL0 in a second; 0: ticks are not time (emulated host) */
	uint64_t max_hz;       /* frequency_max_hz(); 0: not known */
	double insns_per_tick; /* instructions in a tick of a counter of instructions; 0: it counts time */
};

/*
 * Raise findings of count entries in the order of the run: "frequency-drift" if the core's frequency in the first tenth
 * and in the last tenth differ by more than 0.2 %, "frequency" if that of the whole run differs from max_hz by more
 * than 0.5 %, "two-clocks" if the instructions of the PMU and of the counter differ by more than 1 %. Raises nothing if
 * there are too few entries or all have the same length.
 */
void frequency_judge(const struct frequency_entry *entry, size_t count, const struct frequency_limits *limits,
		     struct host_findings *findings);

/* Return cpufreq's maximum frequency of a CPU, in Hz; 0: not known. root is /sys/devices/system/cpu. */
uint64_t frequency_max_hz(const char *root, int cpu);

#endif
