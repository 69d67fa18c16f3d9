/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/arms.h"

#include "analysis/archive/archive.h"
#include "analysis/cell/blocks.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum status arms_read(struct arms *arms, int side, char *const *path, size_t count)
{
	arms->boot[side] = calloc(count, sizeof(*arms->boot[side]));
	if (!arms->boot[side]) {
		complain("compare: out of memory");
		return STATUS_FAILED;
	}
	for (size_t i = 0; i < count; i++) {
		arms->boot[side][i] = loaded_open("compare", path[i]);
		if (!arms->boot[side][i])
			return STATUS_FAILED;
		arms->count[side]++;
	}
	return STATUS_OK;
}

/* Writes the path with the characters that are special to glob() escaped. Returns false if it does not fit. */
static bool quote(const char *path, char *out, size_t size)
{
	size_t used = 0;

	for (; *path && used + 2 < size; path++) {
		if (strchr("*?[]\\", *path))
			out[used++] = '\\';
		out[used++] = *path;
	}
	out[used] = '\0';
	return !*path;
}

enum status arms_read_folder(struct arms *arms, int side, const char *folder)
{
	char pattern[8192];
	struct stat is;
	glob_t found;
	enum status status = STATUS_FAILED;

	if (stat(folder, &is)) {
		complain("compare: %s: %s", folder, strerror(errno));
		return STATUS_FAILED;
	}
	if (!S_ISDIR(is.st_mode)) {
		complain("compare: %s: is no folder: --boots takes two folders of archives", folder);
		return STATUS_FAILED;
	}
	if (!quote(folder, pattern, sizeof(pattern) - 32)) {
		complain("compare: %.64s...: %s", folder, strerror(ENAMETOOLONG));
		return STATUS_FAILED;
	}
	strcat(pattern, "/*.cmo.jsonl");
	if (glob(pattern, 0, NULL, &found)) {
		complain("compare: %s: has no archive that ends in .cmo.jsonl, or cannot be read", folder);
		return STATUS_FAILED;
	}
	status = arms_read(arms, side, found.gl_pathv, found.gl_pathc);
	globfree(&found);
	return status;
}

void arms_free(struct arms *arms)
{
	for (int side = 0; side < SIDE_COUNT; side++) {
		for (size_t i = 0; i < arms->count[side]; i++)
			loaded_close(arms->boot[side][i]);
		free(arms->boot[side]);
	}
	*arms = (struct arms){ .count = { 0 } };
}

void arms_get(const struct arms *arms, struct compare_arm arm[static SIDE_COUNT])
{
	for (int side = 0; side < SIDE_COUNT; side++)
		arm[side] = (struct compare_arm){ (const struct loaded *const *)arms->boot[side], arms->count[side] };
}

#define VALUE_SIZE 32

/* A property by which two archives differ. */
struct difference {
	const char *what; /* NULL: none */
	const char *value[2];
	char number[2][VALUE_SIZE];
};

static bool differ(struct difference *d, const char *what, const char *a, const char *b)
{
	if (a == b || (a && b && !strcmp(a, b)))
		return false;
	d->what = what;
	d->value[0] = a ? a : "not known";
	d->value[1] = b ? b : "not known";
	return true;
}

static bool differ_in_number(struct difference *d, const char *what, double a, double b)
{
	if (a == b)
		return false;
	snprintf(d->number[0], VALUE_SIZE, "%.10g", a);
	snprintf(d->number[1], VALUE_SIZE, "%.10g", b);
	return differ(d, what, d->number[0], d->number[1]);
}

/* Are the archives of different machines, or were they measured by different clocks? */
static bool differ_in_host(struct difference *d, const struct archive *a, const struct archive *b)
{
	const struct archive_host *x = &a->host, *y = &b->host;

	return differ(d, "platform", platform_name[a->platform], platform_name[b->platform]) ||
	       differ(d, "unit", a->clock.unit, b->clock.unit) || differ(d, "machine", x->machine, y->machine) ||
	       differ(d, "model", x->model, y->model) || differ(d, "core (MIDR_EL1)", x->midr, y->midr) ||
	       differ(d, "core", x->cpu, y->cpu) ||
	       differ_in_number(d, "CPUs", (double)x->cpus.value, (double)y->cpus.value) ||
	       differ_in_number(d, "Hz of the clock", (double)a->clock.hz, (double)b->clock.hz) ||
	       differ_in_number(d, "units a tick", a->clock.units_per_tick, b->clock.units_per_tick) ||
	       differ(d, "QEMU", a->emulator_qemu, b->emulator_qemu) ||
	       differ(d, "CPU model", a->emulator_cpu, b->emulator_cpu) ||
	       differ(d, "emulated machine", a->emulator_machine, b->emulator_machine);
}

