/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/shift/archives.h"

#include "analysis/cell/blocks.h"
#include "analysis/wording/machine.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static void add_reason(struct compare *c, const char *format, ...)
{
	va_list args;

	if (c->reason_count == COMPARE_REASONS_MAX)
		return;
	va_start(args, format);
	vsnprintf(c->reason[c->reason_count++], COMPARE_REASON_SIZE, format, args);
	va_end(args);
}

/* optional: two that are not known are the same. */
static void compare_texts(struct compare *c, const char *what, const char *base, const char *new, bool optional)
{
	if (!base && !new && optional)
		return;
	if (!base || !new)
		add_reason(c, "%s: %.60s in BASE, %.60s in NEW", what, base ? base : "not known", new ? new : "not known");
	else if (strcmp(base, new))
		add_reason(c, "%s: %.60s in BASE, %.60s in NEW", what, base, new);
}

/* The core of vCPU 0 decides; those of the others only if they are known. */
static void compare_cores(struct compare *c)
{
	const struct archive *base = &c->side[BASE]->archive, *new = &c->side[NEW]->archive;
	const struct archive_host *x = &base->host, *y = &new->host;
	char core[2][MACHINE_CORE_SIZE];
	long vcpu = archive_differing_core(base, new);

	if (!x->midr || !y->midr || strcmp(x->midr, y->midr))
		add_reason(c, "core: %s in BASE, %s in NEW", machine_core(core[BASE], x->cpu, x->midr),
			   machine_core(core[NEW], y->cpu, y->midr));
	else if (vcpu > 0)
		add_reason(c, "core of vCPU %ld: %s in BASE, %s in NEW", vcpu,
			   machine_core(core[BASE], x->core[vcpu].name, x->core[vcpu].midr),
			   machine_core(core[NEW], y->core[vcpu].name, y->core[vcpu].midr));
}

/* Do the archive's costs have a meaning? Those of an emulated host have one only with -icount. */
static bool has_meaning(const struct archive *a)
{
	return a->platform != PLATFORM_EMULATED || archive_counts_insns(a);
}

static bool is_exact(const struct archive *a)
{
	return archive_counts_insns(a) && blocks_exact(a);
}

/* Do the archives have a policy in common? */
static bool have_common_policy(const struct archive *base, const struct archive *new)
{
	for (size_t i = 0; i < base->policy_count; i++)
		if (archive_visited(new, base->policy[i].policy))
			return true;
	return false;
}

/* Are the kernels one file, as far as is known? Those of one release and version may be two if a build id is not known. */
static bool have_one_kernel(const struct archive *base, const struct archive *new)
{
	const char *a = archive_build_id(base), *b = archive_build_id(new);

	if (a && b)
		return !strcmp(a, b);
	return !strcmp(base->host.kernel, new->host.kernel) &&
	       !strcmp(machine_known(base->host.kernel_version), machine_known(new->host.kernel_version));
}

static enum compare_basis basis_of(const struct compare *c)
{
	if (c->exact)
		return COMPARE_EXACT;
	if (c->arm[BASE].count > 1 && c->arm[NEW].count > 1)
		return COMPARE_BOOTS;
	if (compare_boots(c) > 1)
		return COMPARE_ONE;
	return isnan(c->boot_spread) ? COMPARE_BLOCKS : COMPARE_GIVEN;
}

void compare_archives(struct compare *c)
{
	const struct archive *base = &c->side[BASE]->archive, *new = &c->side[NEW]->archive;

	compare_texts(c, "platform", platform_name[base->platform], platform_name[new->platform], false);
	compare_texts(c, "unit", base->clock.unit, new->clock.unit, false);
	if (!has_meaning(base) || !has_meaning(new))
		add_reason(c, "an emulated host ran without -icount: its ticks are neither instructions nor time");
	else if (!strcmp(base->clock.unit, new->clock.unit) &&
		 base->clock.units_per_tick != new->clock.units_per_tick)
		add_reason(c, "one tick: %.9g %s in BASE, %.9g in NEW", base->clock.units_per_tick, base->clock.unit,
			   new->clock.units_per_tick);
	if (base->host.page_bytes.value != new->host.page_bytes.value)
		add_reason(c, "page size: %llu bytes in BASE, %llu in NEW", (unsigned long long)base->host.page_bytes.value,
			   (unsigned long long)new->host.page_bytes.value);
	if (base->page_lines != new->page_lines)
		add_reason(c, "lines in a page: %llu in BASE, %llu in NEW", (unsigned long long)base->page_lines,
			   (unsigned long long)new->page_lines);
	compare_cores(c);
	if (base->platform != PLATFORM_EMULATED && base->platform == new->platform) {
		compare_texts(c, "machine", base->host.model, new->host.model, true);
		if (base->host.cpus.value != new->host.cpus.value)
			add_reason(c, "CPUs: %llu in BASE, %llu in NEW", (unsigned long long)base->host.cpus.value,
				   (unsigned long long)new->host.cpus.value);
	}
	c->exact = is_exact(base) && is_exact(new);
	c->basis = basis_of(c);
	c->other_kernel = !have_one_kernel(base, new);
	c->crossed = !have_common_policy(base, new);
	c->patched = c->crossed && c->other_kernel && base->policy_count == 1 && new->policy_count == 1;
	c->crossed = c->crossed && !c->patched;
}
