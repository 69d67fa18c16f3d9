/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/check.h"

#include "analysis/boots/alike.h"
#include "analysis/cell/blocks.h"
#include "analysis/history/release.h"
#include "analysis/output/text.h"

#include <stdio.h>
#include <string.h>

/* The first archive of a host, whose name is that of a file. */
static const struct archive *first_of(const struct loaded *host)
{
	return host->boots ? &host->boots->boot[0]->archive : &host->archive;
}

static bool differ(struct alike_difference *d, const char *what, const char *a, const char *b)
{
	if (!a || !b || !strcmp(a, b))
		return false;
	*d = (struct alike_difference){ .what = what, .value = { a, b } };
	return true;
}

static bool is_one_kernel(const struct archive *a, const struct archive *b)
{
	struct alike_difference d;

	return !differ(&d, "", a->host.kernel, b->host.kernel) &&
	       !differ(&d, "", a->host.kernel_version, b->host.kernel_version) &&
	       !differ(&d, "", archive_build_id(a), archive_build_id(b));
}

static bool differ_in_pages(struct alike_difference *d, const struct archive *a, const struct archive *b)
{
	if (a->host.page_bytes.value == b->host.page_bytes.value)
		return false;
	snprintf(d->number[0], ALIKE_NUMBER_SIZE, "%llu", (unsigned long long)a->host.page_bytes.value);
	snprintf(d->number[1], ALIKE_NUMBER_SIZE, "%llu", (unsigned long long)b->host.page_bytes.value);
	d->what = "page size";
	d->value[0] = d->number[0];
	d->value[1] = d->number[1];
	return true;
}

/* Why two archives of different kernels make no history; what is NULL: they do. */
struct objection {
	const char *what, *remedy;
	struct alike_difference d;
};

static void judge(struct objection *o, const struct archive *a, const struct archive *b)
{
	struct alike_difference *d = &o->d;

	*o = (struct objection){ .what = NULL };
	if (alike_differ_in_host(d, a, b))
		o->what = "two machines";
	else if (differ_in_pages(d, a, b) || differ(d, "hypervisor mode", a->host.hyp_mode, b->host.hyp_mode) ||
		 differ(d, "GIC", a->host.gic, b->host.gic))
		o->what = "two setups";
	o->remedy = "make a history of each";
	if (!o->what && alike_differ_in_options(d, a, b)) {
		o->what = "not the same run";
		o->remedy = "measure all kernels with the same options";
	}
	if (!o->what && is_one_kernel(a, b) && alike_differ_in_kernel(d, a, b)) {
		o->what = "one kernel in two setups";
		o->remedy = "leave one of them out";
	}
}

/* Checks two archives of different hosts, as hosts_open() tells them apart. */
static enum status check_two(const struct archive *a, const struct archive *b)
{
	struct objection o;

	judge(&o, a, b);
	if (!o.what)
		return STATUS_OK;
	complain("history: %s: %s and %s: %s \"%.100s\", \"%.100s\": %s", o.what, a->name, b->name, o.d.what, o.d.value[0],
		 o.d.value[1], o.remedy);
	return STATUS_USAGE;
}

static bool is_meaningless(const struct archive *a)
{
	return a->platform == PLATFORM_EMULATED && !archive_counts_insns(a);
}

bool history_takes(const struct archive *a, const struct archive *b)
{
	struct objection o;

	judge(&o, a, b);
	return !o.what && !is_meaningless(a);
}

bool history_has_policy(const struct hosts *hosts, enum policy_id policy)
{
	for (size_t i = 0; i < hosts->count; i++)
		if (!archive_visited(&hosts->host[i]->archive, policy))
			return false;
	return true;
}

/* Have all a policy in common? Names two that have none, if there are such. */
static enum status check_policies(const struct hosts *h)
{
	const struct archive *a = first_of(h->host[0]);

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		if (history_has_policy(h, (enum policy_id)policy))
			return STATUS_OK;
	for (size_t i = 1; i < h->count; i++) {
		const struct archive *b = first_of(h->host[i]);
		bool common = false;

		for (size_t k = 0; k < a->policy_count; k++)
			common |= archive_visited(b, a->policy[k].policy);
		if (!common && a->policy_count && b->policy_count) {
			complain("history: %s and %s have no policy in common (%s; %s): a history is of one policy", a->name, b->name,
				 policy_name(a->policy[0].policy), policy_name(b->policy[0].policy));
			return STATUS_USAGE;
		}
	}
	complain("history: the archives have no policy in common: a history is of one policy");
	return STATUS_USAGE;
}

static enum status check_clock(const struct archive *a)
{
	if (!is_meaningless(a))
		return STATUS_OK;
	complain("history: %s: an emulated host without -icount: its ticks are neither instructions nor time", a->name);
	return STATUS_USAGE;
}

enum status history_check(const struct hosts *h)
{
	char release[RELEASE_SIZE];
	enum status status = STATUS_OK;

	for (size_t i = 0; !status && i < h->count; i++)
		for (size_t k = 0; !status && k < i; k++)
			status = check_two(first_of(h->host[k]), first_of(h->host[i]));
	for (size_t i = 0; !status && i < h->count; i++)
		status = check_clock(first_of(h->host[i]));
	if (!status && h->count < 2) {
		complain("history: %zu archive%s, but of one kernel, %s: give archives of two kernels or more", h->archives,
			 text_plural(h->archives), release_of(release, first_of(h->host[0])));
		status = STATUS_USAGE;
	}
	return status ? status : check_policies(h);
}
