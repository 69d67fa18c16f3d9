/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/boots/alike.h"

#include "analysis/archive/archive.h"
#include "analysis/cell/blocks.h"

#include <stdio.h>
#include <string.h>

static bool differ(struct alike_difference *d, const char *what, const char *a, const char *b)
{
	if (a == b || (a && b && !strcmp(a, b)))
		return false;
	d->what = what;
	d->value[0] = a ? a : "not known";
	d->value[1] = b ? b : "not known";
	return true;
}

/* As differ(), of what depends on who asked, such as a user who may not read it: what is not known is no difference. */
static bool differ_if_known(struct alike_difference *d, const char *what, const char *a, const char *b)
{
	return a && b && differ(d, what, a, b);
}

static bool differ_in_number(struct alike_difference *d, const char *what, double a, double b)
{
	if (a == b)
		return false;
	snprintf(d->number[0], ALIKE_NUMBER_SIZE, "%.10g", a);
	snprintf(d->number[1], ALIKE_NUMBER_SIZE, "%.10g", b);
	return differ(d, what, d->number[0], d->number[1]);
}

bool alike_differ_in_host(struct alike_difference *d, const struct archive *a, const struct archive *b)
{
	const struct archive_host *x = &a->host, *y = &b->host;
	long vcpu = archive_differing_core(a, b);

	return differ(d, "platform", platform_name[a->platform], platform_name[b->platform]) ||
	       differ(d, "unit", a->clock.unit, b->clock.unit) || differ(d, "machine", x->machine, y->machine) ||
	       differ_if_known(d, "model", x->model, y->model) ||
	       differ_if_known(d, "core (MIDR_EL1)", x->midr, y->midr) ||
	       (vcpu > 0 && differ_if_known(d, "core of a vCPU (MIDR_EL1)", x->core[vcpu].midr, y->core[vcpu].midr)) ||
	       differ_in_number(d, "CPUs", (double)x->cpus.value, (double)y->cpus.value) ||
	       differ_in_number(d, "Hz of the clock", (double)a->clock.hz, (double)b->clock.hz) ||
	       differ_in_number(d, "units a tick", a->clock.units_per_tick, b->clock.units_per_tick) ||
	       differ(d, "QEMU", a->emulator_qemu, b->emulator_qemu) ||
	       differ(d, "CPU model", a->emulator_cpu, b->emulator_cpu) ||
	       differ(d, "emulated machine", a->emulator_machine, b->emulator_machine);
}

bool alike_differ_in_kernel(struct alike_difference *d, const struct archive *a, const struct archive *b)
{
	const struct archive_host *x = &a->host, *y = &b->host;

	if (differ(d, "kernel", x->kernel, y->kernel) || differ(d, "kernel version", x->kernel_version, y->kernel_version) ||
	    differ_if_known(d, "kernel's build id", archive_build_id(a), archive_build_id(b)) ||
	    differ(d, "kernel command line", x->cmdline, y->cmdline) ||
	    differ_in_number(d, "page size", (double)x->page_bytes.value, (double)y->page_bytes.value) ||
	    differ_if_known(d, "hypervisor mode", x->hyp_mode, y->hyp_mode) || differ(d, "GIC", x->gic, y->gic) ||
	    differ(d, "knob", a->knob.name, b->knob.name) || differ(d, "hook", a->knob.hook, b->knob.hook) ||
	    differ(d, "guest image", a->guest_sha256, b->guest_sha256) ||
	    differ_in_number(d, "schema", (double)a->schema, (double)b->schema) ||
	    differ_in_number(d, "number of policies", (double)a->policy_count, (double)b->policy_count))
		return true;
	for (size_t i = 0; i < a->policy_count; i++)
		if (differ(d, "policy", policy_name(a->policy[i].policy), policy_name(b->policy[i].policy)) ||
		    differ(d, "fingerprint", a->policy[i].fingerprint, b->policy[i].fingerprint))
			return true;
	return false;
}

bool alike_differ_in_options(struct alike_difference *d, const struct archive *a, const struct archive *b)
{
	const struct archive_options *x = &a->options, *y = &b->options;

	return differ(d, "suite", x->suite, y->suite) || differ(d, "filter", x->filter, y->filter) ||
	       differ_in_number(d, "bytes swept", (double)x->rom_bytes.value, (double)y->rom_bytes.value) ||
	       differ(d, "--tune", x->tune.value ? "yes" : "no", y->tune.value ? "yes" : "no");
}

bool alike_differ(struct alike_difference *d, const struct archive *a, const struct archive *b)
{
	return alike_differ_in_host(d, a, b) || alike_differ_in_kernel(d, a, b) || alike_differ_in_options(d, a, b);
}

bool alike_are_one_boot(const struct archive *a, const struct archive *b)
{
	return !blocks_exact(a) && a->host.boot_id && b->host.boot_id && !strcmp(a->host.boot_id, b->host.boot_id);
}

static bool same_texts(const struct texts *a, const struct texts *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++)
		same = !strcmp(a->text[i], b->text[i]);
	return same;
}

bool alike_are_one_run(const struct archive *a, const struct archive *b)
{
	const char *x = a->host.boot_id, *y = b->host.boot_id;
	struct alike_difference d;

	if (strcmp(a->created, b->created) != 0 || !x != !y || !same_texts(&a->options.argv, &b->options.argv))
		return false;
	if (x)
		return !strcmp(x, y);
	return a->options.seed && b->options.seed && !strcmp(a->options.seed, b->options.seed) && !alike_differ(&d, a, b);
}
