/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decides which cells can exist and predicts each of them: brings a modelled page (stage2.c and hostpage.c) into the
 * state that the cell names, in the same way as the runner, and does the op on it.
 */
#include "bench/model/predict.h"

#include "bench/model/prep.h"
#include "bench/model/stage2.h"

#include <errno.h>
#include <string.h>

/*
 * ESR_EL1 of an abort that KVM injects into a 64-bit guest at EL1: EC 0x25 (Data Abort, same EL), IL, DFSC 0x10
 * (synchronous external abort). See inject_abt64(), arch/arm64/kvm/inject_fault.c (Linux 6.12).
 */
#define ESR_INJECTED UINT32_C(0x96000010)

static bool has_page(const struct cell *cell)
{
	return op_table[cell->op].operand == OP_OPERAND_PAGE;
}

static bool is_alone(const struct cell *cell)
{
	return vcpus_table[cell->vcpus].count == 1;
}

/* An op that has no page under test exists in one cell only (of each vcpus and lines), so it is not measured twice. */
static bool is_pageless_spelling(const struct cell *cell)
{
	bool exits = op_table[cell->op].access != OP_ACCESS_NONE;

	if (cell->slot != SLOT_RW || cell->backing != BACKING_ANON || cell->host_page != HOST_PAGE_WRITTEN ||
	    cell->stage2 != STAGE2_RW || cell->line != LINE_ANY || mix_table[cell->mix].slots != 1)
		return false;
	if (exits && (cell->lines != LINES_1 || cell->timed != TIMED_OP))
		return false;
	return op_table[cell->op].operand != OP_OPERAND_MMIO || is_alone(cell);
}

/* In a hole, axes that mean nothing there have one value only. prepare() checks that stage2 is cold. */
static bool is_hole_spelling(const struct cell *cell)
{
	return cell->backing == BACKING_ANON && cell->host_page == HOST_PAGE_UNTOUCHED && cell->timed == TIMED_OP;
}

/* The accesses that bring a line into its state must not fault; the one for a dirty line is a store. */
static bool is_line_possible(const struct cell *cell)
{
	if (cell->line == LINE_ANY)
		return true;
	return cell->timed == TIMED_OP &&
	       (cell->stage2 == STAGE2_RW || (cell->stage2 == STAGE2_RO && cell->line != LINE_DIRTY));
}

/*
 * A sweep goes from page to page of one slot, and each page must still be cold when it is reached. That fails in a
 * block, and for untouched pages of a cached file, where a read maps the pages around it (do_fault_around(),
 * mm/memory.c). Each page must also take the same faults: where a copy-on-write is mapped at once, the first page of
 * each stage-2 table takes others (entry_after_copy() in stage2.c), because a sweep has no primers.
 */
static bool is_sweep_possible(const struct cell *cell, const struct predict_host *host)
{
	const struct backing *backing = &backing_table[cell->backing];

	return op_is_cmo(cell->op) && slot_table[cell->slot].exists && cell->stage2 == STAGE2_COLD && is_alone(cell) &&
	       mix_table[cell->mix].slots == 1 && !backing->block &&
	       !(backing->cached && cell->host_page == HOST_PAGE_UNTOUCHED) &&
	       !(host->change_pte && backing->write == BACKING_WRITE_COPY && cell->host_page == HOST_PAGE_READ);
}

/* Half a page is measured only where no line faults: it is subtracted from a whole page. */
static bool is_half_possible(const struct cell *cell, const struct predict_host *host)
{
	return cell->stage2 == STAGE2_RW && host->page_lines > 1;
}

static bool is_possible(const struct cell *cell, const struct predict_host *host)
{
	const struct slot *slot = &slot_table[cell->slot];

	if (!(has_page(cell) ? slot->exists || is_hole_spelling(cell) : is_pageless_spelling(cell)))
		return false;
	if (cell->lines == LINES_SWEEP && !is_sweep_possible(cell, host))
		return false;
	if (cell->lines == LINES_HALF && !is_half_possible(cell, host))
		return false;
	/* On a read-only slot no store can follow; maintenance leaves the page cold or ro there. */
	if (cell->stage2 == STAGE2_CMO && (slot->readonly || !(host->translates >> OP_dc_civac & 1)))
		return false;
	return is_line_possible(cell) && (cell->timed == TIMED_OP || cell->lines == LINES_1);
}

