/* SPDX-License-Identifier: GPL-2.0-or-later */
/* history --format text: fit for a mail. */
#include "analysis/history/answer.h"
#include "analysis/history/notes.h"
#include "analysis/history/write.h"
#include "analysis/output/text.h"
#include "analysis/wording/cell.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_WIDTH   16
#define FAULTS_WIDTH  6   /* "[TP]e*" */
#define CHANGES_SHOWN 6   /* cells whose counts changed, for each kernel */
#define COST_LEAST    6   /* width of costs */

/* A table of as many kernels as a line has room for. */
struct panel {
	const struct history *history;
	size_t first, end;   /* kernels */
	int width;           /* of a cost */
	FILE *out;
};

static int cost_width(const struct history *h)
{
	size_t width = COST_LEAST;

	for (size_t i = 0; i < h->rows; i++)
		for (size_t k = 0; k < h->kernels; k++) {
			char number[NUMBER_SIZE];
			size_t length;

			if (!h->row[i].value[k].has)
				continue;
			length = strlen(text_number(number, h->row[i].value[k].value, h->row[i].kind == HISTORY_CONTRAST));
			width = length > width ? length : width;
		}
	return (int)width;
}

/* "[TP]e*!": faults, outcome, marks. Long sequences make room for marks. */
static void format_faults(char *buf, size_t size, const struct history_row *row, const struct history_value *v)
{
	char faults[HISTORY_FAULTS_SIZE] = "", letter[2] = "";

	if (row->kind == HISTORY_CELL && v->cell) {
		history_faults(faults, v->cell);
		letter[0] = wording_outcome_letter(v->cell) == ' ' ? '\0' : wording_outcome_letter(v->cell);
	}
	snprintf(buf, size, "%s%s%s%s", faults, letter, v->counts_changed ? "*" : "",
		 row->kind == HISTORY_CELL && v->cell ? wording_mark(v->cell) : "");
	if (strlen(buf) > FAULTS_WIDTH && faults[0])
		snprintf(buf, size, "[%.3g]%s%s%s", v->cell->faults, letter, v->counts_changed ? "*" : "", wording_mark(v->cell));
}

/* "+22.7/+22.7": from the kernel before, from the first; "" of the first kernel. */
static void format_change(char *buf, size_t size, const struct history_value *v)
{
	char part[2][16] = { "-", "-" };
	const double fraction[2] = { v->previous, v->first };
	const bool has[2] = { v->has_previous, v->has_first };

	buf[0] = '\0';
	if (!has[0] && !has[1])
		return;
	for (int i = 0; i < 2; i++)
		if (has[i])
			snprintf(part[i], sizeof(part[i]), fabs(fraction[i]) >= 0.9995 ? "%+.0f" : "%+.1f",
				 fmax(fmin(100 * fraction[i], 99999), -99999));
	snprintf(buf, size, "%s%s/%s", part[0], has[0] && v->untold ? "?" : "", part[1]);
}

static void write_costs(const struct panel *p, const struct history_row *row)
{
	char line[256];
	bool fits = strlen(row->label) <= LABEL_WIDTH;
	size_t used;

	if (!fits)
		text_wrap(p->out, 0, 2, "%s", row->label);
	used = (size_t)snprintf(line, sizeof(line), "%-*s", LABEL_WIDTH, fits ? row->label : "");
	for (size_t i = p->first; i < p->end; i++) {
		const struct history_value *v = &row->value[i];
		char number[NUMBER_SIZE] = "-", faults[HISTORY_FAULTS_SIZE];

		if (v->has)
			text_number(number, v->value, row->kind == HISTORY_CONTRAST);
		format_faults(faults, sizeof(faults), row, v);
		used += (size_t)snprintf(line + used, sizeof(line) - used, " %*s %-*s", p->width, number, FAULTS_WIDTH, faults);
	}
	text_line(p->out, "%s", line);
}

