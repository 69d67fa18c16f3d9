/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/memory/hostmem.h"

#include "host/os/err.h"
#include "host/os/hostfile.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define THP     "/sys/kernel/mm/transparent_hugepage"
#define HUGETLB "/sys/kernel/mm/hugepages"

size_t hostmem_page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

size_t hostmem_table_bytes(void)
{
	return hostmem_page_bytes() / sizeof(uint64_t) * hostmem_page_bytes();
}

/* Read the number in a file; 0 if it cannot be read. */
static uint64_t read_number(const char *path)
{
	int64_t value;

	return hostfile_number("", &value, "%s", path) ? (uint64_t)value : 0;
}

int hostmem_room(size_t bytes)
{
	FILE *f = fopen("/proc/meminfo", "re");
	char line[128];
	size_t available_kb = 0;
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f))
		found = sscanf(line, "MemAvailable: %zu kB", &available_kb) == 1;
	if (f)
		fclose(f);
	if (found && bytes / 1024 <= available_kb)
		return 0;
	if (found)
		fail(0, "%zu MiB of memory are needed, %zu MiB are available", bytes >> 20, available_kb >> 10);
	else
		fail(0, "/proc/meminfo does not say how much memory is available");
	return -ENOTSUP;
}

/*
 * Read the switch of huge pages of a size, and its path. Since 6.8 each size has its own, which says "inherit" where
 * the one for all sizes decides (Documentation/admin-guide/mm/transhuge.rst).
 */
static void read_thp_switch(size_t bytes, char *path, size_t path_size, char *text, size_t text_size)
{
	snprintf(path, path_size, THP "/hugepages-%zukB/enabled", bytes / 1024);
	hostfile_text("", text, text_size, "%s", path);
	if (*text && !strstr(text, "[inherit]"))
		return;
	snprintf(path, path_size, THP "/enabled");
	hostfile_text("", text, text_size, "%s", path);
}

int hostmem_thp(size_t *bytes)
{
	char path[128], text[128];

	*bytes = read_number(THP "/hpage_pmd_size");
	if (!*bytes) {
		fail(0, "this kernel has no transparent huge pages (" THP "/hpage_pmd_size)");
		return -ENOTSUP;
	}
	read_thp_switch(*bytes, path, sizeof(path), text, sizeof(text));
	if (strstr(text, "[always]") || strstr(text, "[madvise]"))
		return 0;
	fail(0, "transparent huge pages are switched off: as root, echo madvise >%s", path);
	return -ENOTSUP;
}

bool hostmem_thp_zero_page(void)
{
	return read_number(THP "/use_zero_page") == 1;
}

/* Return the number of pages of a size that are free and not reserved for a mapping. */
static uint64_t hugetlb_free(const char *directory)
{
	char path[320];
	uint64_t idle, reserved;

	snprintf(path, sizeof(path), HUGETLB "/%s/free_hugepages", directory);
	idle = read_number(path);
	snprintf(path, sizeof(path), HUGETLB "/%s/resv_hugepages", directory);
	reserved = read_number(path);
	return idle > reserved ? idle - reserved : 0;
}

/* Among sizes that are blocks, find the smallest with count free pages, *fit, and the smallest, *least; 0: none. */
static void hugetlb_sizes(size_t count, size_t *fit, size_t *least)
{
	DIR *dir = opendir(HUGETLB);
	struct dirent *entry;
	size_t kb;

	*fit = *least = 0;
	while (dir && (entry = readdir(dir))) {
		/*
		 * A smaller hugetlb page is a run of contiguous page table entries, which 6.12 user_mem_abort(),
		 * arch/arm64/kvm/mmu.c (CONT_PTE_SHIFT), maps page by page.
		 */
		if (sscanf(entry->d_name, "hugepages-%zukB", &kb) != 1 || kb * 1024 < hostmem_table_bytes())
			continue;
		if (!*least || kb * 1024 < *least)
			*least = kb * 1024;
		if ((!*fit || kb * 1024 < *fit) && hugetlb_free(entry->d_name) >= count)
			*fit = kb * 1024;
	}
	if (dir)
		closedir(dir);
}

int hostmem_hugetlb(size_t count, size_t *bytes)
{
	size_t least;

	hugetlb_sizes(count, bytes, &least);
	if (*bytes)
		return 0;
	if (least)
		fail(0, "no size of hugetlb pages has %zu free: as root, echo %zu >" HUGETLB
		     "/hugepages-%zukB/nr_hugepages", count, count, least / 1024);
	else
		fail(0, "this kernel has no hugetlb pages (" HUGETLB ")");
	return -ENOTSUP;
}
