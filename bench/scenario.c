/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/scenario.h"

#include "bench/predict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define B(id) (UINT32_C(1) << (id))

#define OPS_CMO      (B(OP_dc_ivac) | B(OP_dc_civac) | B(OP_dc_cvac) | B(OP_dc_cvau))
#define OPS_ACCESS   (B(OP_ldr) | B(OP_str) | B(OP_dc_zva))
#define HOST_PAGES   (B(HOST_PAGE_UNTOUCHED) | B(HOST_PAGE_READ) | B(HOST_PAGE_WRITTEN))
#define SLOTS_BACKED (B(SLOT_RW) | B(SLOT_RW_LOG) | B(SLOT_RO))

static const struct scenario quick[] = {
	{ "yardstick", "What do the timed region, an empty exit and an exit to userspace cost?",
	  B(OP_null) | B(OP_hvc) | B(OP_mmio_user), B(SLOT_RW), B(BACKING_ANON), B(HOST_PAGE_WRITTEN), B(STAGE2_RW) },
	{ "cold", "What does the first access to a page cost, and how many faults does it take?",
	  OPS_CMO | OPS_ACCESS, SLOTS_BACKED, B(BACKING_ANON), HOST_PAGES, B(STAGE2_COLD) },
	{ "warm_ro", "What does an op cost on a page that stage 2 maps read-only?",
	  OPS_CMO | OPS_ACCESS, SLOTS_BACKED, B(BACKING_ANON), B(HOST_PAGE_READ) | B(HOST_PAGE_WRITTEN), B(STAGE2_RO) },
	{ "warm_rw", "What does an op cost on a page that needs no fault?",
	  OPS_CMO | OPS_ACCESS, B(SLOT_RW) | B(SLOT_RW_LOG), B(BACKING_ANON), B(HOST_PAGE_WRITTEN), B(STAGE2_RW) },
	{ "hole", "What does an abort cost that KVM only has to look up and step over?",
	  OPS_CMO | OPS_ACCESS, B(SLOT_HOLE), B(BACKING_ANON), B(HOST_PAGE_UNTOUCHED), B(STAGE2_COLD) },
};

const struct suite suite_table[] = {
	{ "quick", "the headline: cold and warm cache maintenance on every slot, in seconds", quick,
	  sizeof(quick) / sizeof(quick[0]), 64, 16 },
};
const size_t suite_count = sizeof(suite_table) / sizeof(suite_table[0]);

const struct suite *suite_find(const char *name)
{
	for (size_t i = 0; i < suite_count; i++)
		if (!strcmp(suite_table[i].name, name))
			return &suite_table[i];
	return NULL;
}

static bool scenario_has(const struct scenario *s, const struct cell *c)
{
	return s->ops >> c->op & 1 && s->slots >> c->slot & 1 && s->backings >> c->backing & 1 &&
	       s->host_pages >> c->host_page & 1 && s->stage2s >> c->stage2 & 1;
}

static bool suite_has(const struct suite *suite, const struct cell *cell)
{
	static const struct predict_host any = { .ivac_needs_write = true, .translates = UINT32_MAX };
	struct prediction ignored;

	for (size_t i = 0; i < suite->scenario_count; i++)
		if (scenario_has(&suite->scenario[i], cell))
			return !predict(cell, &any, &ignored);
	return false;
}

/* Odometer over all axes but the policy; op turns fastest, then stage2, so that groups stand together. */
static bool next_cell(struct cell *c)
{
	static const enum axis_id order[] = { AXIS_OP, AXIS_STAGE2, AXIS_HOST_PAGE, AXIS_BACKING, AXIS_SLOT };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		const struct axis *axis = &axis_table[order[i]];
		unsigned int value = axis->get(c) + 1;

		axis->set(c, value < axis->value_count ? value : 0);
		if (value < axis->value_count)
			return true;
	}
	return false;
}

long suite_cells(const struct suite *suite, const struct filter *filter, struct cell **cells)
{
	struct cell cell = { .policy = POLICY_UPSTREAM }, *list = NULL, *bigger;
	size_t count = 0, room = 0;

	do {
		struct filter but_policy = *filter;

		but_policy.allowed[AXIS_POLICY] = 0;
		if (!suite_has(suite, &cell) || !filter_pass(&but_policy, &cell))
			continue;
		if (count == room) {
			room = room ? room * 2 : 64;
			bigger = realloc(list, room * sizeof(*list));
			if (!bigger) {
				free(list);
				return -ENOMEM;
			}
			list = bigger;
		}
		list[count++] = cell;
	} while (next_cell(&cell));
	*cells = list;
	return (long)count;
}

bool cell_same_group(const struct cell *a, const struct cell *b)
{
	return a->slot == b->slot && a->backing == b->backing && a->host_page == b->host_page;
}