/* Are the archives of different kernels, or were they measured by different guests or under other policies? */
static bool differ_in_kernel(struct difference *d, const struct archive *a, const struct archive *b)
{
	const struct archive_host *x = &a->host, *y = &b->host;

	if (differ(d, "kernel", x->kernel, y->kernel) || differ(d, "kernel version", x->kernel_version, y->kernel_version) ||
	    differ(d, "kernel's build id", archive_build_id(a), archive_build_id(b)) ||
	    differ(d, "kernel command line", x->cmdline, y->cmdline) ||
	    differ_in_number(d, "page size", (double)x->page_bytes.value, (double)y->page_bytes.value) ||
	    differ(d, "hypervisor mode", x->hyp_mode, y->hyp_mode) || differ(d, "GIC", x->gic, y->gic) ||
	    differ(d, "knob", a->knob.name, b->knob.name) || differ(d, "hook", a->knob.hook, b->knob.hook) ||
	    differ(d, "guest image", a->guest_sha256, b->guest_sha256) ||
	    differ_in_number(d, "number of policies", (double)a->policy_count, (double)b->policy_count))
		return true;
	for (size_t i = 0; i < a->policy_count; i++)
		if (differ(d, "policy", policy_name(a->policy[i].policy), policy_name(b->policy[i].policy)) ||
		    differ(d, "fingerprint", a->policy[i].fingerprint, b->policy[i].fingerprint))
			return true;
	return false;
}

static enum status refuse(const char *what, const struct archive *a, const struct archive *b, const struct difference *d)
{
	complain("compare: %s: %s and %s: %s \"%.100s\", \"%.100s\"", what, a->name, b->name, d->what, d->value[0], d->value[1]);
	return STATUS_USAGE;
}

/* Checks two archives; of the same arm, or not; several: an arm has several archives. */
static enum status check_two(const struct archive *a, const struct archive *b, bool same_arm, bool several)
{
	struct difference d = { .what = NULL };

	if (!strcmp(a->file_sha256, b->file_sha256)) {
		complain("compare: %s and %s are one archive, given twice: give each run once", a->name, b->name);
		return STATUS_USAGE;
	}
	if (!several)
		return STATUS_OK;
	if ((same_arm || !blocks_exact(a) || !blocks_exact(b)) && differ_in_host(&d, a, b))
		return refuse(same_arm ? "two hosts in one arm" : "the arms are of different hosts", a, b, &d);
	if (same_arm && differ_in_kernel(&d, a, b))
		return refuse("two kernels or setups in one arm", a, b, &d);
	if (!blocks_exact(a) && a->host.boot_id && b->host.boot_id && !strcmp(a->host.boot_id, b->host.boot_id)) {
		complain("compare: %s and %s are of the same boot (boot.id %.64s): boot again before each run", a->name, b->name,
			 a->host.boot_id);
		return STATUS_USAGE;
	}
	return STATUS_OK;
}

/* Checks all pairs of one arm, or all of both arms. */
static enum status check_pairs(const struct compare_arm *a, const struct compare_arm *b, bool several)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; !status && i < b->count; i++)
		for (size_t j = 0; !status && j < (a == b ? i : a->count); j++)
			status = check_two(&a->boot[j]->archive, &b->boot[i]->archive, a == b, several);
	return status;
}

enum status arms_check(const struct compare_arm arm[static SIDE_COUNT])
{
	bool several = arm[BASE].count > 1 || arm[NEW].count > 1;
	enum status status = check_pairs(&arm[BASE], &arm[BASE], several);

	if (!status)
		status = check_pairs(&arm[NEW], &arm[NEW], several);
	return status ? status : check_pairs(&arm[BASE], &arm[NEW], several);
}
