/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compares the fault model with tables that were worked out by hand from the kernel's source (stage2.c and hostpage.c
 * cite the functions), and tests that probe_policy() can distinguish the policies. possible.c tests which cells can
 * exist, space.c tests rules for all cells.
 */
#include "bench/array.h"
#include "bench/model/predict.h"
#include "bench/test/cells.h"
#include "bench/test/tap.h"

#include <string.h>

#define ALL UINT32_MAX

/* Policies */
#define READ_ALL (B(POLICY_READ) | B(POLICY_INJECT) | B(POLICY_UPGRADE))
#define EXITS    (B(POLICY_READ) | B(POLICY_READ_RO))
#define INJECTS  (B(POLICY_INJECT) | B(POLICY_INJECT_RO))
#define UPGRADES (B(POLICY_UPGRADE) | B(POLICY_UPGRADE_RO))
#define SKIPS    (B(POLICY_SKIP_RO) | B(POLICY_FLUSH_RO))
#define UPSTREAM B(POLICY_UPSTREAM)
#define AS_WRITE (UPSTREAM | B(POLICY_READ_RO) | B(POLICY_INJECT_RO) | B(POLICY_UPGRADE_RO) | SKIPS)

/* Masks of ops (bit by enum op_id) by what they need at stage 2, so that the tables hold for any op. */
#define IS(id, access, wanted) | (uint32_t)((access) == OP_ACCESS_##wanted) << (id)
enum {
	LDR = 0
#define OP(id, access, ...) IS(OP_##id, OP_ACCESS_##access, READ)
#include "bench/ops.def"
#undef OP
	,
	STR = 0
#define OP(id, access, ...) IS(OP_##id, OP_ACCESS_##access, WRITE)
#include "bench/ops.def"
#undef OP
	,
	ZVA = 0
#define OP(id, access, ...) IS(OP_##id, OP_ACCESS_##access, ZERO)
#include "bench/ops.def"
#undef OP
	,
	IVAC = 0
#define OP(id, access, ...) IS(OP_##id, OP_ACCESS_##access, INVALIDATE)
#include "bench/ops.def"
#undef OP
	,
	CVX = 0
#define OP(id, access, ...) IS(OP_##id, OP_ACCESS_##access, CLEAN)
#include "bench/ops.def"
#undef OP
	,
	PAGELESS = 0
#define OP(id, access, ...) IS(OP_##id, OP_ACCESS_##access, NONE) IS(OP_##id, OP_ACCESS_##access, EXIT)
#include "bench/ops.def"
#undef OP
	,
	USER_EXIT = 0
#define OP(id, access, ...) IS(OP_##id, OP_ACCESS_##access, EXIT_USER)
#include "bench/ops.def"
#undef OP
};
#define STORES (STR | ZVA)
#define CMOS   (CVX | IVAC)

/*
 * The policies and ops of a row: up to two products of policies x ops. On a writable slot, LOAD is what KVM handles
 * as a read, STORE what it handles as a write, and INVALIDATE what is handled as a read and then faults for writing.
 */
#define LOAD        { { ALL, LDR }, { READ_ALL, CVX } }
#define STORE       { { ALL, STORES }, { AS_WRITE, CMOS } }
#define INVALIDATE  { { READ_ALL, IVAC } }
#define WARM_STORE  { { ALL, STORES }, { AS_WRITE, IVAC } }
#define ONLY(p, o)  { { (p), (o) } }
/* On a read-only slot. */
#define LOAD_RO     { { ALL, LDR }, { EXITS | INJECTS | UPGRADES, CVX } }

enum { RW = B(SLOT_RW), LOG = B(SLOT_RW_LOG), RO = B(SLOT_RO), HOLE = B(SLOT_HOLE) };
enum { U = B(HOST_PAGE_UNTOUCHED), R = B(HOST_PAGE_READ), W = B(HOST_PAGE_WRITTEN) };
enum { COLD = STAGE2_COLD, S2RO = STAGE2_RO, S2RW = STAGE2_RW, CMO = STAGE2_CMO };
enum { DIRTY = 1, ALLOC = 2 }; /* DIRTY counts only if the slot is logged */
enum { EXECUTES = OUTCOME_EXECUTES, ABORT = OUTCOME_ABORT_INJECTED, SKIPPED = OUTCOME_SKIPPED, NOSYS = OUTCOME_ENOSYS,
       REFUSED = OUTCOME_EFAULT, MMIO = OUTCOME_MMIO };

/* Backings */
#define ANON   (B(BACKING_ANON) | B(BACKING_ANON_THP))
#define HUGE_P B(BACKING_HUGETLB_PRIVATE)
#define SHMEM  (B(BACKING_MEMFD) | B(BACKING_HUGETLB_SHARED))
#define FILE_P B(BACKING_FILE_PRIVATE)
#define FILE_S B(BACKING_FILE_SHARED)
#define PROT   B(BACKING_PROTREAD)
#define UFFD   B(BACKING_UFFD)
#define COPIED (ANON | FILE_P)
#define NO_NEW (ANON | FILE_P | FILE_S | PROT) /* a read of an untouched page allocates nothing */
#define ANY    (NO_NEW | HUGE_P | SHMEM | UFFD)
#define WRITES (ANY & ~PROT)

