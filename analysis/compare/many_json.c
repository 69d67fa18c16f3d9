/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare --format json of more than two arms writes one object: the name of BASE, and "comparisons", an object for each NEW
 * as that of two arms is, with its name. p are corrected for all of them together.
 */
#include "analysis/compare/json_compare.h"
#include "analysis/compare/many.h"
#include "analysis/output/json.h"

int many_json(const struct many *m, FILE *out)
{
	struct json j = { .out = out };
	bool same = true, passes = true;

	for (size_t i = 0; i < m->count; i++) {
		same &= compare_is_same(&m->c[i]);
		passes &= compare_passes(&m->c[i]);
	}
	emit_open(&j, NULL, '{');
	emit_count(&j, "schema", COMPARE_SCHEMA);
	emit_text(&j, "base_label", m->labels.name[0]);
	emit_flag(&j, "same", same);
	emit_flag(&j, "passes", passes);
	emit_open(&j, "comparisons", '[');
	for (size_t i = 0; i < m->count; i++) {
		emit_open(&j, NULL, '{');
		emit_text(&j, "label", many_name(m, i));
		compare_emit(&j, &m->c[i]);
		emit_close(&j, '}');
	}
	emit_close(&j, ']');
	emit_close(&j, '}');
	return 0;
}
