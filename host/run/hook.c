/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/hook.h"

#include "host/batch/batch.h"
#include "host/knob/knob.h"
#include "host/keep/board.h"
#include "host/options/options.h"
#include "host/os/err.h"
#include "host/run/archive.h"
#include "host/run/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* The cells that are measured, in the order of struct hook_record. They all fit into one region. */
static const struct {
	enum op_id op;
	enum stage2_id stage2;
	uint32_t faults, io_aborts;
} plan[HOOK_CELLS] = {
	{ OP_hvc, STAGE2_RW, 0, 0 },
	{ OP_dc_civac, STAGE2_COLD, 1, 0 },
	{ OP_mmio_user, STAGE2_RW, 1, 1 },
};

static bool is_due(const struct session *s)
{
	const struct knob_state *knob = &s->policies.knob;

	return *knob->hook && knob->may_hook && !atomic_load(&s->board->stop);
}

static void plan_cells(const struct session *s, struct hook_record *r)
{
	r->rounds = HOOK_ROUNDS_MAX;
	for (size_t i = 0; i < HOOK_CELLS; i++) {
		r->of[i].cell = (struct cell){ .policy = POLICY_UPSTREAM, .op = plan[i].op, .slot = SLOT_RW_LOG,
					       .host_page = HOST_PAGE_WRITTEN, .stage2 = plan[i].stage2 };
		r->of[i].faults = plan[i].faults;
		r->of[i].io_aborts = plan[i].io_aborts;
		/* Where a CPU takes cache maintenance for a NOP, a load faults once as well. */
		if (plan[i].op == OP_dc_civac && !(s->probe.host.translates >> OP_dc_civac & 1))
			r->of[i].cell.op = OP_ldr;
	}
}

static int make_room(struct session *s, struct hook_record *r)
{
	r->round_samples = batch_samples(&s->testbed.region, &r->of[0].cell);
	for (size_t i = 0; i < HOOK_CELLS; i++) {
		r->of[i].ticks = calloc(r->rounds * r->round_samples, sizeof(*r->of[i].ticks));
		if (!r->of[i].ticks)
			return fail(ENOMEM, "samples");
	}
	return 0;
}

/* Time a cell in one round. */
static int time_cell(struct session *s, struct hook_record *r, size_t i, uint32_t round)
{
	const struct cell *cell = &r->of[i].cell;
	struct prediction predicted;
	struct batch batch = {
		.region = &s->testbed.region, .window = &s->testbed.region.window[0], .host = &s->probe.host,
		.cell = cell, .predicted = predict(cell, &s->probe.host, &predicted) ? NULL : &predicted,
		.order = batch_order(&s->random, s->options->measure.sequential),
		.dither = batch_dither(&s->random, s->clock.dither_spins),
	};
	struct batch_result result;
	int err = batch_time(&batch, &result);

	for (size_t n = 0; n < r->round_samples && !err; n++)
		r->of[i].ticks[round * r->round_samples + n] = vm_ring(&s->testbed.vm)[n].ticks;
	return err;
}

static int one_round(struct session *s, struct hook_record *r, uint32_t round)
{
	size_t first = (random_next(&s->random) >> 32) % HOOK_CELLS;
	int err = knob_hook(r->hooked[round]);

	for (size_t i = 0; i < HOOK_CELLS && !err; i++)
		err = time_cell(s, r, (first + i) % HOOK_CELLS, round);
	return err;
}

/*
 * A first round is not kept. The first faults on new memory cost more, with hooks or without, which made the first
 * difference wrong by as much as a hook costs (101 instructions of 196 on Linux 6.1).
 */
static int all_rounds(struct session *s, struct hook_record *r)
{
	int err;

	r->hooked[0] = true;
	err = one_round(s, r, 0);
	for (uint32_t round = 0; round < r->rounds && !err; round++) {
		r->hooked[round] = round % 2 ? !r->hooked[round - 1] : random_next(&s->random) >> 63;
		err = one_round(s, r, round);
	}
	return err;
}

/* Put the hooks back and, if the run sets no policy, the one that was there. */
static int put_back(const struct session *s)
{
	const struct policies *p = &s->policies;
	int err = knob_hook(true);

	if (!err && !p->visit[0].knob && p->knob.policy >= 0)
		err = knob_write(p->knob.policy);
	return err;
}

static int measure(struct session *s, struct hook_record *r)
{
	char why[256];
	int err;

	testbed_trace(&s->testbed, false);
	err = testbed_configure(&s->testbed, &r->of[0].cell, 1);
	if (!err)
		err = make_room(s, r);
	if (!err)
		err = knob_write(POLICY_UPSTREAM);
	if (!err)
		err = all_rounds(s, r);
	if (!err)
		return put_back(s);
	snprintf(why, sizeof(why), "%s", fail_text());
	testbed_close(&s->testbed); /* a vCPU may be lost; the next testbed_configure() makes another VM */
	put_back(s);
	return fail_with(err, why);
}

int hook_measure(struct session *s, const char *when, const struct archive_sink *archive)
{
	struct hook_record record = { .when = when };
	int err;

	if (!is_due(s))
		return 0;
	plan_cells(s, &record);
	err = measure(s, &record);
	if (!err)
		err = archive_hook(archive, &record) ? -EPIPE : 0;
	for (size_t i = 0; i < HOOK_CELLS; i++)
		free(record.of[i].ticks);
	return err;
}
