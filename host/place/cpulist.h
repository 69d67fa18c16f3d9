/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of CPUs, written as the kernel and taskset(1) write them: 2-3,8. */
#ifndef HOST_CPULIST_H
#define HOST_CPULIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CPULIST_CPUS 4096 /* the most that an arm64 kernel can have: NR_CPUS, arch/arm64/Kconfig, 6.12 */
/* Room for the longest list of all: "1000-1001,1003-1004,", 10 characters for each third CPU. */
#define CPULIST_TEXT_BYTES (CPULIST_CPUS / 3 * 10 + 11)

/* By OS index; laid out as cpu_set_t. {0}: empty. */
struct cpulist {
	uint64_t word[CPULIST_CPUS / 64];
};

/*
 * CPUs and ascending ranges of them, in any order, separated by commas; nothing else, and at least one. 0, or -EINVAL
 * with fail_text() saying what is wrong; the list then means nothing.
 */
int cpulist_parse(struct cpulist *list, const char *text);

/* The list in a file below root, as in sysfs. Empty if there is none. */
__attribute__((format(printf, 3, 4))) void cpulist_read(struct cpulist *list, const char *root, const char *path, ...);

/* Shortest form, ascending; "" if it is empty; cut where size, at least 1, does not suffice. */
void cpulist_format(const struct cpulist *list, char *text, size_t size);

/* cpu < 0 and beyond the last possible one are in no list, and are not added. */
bool cpulist_has(const struct cpulist *list, int cpu);
void cpulist_add(struct cpulist *list, int cpu);

/* The first CPU from cpu (at least 0) on that is in the list; -1: there is none. */
int cpulist_next(const struct cpulist *list, int cpu);

/* into loses, or gets, what is in list. */
void cpulist_remove(struct cpulist *into, const struct cpulist *list);
void cpulist_unite(struct cpulist *into, const struct cpulist *list);

/* Is every CPU of part in whole? */
bool cpulist_within(const struct cpulist *part, const struct cpulist *whole);

/* Where a thread may run; thread 0: the calling one. Empty if that cannot be told. */
void cpulist_affinity(struct cpulist *list, pid_t thread);

/* Let it run only there. 0 or -errno (fail_text()). */
int cpulist_bind(const struct cpulist *list, pid_t thread);

#endif
