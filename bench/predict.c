/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A model of one page: its stage-2 entry, its host PTE, its dirty bit; and of what a guest access does to it. Kernel
 * functions are those of Linux 6.12, arch/arm64/kvm/mmu.c and virt/kvm/kvm_main.c, unless another file is named; 6.1
 * and 7.2 decide alike.
 */
#include "bench/predict.h"

#include "bench/prep.h"

#include <errno.h>
#include <string.h>

/*
 * ESR_EL1 of an abort that KVM injects into a 64-bit guest at EL1: EC 0x25 (Data Abort, same EL), IL, DFSC 0x10
 * (synchronous external abort); inject_abt64(), arch/arm64/kvm/inject_fault.c.
 */
#define ESR_INJECTED UINT32_C(0x96000010)

const char *const outcome_name[OUTCOME_COUNT] = {
	[OUTCOME_EXECUTES] = "executes", [OUTCOME_ABORT_INJECTED] = "abort_injected", [OUTCOME_SKIPPED] = "skipped",
	[OUTCOME_NISV] = "nisv",         [OUTCOME_ENOSYS] = "enosys",                 [OUTCOME_EFAULT] = "efault",
	[OUTCOME_MMIO] = "mmio",         [OUTCOME_NOP] = "nop",
};

int outcome_find(const char *name)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (!strcmp(outcome_name[i], name))
			return i;
	return -EINVAL;
}

struct page {
	enum { S2_NONE, S2_RO, S2_RW } s2;
	enum { HOST_NONE, HOST_RO, HOST_RW } host;
	bool dirty, allocated;
};

struct model {
	const struct predict_host *host;
	const struct policy *policy;
	enum slot_id slot;
	struct page page;
};

/* user_mem_abort(): get the host page, map it. The guest goes back to the same instruction in any case. */
static void user_mem_abort(struct model *m, bool write)
{
	struct page *p = &m->page;
	bool map_writable;

	if (write && p->host == HOST_RO) {
		/*
		 * wp_page_copy() (mm/memory.c) calls the MMU notifier after mmu_seq was sampled: the stage-2 entry goes
		 * and mmu_invalidate_retry() makes the guest take the fault again.
		 */
		p->host = HOST_RW;
		p->allocated = true;
		p->s2 = S2_NONE;
		return;
	}
	if (p->host == HOST_NONE) {
		/* do_anonymous_page(): a write gets a page, a read the shared zero page, read-only. */
		p->host = write ? HOST_RW : HOST_RO;
		p->allocated |= write;
	}
	/*
	 * __gfn_to_pfn_memslot(): a read-only slot never maps writable; hva_to_pfn_fast() and _slow() "map read fault
	 * as writable if possible"; user_mem_abort(): while logging, only a write maps writable.
	 */
	map_writable = m->slot != SLOT_RO && p->host == HOST_RW && (write || m->slot != SLOT_RW_LOG);
	p->s2 = map_writable ? S2_RW : S2_RO;
	p->dirty |= map_writable; /* mark_page_dirty_in_slot(); counts on a logged slot only */
}

/* What KVM does with an access that it may not let through: kvm_handle_guest_abort(), io_mem_abort(). */
static enum outcome refused(const struct model *m, enum op_id op)
{
	if (op_is_cmo(op)) {
		if (!slot_table[m->slot].exists)
			return OUTCOME_SKIPPED; /* "kvm_is_error_hva(hva) && kvm_vcpu_dabt_is_cm(vcpu)" */
		switch (m->policy->ro) {
		case POLICY_RO_INJECT:
			return OUTCOME_ABORT_INJECTED;
		case POLICY_RO_UPGRADE:
			return OUTCOME_EXECUTES;
		case POLICY_RO_SKIP:
			return OUTCOME_SKIPPED;
		case POLICY_RO_EXIT:
			break;
		}
	}
	/* io_mem_abort(), arch/arm64/kvm/mmio.c: ISV = 1 only for a plain load or store of one register. */
	if (op_table[op].access == OP_ACCESS_ZERO || op_is_cmo(op))
		return m->host->nisv_to_user ? OUTCOME_NISV : OUTCOME_ENOSYS;
	return OUTCOME_MMIO;
}