struct row {
	struct { uint32_t policies, ops; } who[2];
	uint32_t slots, backings, host_pages;
	unsigned int stage2;
	const char *faults, *repeat;
	unsigned int outcome, effects, minor_faults, leaves;
};

static const struct row rows[] = {
	/* plain slot, cold; a store is the same on a logged one */
	{ LOAD, RW, NO_NEW, U, COLD, "T", "", EXECUTES, 0, 1, S2RO },
	{ LOAD, RW, HUGE_P, U, COLD, "T", "", EXECUTES, ALLOC, 1, S2RO },
	{ LOAD, RW, SHMEM, U, COLD, "T", "", EXECUTES, ALLOC, 1, S2RW },
	{ LOAD, RW, UFFD, U, COLD, "T", "", EXECUTES, ALLOC, 0, S2RW },
	{ LOAD, RW, NO_NEW | HUGE_P, R, COLD, "T", "", EXECUTES, 0, 0, S2RO },
	{ LOAD, RW, SHMEM | UFFD, R, COLD, "T", "", EXECUTES, 0, 0, S2RW },
	{ LOAD, RW, WRITES, W, COLD, "T", "", EXECUTES, 0, 0, S2RW },
	{ LOAD, RW, PROT, W, COLD, "T", "", EXECUTES, 0, 0, S2RO },
	{ STORE, RW | LOG, COPIED | HUGE_P | SHMEM, U, COLD, "T", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ STORE, RW | LOG, FILE_S, U, COLD, "T", "", EXECUTES, DIRTY, 1, S2RW },
	{ STORE, RW | LOG, UFFD, U, COLD, "T", "", EXECUTES, DIRTY | ALLOC, 0, S2RW },
	{ STORE, RW | LOG, COPIED, R, COLD, "TT", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ STORE, RW | LOG, HUGE_P | FILE_S, R, COLD, "T", "", EXECUTES, DIRTY, 1, S2RW },
	{ STORE, RW | LOG, SHMEM | UFFD, R, COLD, "T", "", EXECUTES, DIRTY, 0, S2RW },
	{ STORE, RW | LOG, WRITES, W, COLD, "T", "", EXECUTES, DIRTY, 0, S2RW },
	{ STORE, RW | LOG, PROT, U | R | W, COLD, "T", "T", REFUSED, 0, 0, COLD },
	{ INVALIDATE, RW, COPIED, U, COLD, "TPT", "", EXECUTES, ALLOC, 2, S2RW },
	{ INVALIDATE, RW, COPIED, R, COLD, "TPT", "", EXECUTES, ALLOC, 1, S2RW },
	{ INVALIDATE, RW, HUGE_P, U, COLD, "TP", "", EXECUTES, ALLOC, 2, S2RW },
	{ INVALIDATE, RW, FILE_S, U, COLD, "TP", "", EXECUTES, 0, 2, S2RW },
	{ INVALIDATE, RW, HUGE_P | FILE_S, R, COLD, "TP", "", EXECUTES, 0, 1, S2RW },
	{ INVALIDATE, RW, SHMEM, U, COLD, "T", "", EXECUTES, ALLOC, 1, S2RW },
	{ INVALIDATE, RW, UFFD, U, COLD, "T", "", EXECUTES, ALLOC, 0, S2RW },
	{ INVALIDATE, RW, SHMEM | UFFD, R, COLD, "T", "", EXECUTES, 0, 0, S2RW },
	{ INVALIDATE, RW, WRITES, W, COLD, "T", "", EXECUTES, 0, 0, S2RW },
	{ INVALIDATE, RW | LOG, PROT, U, COLD, "TP", "P", REFUSED, 0, 1, S2RO },
	{ INVALIDATE, RW | LOG, PROT, R | W, COLD, "TP", "P", REFUSED, 0, 0, S2RO },
	/* logged slot, cold: a read maps read-only */
	{ LOAD, LOG, NO_NEW, U, COLD, "T", "", EXECUTES, 0, 1, S2RO },
	{ LOAD, LOG, HUGE_P | SHMEM, U, COLD, "T", "", EXECUTES, ALLOC, 1, S2RO },
	{ LOAD, LOG, UFFD, U, COLD, "T", "", EXECUTES, ALLOC, 0, S2RO },
	{ LOAD, LOG, ANY, R | W, COLD, "T", "", EXECUTES, 0, 0, S2RO },
	{ INVALIDATE, LOG, COPIED, U, COLD, "TPTP", "", EXECUTES, DIRTY | ALLOC, 2, S2RW },
	{ INVALIDATE, LOG, COPIED, R, COLD, "TPTP", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ INVALIDATE, LOG, HUGE_P, U, COLD, "TP", "", EXECUTES, DIRTY | ALLOC, 2, S2RW },
	{ INVALIDATE, LOG, FILE_S, U, COLD, "TP", "", EXECUTES, DIRTY, 2, S2RW },
	{ INVALIDATE, LOG, HUGE_P | FILE_S, R, COLD, "TP", "", EXECUTES, DIRTY, 1, S2RW },
	{ INVALIDATE, LOG, SHMEM, U, COLD, "TP", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ INVALIDATE, LOG, UFFD, U, COLD, "TP", "", EXECUTES, DIRTY | ALLOC, 0, S2RW },
	{ INVALIDATE, LOG, SHMEM | UFFD, R, COLD, "TP", "", EXECUTES, DIRTY, 0, S2RW },
	{ INVALIDATE, LOG, WRITES, W, COLD, "TP", "", EXECUTES, DIRTY, 0, S2RW },
	/* warm: entries exist, and the host's page table is as their preparation left it */
	{ ONLY(ALL, LDR | STORES | CMOS), RW | LOG, WRITES, U | R | W, S2RW, "", "", EXECUTES, 0, 0, S2RW },
	{ ONLY(ALL, LDR | CVX), RW | LOG | RO, ANY, U | R | W, S2RO, "", "", EXECUTES, 0, 0, S2RO },
	{ ONLY(ALL, STORES | IVAC), RW, COPIED, U | R, S2RO, "PT", "", EXECUTES, ALLOC, 1, S2RW },
	{ WARM_STORE, LOG, COPIED, U | R, S2RO, "PT", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ INVALIDATE, LOG, COPIED, U | R, S2RO, "PTP", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ ONLY(ALL, STORES | IVAC), RW | LOG, HUGE_P | FILE_S, U | R, S2RO, "P", "", EXECUTES, DIRTY, 1, S2RW },
	{ ONLY(ALL, STORES | IVAC), RW | LOG, SHMEM | UFFD, U | R, S2RO, "P", "", EXECUTES, DIRTY, 0, S2RW },
	{ ONLY(ALL, STORES | IVAC), RW | LOG, WRITES, W, S2RO, "P", "", EXECUTES, DIRTY, 0, S2RW },
	{ ONLY(ALL, STORES | IVAC), RW | LOG, PROT, U | R | W, S2RO, "P", "P", REFUSED, 0, 0, S2RO },
	/* stage2=cmo: a DC CIVAC was handled as a write, or as a read */
	{ ONLY(AS_WRITE, LDR | STORES | CMOS), RW | LOG, WRITES, U | R | W, CMO, "", "", EXECUTES, 0, 0, S2RW },
	{ ONLY(READ_ALL, LDR | CVX), LOG, ANY, U | R | W, CMO, "", "", EXECUTES, 0, 0, S2RO },
	{ ONLY(READ_ALL, LDR | CVX), RW, COPIED | HUGE_P | FILE_S, U | R, CMO, "", "", EXECUTES, 0, 0, S2RO },
	{ ONLY(READ_ALL, LDR | CVX), RW, PROT, U | R | W, CMO, "", "", EXECUTES, 0, 0, S2RO },
	{ ONLY(READ_ALL, LDR | STORES | CMOS), RW, WRITES, W, CMO, "", "", EXECUTES, 0, 0, S2RW },
	{ ONLY(READ_ALL, LDR | STORES | CMOS), RW, SHMEM | UFFD, U | R, CMO, "", "", EXECUTES, 0, 0, S2RW },
	{ ONLY(READ_ALL, STORES | IVAC), RW, COPIED, U | R, CMO, "PT", "", EXECUTES, ALLOC, 1, S2RW },
	{ ONLY(READ_ALL, STORES), LOG, COPIED, U | R, CMO, "PT", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ ONLY(READ_ALL, IVAC), LOG, COPIED, U | R, CMO, "PTP", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ ONLY(READ_ALL, STORES | IVAC), RW | LOG, HUGE_P | FILE_S, U | R, CMO, "P", "", EXECUTES, DIRTY, 1, S2RW },
	{ ONLY(READ_ALL, STORES | IVAC), LOG, SHMEM | UFFD, U | R, CMO, "P", "", EXECUTES, DIRTY, 0, S2RW },
	{ ONLY(READ_ALL, STORES | IVAC), LOG, WRITES, W, CMO, "P", "", EXECUTES, DIRTY, 0, S2RW },
	{ ONLY(READ_ALL, STORES | IVAC), RW | LOG, PROT, U | R | W, CMO, "P", "P", REFUSED, 0, 0, S2RO },
	/* read-only slot */
	{ LOAD_RO, RO, NO_NEW, U, COLD, "T", "", EXECUTES, 0, 1, S2RO },
	{ LOAD_RO, RO, HUGE_P | SHMEM, U, COLD, "T", "", EXECUTES, ALLOC, 1, S2RO },
	{ LOAD_RO, RO, UFFD, U, COLD, "T", "", EXECUTES, ALLOC, 0, S2RO },
	{ LOAD_RO, RO, ANY, R | W, COLD, "T", "", EXECUTES, 0, 0, S2RO },
	{ ONLY(INJECTS, IVAC), RO, NO_NEW, U, COLD, "TP", "P", ABORT, 0, 1, S2RO },
	{ ONLY(INJECTS, IVAC), RO, HUGE_P | SHMEM, U, COLD, "TP", "P", ABORT, ALLOC, 1, S2RO },
	{ ONLY(INJECTS, IVAC), RO, UFFD, U, COLD, "TP", "P", ABORT, ALLOC, 0, S2RO },
	{ ONLY(INJECTS, IVAC), RO, ANY, R | W, COLD, "TP", "P", ABORT, 0, 0, S2RO },
	{ ONLY(INJECTS, IVAC), RO, ANY, U | R | W, S2RO, "P", "P", ABORT, 0, 0, S2RO },
	{ ONLY(UPGRADES, IVAC), RO, NO_NEW, U, COLD, "TP", "P", EXECUTES, 0, 1, S2RO },
	{ ONLY(UPGRADES, IVAC), RO, HUGE_P | SHMEM, U, COLD, "TP", "P", EXECUTES, ALLOC, 1, S2RO },
	{ ONLY(UPGRADES, IVAC), RO, UFFD, U, COLD, "TP", "P", EXECUTES, ALLOC, 0, S2RO },
	{ ONLY(UPGRADES, IVAC), RO, ANY, R | W, COLD, "TP", "P", EXECUTES, 0, 0, S2RO },
	{ ONLY(UPGRADES, IVAC), RO, ANY, U | R | W, S2RO, "P", "P", EXECUTES, 0, 0, S2RO },
	{ ONLY(EXITS, IVAC), RO, NO_NEW, U, COLD, "TP", "P", NOSYS, 0, 1, S2RO },
	{ ONLY(EXITS, IVAC), RO, HUGE_P | SHMEM, U, COLD, "TP", "P", NOSYS, ALLOC, 1, S2RO },
	{ ONLY(EXITS, IVAC), RO, UFFD, U, COLD, "TP", "P", NOSYS, ALLOC, 0, S2RO },
	{ ONLY(EXITS, IVAC), RO, ANY, R | W, COLD, "TP", "P", NOSYS, 0, 0, S2RO },
	{ ONLY(UPSTREAM, CMOS), RO, ANY, U | R | W, COLD, "T", "T", NOSYS, 0, 0, COLD },
	{ ONLY(UPSTREAM | EXITS, IVAC), RO, ANY, U | R | W, S2RO, "P", "P", NOSYS, 0, 0, S2RO },
	{ ONLY(SKIPS, CMOS), RO, ANY, U | R | W, COLD, "T", "T", SKIPPED, 0, 0, COLD },
	{ ONLY(SKIPS, IVAC), RO, ANY, U | R | W, S2RO, "P", "P", SKIPPED, 0, 0, S2RO },
	{ ONLY(ALL, STR), RO, ANY, U | R | W, COLD, "T", "T", MMIO, 0, 0, COLD },
	{ ONLY(ALL, STR), RO, ANY, U | R | W, S2RO, "P", "P", MMIO, 0, 0, S2RO },
	{ ONLY(ALL, ZVA), RO, ANY, U | R | W, COLD, "T", "T", NOSYS, 0, 0, COLD },
	{ ONLY(ALL, ZVA), RO, ANY, U | R | W, S2RO, "P", "P", NOSYS, 0, 0, S2RO },
	/* no memslot; an op without a page */
	{ ONLY(ALL, LDR | STR), HOLE, B(BACKING_ANON), U, COLD, "T", "T", MMIO, 0, 0, COLD },
	{ ONLY(ALL, ZVA), HOLE, B(BACKING_ANON), U, COLD, "T", "T", NOSYS, 0, 0, COLD },
	{ ONLY(ALL, CMOS), HOLE, B(BACKING_ANON), U, COLD, "T", "T", SKIPPED, 0, 0, COLD },
	{ ONLY(ALL, PAGELESS), RW, B(BACKING_ANON), W, S2RW, "", "", EXECUTES, 0, 0, S2RW },
	{ ONLY(ALL, USER_EXIT), RW, B(BACKING_ANON), W, S2RW, "T", "T", MMIO, 0, 0, S2RW },
};