static void write_change(const struct panel *p, const struct history_row *row)
{
	char line[256];
	size_t used = (size_t)snprintf(line, sizeof(line), "%-*s", LABEL_WIDTH, "");
	bool any = false;

	for (size_t i = p->first; i < p->end; i++) {
		char change[40];

		format_change(change, sizeof(change), &row->value[i]);
		any |= change[0] != '\0';
		used += (size_t)snprintf(line + used, sizeof(line) - used, " %*s", p->width + 1 + FAULTS_WIDTH, change);
	}
	if (any)
		text_line(p->out, "%s", line);
}

static void write_heading(const struct panel *p)
{
	char line[256];
	size_t used = (size_t)snprintf(line, sizeof(line), "%-*s", LABEL_WIDTH, "");

	for (size_t i = p->first; i < p->end; i++)
		used += (size_t)snprintf(line + used, sizeof(line) - used, " %*.*s", p->width + 1 + FAULTS_WIDTH,
					 p->width + 1 + FAULTS_WIDTH, p->history->kernel[i].name);
	text_line(p->out, "%s", line);
}

static void write_panel(const struct panel *p)
{
	const struct history *h = p->history;
	char unit[160];

	text_wrap(p->out, 0, 2, "Cost %s; below it its change in per cent from the kernel before/from the first one.",
		  notes_unit(unit, sizeof(unit), h));
	notes_amount(h, p->out);
	write_heading(p);
	for (size_t i = 0; i < h->rows; i++) {
		const struct history_row *row = &h->row[i];

		if (!i || strcmp(row->group, h->row[i - 1].group))
			text_line(p->out, "%s:", row->group);
		write_costs(p, row);
		write_change(p, row);
	}
}

static void write_title(const struct history *h, FILE *out)
{
	const struct archive *a = &h->kernel[0].loaded->archive;

	text_line(out, "cmobench: stage-2 faults of a KVM/arm64 guest, kernel by kernel");
	if (archive_counts_insns(a))
		text_line(out, "All costs are instructions of an emulated host: not time.");
	else if (a->platform == PLATFORM_VIRTUAL)
		text_line(out, "All costs are ns of a VIRTUAL host, which is itself a guest.");
}

/* Writes a section if it has any lines. Returns 0 or -ENOMEM. */
static int write_section(const char *heading, const struct history *h, void (*write)(const struct history *, FILE *), FILE *out)
{
	char *text = NULL;
	size_t size = 0;
	FILE *lines = open_memstream(&text, &size);

	if (!lines)
		return -ENOMEM;
	write(h, lines);
	if (fclose(lines)) {
		free(text);
		return -ENOMEM;
	}
	if (size)
		fprintf(out, "\n%s\n%s", heading, text);
	free(text);
	return 0;
}

static void write_changes(const struct history *h, FILE *out)
{
	notes_changes(h, CHANGES_SHOWN, out);
}

int history_text(const struct history *h, FILE *out)
{
	struct panel p = { .history = h, .width = cost_width(h), .out = out };
	size_t room = (size_t)((TEXT_COLUMNS - LABEL_WIDTH) / (p.width + FAULTS_WIDTH + 2));
	const size_t panels = (h->kernels + room - 1) / room, each = (h->kernels + panels - 1) / panels;
	struct sentences answer;
	int err;

	write_title(h, out);
	history_answer(&answer, h);
	for (size_t i = 0; i < answer.count; i++)
		text_wrap(out, 0, 2, "- %s", answer.text[i]);
	fputc('\n', out);
	notes_machine(h, out);
	for (p.first = 0; p.first < h->kernels; p.first = p.end) {
		p.end = p.first + each < h->kernels ? p.first + each : h->kernels;
		fputc('\n', out);
		write_panel(&p);
	}
	fputc('\n', out);
	notes_legend(h, out);
	err = write_section("Counts that changed", h, write_changes, out);
	err = err ? err : write_section("What else differs", h, notes_differences, out);
	err = err ? err : write_section("What this cannot say", h, notes_limits, out);
	return err ? err : write_section("Data", h, notes_archives, out);
}
