/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cost of the module's hooks: its estimate, and what is left of costs and contrasts without it. */
#include "analysis/cell/cost.h"
#include "analysis/contrast/loaded.h"
#include "analysis/contrast/ratio.h"
#include "analysis/test/fixture.h"
#include "bench/test/tap.h"

#include <math.h>

static const struct fixture patched = {
	.platform = PLATFORM_EMULATED, .policies = FIXTURE_POLICIES, .rounds = 4, .batch = 16, .suite = "standard",
	.filter = "backing=anon vcpus=1 mix=1 lines=1,page", .calibration = true,
};

/* Load what a fixture writes. Must not fail. */
static struct loaded *load(const struct fixture *f)
{
	struct loaded *l = calloc(1, sizeof(*l));
	char *text = fixture_archive(f), why[512];

	if (!l || archive_parse(&l->archive, "archive", text, strlen(text), why, sizeof(why)) || loaded_make(l))
		abort();
	free(text);
	return l;
}

static struct fixture with_hook(const struct fixture *f)
{
	struct fixture hooked = *f;

	hooked.hook = "ftrace";
	hooked.hook_fault = 52;
	hooked.hook_abort = 9;
	return hooked;
}

static bool same_interval(struct interval a, struct interval b)
{
	return a.known == b.known && fabs(a.lo - b.lo) < 1e-6 && fabs(a.hi - b.hi) < 1e-6;
}

/* How many costs differ between two archives of the same cells, and how many cells have a hook subtracted. */
static size_t count_different(const struct loaded *a, const struct loaded *b, size_t *hooked)
{
	size_t different = 0;

	*hooked = 0;
	for (size_t i = 0; i < a->results.count; i++) {
		const struct result *x = &a->results.result[i], *y = &b->results.result[i];

		*hooked += y->hook > 0;
		different += fabs(x->value - y->value) > 1e-6 || fabs(x->cost.mean - y->cost.mean) > 1e-6 ||
			     !same_interval(x->ci95, y->ci95) || !cell_equal(&x->record->cell, &y->record->cell);
	}
	return different;
}

static struct ratio ratio_of(const struct loaded *l, size_t i)
{
	struct ratio ratio;

	if (ratio_estimate(&ratio, &l->contrasts.contrast[i], &l->results))
		printf("# out of memory\n");
	return ratio;
}

static size_t count_contrasts(const struct loaded *a, const struct loaded *b)
{
	size_t different = 0;

	for (size_t i = 0; i < a->contrasts.count; i++) {
		const struct contrast *x = &a->contrasts.contrast[i], *y = &b->contrasts.contrast[i];
		const struct ratio r = ratio_of(a, i), q = ratio_of(b, i);

		different += strcmp(x->name, y->name) || fabs(x->value - y->value) > 1e-6 || !same_interval(x->ci95, y->ci95) ||
			     r.known != q.known || fabs(r.value - q.value) > 1e-6;
	}
	return different;
}

/* Where the clock counts every instruction, nothing is left of the hook. */
static void test_exact(void)
{
	struct fixture f = with_hook(&patched);
	struct loaded *a = load(&patched), *b = load(&f);
	const struct hook *h = &b->results.hook;
	size_t hooked, zero, different = count_different(a, b, &hooked);

	ok(!a->results.hook.present && !a->results.hook.known && !count_different(a, a, &zero) && !zero, "the patch has no hook");
	ok(h->present && h->known && h->fault.value == 52 && h->abort.value == 61 && h->second.value == 9 && !h->exit.value,
	   "hooks of 52, 9 and 0");
	ok(h->fault.ci95.known && h->fault.ci95.lo == 52 && h->fault.ci95.hi == 52 && !h->fault.half && !h->abort.half &&
	   !h->fault.error && h->fault.rounds == 16, "their intervals are points");
	ok(h->cold == FIXTURE_TRANSLATION && !h->drifted, "a fault without the hook");
	ok(a->results.count == b->results.count && !different && hooked > 100,
	   "all %zu costs are those of the patch, %zu of them with something subtracted", a->results.count, hooked);
	ok(a->contrasts.count == b->contrasts.count && a->contrasts.count > 100 && !count_contrasts(a, b),
	   "so are all %zu contrasts", a->contrasts.count);
	loaded_close(a);
	loaded_close(b);
}