/* One stage-2 abort: kvm_handle_guest_abort(). False: the instruction is over, and *outcome says how. */
static bool guest_abort(struct model *m, enum op_id op, bool permission, enum outcome *outcome)
{
	const struct op *o = &op_table[op];
	bool exists = slot_table[m->slot].exists, ro = m->slot == SLOT_RO;
	/* ESR_ELx.ISS.WnR is 1 for a store and, always, for cache maintenance (Arm ARM, ISS for a Data Abort). */
	bool write = o->access == OP_ACCESS_WRITE || o->access == OP_ACCESS_ZERO || op_is_cmo(op);

	if (op_is_cmo(op) && !permission &&
	    (m->policy->read_triage == POLICY_READ_ALL || (m->policy->read_triage == POLICY_READ_RO && ro)))
		write = false;
	if (!exists || (write && ro)) {
		*outcome = refused(m, op);
		return false;
	}
	user_mem_abort(m, write);
	return true;
}

/* What the CPU asks of stage 2: the fault that an access takes now, or 0. */
static char access_fault(const struct model *m, enum op_id op)
{
	enum op_access access = op_table[op].access;
	bool needs_write = access == OP_ACCESS_WRITE || access == OP_ACCESS_ZERO ||
			   (access == OP_ACCESS_INVALIDATE && m->host->ivac_needs_write);

	if (m->page.s2 == S2_NONE)
		return 'T';
	return needs_write && m->page.s2 == S2_RO ? 'P' : 0;
}

/* One access, until it is done or leaves the guest. faults gets the sequence. */
static enum outcome access_page(struct model *m, enum op_id op, char faults[static PREDICT_FAULTS_MAX + 1])
{
	enum outcome outcome = OUTCOME_EXECUTES;
	int n = 0;
	char fault;

	while ((fault = access_fault(m, op)) && n < PREDICT_FAULTS_MAX) {
		faults[n++] = fault;
		if (!guest_abort(m, op, fault == 'P', &outcome))
			break;
	}
	faults[n] = '\0';
	return outcome;
}

/* Bring the page into the state that the cell names, as the runner does. False: it did not get there. */
static bool prepare(struct model *m, const struct cell *cell)
{
	static const int host[HOST_PAGE_COUNT] = { HOST_NONE, HOST_RO, HOST_RW };
	static const int s2[STAGE2_COUNT] = { S2_NONE, S2_RO, S2_RW };
	const struct prep *prep = prep_of(cell);
	char faults[PREDICT_FAULTS_MAX + 1];

	m->page = (struct page){ .s2 = S2_NONE, .host = host[cell->host_page] };
	if (prep->op != OP_null && access_page(m, prep->op, faults) != OUTCOME_EXECUTES)
		return false;
	if (prep->protect && m->page.s2 == S2_RW)
		m->page.s2 = S2_RO; /* kvm_mmu_wp_memory_region() */
	m->page.dirty = m->page.allocated = false;
	return (int)m->page.s2 == s2[cell->stage2];
}

/* A cell of an op that has no page under test is spelled one way only. */
static bool is_canonical(const struct cell *cell)
{
	if (op_table[cell->op].operand != OP_OPERAND_PAGE)
		return cell->slot == SLOT_RW && cell->host_page == HOST_PAGE_WRITTEN && cell->stage2 == STAGE2_RW;
	if (!slot_table[cell->slot].exists)
		return cell->host_page == HOST_PAGE_UNTOUCHED && cell->stage2 == STAGE2_COLD;
	return true;
}

int predict(const struct cell *cell, const struct predict_host *host, struct prediction *out)
{
	struct model m = { .host = host, .policy = &policy_table[cell->policy], .slot = cell->slot };

	*out = (struct prediction){ .outcome = OUTCOME_EXECUTES };
	if (!is_canonical(cell) || !prepare(&m, cell))
		return -EINVAL;
	switch (op_table[cell->op].access) {
	case OP_ACCESS_NONE:
	case OP_ACCESS_EXIT:
		return 0;
	case OP_ACCESS_EXIT_USER: /* a load where no memslot is */
		m.slot = SLOT_HOLE;
		m.page.s2 = S2_NONE;
		break;
	default:
		break;
	}
	if (op_is_cmo(cell->op) && !(host->translates >> cell->op & 1)) {
		out->outcome = OUTCOME_NOP;
		return 0;
	}
	out->outcome = access_page(&m, cell->op, out->faults);
	out->esr = out->outcome == OUTCOME_ABORT_INJECTED ? ESR_INJECTED : 0;
	out->dirtied = m.slot == SLOT_RW_LOG && m.page.dirty;
	out->allocates = m.page.allocated;
	access_page(&m, cell->op, out->repeat);
	return 0;
}

unsigned int predict_count(const char *faults, char kind)
{
	unsigned int n = 0;

	for (; *faults; faults++)
		n += *faults == kind;
	return n;
}
