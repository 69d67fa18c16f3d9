/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts of one CPU's core. In a machine with several kinds of cores they differ from CPU to CPU. */
#ifndef HOST_CORE_H
#define HOST_CORE_H

#include <stdbool.h>
#include <stdint.h>

#define CORE_CACHES_BYTES 160

struct core {
	int cpu;           /* OS index */
	uint64_t midr;     /* MIDR_EL1; 0: not known */
	int64_t revidr;    /* REVIDR_EL1; -1: not known */
	int64_t capacity;  /* its speed as the scheduler sees it, that of the fastest being 1024; -1: not known */
	int64_t max_khz;   /* the highest frequency that cpufreq knows, with boost; -1: not known */
	char caches[CORE_CACHES_BYTES]; /* such as "L1d 64K, L1i 64K, L2 1024K", as core_read_caches() found them; "" */
};

/* Read the facts of a CPU below root, "" for this host, but not its caches. Those of an offline CPU are not known. */
void core_read(struct core *core, const char *root, int cpu);

/* Read the caches of core->cpu. */
void core_read_caches(struct core *core, const char *root);

/* Return how many of the CPUs that are online below root have this MIDR_EL1. */
uint32_t core_count(const char *root, uint64_t midr);

/* Are the cores of one speed: of the same capacity and the same highest frequency? */
bool core_same_speed(const struct core *a, const struct core *b);

/* Return the name of the core with this MIDR_EL1; NULL: it is not in cores.def. */
const char *core_name(uint64_t midr);

/* Does the manual of the core with this MIDR_EL1 list the event EXC_TRAP_DABORT? */
bool core_has_dabort(uint64_t midr);

#endif
