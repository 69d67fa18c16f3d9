/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks behind findings.c's table, by what they look at. */
#ifndef HOST_FINDINGS_CHECK_H
#define HOST_FINDINGS_CHECK_H

#include "host/findings/findings.h"

/* A check under way. */
struct check {
	const struct look *look;
	const struct host_state *begin, *end; /* at the end: what was, and is; NULL at the start */
	struct host_findings *findings;
	const char *id;                       /* of the table's row, as severity is */
	enum severity severity;
};

/* What and remedy as host_finding(). */
__attribute__((format(printf, 3, 4))) void check_raise(const struct check *check, const char *remedy, const char *what,
						       ...);

/* The machine: findings_machine.c */
void check_virtual(const struct check *check);
void check_emulator(const struct check *check);
void check_governor(const struct check *check);
void check_boost(const struct check *check);
void check_throttled(const struct check *check);
void check_temperature(const struct check *check);
void check_isolation(const struct check *check);
int64_t look_throttled(const char *root); /* the Raspberry Pi's word, or -1 */

/* Memory: findings_memory.c */
void check_thp(const struct check *check);
void check_ksm(const struct check *check);
void check_numa_balancing(const struct check *check);
void check_compaction(const struct check *check);
void check_swap(const struct check *check);

/* Who counts, and what the kernel does beside: findings_kernel.c */
void check_perf_paranoid(const struct check *check);
void check_tracefs(const struct check *check);
void check_tracing(const struct check *check);
void check_debug_kernel(const struct check *check);
void check_other_vm(const struct check *check);
void check_other_perf(const struct check *check);

/* What happened meanwhile: findings_end.c */
void check_setting_changed(const struct check *check);
void check_swap_in(const struct check *check);
void check_steal(const struct check *check);

#endif
