/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cited functions are in arch/arm64/kvm/mmu.c and virt/kvm/kvm_main.c of Linux 6.12, unless another file or release is
 * named. 6.1 and 7.3 decide in the same way, except where a property of struct predict_host says otherwise. The patch
 * and the module in host/kernel/ implement the policies other than upstream.
 *
 * The model does not distinguish blocks from pages: a fault of either kind maps or relaxes a whole block at once
 * (user_mem_abort(), vma_pagesize == fault_granule), and a logged slot has no blocks (force_pte).
 */
#include "bench/model/stage2.h"

/*
 * Return the fault that an access takes now, 'T' or 'P', or 0. Of cache maintenance at EL1, only DC IVAC may take a
 * permission fault (Arm ARM D7.5.9.2); whether it does depends on the CPU, predict_host.ivac_needs_write.
 */
static char access_fault(const struct stage2_page *page, enum op_id op, const struct predict_host *host)
{
	enum op_access access = op_table[op].access;
	bool needs_write = access == OP_ACCESS_WRITE || access == OP_ACCESS_ZERO ||
			   (access == OP_ACCESS_INVALIDATE && host->ivac_needs_write);

	if (page->entry == STAGE2_COLD)
		return 'T';
	return needs_write && page->entry == STAGE2_RO ? 'P' : 0;
}

/*
 * Return the stage-2 entry that a copy-on-write leaves. kvm_unmap_gfn_range() takes the old one away. Before Linux 6.10,
 * set_pte_at_notify() then calls kvm_mmu_notifier_change_pte(), and kvm_set_spte_gfn() maps the new page, read-only. It
 * has no memcache (6.1 stage2_map_walk_leaf(), arch/arm64/kvm/hyp/pgtable.c: ENOMEM), so it needs a last-level table.
 * There is one for a page, whose primer keeps it (host/vm/region.c); for a block there is none, or splitting the huge
 * zero page (__split_huge_pmd(), mm/huge_memory.c) unmapped all of the block before, and the table went with it.
 */
static enum stage2_id entry_after_copy(const struct stage2_page *page, const struct predict_host *host)
{
	return host->change_pte && !page->host.backing.block ? STAGE2_RO : STAGE2_COLD;
}

/* Model user_mem_abort(): get the host page and map it. Return true if the guest retries the instruction. */
static bool user_mem_abort(struct stage2_page *page, bool write, const struct predict_host *host)
{
	const struct slot *slot = &slot_table[page->slot];
	bool map_writable;

	switch (hostpage_access(&page->host, write)) {
	case HOSTPAGE_REFUSED:
		return false; /* is_error_noslot_pfn(): EFAULT */
	case HOSTPAGE_NOTIFIED:
		/*
		 * mmu_invalidate_retry() finds mmu_invalidate_seq changed since mmu_seq was sampled: EAGAIN, and the
		 * guest tries again. Nothing is marked dirty.
		 */
		page->entry = entry_after_copy(page, host);
		return true;
	case HOSTPAGE_READY:
		break;
	}
	/*
	 * hva_to_pfn_fast() and hva_to_pfn_slow() "map read fault as writable if possible", but never for a read-only
	 * slot (__gfn_to_pfn_memslot()), and while the slot is logged only for a write (user_mem_abort()).
	 */
	map_writable = page->host.pte == HOSTPAGE_RW && !slot->readonly && (write || !slot->logged);
	page->entry = map_writable ? STAGE2_RW : STAGE2_RO;
	page->marked_dirty |= map_writable;
	return true;
}

/*
 * True if KVM takes the abort for a write. ESR_ELx.ISS.WnR is 1 for a store and, always, for cache maintenance (Arm
 * ARM, ESR_ELx, ISS encoding for an exception from a Data Abort). A policy that handles maintenance as a read can
 * distinguish a translation fault from a permission fault, but not one operation from another.
 */
static bool is_write(const struct stage2_page *page, enum op_id op, bool permission, const struct policy *policy)
{
	enum op_access access = op_table[op].access;

	if (!op_is_cmo(op))
		return access == OP_ACCESS_WRITE || access == OP_ACCESS_ZERO;
	if (permission)
		return true;
	return !(policy->read_triage == POLICY_READS_ALL ||
		 (policy->read_triage == POLICY_READS_RO && slot_table[page->slot].readonly));
}

/* Return the outcome of cache maintenance that a read-only slot forbids. */
static enum outcome refused_maintenance(const struct policy *policy, const struct predict_host *host)
{
	switch (policy->ro) {
	case POLICY_RO_INJECT:
		return OUTCOME_ABORT_INJECTED;
	case POLICY_RO_UPGRADE:
		return OUTCOME_EXECUTES;
	case POLICY_RO_SKIP:
	case POLICY_RO_FLUSH:
		return OUTCOME_SKIPPED;
	case POLICY_RO_EXIT:
		break;
	}
	return host->nisv_to_user ? OUTCOME_NISV : OUTCOME_ENOSYS;
}

/* Model kvm_handle_guest_abort() for an access without a memslot, or for a write to a read-only one. */
static enum outcome refused(const struct stage2_page *page, enum op_id op, const struct policy *policy,
			    const struct predict_host *host)
{
	if (op_is_cmo(op) && !slot_table[page->slot].exists)
		return OUTCOME_SKIPPED; /* "kvm_is_error_hva(hva) && kvm_vcpu_dabt_is_cm(vcpu)" */
	if (op_is_cmo(op))
		return refused_maintenance(policy, host);
	/* io_mem_abort(), arch/arm64/kvm/mmio.c: ISS.ISV is 1 only for a plain load or store of one register. */
	if (op_table[op].access == OP_ACCESS_ZERO)
		return host->nisv_to_user ? OUTCOME_NISV : OUTCOME_ENOSYS;
	return OUTCOME_MMIO;
}

enum outcome stage2_access(struct stage2_page *page, enum op_id op, const struct policy *policy,
			   const struct predict_host *host, char faults[static PREDICT_FAULTS_MAX + 1])
{
	const struct slot *slot = &slot_table[page->slot];
	enum outcome outcome = OUTCOME_EXECUTES;
	bool again = true, write;
	int n = 0;
	char fault;

	while (again && n < PREDICT_FAULTS_MAX && (fault = access_fault(page, op, host))) {
		faults[n++] = fault;
		write = is_write(page, op, fault == 'P', policy);
		if (!slot->exists || (write && slot->readonly)) {
			outcome = refused(page, op, policy, host);
			page->io_aborts += slot->exists || !op_is_cmo(op);
			again = false;
		} else if (!user_mem_abort(page, write, host)) {
			outcome = OUTCOME_EFAULT;
			again = false;
		}
	}
	faults[n] = '\0';
	return outcome;
}
