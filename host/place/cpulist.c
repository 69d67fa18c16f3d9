/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/place/cpulist.h"

#include "host/os/err.h"
#include "host/os/hostfile.h"

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS (CPULIST_CPUS / 64)

bool cpulist_has(const struct cpulist *list, int cpu)
{
	return cpu >= 0 && cpu < CPULIST_CPUS && list->word[cpu / 64] >> cpu % 64 & 1;
}

void cpulist_add(struct cpulist *list, int cpu)
{
	if (cpu >= 0 && cpu < CPULIST_CPUS)
		list->word[cpu / 64] |= UINT64_C(1) << cpu % 64;
}

int cpulist_next(const struct cpulist *list, int cpu)
{
	for (; cpu < CPULIST_CPUS; cpu++)
		if (cpulist_has(list, cpu))
			return cpu;
	return -1;
}

void cpulist_remove(struct cpulist *into, const struct cpulist *list)
{
	for (size_t i = 0; i < WORDS; i++)
		into->word[i] &= ~list->word[i];
}

void cpulist_unite(struct cpulist *into, const struct cpulist *list)
{
	for (size_t i = 0; i < WORDS; i++)
		into->word[i] |= list->word[i];
}

bool cpulist_within(const struct cpulist *part, const struct cpulist *whole)
{
	struct cpulist rest = *part;

	cpulist_remove(&rest, whole);
	return cpulist_next(&rest, 0) < 0;
}

/* Parse the number of a CPU. Returns what follows it; NULL: there is no number, or it is too large. */
static const char *parse_cpu(const char *text, int *cpu)
{
	char *end;
	unsigned long value;

	if (*text < '0' || *text > '9')
		return NULL;
	value = strtoul(text, &end, 10);
	*cpu = (int)value;
	return value < CPULIST_CPUS ? end : NULL;
}

/* Add the CPUs of "N" or "N-M" to list. Returns what follows; NULL: text begins with neither. */
static const char *parse_range(struct cpulist *list, const char *text)
{
	int first, last;
	const char *end = parse_cpu(text, &first);

	last = first;
	if (end && *end == '-')
		end = parse_cpu(end + 1, &last);
	if (!end || last < first)
		return NULL;
	for (int cpu = first; cpu <= last; cpu++)
		cpulist_add(list, cpu);
	return end;
}

int cpulist_parse(struct cpulist *list, const char *text)
{
	const char *at = text;

	*list = (struct cpulist){ .word = { 0 } };
	for (;;) {
		const char *end = parse_range(list, at);

		if (!end || (*end && *end != ',')) {
			fail(0, "not a list of CPUs, such as 2-3,8, at \"%s\"", at);
			return -EINVAL;
		}
		if (!*end)
			return 0;
		at = end + 1;
	}
}

void cpulist_read(struct cpulist *list, const char *root, const char *format, ...)
{
	char path[HOSTFILE_PATH_BYTES], text[CPULIST_TEXT_BYTES + 1]; /* and a newline */
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	hostfile_text(root, text, sizeof(text), "%s", path);
	if (cpulist_parse(list, text))
		*list = (struct cpulist){ .word = { 0 } };
}

void cpulist_format(const struct cpulist *list, char *text, size_t size)
{
	const char *comma = "";
	size_t used = 0;
	int last;

	text[0] = '\0';
	for (int cpu = cpulist_next(list, 0); cpu >= 0 && used < size; cpu = cpulist_next(list, last + 1)) {
		last = cpu;
		while (cpulist_has(list, last + 1))
			last++;
		if (last == cpu)
			used += (size_t)snprintf(text + used, size - used, "%s%d", comma, cpu);
		else
			used += (size_t)snprintf(text + used, size - used, "%s%d-%d", comma, cpu, last);
		comma = ",";
	}
}

void cpulist_affinity(struct cpulist *list, pid_t thread)
{
	*list = (struct cpulist){ .word = { 0 } };
	if (sched_getaffinity(thread, sizeof(list->word), (cpu_set_t *)list->word))
		*list = (struct cpulist){ .word = { 0 } };
}

int cpulist_bind(const struct cpulist *list, pid_t thread)
{
	char text[64];

	if (!sched_setaffinity(thread, sizeof(list->word), (const cpu_set_t *)list->word))
		return 0;
	cpulist_format(list, text, sizeof(text));
	return fail(errno, "binding a thread to CPUs %s", text);
}
