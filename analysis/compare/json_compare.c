/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare --format json writes one object. Keys come in a fixed order and are always there; an unknown value is null.
 * The axes of a cell are BASE's; new_policy differs where the archives have no policy in common. A shift is NEW - BASE in
 * "unit"; relative is a fraction of the cost in BASE. ci95 is the interval of this shift alone, ci_corrected that at
 * "confidence", which leaves 0 out if and only if p_corrected is below 0.05: p is that of one test, p_corrected is
 * corrected for all cells and contrasts together. All are null where every instruction is counted, except ci95.
 * same_within is the smallest margin within which the shift is shown to be at 5 %, with any verdict. "basis" says what
 * verdicts rest on; boots, rounds and df how many values. "changes" lists the counts that changed, with any verdict.
 * "parity" is of an archive of the patch and one of the module: how many cells, on writable and on read-only slots, differ
 * by more than the limit, a fraction of the cost in BASE; else null.
 */
#include "analysis/compare/json_compare.h"

#include "analysis/compare/parity.h"
#include "analysis/shift/shift.h"
#include "analysis/wording/emit.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Writes what tells the archives of an arm from each other. */
static void emit_boots(struct json *j, const struct compare_arm *arm)
{
	emit_open(j, "archives", '[');
	for (size_t i = 0; i < arm->count; i++) {
		const struct archive *a = &arm->boot[i]->archive;

		emit_open_flat(j, NULL, '{');
		emit_text(j, "name", a->name);
		emit_text(j, "sha256", a->file_sha256);
		emit_text(j, "created", a->created);
		emit_text(j, "boot_id", a->host.boot_id);
		emit_real_or_null(j, "uptime_s", a->host.uptime_s);
		emit_text(j, "seed", a->options.seed);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

/* Writes the first archive of an arm, and then what tells all of them apart. */
static void emit_side(struct json *j, const char *key, const struct compare_arm *arm)
{
	const struct loaded *side = arm->boot[0];
	const struct archive *a = &side->archive;

	emit_open(j, key, '{');
	emit_text(j, "name", a->name);
	emit_text(j, "sha256", a->file_sha256);
	emit_text(j, "created", a->created);
	emit_text(j, "cmobench", a->version);
	emit_text(j, "commit", a->commit);
	emit_text(j, "guest_sha256", a->guest_sha256);
	emit_text(j, "platform", platform_name[a->platform]);
	emit_text(j, "unit", a->clock.unit);
	emit_text(j, "kernel", a->host.kernel);
	emit_text(j, "kernel_version", a->host.kernel_version);
	emit_text(j, "midr", a->host.midr);
	emit_text(j, "cpu", a->host.cpu);
	emit_text(j, "emulator_cpu", a->emulator_cpu);
	emit_text(j, "knob", a->knob.name);
	emit_text(j, "hook", a->knob.hook);
	emit_flag(j, "hook_subtracted", side->results.hook.known);
	emit_count_or_null(j, "page_bytes", a->host.page_bytes);
	emit_open_flat(j, "policies", '[');
	for (size_t i = 0; i < a->policy_count; i++)
		emit_text(j, NULL, policy_name(a->policy[i].policy));
	emit_close(j, ']');
	emit_flag(j, "complete", a->complete);
	emit_count(j, "cells", side->results.counts.cells);
	emit_count(j, "as_predicted", side->results.counts.verdict[VERDICT_AS_PREDICTED]);
	emit_count(j, "findings", archive_findings(a, SEVERITY_FLAG) + archive_findings(a, SEVERITY_REFUSE));
	emit_flag(j, "refused", archive_findings(a, SEVERITY_REFUSE));
	emit_flag(j, "measure_again", archive_refused(a, false));
	emit_boots(j, arm);
	emit_close(j, '}');
}

static void emit_axes(struct json *j, const struct cell *cell, uint32_t axes)
{
	for (int i = 0; i < AXIS_COUNT; i++)
		if (axes >> i & 1)
			emit_text(j, axis_table[i].name, axis_table[i].value_name(axis_table[i].get(cell)));
}

/* What a shift rests on; null of one that was not estimated. */
static void emit_sizes(struct json *j, const char *key, const size_t size[static SIDE_COUNT])
{
	emit_open_flat(j, key, '[');
	for (int side = 0; side < SIDE_COUNT; side++)
		if (size[side])
			emit_count(j, NULL, size[side]);
		else
			emit_null(j, NULL);
	emit_close(j, ']');
}

static void emit_shift(struct json *j, const struct compare *c, const struct compared *compared)
{
	const struct compare_shift *s = &compared->shift;
	struct ratio ratio;

	if (shift_ratio(&ratio, c, compared))
		ratio.known = false;
	emit_real(j, "base", s->known ? s->middle[BASE] : NAN);
	emit_real(j, "new", s->known ? s->middle[NEW] : NAN);
	emit_real(j, "shift", s->known ? s->value : NAN);
	emit_interval(j, "ci95", s->ci95);
	emit_interval(j, "ci_corrected", s->has_p ? s->corrected_ci : (struct interval){ .known = false });
	emit_real(j, "relative", s->has_relative ? s->relative : NAN);
	emit_real(j, "cliffs_delta", s->has_effect ? s->effect : NAN);
	emit_real(j, "p", s->has_p ? s->p : NAN);
	emit_real(j, "p_corrected", s->has_p ? s->corrected : NAN);
	emit_real(j, "same_within", s->known ? s->bound : NAN);
	emit_real(j, "ratio", ratio.known ? ratio.value : NAN);
	emit_interval(j, "ratio_ci95", ratio.ci95);
	emit_real(j, "boot_deviation", s->has_deviation ? s->deviation : NAN);
	emit_real(j, "df", isfinite(shift_df(s)) ? shift_df(s) : NAN);
	emit_sizes(j, "n", s->n);
	emit_sizes(j, "rounds", s->rounds);
}

static void emit_verdict(struct json *j, const struct compared *compared)
{
	emit_text(j, "verdict", compare_verdict_name[compared->verdict]);
	emit_text(j, "why", compared->why[0] ? compared->why : NULL);
}

static void emit_faults(struct json *j, const struct compared *cell)
{
	emit_open_flat(j, "faults_per_op", '[');
	for (int i = 0; i < SIDE_COUNT; i++)
		emit_real(j, NULL, cell->faults[i]);
	emit_close(j, ']');
}

static void emit_cell(struct json *j, const struct compare *c, const struct compared *cell)
{
	emit_open(j, NULL, '{');
	emit_axes(j, cell->axes, UINT32_MAX);
	emit_text(j, "new_policy", cell->has[NEW] ? policy_name(cell->policy) : NULL);
	emit_verdict(j, cell);
	emit_text(j, "changes", cell->change[0] ? cell->change : NULL);
	emit_flag(j, "counted", !cell->uncounted && cell->has[BASE] && cell->has[NEW]);
	emit_faults(j, cell);
	emit_shift(j, c, cell);
	emit_close(j, '}');
}

static void emit_contrast(struct json *j, const struct compare *compare, const struct compared *compared)
{
	const struct contrast *c = compared->contrast;

	emit_open(j, NULL, '{');
	emit_text(j, "name", c->name);
	emit_text(j, "formula", c->formula);
	emit_open_flat(j, "axes", '{');
	emit_axes(j, &c->term[0]->record->cell, c->fixed | c->named);
	emit_close(j, '}');
	emit_text(j, "base_policy", c->against_policy ? policy_name(c->base) : NULL);
	emit_text(j, "unit", c->unit);
	emit_verdict(j, compared);
	emit_shift(j, compare, compared);
	emit_close(j, '}');
}

static void emit_summary(struct json *j, const char *key, const struct compared *compared, size_t count,
			 size_t only_new)
{
	emit_open(j, key, '{');
	for (int i = 0; i < COMPARE_VERDICT_COUNT; i++)
		emit_count(j, compare_verdict_name[i], compare_count(compared, count, (enum compare_verdict)i));
	emit_count(j, "only in new", only_new);
	emit_close(j, '}');
}

/* Writes how many cells of patch and module cost the same within the limit; null if not one of each is compared. */
static void emit_parity(struct json *j, const struct compare *c)
{
	if (!parity_is_of(c)) {
		emit_null(j, "parity");
		return;
	}
	emit_open(j, "parity", '{');
	for (int slot = 0; slot < PARITY_SLOTS; slot++) {
		const struct parity_group group = parity_group(c, (enum parity_slot)slot, POLICY_COUNT);

		emit_open_flat(j, parity_slot_name[slot], '{');
		emit_real(j, "limit", parity_limit[slot]);
		emit_count(j, "cells", group.cells);
		emit_count(j, "beyond", group.beyond);
		emit_real(j, "least", group.least);
		emit_real(j, "most", group.most);
		emit_close(j, '}');
	}
	emit_close(j, '}');
}

void compare_emit(struct json *j, const struct compare *c)
{
	emit_text(j, "platform", platform_name[c->side[BASE]->archive.platform]);
	emit_text(j, "unit", c->side[BASE]->archive.clock.unit);
	emit_side(j, "base", &c->arm[BASE]);
	emit_side(j, "new", &c->arm[NEW]);
	emit_flag(j, "comparable", !c->reason_count);
	emit_open(j, "reasons", '[');
	for (size_t i = 0; i < c->reason_count; i++)
		emit_text(j, NULL, c->reason[i]);
	emit_close(j, ']');
	emit_flag(j, "policy_in_common", !c->crossed && !c->patched);
	emit_flag(j, "patched", c->patched);
	emit_flag(j, "exact", c->exact);
	emit_text(j, "basis", compare_basis_name[c->basis]);
	emit_open_flat(j, "boots", '[');
	emit_count(j, NULL, c->arm[BASE].count);
	emit_count(j, NULL, c->arm[NEW].count);
	emit_close(j, ']');
	emit_real(j, "boot_spread_given", c->boot_spread);
	emit_real(j, "boot_spread", c->has_spread ? c->spread : NAN);
	emit_real(j, "boot_spread_most", c->has_spread ? c->spread_most : NAN);
	emit_text(j, "correction", c->exact ? NULL : "false discovery rate (Benjamini and Hochberg), cells and contrasts together");
	emit_real(j, "confidence", c->exact ? NAN : c->confidence);
	emit_parity(j, c);
	emit_real(j, "threshold", isnan(c->threshold) ? 0 : c->threshold);
	emit_real(j, "threshold_forked", isnan(c->threshold) && c->exact && c->other_kernel ? COMPARE_LAYOUT_INSNS : NAN);
	emit_text(j, "threshold_from", isnan(c->threshold) ? "default" : "--threshold");
	emit_flag(j, "one_kernel_file", !c->other_kernel);
	emit_text(j, "threshold_unit", c->exact ? "insns" : "percent");
	emit_flag(j, "same", compare_is_same(c));
	emit_flag(j, "passes", compare_passes(c));
	emit_open(j, "summary", '{');
	emit_summary(j, "cells", c->cell, c->cell_count, c->only_new[0]);
	emit_summary(j, "contrasts", c->contrast, c->contrast_count, c->only_new[1]);
	emit_close(j, '}');
	emit_open(j, "cells", '[');
	for (size_t i = 0; i < c->cell_count; i++)
		emit_cell(j, c, &c->cell[i]);
	emit_close(j, ']');
	emit_open(j, "contrasts", '[');
	for (size_t i = 0; i < c->contrast_count; i++)
		emit_contrast(j, c, &c->contrast[i]);
	emit_close(j, ']');
}

int compare_json_keep(struct compare *c)
{
	const struct compared **cell = calloc(c->cell_count + 1, sizeof(const struct compared *));
	int err = -ENOMEM;

	for (size_t i = 0; cell && i < c->cell_count; i++)
		cell[i] = &c->cell[i];
	if (cell)
		err = shift_keep_ratios(c, cell, c->cell_count);
	free(cell);
	return err;
}

int compare_json(const struct compare *c, FILE *out)
{
	struct json j = { .out = out };

	emit_open(&j, NULL, '{');
	emit_count(&j, "schema", COMPARE_SCHEMA);
	compare_emit(&j, c);
	emit_close(&j, '}');
	return 0;
}
