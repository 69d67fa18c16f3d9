/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What takes pages away, or makes others of them, while they are measured: every such change invalidates the stage-2
 * entry of the page, and the next access faults once more (virt/kvm/kvm_main.c,
 * kvm_mmu_notifier_invalidate_range_start(), 6.12).
 */
#include "host/findings/check.h"
#include "host/os/hostfile.h"

#include <inttypes.h>
#include <string.h>

void check_thp(const struct check *c)
{
	char text[64];

	if (hostfile_text(c->look->root, text, sizeof(text), "/sys/kernel/mm/transparent_hugepage/enabled") > 0 &&
	    !strcmp(hostfile_choice(text), "always"))
		check_raise(c, "echo madvise >/sys/kernel/mm/transparent_hugepage/enabled, or --tune",
			    "transparent huge pages are made of all memory: khugepaged may collapse pages meanwhile");
}

void check_ksm(const struct check *c)
{
	int64_t run;

	if (hostfile_number(c->look->root, &run, "/sys/kernel/mm/ksm/run") && run == 1)
		check_raise(c, "echo 0 >/sys/kernel/mm/ksm/run, or --tune",
			    "KSM is at work: it merges pages of VMs and write-protects them");
}

void check_numa_balancing(const struct check *c)
{
	int64_t mode;

	if (hostfile_number(c->look->root, &mode, "/proc/sys/kernel/numa_balancing") && mode)
		check_raise(c, "sysctl kernel.numa_balancing=0, or --tune",
			    "NUMA balancing is on: it takes pages away to see who misses them");
}

void check_compaction(const struct check *c)
{
	int64_t proactiveness;

	if (hostfile_number(c->look->root, &proactiveness, "/proc/sys/vm/compaction_proactiveness") && proactiveness)
		check_raise(c, "sysctl vm.compaction_proactiveness=0, or --tune",
			    "memory is compacted in the background (vm.compaction_proactiveness=%" PRId64
			    "): pages move meanwhile", proactiveness);
}

void check_swap(const struct check *c)
{
	char text[512], *second;

	/* A line of headings, then one for each. */
	if (hostfile_text(c->look->root, text, sizeof(text), "/proc/swaps") > 0 && (second = strchr(text, '\n')))
		check_raise(c, "swapoff -a", "there is swap: %.*s", (int)strcspn(second + 1, " \t"), second + 1);
}