/* Rows that differ on a host whose file system has no page_mkwrite, without the huge zero page. */
static const struct row rows_other[] = {
	{ LOAD, RW, FILE_S, U, COLD, "T", "", EXECUTES, 0, 1, S2RW },
	{ LOAD, RW, FILE_S, R | W, COLD, "T", "", EXECUTES, 0, 0, S2RW },
	{ STORE, RW | LOG, FILE_S, U, COLD, "T", "", EXECUTES, DIRTY, 1, S2RW },
	{ STORE, RW | LOG, FILE_S, R | W, COLD, "T", "", EXECUTES, DIRTY, 0, S2RW },
	{ INVALIDATE, RW, FILE_S, U, COLD, "T", "", EXECUTES, 0, 1, S2RW },
	{ INVALIDATE, LOG, FILE_S, U, COLD, "TP", "", EXECUTES, DIRTY, 1, S2RW },
	{ ONLY(ALL, STORES | IVAC), RW | LOG, FILE_S, U | R | W, S2RO, "P", "", EXECUTES, DIRTY, 0, S2RW },
	{ LOAD, RW, B(BACKING_ANON_THP), U, COLD, "T", "", EXECUTES, ALLOC, 1, S2RW },
	{ LOAD, RW, B(BACKING_ANON_THP), R, COLD, "T", "", EXECUTES, 0, 0, S2RW },
	{ INVALIDATE, RW, B(BACKING_ANON_THP), U, COLD, "T", "", EXECUTES, ALLOC, 1, S2RW },
	{ INVALIDATE, LOG, B(BACKING_ANON_THP), U, COLD, "TP", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ STORE, RW | LOG, B(BACKING_ANON_THP), R, COLD, "T", "", EXECUTES, DIRTY, 0, S2RW },
	{ LOAD_RO, RO, B(BACKING_ANON_THP), U, COLD, "T", "", EXECUTES, ALLOC, 1, S2RO },
	{ LOAD, RW, B(BACKING_ANON), U, COLD, "T", "", EXECUTES, 0, 1, S2RO },
	{ LOAD, RW, FILE_P, U, COLD, "T", "", EXECUTES, 0, 1, S2RO },
};

