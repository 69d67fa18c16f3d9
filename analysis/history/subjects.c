/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/subjects.h"

#include "bench/array.h"

#define YARDSTICKS  "exits"
#define IVAC        "DC IVAC, stage 2 cold"
#define CIVAC       "DC CIVAC, stage 2 cold"
#define PERMISSION  "DC IVAC, stage 2 read-only"
#define STORE       "store after that DC CIVAC"
#define ALL_LINES   "every line of a read-only page"
#define LESS        ", less an hvc"

#define EXIT(label, role, op, slot) { YARDSTICKS, label, HISTORY_CELL, role, CONTRAST_COUNT, OP_##op, SLOT_##slot, \
	HOST_PAGE_WRITTEN, STAGE2_RW, LINES_1 }
#define CELL(group, label, role, op, slot, page, stage2, lines) { group, label, HISTORY_CELL, role, CONTRAST_COUNT, OP_##op, \
	SLOT_##slot, HOST_PAGE_##page, STAGE2_##stage2, LINES_##lines }
#define LESS_HVC(group, label, slot, stage2) { group LESS, label, HISTORY_REST, HISTORY_PLAIN, CONTRAST_COUNT, OP_dc_ivac, \
	SLOT_##slot, HOST_PAGE_WRITTEN, STAGE2_##stage2, LINES_1 }
#define CONTRAST(id, name, label, op, slot, page, stage2) { name, label, HISTORY_CONTRAST, HISTORY_PLAIN, CONTRAST_##id, \
	OP_##op, SLOT_##slot, HOST_PAGE_##page, STAGE2_##stage2, LINES_1 }

const struct history_subject history_subject_table[] = {
	EXIT("hvc", HISTORY_HVC, hvc, RW),
	EXIT("mmio_user", HISTORY_PLAIN, mmio_user, RW),
	{ YARDSTICKS, "hole (DC IVAC)", HISTORY_CELL, HISTORY_PLAIN, CONTRAST_COUNT, OP_dc_ivac, SLOT_HOLE, 0, 0, LINES_1 },

	CELL(IVAC, "rw/written", HISTORY_TRANSLATION, dc_ivac, RW, WRITTEN, COLD, 1),
	CELL(IVAC, "rw/read", HISTORY_PLAIN, dc_ivac, RW, READ, COLD, 1),
	CELL(IVAC, "rw/untouched", HISTORY_PLAIN, dc_ivac, RW, UNTOUCHED, COLD, 1),
	CELL(IVAC, "rw_log/written", HISTORY_PLAIN, dc_ivac, RW_LOG, WRITTEN, COLD, 1),
	CELL(IVAC, "rw_log/read", HISTORY_PLAIN, dc_ivac, RW_LOG, READ, COLD, 1),
	CELL(IVAC, "rw_log/untouched", HISTORY_PLAIN, dc_ivac, RW_LOG, UNTOUCHED, COLD, 1),
	CELL(IVAC, "ro/written", HISTORY_PLAIN, dc_ivac, RO, WRITTEN, COLD, 1),

	CELL(PERMISSION, "rw_log/written", HISTORY_PERMISSION, dc_ivac, RW_LOG, WRITTEN, RO, 1),
	CELL(PERMISSION, "ro/written", HISTORY_PLAIN, dc_ivac, RO, WRITTEN, RO, 1),

	CELL(CIVAC, "rw/read", HISTORY_PLAIN, dc_civac, RW, READ, COLD, 1),
	CELL(CIVAC, "rw_log/written", HISTORY_PLAIN, dc_civac, RW_LOG, WRITTEN, COLD, 1),
	CELL(CIVAC, "ro/written", HISTORY_PLAIN, dc_civac, RO, WRITTEN, COLD, 1),
	CELL(STORE, "rw_log/written", HISTORY_PLAIN, str, RW_LOG, WRITTEN, CMO, 1),

	CELL(ALL_LINES, "DC IVAC", HISTORY_PLAIN, dc_ivac, RO, WRITTEN, COLD, PAGE),
	CELL(ALL_LINES, "DC CIVAC", HISTORY_PLAIN, dc_civac, RO, WRITTEN, COLD, PAGE),

	LESS_HVC(IVAC, "rw/written", RW, COLD),
	LESS_HVC(PERMISSION, "rw_log/written", RW_LOG, RO),

	CONTRAST(TRANSLATION_FAULT, "translation_fault", "rw/written", dc_civac, RW, WRITTEN, COLD),
	CONTRAST(PERMISSION_FAULT, "permission_fault", "rw_log/written", dc_ivac, RW_LOG, WRITTEN, RO),
	CONTRAST(COW_RETRY, "cow_retry", "rw/read", str, RW, READ, COLD),
	CONTRAST(IVAC_MINUS_CIVAC, "ivac_minus_civac", "rw_log/written", dc_ivac, RW_LOG, WRITTEN, COLD),
	CONTRAST(DEFERRED_STORE, "deferred_store", "rw_log/written", dc_civac, RW_LOG, WRITTEN, COLD),
};

const size_t history_subjects = ARRAY_SIZE(history_subject_table);
