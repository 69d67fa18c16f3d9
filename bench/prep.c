/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/prep.h"

static const struct prep prep_table[STAGE2_COUNT] = {
	[STAGE2_COLD] = { OP_null, false },
	[STAGE2_RO]   = { OP_ldr, false },
	[STAGE2_RW]   = { OP_str, false },
};

/*
 * A load maps a page writable if the host PTE is writable and the slot is not logged (predict.c, user_mem_abort), so
 * there the entry has to be write-protected afterwards.
 */
static const struct prep ldr_protect = { OP_ldr, true };

const struct prep *prep_of(const struct cell *cell)
{
	static const struct prep none = { OP_null, false };

	if (op_table[cell->op].operand != OP_OPERAND_PAGE)
		return cell->stage2 == STAGE2_RW ? &prep_table[STAGE2_RW] : &none;
	if (cell->stage2 == STAGE2_RO && cell->slot == SLOT_RW && cell->host_page == HOST_PAGE_WRITTEN)
		return &ldr_protect;
	return &prep_table[cell->stage2];
}