/* Backings that Linux 6.1 treats in another way: pages that a write copies, and hugetlb. */
#define PAGES_COPIED (B(BACKING_ANON) | FILE_P)
#define HUGE_S       B(BACKING_HUGETLB_SHARED)

/*
 * Rows that differ on Linux 6.1: after a copy-on-write, KVM maps the new page read-only at once, so the next fault is a
 * permission fault, and what needs no write permission takes none; and faults on hugetlb for a guest are not counted.
 */
static const struct row rows_old[] = {
	{ ONLY(ALL, STORES), RW | LOG, PAGES_COPIED, R, COLD, "TP", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ ONLY(AS_WRITE, IVAC), RW | LOG, PAGES_COPIED, R, COLD, "TP", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ ONLY(AS_WRITE, CVX), RW | LOG, PAGES_COPIED, R, COLD, "T", "", EXECUTES, ALLOC, 1, S2RO },
	{ INVALIDATE, RW | LOG, PAGES_COPIED, U, COLD, "TPP", "", EXECUTES, DIRTY | ALLOC, 2, S2RW },
	{ INVALIDATE, RW | LOG, PAGES_COPIED, R, COLD, "TPP", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ ONLY(ALL, STORES | IVAC), RW | LOG, PAGES_COPIED, U | R, S2RO, "PP", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ ONLY(AS_WRITE, LDR | CVX), RW | LOG, PAGES_COPIED, R, CMO, "", "", EXECUTES, 0, 0, S2RO },
	{ ONLY(AS_WRITE, STORES | IVAC), RW | LOG, PAGES_COPIED, R, CMO, "P", "", EXECUTES, DIRTY, 0, S2RW },
	{ ONLY(READ_ALL, STORES | IVAC), RW | LOG, PAGES_COPIED, U | R, CMO, "PP", "", EXECUTES, DIRTY | ALLOC, 1, S2RW },
	{ LOAD, RW, HUGE_P, U, COLD, "T", "", EXECUTES, ALLOC, 0, S2RO },
	{ LOAD, RW, HUGE_S, U, COLD, "T", "", EXECUTES, ALLOC, 0, S2RW },
	{ LOAD, LOG, HUGE_P | HUGE_S, U, COLD, "T", "", EXECUTES, ALLOC, 0, S2RO },
	{ STORE, RW | LOG, HUGE_P | HUGE_S, U, COLD, "T", "", EXECUTES, DIRTY | ALLOC, 0, S2RW },
	{ STORE, RW | LOG, HUGE_P, R, COLD, "T", "", EXECUTES, DIRTY, 0, S2RW },
	{ INVALIDATE, RW | LOG, HUGE_P, U, COLD, "TP", "", EXECUTES, DIRTY | ALLOC, 0, S2RW },
	{ INVALIDATE, RW | LOG, HUGE_P, R, COLD, "TP", "", EXECUTES, DIRTY, 0, S2RW },
	{ INVALIDATE, RW, HUGE_S, U, COLD, "T", "", EXECUTES, ALLOC, 0, S2RW },
	{ INVALIDATE, LOG, HUGE_S, U, COLD, "TP", "", EXECUTES, DIRTY | ALLOC, 0, S2RW },
	{ ONLY(ALL, STORES | IVAC), RW | LOG, HUGE_P, U | R, S2RO, "P", "", EXECUTES, DIRTY, 0, S2RW },
	{ ONLY(READ_ALL, STORES | IVAC), RW | LOG, HUGE_P, U | R, CMO, "P", "", EXECUTES, DIRTY, 0, S2RW },
	{ LOAD_RO, RO, HUGE_P | HUGE_S, U, COLD, "T", "", EXECUTES, ALLOC, 0, S2RO },
	{ ONLY(EXITS, IVAC), RO, HUGE_P | HUGE_S, U, COLD, "TP", "P", NOSYS, ALLOC, 0, S2RO },
	{ ONLY(INJECTS, IVAC), RO, HUGE_P | HUGE_S, U, COLD, "TP", "P", ABORT, ALLOC, 0, S2RO },
	{ ONLY(UPGRADES, IVAC), RO, HUGE_P | HUGE_S, U, COLD, "TP", "P", EXECUTES, ALLOC, 0, S2RO },
};