static const struct result *find(const struct loaded *l, enum op_id op, enum slot_id slot, enum stage2_id stage2)
{
	const struct cell cell = { .policy = POLICY_INJECT, .op = op, .slot = slot, .host_page = HOST_PAGE_WRITTEN,
				   .stage2 = stage2 };

	return results_find(&l->results, &cell);
}

static void test_counts(void)
{
	struct fixture f = with_hook(&patched), g;
	struct loaded *l = load(&f);
	const struct result *logged = find(l, OP_dc_ivac, SLOT_RW_LOG, STAGE2_COLD), *ro = find(l, OP_dc_ivac, SLOT_RO, STAGE2_COLD);
	const struct result *mmio = find(l, OP_mmio_user, SLOT_RW, STAGE2_RW), *hvc = find(l, OP_hvc, SLOT_RW, STAGE2_RW);
	struct cell after = logged->record->cell;

	ok(logged && logged->hook == 104 && logged->hooked.faults == 2 && !logged->hooked.aborts, "two faults: the first hook twice");
	ok(ro && ro->hook == 52 + 61 && ro->hooked.faults == 1 && ro->hooked.aborts == 1, "an abort on a read-only slot: both hooks");
	ok(mmio && mmio->hook == 61, "an exit to userspace: both hooks");
	ok(hvc && !hvc->hook, "an exit without a fault: none");
	after.timed = TIMED_AFTER;
	ok(results_find(&l->results, &after) && !results_find(&l->results, &after)->hook,
	   "loads after the op: none, as its faults were not timed");
	loaded_close(l);
	g = f;
	g.unattributed = true;
	l = load(&g);
	logged = find(l, OP_dc_ivac, SLOT_RW_LOG, STAGE2_COLD);
	ok(logged && logged->hook == 104, "faults that were not counted are those predicted");
	loaded_close(l);
	g = f;
	g.unmeasured = true;
	l = load(&g);
	logged = find(l, OP_dc_ivac, SLOT_RW_LOG, STAGE2_COLD);
	ok(l->results.hook.present && !l->results.hook.known && !logged->hook &&
	   logged->value == FIXTURE_NULL + FIXTURE_TRANSLATION + FIXTURE_PERMISSION + 104,
	   "hooks that were not measured stay in the costs");
	loaded_close(l);
}

/* Where a difference is small, the hook's uncertainty makes it less significant. */
static void test_significance(void)
{
	struct fixture f = with_hook(&patched);
	struct loaded *a, *b;
	size_t more = 0, less = 0;

	f.platform = PLATFORM_METAL;
	f.rounds = 8;
	f.permission = 5;
	a = load(&f);
	f.hook_drift = 8;
	b = load(&f);
	for (size_t i = 0; i < a->contrasts.count; i++) {
		const struct contrast *x = &a->contrasts.contrast[i], *y = &b->contrasts.contrast[i];

		if (!x->has_p || y->hook_half <= x->hook_half)
			continue;
		more += y->p > x->p + 1e-6;
		less += y->p < x->p - 1e-6;
	}
	ok(more > 10 && !less, "%zu differences are less significant, %zu more so", more, less);
	loaded_close(a);
	loaded_close(b);
}

static void test_drift(void)
{
	struct fixture f = with_hook(&patched);
	struct loaded *l;
	const struct result *logged;

	f.hook_drift = 6;
	l = load(&f);
	ok(!l->results.hook.drifted, "a change that is nothing beside a fault's cost");
	loaded_close(l);
	f.hook_drift = 8;
	l = load(&f);
	ok(l->results.hook.drifted && l->results.hook.first[0].value == 52 && l->results.hook.last[0].value == 60 &&
	   l->results.hook.last[1].value == 69, "hooks that cost more at the end");
	ok(l->results.hook.fault.ci95.lo == 52 && l->results.hook.fault.ci95.hi == 60 && l->results.hook.fault.half == 4 &&
	   l->results.hook.fault.value == 56, "the interval has both, the value is between them");
	logged = find(l, OP_dc_ivac, SLOT_RW_LOG, STAGE2_COLD);
	ok(logged && fabs(logged->ci95.hi - logged->ci95.lo - 16) < 1e-9, "costs are as uncertain, for each fault");
	loaded_close(l);
}