/* Bring the page into the state that the cell names, as the runner does. Return false if that is impossible. */
static bool prepare(struct stage2_page *page, const struct cell *cell, const struct predict_host *host)
{
	struct prep prep = prep_of(cell, host);
	char faults[PREDICT_FAULTS_MAX + 1];

	*page = (struct stage2_page){ .slot = cell->slot, .entry = STAGE2_COLD,
				      .host = hostpage_of(cell->backing, cell->host_page, host) };
	if (prep.op != OP_null &&
	    stage2_access(page, prep.op, &policy_table[cell->policy], host, faults) != OUTCOME_EXECUTES)
		return false;
	if (prep.protect)
		page->entry = STAGE2_RO; /* kvm_mmu_wp_memory_region(), arch/arm64/kvm/mmu.c */
	page->marked_dirty = false;
	hostpage_reset(&page->host);
	return true;
}

/* Do the op on each line of a sample in turn, then repeat it. */
static void access_lines(struct stage2_page *page, const struct cell *cell, const struct predict_host *host,
			 struct prediction *out)
{
	const struct policy *policy = &policy_table[cell->policy];
	uint32_t lines = predict_lines(cell->lines, host);
	struct stage2_page then;
	char faults[PREDICT_FAULTS_MAX + 1];

	for (uint32_t i = 0; i < lines; i++) {
		out->outcome = stage2_access(page, cell->op, policy, host, faults);
		out->translation += predict_count(faults, 'T');
		out->permission += predict_count(faults, 'P');
		if (!i)
			strcpy(out->faults, faults);
	}
	out->esr = out->outcome == OUTCOME_ABORT_INJECTED ? ESR_INJECTED : 0;
	/* mark_page_dirty_in_slot(), virt/kvm/kvm_main.c */
	out->dirtied = slot_table[page->slot].logged && page->marked_dirty;
	out->allocates = page->host.allocated;
	out->minor_faults = page->host.minor_faults;
	out->io_aborts = page->io_aborts;
	/*
	 * mmu_invalidate_retry(), include/linux/kvm_host.h (Linux 6.12), compares a count of the whole VM:
	 * copy-on-write by one vCPU causes every fault that is being handled for another vCPU to be taken again, on
	 * any page.
	 */
	out->at_least = !is_alone(cell) && page->host.notified;
	then = *page;
	stage2_access(&then, cell->op, policy, host, out->repeat);
}

int predict(const struct cell *cell, const struct predict_host *host, struct prediction *out)
{
	struct stage2_page page, nothing = { .slot = SLOT_HOLE, .entry = STAGE2_COLD };
	/* mmio_user loads from an address without a memslot, not from the page. */
	bool elsewhere = op_table[cell->op].operand == OP_OPERAND_MMIO;

	*out = (struct prediction){ .outcome = OUTCOME_EXECUTES };
	if (!is_possible(cell, host) || !prepare(&page, cell, host))
		return -EINVAL;
	if (op_is_cmo(cell->op) && !(host->translates >> cell->op & 1))
		out->outcome = OUTCOME_NOP;
	else
		access_lines(elsewhere ? &nothing : &page, cell, host, out);
	out->stage2 = page.entry;
	return 0;
}

uint32_t predict_lines(enum lines_id lines, const struct predict_host *host)
{
	switch (lines) {
	case LINES_1:
		return 1;
	case LINES_HALF:
		return host->page_lines / 2;
	default:
		return host->page_lines;
	}
}

unsigned int predict_count(const char *faults, char kind)
{
	unsigned int n = 0;

	for (; *faults; faults++)
		n += *faults == kind;
	return n;
}