static bool row_has(const struct row *r, const struct cell *c)
{
	bool who = (r->who[0].policies >> c->policy & 1 && r->who[0].ops >> c->op & 1) ||
		   (r->who[1].policies >> c->policy & 1 && r->who[1].ops >> c->op & 1);

	return who && r->slots >> c->slot & 1 && r->backings >> c->backing & 1 && r->host_pages >> c->host_page & 1 &&
	       r->stage2 == c->stage2;
}

/* How many faults of the row's op reach io_mem_abort(): the last one, unless that was a failure or maintenance of a hole. */
static uint32_t io_aborts(const struct row *r)
{
	return *r->repeat && r->outcome != REFUSED && !(r->slots == HOLE && r->outcome == SKIPPED);
}

/* Print what differs. */
static bool row_holds(const struct row *r, const struct cell *c, const struct predict_host *host)
{
	struct prediction p;
	int err = predict(c, host, &p);
	unsigned int effects = (p.dirtied ? DIRTY : 0) | (p.allocates ? ALLOC : 0);
	unsigned int expected = slot_table[c->slot].logged ? r->effects : r->effects & ~DIRTY;
	char text[CELL_DESCRIBE_SIZE];

	if (!err && !strcmp(p.faults, r->faults) && !strcmp(p.repeat, r->repeat) && p.outcome == r->outcome &&
	    effects == expected && p.minor_faults == r->minor_faults && p.stage2 == r->leaves && !p.at_least &&
	    p.io_aborts == io_aborts(r) &&
	    p.esr == (r->outcome == ABORT ? 0x96000010 : 0))
		return true;
	cell_describe(c, text, sizeof(text));
	printf("# %s: err %d faults \"%s\" repeat \"%s\" %s effects %u minor faults %u leaves %s esr 0x%x io %u\n",
	       text, err, p.faults, p.repeat, outcome_name[p.outcome], effects, p.minor_faults,
	       stage2_table[p.stage2].name, p.esr, p.io_aborts);
	return false;
}

