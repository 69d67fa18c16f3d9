/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of CPUs, written as the kernel and taskset(1) write them: 2-3,8. */
#ifndef HOST_CPULIST_H
#define HOST_CPULIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CPULIST_CPUS 4096 /* greatest number of CPUs of an arm64 kernel: NR_CPUS, arch/arm64/Kconfig, 6.12 */

/* Size of the longest list's text: "1000-1001,1003-1004," has 10 characters for every third CPU. */
#define CPULIST_TEXT_BYTES (CPULIST_CPUS / 3 * 10 + 11)

/* A set of CPUs, a bit for each OS index; laid out as cpu_set_t. {0} is empty. */
struct cpulist {
	uint64_t word[CPULIST_CPUS / 64];
};

/*
 * Parse CPUs and ascending ranges of CPUs, in any order, separated by commas, at least one. 0; or -EINVAL
 * (fail_text()), the list meaning nothing then.
 */
int cpulist_parse(struct cpulist *list, const char *text);

/* Read the list in a file below root, as in sysfs. Empty if there is no such file or it has no list. */
__attribute__((format(printf, 3, 4))) void cpulist_read(struct cpulist *list, const char *root, const char *path, ...);

/* Write the list in its shortest form, ascending; "" if it is empty; cut to fit size bytes, at least 1. */
void cpulist_format(const struct cpulist *list, char *text, size_t size);

/* Ask for and add a CPU. A cpu < 0 or >= CPULIST_CPUS is in no list and is not added. */
bool cpulist_has(const struct cpulist *list, int cpu);
void cpulist_add(struct cpulist *list, int cpu);

/* Return the first CPU in the list from cpu, at least 0, on; -1: there is none. */
int cpulist_next(const struct cpulist *list, int cpu);

/* Remove the CPUs of list from into; add them to into. */
void cpulist_remove(struct cpulist *into, const struct cpulist *list);
void cpulist_unite(struct cpulist *into, const struct cpulist *list);

/* Is every CPU of part in whole? */
bool cpulist_within(const struct cpulist *part, const struct cpulist *whole);

/* Read on which CPUs a thread may run; thread 0: the calling one. Empty if that cannot be read. */
void cpulist_affinity(struct cpulist *list, pid_t thread);

/* Bind a thread to the CPUs of the list; thread 0: the calling one. 0 or -errno (fail_text()). */
int cpulist_bind(const struct cpulist *list, pid_t thread);

#endif
