/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/figure.h"

#include "analysis/history/notes.h"
#include "analysis/history/write.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

static void add_line(struct history_chart *c, const struct history *h, const struct history_row *row, const char *name)
{
	size_t line = c->chart.lines++;

	snprintf(c->name[line], sizeof(c->name[line]), "%s", name);
	for (size_t i = 0; i < h->kernels; i++) {
		const struct history_value *v = &row->value[i];

		c->value[line][i] = v->has && v->value >= 0 ? v->value : NAN;
		c->marked[line][i] = v->has && v->counts_changed;
		if (c->marked[line][i])
			c->chart.mark = "faults or outcome changed from the kernel before";
	}
	c->chart.line[line] = (struct chart_line){ c->name[line], c->value[line], c->marked[line] };
}

/* The rows that the answer is about, and an exit to userspace beside them. */
static void add_roles(struct history_chart *c, const struct history *h)
{
	static const struct {
		enum history_role role;
		const char *name;
	} lines[] = {
		{ HISTORY_TRANSLATION, "translation fault (DC IVAC, rw/written)" },
		{ HISTORY_PERMISSION, "permission fault (DC IVAC, rw_log/written)" },
		{ HISTORY_HVC, "hvc: the world switch" },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (history_find(h, lines[i].role))
			add_line(c, h, history_find(h, lines[i].role), lines[i].name);
}

void figure_chart(struct history_chart *c, const struct history *h)
{
	*c = (struct history_chart){ .chart = { .title = "Cost by kernel", .points = h->kernels } };
	c->chart.unit = notes_unit(c->unit, sizeof(c->unit), h);
	c->chart.point = c->point;
	for (size_t i = 0; i < h->kernels; i++)
		c->point[i] = h->kernel[i].name;
	add_roles(c, h);
	for (size_t i = 0; i < h->rows && c->chart.lines < CHART_LINES_MAX; i++) {
		const struct history_row *row = &h->row[i];
		char name[HISTORY_GROUP_SIZE + HISTORY_LABEL_SIZE + 2];

		if (row->kind != HISTORY_CELL || row->role != HISTORY_PLAIN)
			continue;
		snprintf(name, sizeof(name), "%s: %s", row->group, row->label);
		add_line(c, h, row, row->axes.op == OP_mmio_user ? "mmio_user: an exit to userspace" : name);
	}
}

/* A bar for each kernel: an hvc, and what the fault costs besides. */
static void put_parts(struct doc *doc, const struct history *h, enum history_role role, const char *title)
{
	const struct history_row *row = history_find(h, role), *hvc = history_find(h, HISTORY_HVC);
	struct doc_bar bar[HISTORY_KERNELS_MAX];
	struct doc_figure figure = { .title = title, .unit = archive_unit(&h->kernel[0].loaded->archive),
				     .legend = { "hvc: the world switch", "the rest" }, .bar = bar };

	for (size_t i = 0; row && hvc && i < h->kernels; i++) {
		const struct history_value *v = &row->value[i];
		char faults[HISTORY_FAULTS_SIZE];

		if (!v->has || !hvc->value[i].has || v->value < hvc->value[i].value || hvc->value[i].value < 0)
			continue;
		bar[figure.bars] = (struct doc_bar){ .parts = 2, .part = { hvc->value[i].value, v->value - hvc->value[i].value } };
		snprintf(bar[figure.bars].label, DOC_BAR_TEXT, "%.*s", DOC_BAR_TEXT - 1, h->kernel[i].name);
		snprintf(bar[figure.bars].note, DOC_BAR_TEXT, "%s", history_faults(faults, v->cell));
		figure.bars++;
	}
	if (figure.bars)
		doc->style->figure(doc, &figure);
}

void figure_put(struct doc *doc, const struct history *h)
{
	struct history_chart chart;

	figure_chart(&chart, h);
	if (chart.chart.lines)
		doc->style->chart(doc, &chart.chart);
	put_parts(doc, h, HISTORY_TRANSLATION, "A translation fault (DC IVAC, rw/written)");
	put_parts(doc, h, HISTORY_PERMISSION, "A permission fault (DC IVAC, rw_log/written)");
}

int history_svg(const struct history *h, FILE *out)
{
	struct history_chart chart;

	figure_chart(&chart, h);
	if (!chart.chart.lines)
		return -ENODATA;
	chart_file(out, &chart.chart);
	return 0;
}