#define ROWS_MAX 128

static void test_rows(const struct row *table, size_t count, const struct predict_host *host, const char *what)
{
	bool bad[ROWS_MAX] = { false };
	int cells[ROWS_MAX] = { 0 };
	struct cell cell = { 0 };

	for (struct cell_walk w = cell_walk(&cell, PAGE_AXES, NULL); cell_walk_next(&w);) {
		for (size_t i = 0; i < count; i++) {
			if (!row_has(&table[i], &cell))
				continue;
			cells[i]++;
			bad[i] |= !row_holds(&table[i], &cell, host);
		}
	}
	for (size_t i = 0; i < count; i++)
		ok(!bad[i] && cells[i], "%s, row %zu: \"%s\" %s, %d cells", what, i, table[i].faults,
		   outcome_name[table[i].outcome], cells[i]);
}

/* Every cell that can exist must be in exactly one row, and no other cell in any. */
static void test_rows_are_all(void)
{
	struct cell cell = { 0 };
	struct prediction p;
	bool good = true;
	char text[CELL_DESCRIBE_SIZE];

	for (struct cell_walk w = cell_walk(&cell, PAGE_AXES, NULL); cell_walk_next(&w);) {
		int in_rows = 0;

		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			in_rows += row_has(&rows[i], &cell);
		if (in_rows == !predict(&cell, &usual, &p))
			continue;
		good = false;
		cell_describe(&cell, text, sizeof(text));
		printf("# %s: in %d rows\n", text, in_rows);
	}
	ok(good, "each cell that can exist is in just one row, and no other");
}

static bool equal(const struct prediction *a, const struct prediction *b)
{
	return !strcmp(a->faults, b->faults) && !strcmp(a->repeat, b->repeat) && a->outcome == b->outcome &&
	       a->esr == b->esr && a->dirtied == b->dirtied && a->allocates == b->allocates &&
	       a->minor_faults == b->minor_faults && a->io_aborts == b->io_aborts && a->stage2 == b->stage2;
}

