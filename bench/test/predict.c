/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fault model against tables worked out by hand from the kernel's source, line by line (what each kernel function
 * does is cited in predict.c), and the claim that probe_policy() needs: each policy shows in what it looks at.
 */
#include "bench/predict.h"
#include "bench/prep.h"
#include "bench/test/tap.h"

#include <errno.h>
#include <string.h>

#define ALL      UINT32_MAX
#define P(id)    (UINT32_C(1) << POLICY_##id)
#define READ_ALL (P(INJECT) | P(UPGRADE))
#define AS_WRITE (P(UPSTREAM) | P(INJECT_RO) | P(UPGRADE_RO) | P(SKIP_RO))
#define INJECTS  (P(INJECT) | P(INJECT_RO))
#define UPGRADES (P(UPGRADE) | P(UPGRADE_RO))
#define OP_B(id) (UINT32_C(1) << OP_##id)
#define STORES   (OP_B(str) | OP_B(dc_zva))
#define CVX      (OP_B(dc_civac) | OP_B(dc_cvac) | OP_B(dc_cvau))
#define CMOS     (CVX | OP_B(dc_ivac))

enum { UNTOUCHED = HOST_PAGE_UNTOUCHED, READ = HOST_PAGE_READ, WRITTEN = HOST_PAGE_WRITTEN };
enum { COLD = STAGE2_COLD, S2_RO = STAGE2_RO, S2_RW = STAGE2_RW };
enum { DIRTY = 1, ALLOC = 2 };

