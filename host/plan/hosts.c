/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/plan/hosts.h"

#include "bench/array.h"
#include "bench/cli/verb.h"
#include "host/emulated/machine.h"
#include "host/image/modes.h"
#include "host/os/err.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMPONENTS_MAX 6 /* of a kernel's path that stand in its name */

/* Copy text as a part of a file's name. */
static void copy_part(char part[static HOST_PART_BYTES], const char *text, size_t length)
{
	size_t used = 0;

	for (size_t i = 0; i < length && used + 1 < HOST_PART_BYTES; i++)
		part[used++] = isalnum((unsigned char)text[i]) || strchr("._+-", text[i]) ? text[i] : '-';
	part[used] = '\0';
}

/* The ways to name a kernel, each longer than the one before. Each writes "" if it has no name. */
static void by_series(const struct plan_kernel *k, char part[static HOST_PART_BYTES])
{
	size_t major = strspn(k->release, "0123456789"), minor = 0;

	if (k->release[major] == '.')
		minor = strspn(k->release + major + 1, "0123456789");
	copy_part(part, k->release, minor ? major + 1 + minor : 0);
}

static void by_version(const struct plan_kernel *k, char part[static HOST_PART_BYTES])
{
	copy_part(part, k->release, strspn(k->release, "0123456789."));
}

static void by_release(const struct plan_kernel *k, char part[static HOST_PART_BYTES])
{
	copy_part(part, k->release, strlen(k->release));
}

/* Name it by the last so many components of its path. */
static void by_path(const struct plan_kernel *k, unsigned int components, char part[static HOST_PART_BYTES])
{
	const char *given = k->given ? k->given : "", *end = given + strlen(given), *begin;

	while (end > given && end[-1] == '/')
		end--;
	for (begin = end; begin > given && (begin[-1] != '/' || --components); begin--)
		;
	copy_part(part, begin, (size_t)(end - begin));
}

/* Do all kernels that can be used have a name, and each its own? */
static bool are_distinct(const struct plan_hosts *a)
{
	for (size_t i = 0; i < a->kernels; i++)
		for (size_t k = 0; k < i; k++)
			if (!a->kernel[i].refused && !a->kernel[k].refused &&
			    (!*a->kernel[i].label || !strcmp(a->kernel[i].label, a->kernel[k].label)))
				return false;
	return true;
}

/* Give each kernel the shortest name that tells it from the others. */
static void label_kernels(struct plan_hosts *a)
{
	static void (*const ways[])(const struct plan_kernel *k, char part[static HOST_PART_BYTES]) = {
		by_series, by_version, by_release,
	};

	for (size_t way = 0; way < ARRAY_SIZE(ways) + COMPONENTS_MAX; way++) {
		for (size_t i = 0; i < a->kernels; i++) {
			struct plan_kernel *k = &a->kernel[i];

			if (way < ARRAY_SIZE(ways))
				ways[way](k, k->label);
			else
				by_path(k, (unsigned int)(way - ARRAY_SIZE(ways)) + 1, k->label);
		}
		if (are_distinct(a))
			return;
	}
	for (size_t i = 0; i < a->kernels; i++)
		snprintf(a->kernel[i].label, HOST_PART_BYTES, "kernel%zu", i + 1);
}

/* Is the model given several times, with other properties? */
static bool has_namesake(const struct option_values *cpus, const char *cpu)
{
	size_t length = strcspn(cpu, ","), same = 0;

	for (size_t i = 0; i < cpus->count; i++)
		same += strcspn(cpus->value[i], ",") == length && !strncmp(cpus->value[i], cpu, length);
	return same > 1;
}

static void label(struct plan_host *host, const struct plan_hosts *a, const struct emulated_options *e)
{
	char cpu[HOST_PART_BYTES] = "";

	if (e->cpus.count > 1)
		copy_part(cpu, host->cpu, has_namesake(&e->cpus, host->cpu) ? strlen(host->cpu) : strcspn(host->cpu, ","));
	snprintf(host->label, sizeof(host->label), "%s%s%s%s%s", a->kernels > 1 ? host->kernel->label : "",
		 a->kernels > 1 && (e->modes.count > 1 || *cpu) ? " " : "", e->modes.count > 1 ? host->mode : "",
		 e->modes.count > 1 && *cpu ? " " : "", cpu);
}

/* Look at the kernels. STATUS_OK, or STATUS_CANNOT after printing what is missing for all of them. */
static int look_at_kernels(struct plan_hosts *a, const struct options *o)
{
	struct emulated_options e = o->emulated;

	a->kernels = e.kernels.count ? e.kernels.count : 1;
	for (size_t i = 0; i < a->kernels; i++) {
		struct plan_kernel *k = &a->kernel[i];
		struct machine machine;
		int err;

		e.kernel = k->given = e.kernels.count ? e.kernels.value[i] : NULL;
		err = machine_find(&machine, &e);
		memcpy(k->release, machine.kernel.release, sizeof(k->release));
		machine_free(&machine);
		if (err)
			complain("run: %s", fail_text());
		if (err && err != -EINVAL)
			return STATUS_CANNOT;
		k->refused = err != 0;
	}
	label_kernels(a);
	return STATUS_OK;
}

/* Can the host of this mode be had? Print why not, unless that is what was printed last. */
static void judge(struct plan_host *host, char *last, size_t size)
{
	host->refused = host->kernel->refused;
	if (host->refused || !modes_check(host->mode, host->cpu, host->kernel->release))
		return;
	host->refused = true;
	if (strcmp(last, fail_text()) != 0)
		complain("run: %s", fail_text());
	snprintf(last, size, "%s", fail_text());
}

int hosts_find(struct plan_hosts *a, const struct options *o)
{
	const struct emulated_options *e = &o->emulated;
	size_t modes = e->modes.count ? e->modes.count : 1;
	char last[1024] = "";
	int status;

	*a = (struct plan_hosts){ .kernels = 0 };
	status = look_at_kernels(a, o);
	if (status)
		return status;
	a->host = calloc(e->cpus.count * modes * a->kernels, sizeof(*a->host));
	if (!a->host) {
		complain("run: out of memory");
		return STATUS_FAILED;
	}
	for (size_t cpu = 0; cpu < e->cpus.count; cpu++)
		for (size_t mode = 0; mode < modes; mode++)
			for (size_t kernel = 0; kernel < a->kernels; kernel++) {
				struct plan_host *host = &a->host[a->count++];

				host->cpu = e->cpus.value[cpu];
				host->mode = e->modes.count ? e->modes.value[mode] : NULL;
				host->kernel = &a->kernel[kernel];
				label(host, a, e);
				judge(host, last, sizeof(last));
			}
	return STATUS_OK;
}

void hosts_free(struct plan_hosts *a)
{
	free(a->host);
	*a = (struct plan_hosts){ .kernels = 0 };
}

void hosts_name(const struct plan_host *host, const char *path, uint32_t boot, char *name, size_t size)
{
	static const char *const endings[] = { ".cmo.jsonl", ".jsonl", "" };
	size_t length = strlen(path), i = 0;
	char own[HOST_LABEL_BYTES], number[16] = "";

	while (length < strlen(endings[i]) || strcmp(path + length - strlen(endings[i]), endings[i]) != 0)
		i++;
	memcpy(own, host->label, sizeof(own));
	for (char *blank = own; (blank = strchr(blank, ' '));)
		*blank = '-';
	if (boot)
		snprintf(number, sizeof(number), "-%" PRIu32, boot);
	snprintf(name, size, "%.*s%s%s%s%s", (int)(length - strlen(endings[i])), path, *own ? "-" : "", own, number,
		 endings[i]);
}