/* On Linux 6.1, what is in none of its rows is as on the usual host. */
static void test_old_is_usual(void)
{
	struct cell cell = { 0 };
	bool good = true;

	for (struct cell_walk w = cell_walk(&cell, PAGE_AXES, NULL); cell_walk_next(&w);) {
		struct prediction p = { 0 }, q = { 0 };
		bool is_row = false;
		int err = predict(&cell, &usual, &p);
		char text[CELL_DESCRIBE_SIZE];

		for (size_t i = 0; i < ARRAY_SIZE(rows_old); i++)
			is_row |= row_has(&rows_old[i], &cell);
		if (predict(&cell, &old, &q) == err && (is_row || equal(&p, &q)))
			continue;
		good = false;
		cell_describe(&cell, text, sizeof(text));
		printf("# %s: \"%s\", on the old host \"%s\"\n", text, p.faults, q.faults);
	}
	ok(good, "what no row of the old host names is as on the usual host");
}

/* Try the properties of the CPU and of the VM. */
static void test_cpu(void)
{
	const struct predict_host lax = { .translates = UINT32_MAX }, nop = { .ivac_needs_write = true },
				  nisv = { .ivac_needs_write = true, .translates = UINT32_MAX, .nisv_to_user = true };
	struct cell ro = cell_of(POLICY_INJECT, OP_dc_ivac, SLOT_RO, STAGE2_RO);
	struct cell log = cell_of(POLICY_INJECT, OP_dc_ivac, SLOT_RW_LOG, STAGE2_COLD);
	struct prediction p;

	ok(!predict(&ro, &lax, &p) && !*p.faults && p.outcome == OUTCOME_EXECUTES && !p.esr,
	   "without the write check, dc_ivac runs natively on a read-only page");
	ok(!predict(&log, &lax, &p) && !strcmp(p.faults, "T") && !p.dirtied, "and takes one fault where it took two");
	ok(!predict(&log, &nop, &p) && !*p.faults && p.outcome == OUTCOME_NOP && p.stage2 == STAGE2_COLD,
	   "an op that is not translated is a nop");
	ok(!predict(&ro, &nop, &p) && p.outcome == OUTCOME_NOP && p.stage2 == STAGE2_RO, "and leaves what was there");
	log.op = OP_ldr;
	ok(!predict(&log, &nop, &p) && p.outcome == OUTCOME_EXECUTES && !strcmp(p.faults, "T"), "but a load is none");
	ro.policy = POLICY_UPSTREAM;
	ok(!predict(&ro, &nisv, &p) && p.outcome == OUTCOME_NISV, "with NISV to user, no ENOSYS for maintenance");
	ro.op = OP_dc_zva;
	ok(!predict(&ro, &nisv, &p) && p.outcome == OUTCOME_NISV, "nor for dc_zva");
	ro.op = OP_str;
	ok(!predict(&ro, &nisv, &p) && p.outcome == OUTCOME_MMIO, "and none for a store, which has a syndrome");
}