static const struct row {
	uint32_t policies, ops;
	enum slot_id slot;
	int host_page, stage2;
	const char *faults, *repeat;
	enum outcome outcome;
	unsigned int effects;
} rows[] = {
	/* plain slot */
	{ ALL, OP_B(ldr), SLOT_RW, UNTOUCHED, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ ALL, STORES, SLOT_RW, UNTOUCHED, COLD, "T", "", OUTCOME_EXECUTES, ALLOC },
	{ AS_WRITE, CMOS, SLOT_RW, UNTOUCHED, COLD, "T", "", OUTCOME_EXECUTES, ALLOC },
	{ READ_ALL, CVX, SLOT_RW, UNTOUCHED, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ READ_ALL, OP_B(dc_ivac), SLOT_RW, UNTOUCHED, COLD, "TPT", "", OUTCOME_EXECUTES, ALLOC },
	{ ALL, OP_B(ldr), SLOT_RW, READ, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ ALL, STORES, SLOT_RW, READ, COLD, "TT", "", OUTCOME_EXECUTES, ALLOC },
	{ AS_WRITE, CMOS, SLOT_RW, READ, COLD, "TT", "", OUTCOME_EXECUTES, ALLOC },
	{ READ_ALL, CVX, SLOT_RW, READ, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ READ_ALL, OP_B(dc_ivac), SLOT_RW, READ, COLD, "TPT", "", OUTCOME_EXECUTES, ALLOC },
	{ ALL, OP_B(ldr) | STORES | CMOS, SLOT_RW, WRITTEN, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ ALL, OP_B(ldr) | STORES | CMOS, SLOT_RW, WRITTEN, S2_RW, "", "", OUTCOME_EXECUTES, 0 },
	{ ALL, OP_B(ldr) | CVX, SLOT_RW, WRITTEN, S2_RO, "", "", OUTCOME_EXECUTES, 0 },
	{ ALL, STORES | OP_B(dc_ivac), SLOT_RW, WRITTEN, S2_RO, "P", "", OUTCOME_EXECUTES, 0 },
	{ ALL, STORES | OP_B(dc_ivac), SLOT_RW, READ, S2_RO, "PT", "", OUTCOME_EXECUTES, ALLOC },
	/* logged slot */
	{ ALL, OP_B(ldr), SLOT_RW_LOG, WRITTEN, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ ALL, STORES, SLOT_RW_LOG, WRITTEN, COLD, "T", "", OUTCOME_EXECUTES, DIRTY },
	{ AS_WRITE, CMOS, SLOT_RW_LOG, WRITTEN, COLD, "T", "", OUTCOME_EXECUTES, DIRTY },
	{ READ_ALL, CVX, SLOT_RW_LOG, WRITTEN, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ READ_ALL, OP_B(dc_ivac), SLOT_RW_LOG, WRITTEN, COLD, "TP", "", OUTCOME_EXECUTES, DIRTY },
	{ READ_ALL, OP_B(dc_ivac), SLOT_RW_LOG, UNTOUCHED, COLD, "TPTP", "", OUTCOME_EXECUTES, DIRTY | ALLOC },
	{ READ_ALL, CVX, SLOT_RW_LOG, UNTOUCHED, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ AS_WRITE, CMOS, SLOT_RW_LOG, UNTOUCHED, COLD, "T", "", OUTCOME_EXECUTES, DIRTY | ALLOC },
	{ ALL, STORES | OP_B(dc_ivac), SLOT_RW_LOG, WRITTEN, S2_RO, "P", "", OUTCOME_EXECUTES, DIRTY },
	{ ALL, OP_B(ldr) | CVX, SLOT_RW_LOG, WRITTEN, S2_RO, "", "", OUTCOME_EXECUTES, 0 },
	{ READ_ALL, OP_B(dc_ivac), SLOT_RW_LOG, READ, S2_RO, "PTP", "", OUTCOME_EXECUTES, DIRTY | ALLOC },
	{ AS_WRITE, OP_B(dc_ivac), SLOT_RW_LOG, READ, S2_RO, "PT", "", OUTCOME_EXECUTES, DIRTY | ALLOC },
	{ ALL, STORES | CMOS, SLOT_RW_LOG, WRITTEN, S2_RW, "", "", OUTCOME_EXECUTES, 0 },
	/* read-only slot */
	{ ALL, OP_B(ldr), SLOT_RO, WRITTEN, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ ALL, OP_B(ldr), SLOT_RO, UNTOUCHED, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ ALL, OP_B(str), SLOT_RO, WRITTEN, COLD, "T", "T", OUTCOME_MMIO, 0 },
	{ ALL, OP_B(str), SLOT_RO, WRITTEN, S2_RO, "P", "P", OUTCOME_MMIO, 0 },
	{ ALL, OP_B(dc_zva), SLOT_RO, WRITTEN, COLD, "T", "T", OUTCOME_ENOSYS, 0 },
	{ ALL, OP_B(dc_zva), SLOT_RO, WRITTEN, S2_RO, "P", "P", OUTCOME_ENOSYS, 0 },
	{ P(UPSTREAM), CMOS, SLOT_RO, WRITTEN, COLD, "T", "T", OUTCOME_ENOSYS, 0 },
	{ P(UPSTREAM), OP_B(dc_ivac), SLOT_RO, WRITTEN, S2_RO, "P", "P", OUTCOME_ENOSYS, 0 },
	{ ALL, CVX, SLOT_RO, WRITTEN, S2_RO, "", "", OUTCOME_EXECUTES, 0 },
	{ INJECTS | UPGRADES, CVX, SLOT_RO, UNTOUCHED, COLD, "T", "", OUTCOME_EXECUTES, 0 },
	{ INJECTS, OP_B(dc_ivac), SLOT_RO, WRITTEN, COLD, "TP", "P", OUTCOME_ABORT_INJECTED, 0 },
	{ INJECTS, OP_B(dc_ivac), SLOT_RO, WRITTEN, S2_RO, "P", "P", OUTCOME_ABORT_INJECTED, 0 },
	{ UPGRADES, OP_B(dc_ivac), SLOT_RO, WRITTEN, COLD, "TP", "P", OUTCOME_EXECUTES, 0 },
	{ UPGRADES, OP_B(dc_ivac), SLOT_RO, WRITTEN, S2_RO, "P", "P", OUTCOME_EXECUTES, 0 },
	{ P(SKIP_RO), CMOS, SLOT_RO, WRITTEN, COLD, "T", "T", OUTCOME_SKIPPED, 0 },
	{ P(SKIP_RO), OP_B(dc_ivac), SLOT_RO, WRITTEN, S2_RO, "P", "P", OUTCOME_SKIPPED, 0 },
	/* no slot */
	{ ALL, OP_B(ldr) | OP_B(str), SLOT_HOLE, UNTOUCHED, COLD, "T", "T", OUTCOME_MMIO, 0 },
	{ ALL, OP_B(dc_zva), SLOT_HOLE, UNTOUCHED, COLD, "T", "T", OUTCOME_ENOSYS, 0 },
	{ ALL, CMOS, SLOT_HOLE, UNTOUCHED, COLD, "T", "T", OUTCOME_SKIPPED, 0 },
	/* ops without a page */
	{ ALL, OP_B(null) | OP_B(hvc), SLOT_RW, WRITTEN, S2_RW, "", "", OUTCOME_EXECUTES, 0 },
	{ ALL, OP_B(mmio_user), SLOT_RW, WRITTEN, S2_RW, "T", "T", OUTCOME_MMIO, 0 },
};

static const struct predict_host usual = { .ivac_needs_write = true, .translates = UINT32_MAX };

static struct cell cell_of(const struct row *r, int policy, int op)
{
	return (struct cell){ .policy = policy, .op = op, .slot = r->slot, .backing = BACKING_ANON,
			      .host_page = r->host_page, .stage2 = r->stage2 };
}

