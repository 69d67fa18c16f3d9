/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What plots of differences show. */
#include "analysis/plot.h"

#include <string.h>

void plot_value(FILE *out, bool known, double value)
{
	if (known)
		fprintf(out, "%.10g", value);
	else
		putc('-', out);
}

/*
 * A line for each policy and page of which all parts are known: what a warm DC CIVAC takes, the translation fault, the
 * permission fault, and what the cold DC IVAC really took.
 */
size_t plot_parts(const struct report *report, FILE *out)
{
	struct cell cell = report_base(report);
	size_t lines = 0;

	fprintf(out, "page\twarm\ttranslation fault\tpermission fault\tmeasured\n");
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		for (unsigned int slot = 0; slot < SLOT_COUNT && slot_table[slot].exists; slot++) {
			const struct contrast *translation, *permission;
			const struct result *whole, *warm;
			char page[24];

			cell.policy = (enum policy_id)policy;
			cell.slot = (enum slot_id)slot;
			cell.host_page = HOST_PAGE_WRITTEN;
			cell.stage2 = STAGE2_COLD;
			translation = report_contrast(report, "translation_fault", &cell, OP_COUNT);
			permission = report_contrast(report, "permission_fault", &cell, OP_COUNT);
			whole = report_pick(report, cell, OP_dc_ivac);
			if (!translation || !permission || !whole || !whole->cost.n || whole->faults < 2)
				continue;
			warm = translation->part[1];
			table_page(page, sizeof(page), &cell);
			fprintf(out, "%s, %s\t%.10g\t%.10g\t%.10g\t%.10g\n", policy_name(cell.policy), page, warm->cost.median,
				translation->value, permission->value, whole->cost.median);
			lines++;
		}
	return lines;
}

static bool is_among(enum policy_id policy, const enum policy_id *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == policy)
			return true;
	return false;
}

/* A line each: policy against policy, of a cold DC IVAC on a page where there is a difference. */
size_t plot_policies(const struct report *report, FILE *out)
{
	const struct cell base = report_base(report);
	enum policy_id policy[REPORT_POLICIES];
	size_t policies = report_policies(report, policy), lines = 0;

	fprintf(out, "what\tvalue\tlo\thi\n");
	for (size_t i = 0; i < report->contrasts->count; i++) {
		const struct contrast *c = &report->contrasts->contrast[i];
		const struct cell *cell = &c->part[0]->record->cell;
		char page[24];

		if (!c->against_policy || !is_among(c->base, policy, policies) || !is_among(cell->policy, policy, policies))
			continue;
		if (!c->has_value || c->alike || cell->lines != LINES_1 || cell->op != OP_dc_ivac ||
		    cell->stage2 != STAGE2_COLD || cell->timed != TIMED_OP || !report_is_base(&base, cell))
			continue;
		table_page(page, sizeof(page), cell);
		fprintf(out, "%s %s\t%.10g\t%.10g\t%.10g\n", c->name, page, c->value, c->ci95.known ? c->ci95.lo : c->value,
			c->ci95.known ? c->ci95.hi : c->value);
		lines++;
	}
	return lines;
}

/* A difference of ivac_minus_civac on a logged page that is the base's but on one axis. */
static bool is_scaled(const struct contrast *c, enum axis_id axis, enum policy_id policy, struct cell base)
{
	struct cell cell = c->part[0]->record->cell;

	if (strcmp(c->name, "ivac_minus_civac") || !c->has_value || cell.policy != policy || cell.slot != SLOT_RW_LOG ||
	    cell.host_page != HOST_PAGE_WRITTEN || cell.lines != LINES_1)
		return false;
	axis_table[axis].set(&cell, axis_table[axis].get(&base));
	return report_is_base(&base, &cell);
}

/* A block a policy, its name first, a line a value of the axis, unless there is but one. */
static size_t put_scaling(const struct report *report, enum axis_id axis, FILE *out)
{
	const struct contrasts *contrasts = report->contrasts;
	const struct cell base = report_base(report);
	size_t lines = 0;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		size_t count = 0;

		for (size_t i = 0; i < contrasts->count; i++)
			count += is_scaled(&contrasts->contrast[i], axis, (enum policy_id)policy, base);
		if (count < 2)
			continue;
		fprintf(out, "\"%s\"\n", policy_name((enum policy_id)policy));
		for (size_t i = 0; i < contrasts->count; i++) {
			const struct contrast *c = &contrasts->contrast[i];

			if (is_scaled(c, axis, (enum policy_id)policy, base))
				fprintf(out, "%s\t%.10g\t%.10g\t%.10g\n",
					axis_table[axis].value_name(axis_table[axis].get(&c->part[0]->record->cell)), c->value,
					c->ci95.known ? c->ci95.lo : c->value, c->ci95.known ? c->ci95.hi : c->value);
		}
		fprintf(out, "\n\n");
		lines += count;
	}
	return lines;
}

size_t plot_vcpus(const struct report *report, FILE *out)
{
	return put_scaling(report, AXIS_VCPUS, out);
}

size_t plot_mixes(const struct report *report, FILE *out)
{
	return put_scaling(report, AXIS_MIX, out);
}

size_t plot_backings(const struct report *report, FILE *out)
{
	return put_scaling(report, AXIS_BACKING, out);
}