/* Maintain all lines of a page: later lines fault only if the first op did not map what it needs. */
static void test_page_of_lines(void)
{
	static const struct {
		struct cell cell;
		const char *faults, *repeat;
		uint32_t translation, permission, io_aborts;
		enum outcome outcome;
	} cases[] = {
#define CASE(policy_, op_, slot_, backing_, host_page_, stage2_)                                                       \
	{ .policy = POLICY_##policy_, .op = OP_##op_, .slot = SLOT_##slot_, .backing = BACKING_##backing_,             \
	  .host_page = HOST_PAGE_##host_page_, .stage2 = STAGE2_##stage2_, .lines = LINES_PAGE }
		{ CASE(UPSTREAM, dc_ivac, RW, ANON, WRITTEN, COLD), "T", "", 1, 0, 0, OUTCOME_EXECUTES },
		{ CASE(INJECT, dc_ivac, RW, ANON, UNTOUCHED, COLD), "TPT", "", 2, 1, 0, OUTCOME_EXECUTES },
		{ CASE(INJECT, dc_ivac, RW_LOG, ANON, WRITTEN, COLD), "TP", "", 1, 1, 0, OUTCOME_EXECUTES },
		{ CASE(INJECT, dc_civac, RO, ANON, WRITTEN, COLD), "T", "", 1, 0, 0, OUTCOME_EXECUTES },
		{ CASE(READ_RO, dc_civac, RO, ANON, WRITTEN, COLD), "T", "", 1, 0, 0, OUTCOME_EXECUTES },
		{ CASE(READ, dc_ivac, RO, ANON, WRITTEN, COLD), "TP", "P", 1, LINES, LINES, OUTCOME_ENOSYS },
		{ CASE(INJECT, dc_ivac, RO, ANON, WRITTEN, COLD), "TP", "P", 1, LINES, LINES, OUTCOME_ABORT_INJECTED },
		{ CASE(UPGRADE, dc_ivac, RO, ANON, WRITTEN, COLD), "TP", "P", 1, LINES, LINES, OUTCOME_EXECUTES },
		{ CASE(UPGRADE, dc_ivac, RO, ANON, WRITTEN, RO), "P", "P", 0, LINES, LINES, OUTCOME_EXECUTES },
		{ CASE(UPSTREAM, dc_civac, RO, ANON, WRITTEN, COLD), "T", "T", LINES, 0, LINES, OUTCOME_ENOSYS },
		{ CASE(SKIP_RO, dc_civac, RO, ANON, WRITTEN, COLD), "T", "T", LINES, 0, LINES, OUTCOME_SKIPPED },
		{ CASE(FLUSH_RO, dc_civac, RO, ANON, WRITTEN, COLD), "T", "T", LINES, 0, LINES, OUTCOME_SKIPPED },
		{ CASE(INJECT, dc_ivac, RW, PROTREAD, READ, COLD), "TP", "P", 1, LINES, 0, OUTCOME_EFAULT },
		{ CASE(UPSTREAM, dc_ivac, HOLE, ANON, UNTOUCHED, COLD), "T", "T", LINES, 0, 0, OUTCOME_SKIPPED },
		{ CASE(UPSTREAM, null, RW, ANON, WRITTEN, RW), "", "", 0, 0, 0, OUTCOME_EXECUTES },
#undef CASE
	};
	struct prediction p;
	char text[CELL_DESCRIBE_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int err = predict(&cases[i].cell, &usual, &p);

		cell_describe(&cases[i].cell, text, sizeof(text));
		ok(!err && !strcmp(p.faults, cases[i].faults) && !strcmp(p.repeat, cases[i].repeat) &&
			   p.translation == cases[i].translation && p.permission == cases[i].permission &&
			   p.outcome == cases[i].outcome && p.io_aborts == cases[i].io_aborts,
		   "%s: err %d, T %u, P %u, %s, io %u", text, err, p.translation, p.permission,
		   outcome_name[p.outcome], p.io_aborts);
	}
}

/* With several vCPUs, more faults than predicted are allowed only where copy-on-write calls the MMU notifier. */
static void test_vcpus(void)
{
	struct cell copied = cell_of(POLICY_UPSTREAM, OP_str, SLOT_RW, STAGE2_COLD), reused = copied, filled = copied;
	struct prediction p;

	copied.host_page = reused.host_page = HOST_PAGE_READ;
	reused.backing = BACKING_HUGETLB_PRIVATE;
	filled.host_page = HOST_PAGE_UNTOUCHED;
	copied.vcpus = reused.vcpus = filled.vcpus = 1;
	ok(!predict(&copied, &usual, &p) && p.at_least && !strcmp(p.faults, "TT"), "copy-on-write disturbs others");
	ok(!predict(&reused, &usual, &p) && !p.at_least, "reuse in place does not");
	ok(!predict(&filled, &usual, &p) && !p.at_least, "nor does a page where there was none");
	copied.stage2 = STAGE2_CMO;
	ok(!predict(&copied, &usual, &p) && !p.at_least, "nor what was done before");
}

/* True if two policies differ in a cell that host/batch/probe.c tries. */
static bool evidence_differs(int a, int b)
{
	const struct cell cells[] = {
		cell_of(0, OP_dc_ivac, SLOT_RW, STAGE2_COLD),     cell_of(0, OP_dc_ivac, SLOT_RW_LOG, STAGE2_COLD),
		cell_of(0, OP_dc_civac, SLOT_RW_LOG, STAGE2_COLD), cell_of(0, OP_dc_ivac, SLOT_RO, STAGE2_RO),
		cell_of(0, OP_dc_civac, SLOT_RO, STAGE2_COLD),
	};

	for (size_t i = 0; i < ARRAY_SIZE(cells); i++) {
		struct cell x = cells[i], y = cells[i];
		struct prediction p, q;

		x.policy = a;
		y.policy = b;
		predict(&x, &usual, &p);
		predict(&y, &usual, &q);
		if (strcmp(p.faults, q.faults) || strcmp(p.repeat, q.repeat) || p.outcome != q.outcome ||
		    p.dirtied != q.dirtied)
			return true;
	}
	return false;
}

/* Each pair of policies must differ in one of these cells, except the two that differ in cost alone. */
static void test_evidence(void)
{
	for (int a = 0; a < POLICY_COUNT; a++) {
		for (int b = 0; b < a; b++) {
			bool alike = (SKIPS >> a & 1) && (SKIPS >> b & 1);

			ok(evidence_differs(a, b) == !alike, "%s and %s can%s be told apart", policy_name(a),
			   policy_name(b), alike ? "not" : "");
		}
	}
}

int main(void)
{
	_Static_assert(ARRAY_SIZE(rows) <= ROWS_MAX && ARRAY_SIZE(rows_other) <= ROWS_MAX &&
		       ARRAY_SIZE(rows_old) <= ROWS_MAX, "room for all rows");
	test_rows(rows, ARRAY_SIZE(rows), &usual, "usual host");
	test_rows(rows_other, ARRAY_SIZE(rows_other), &other, "other host");
	test_rows(rows_old, ARRAY_SIZE(rows_old), &old, "old host");
	test_rows_are_all();
	test_old_is_usual();
	test_cpu();
	test_page_of_lines();
	test_vcpus();
	test_evidence();
	return tap_done();
}