/* An independent error of 3 beside one of 4 is one of 5. */
static void test_widening(void)
{
	const struct hook hook = { .present = true, .known = true, .fault = { true, 50, { true, 47, 53 }, 3, 1.5, 8 },
				   .abort = { true, 60, { true, 56, 64 }, 4, 2, 8 } };
	const struct hook unknown = { .present = true };
	const double cost[] = { 1000, 500 };
	const struct hook_count one[] = { { 1, 0 }, { 0, 0 } }, both[] = { { 2, 0 }, { 1, 0 } };
	struct interval ci = hook_widen((struct interval){ true, 96, 103 }, 100, 3);

	ok(hook_half(&hook, (struct hook_count){ 1, 1 }) == 5 && hook_error(&hook, (struct hook_count){ 1, 1 }) == 2.5,
	   "errors of the two add up as independent ones do");
	ok(hook_half(&hook, (struct hook_count){ -2, 0 }) == 6 && !hook_half(&hook, (struct hook_count){ 0, 0 }),
	   "equal faults leave none");
	ok(!hook_half(&unknown, one[0]) && !hook_total(&unknown, one[0]) && hook_total(&hook, (struct hook_count){ 2, 1 }) == 160,
	   "what is not measured is not subtracted");
	ok(ci.lo == 95 && fabs(ci.hi - 100 - sqrt(18)) < 1e-12, "an interval, widened to either side");
	ok(!hook_widen((struct interval){ .known = false }, 1, 3).known, "an unknown one stays so");
	ok(fabs(hook_ratio_half(&hook, cost, one) - 3.0 / 500) < 1e-12, "a ratio whose first cost is uncertain");
	ok(hook_ratio_half(&hook, cost, both) < 1e-12, "a ratio that the hook leaves as it is");
}

/* A clock in ns: the hook's interval is in all costs and contrasts with other faults, and in no others. */
static void test_time(void)
{
	struct fixture f = with_hook(&patched);
	struct loaded *a, *b;
	size_t wider = 0, same = 0, wrong = 0, ratios = 0;

	f.platform = PLATFORM_METAL;
	f.rounds = 8;
	a = load(&f);
	f.hook_drift = 8;
	b = load(&f);
	ok(a->results.hook.known && fabs(a->results.hook.fault.value - 52) < 1 && fabs(a->results.hook.abort.value - 61) < 1,
	   "a hook in ns: %.3g, and %.3g both", a->results.hook.fault.value, a->results.hook.abort.value);
	for (size_t i = 0; i < a->contrasts.count; i++) {
		const struct contrast *x = &a->contrasts.contrast[i], *y = &b->contrasts.contrast[i];
		struct interval r, q;
		double width[] = { x->ci95.hi - x->ci95.lo, y->ci95.hi - y->ci95.lo };

		if (!x->ci95.known || x->id == CONTRAST_BREAK_EVEN_LINES)
			continue;
		wider += y->hook_half > x->hook_half + 1e-9;
		same += !y->hook_half;
		r = ratio_of(a, i).ci95;
		q = ratio_of(b, i).ci95;
		ratios += q.known && y->hook_half > x->hook_half + 1e-9 && q.hi - q.lo > r.hi - r.lo + 1e-12;
		wrong += (y->hook_half > x->hook_half + 1e-9) != (width[1] > width[0] + 1e-9);
	}
	ok(ratios > 20, "so are %zu ratios", ratios);
	ok(wider > 20 && same > 20 && !wrong, "%zu contrasts are more uncertain, %zu have the same faults, %zu are wrong", wider,
	   same, wrong);
	loaded_close(a);
	loaded_close(b);
}

/* The lines where two policies cost the same move with the hook, too. */
static void test_crossing(void)
{
	struct fixture f = with_hook(&patched);
	struct loaded *a, *b;
	size_t crossings = 0, wider = 0;

	f.skipped = 100;
	a = load(&f);
	f.hook_drift = 8;
	b = load(&f);
	for (size_t i = 0; i < a->contrasts.count; i++) {
		const struct contrast *x = &a->contrasts.contrast[i], *y = &b->contrasts.contrast[i];

		if (x->id != CONTRAST_BREAK_EVEN_LINES || !x->ci95.known || !y->ci95.known)
			continue;
		crossings++;
		wider += y->ci95.hi - y->ci95.lo > x->ci95.hi - x->ci95.lo;
	}
	ok(crossings && wider == crossings, "%zu of %zu crossings are more uncertain", wider, crossings);
	loaded_close(a);
	loaded_close(b);
}

int main(void)
{
	test_exact();
	test_counts();
	test_drift();
	test_widening();
	test_time();
	test_significance();
	test_crossing();
	return tap_done();
}
