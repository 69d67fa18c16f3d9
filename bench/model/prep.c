/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/model/prep.h"

#include "bench/model/stage2.h"

/* True if a load maps the cell's page writable. Policies do not affect loads. */
static bool load_maps_writable(const struct cell *cell, const struct predict_host *host)
{
	struct stage2_page page = { .slot = cell->slot, .entry = STAGE2_COLD,
				    .host = hostpage_of(cell->backing, cell->host_page, host) };
	char faults[PREDICT_FAULTS_MAX + 1];

	stage2_access(&page, OP_ldr, &policy_table[POLICY_UPSTREAM], host, faults);
	return page.entry == STAGE2_RW;
}

struct prep prep_of(const struct cell *cell, const struct predict_host *host)
{
	static const enum op_id op[STAGE2_COUNT] = {
		[STAGE2_COLD] = OP_null, [STAGE2_RO] = OP_ldr, [STAGE2_RW] = OP_str, [STAGE2_CMO] = OP_dc_civac,
	};

	return (struct prep){ op[cell->stage2], cell->stage2 == STAGE2_RO && load_maps_writable(cell, host) };
}