/* One policy and op of a row; what differs is printed. */
static bool row_holds(const struct row *r, int policy, int op)
{
	struct cell cell = cell_of(r, policy, op);
	struct prediction p;
	char text[160];
	int err = predict(&cell, &usual, &p);
	unsigned int effects = (p.dirtied ? DIRTY : 0) | (p.allocates ? ALLOC : 0);

	if (!err && !strcmp(p.faults, r->faults) && !strcmp(p.repeat, r->repeat) && p.outcome == r->outcome &&
	    effects == r->effects && (p.esr == 0x96000010) == (p.outcome == OUTCOME_ABORT_INJECTED))
		return true;
	cell_describe(&cell, text, sizeof(text));
	printf("# %s: err %d faults \"%s\" repeat \"%s\" %s effects %u esr 0x%x\n", text, err, p.faults, p.repeat,
	       outcome_name[p.outcome], effects, p.esr);
	return false;
}

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool good = true;
		int cells = 0;

		for (int policy = 0; policy < POLICY_COUNT; policy++)
			for (int op = 0; op < OP_COUNT; op++)
				if (rows[i].policies >> policy & 1 && rows[i].ops >> op & 1) {
					good &= row_holds(&rows[i], policy, op);
					cells++;
				}
		ok(good && cells, "row %zu: %s %s, %d cells", i, slot_table[rows[i].slot].name, rows[i].faults, cells);
	}
}

/* What the CPU does, not the kernel. */
static void test_cpu(void)
{
	const struct predict_host old = { .translates = UINT32_MAX }, nop = { .ivac_needs_write = true },
				  nisv = { .ivac_needs_write = true, .translates = UINT32_MAX, .nisv_to_user = true };
	struct cell ro = { POLICY_INJECT, OP_dc_ivac, SLOT_RO, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_RO };
	struct cell log = { POLICY_INJECT, OP_dc_ivac, SLOT_RW_LOG, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD };
	struct prediction p;

	ok(!predict(&ro, &old, &p) && !*p.faults && p.outcome == OUTCOME_EXECUTES && !p.esr,
	   "without the write check, dc_ivac runs natively on a read-only page");
	ok(!predict(&log, &old, &p) && !strcmp(p.faults, "T") && !p.dirtied, "and takes one fault where it took two");
	ok(!predict(&log, &nop, &p) && !*p.faults && p.outcome == OUTCOME_NOP, "an op that is not translated is a nop");
	ro.policy = POLICY_UPSTREAM;
	ok(!predict(&ro, &nisv, &p) && p.outcome == OUTCOME_NISV, "with NISV to user, no ENOSYS");
}

static void test_impossible(void)
{
	static const struct cell impossible[] = {
		{ POLICY_UPSTREAM, OP_ldr, SLOT_RO, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_RW },
		{ POLICY_UPSTREAM, OP_ldr, SLOT_HOLE, BACKING_ANON, HOST_PAGE_UNTOUCHED, STAGE2_RO },
		{ POLICY_UPSTREAM, OP_ldr, SLOT_HOLE, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD },
		{ POLICY_UPSTREAM, OP_null, SLOT_RO, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_RO },
	};
	struct prediction p;

	for (size_t i = 0; i < sizeof(impossible) / sizeof(impossible[0]); i++)
		ok(predict(&impossible[i], &usual, &p) == -EINVAL, "state %zu cannot exist", i);
}

/* The cells of host/probe.c: for each pair of policies one of them must differ. */
static void test_evidence(void)
{
	static const struct cell cells[] = {
		{ 0, OP_dc_ivac, SLOT_RW, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD },
		{ 0, OP_dc_ivac, SLOT_RW_LOG, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD },
		{ 0, OP_dc_civac, SLOT_RW_LOG, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD },
		{ 0, OP_dc_ivac, SLOT_RO, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_RO },
		{ 0, OP_dc_civac, SLOT_RO, BACKING_ANON, HOST_PAGE_WRITTEN, STAGE2_COLD },
	};
	size_t count = sizeof(cells) / sizeof(cells[0]);

	for (int a = 0; a < POLICY_COUNT; a++) {
		for (int b = 0; b < a; b++) {
			bool differs = false;

			for (size_t i = 0; i < count; i++) {
				struct cell x = cells[i], y = cells[i];
				struct prediction p, q;

				x.policy = a;
				y.policy = b;
				predict(&x, &usual, &p);
				predict(&y, &usual, &q);
				differs |= strcmp(p.faults, q.faults) || strcmp(p.repeat, q.repeat) ||
					   p.outcome != q.outcome || p.dirtied != q.dirtied;
			}
			ok(differs, "%s and %s can be told apart", policy_name(a), policy_name(b));
		}
	}
}

int main(void)
{
	test_rows();
	test_cpu();
	test_impossible();
	test_evidence();
	return tap_done();
}
