/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/figure.h"

#include "analysis/output/deliver.h"
#include "analysis/wording/machine.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define BELOW         4   /* lines below the plot: numbers, axis, caption and some room; the note's lines are added */
#define KEY_COLUMNS   3   /* at most */
#define KEY_WIDTH     70  /* characters of all columns of a key */
#define KEY_MARK      6   /* characters that a mark in the key takes, and the gap before the next column */
#define PLACE_HEIGHT  11  /* pixels: a line of small text */
#define PLACES_HEIGHT 600 /* pixels at most: what a screen shows beside title, key and notes */

static void out_of_memory(struct plotter *p)
{
	if (!p->status)
		complain("plot: out of memory");
	p->status = STATUS_FAILED;
}

void figure_begin(struct figure *f, struct plotter *plotter, const char *template, const char *columns,
		  const char *name, ...)
{
	va_list args;

	*f = (struct figure){ .plotter = plotter, .template = template, .places = 1, .row_first = 1 };
	va_start(args, name);
	vsnprintf(f->name, sizeof(f->name), name, args);
	va_end(args);
	f->data = open_memstream(&f->data_bytes, &f->data_size);
	f->rows = open_memstream(&f->rows_bytes, &f->rows_size);
	f->series = open_memstream(&f->series_bytes, &f->series_size);
	f->types = open_memstream(&f->types_bytes, &f->types_size);
	f->headings = open_memstream(&f->headings_bytes, &f->headings_size);
	if (!f->data || !f->rows || !f->series || !f->types || !f->headings)
		out_of_memory(plotter);
	else
		fprintf(f->data, "%s\n", columns);
}

size_t figure_place(struct figure *f)
{
	return f->places++;
}

void figure_row(struct figure *f, const char *format, ...)
{
	va_list args;
	int length;

	if (f->plotter->status || f->places == f->row_first)
		return;
	va_start(args, format);
	length = vfprintf(f->rows, format, args);
	va_end(args);
	if (length > (int)f->widest)
		f->widest = (unsigned int)length;
	putc('\n', f->rows);
	fprintf(f->headings, "%zu\n", f->row_first - 1);
	f->places++; /* for the next heading */
	f->row_first = f->places;
	f->row_count++;
}

void figure_series(struct figure *f, unsigned int number, const char *name)
{
	if (f->plotter->status || f->series_seen >> number & 1)
		return;
	fprintf(f->series, "%s\n", name);
	fprintf(f->types, "%u\n", number + 1);
	if (strlen(name) > f->widest_series)
		f->widest_series = (unsigned int)strlen(name);
	f->series_seen |= UINT32_C(1) << number;
	f->series_count++;
}

void figure_data(struct figure *f, const char *format, ...)
{
	va_list args;

	if (f->plotter->status)
		return;
	va_start(args, format);
	vfprintf(f->data, format, args);
	va_end(args);
	putc('\n', f->data);
	f->observations++;
}

void figure_widen(struct figure *f, const char *mark)
{
	if (strlen(mark) > f->widest_mark)
		f->widest_mark = (unsigned int)strlen(mark);
}

void figure_note(struct figure *f, const struct result *r)
{
	if (!r)
		return;
	if (!f->n_low || r->cost.n < f->n_low)
		f->n_low = r->cost.n;
	if (r->cost.n > f->n_high)
		f->n_high = r->cost.n;
}

void figure_set_height(struct figure *f)
{
	f->lines = (unsigned int)f->places + 1;
	f->height = PLACE_HEIGHT * f->lines;
	if (f->height > PLACES_HEIGHT)
		f->height = PLACES_HEIGHT;
}

/* Returns the number of lines of the key, with as many columns as its widest entry allows. */
static unsigned int key_lines(const struct figure *f)
{
	unsigned int columns = KEY_WIDTH / (f->widest_series + KEY_MARK);

	if (columns > KEY_COLUMNS)
		columns = KEY_COLUMNS;
	if (!columns)
		columns = 1;
	return f->keyless ? 0 : ((unsigned int)f->series_count + columns - 1) / columns;
}

static unsigned int count_lines(const char *text)
{
	unsigned int lines = 1;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

/* Formats the origin of the figure, because it may be quoted alone. */
static void caption(const struct figure *f, char *buf, size_t size)
{
	const struct archive *a = &f->plotter->loaded->archive;
	const char *cpu = a->emulator_cpu ? a->emulator_cpu : a->host.cpu ? a->host.cpu : "CPU not known";
	char n[64] = "";

	if (f->n_high && f->n_low == f->n_high)
		snprintf(n, sizeof(n), "; n %zu", f->n_low);
	else if (f->n_high)
		snprintf(n, sizeof(n), "; n %zu to %zu", f->n_low, f->n_high);
	snprintf(buf, size, "%.24s, Linux %.24s %s%s; sha256 %.12s", cpu, a->host.kernel ? a->host.kernel : "?",
		 a->host.hyp_mode ? a->host.hyp_mode : "", n, a->file_sha256);
}

/* Formats the note with a line on the module's hook, if there is one: the axis has no room for it. */
static void note_text(const struct figure *f, char buf[static FIGURE_TEXT_SIZE + MACHINE_HOOK_SIZE + 32])
{
	char hook[MACHINE_HOOK_SIZE];

	machine_hook(hook, &f->plotter->loaded->results);
	snprintf(buf, FIGURE_TEXT_SIZE + MACHINE_HOOK_SIZE + 32, "%s%s%s", f->note,
		 !hook[0] ? "" : f->note[0] ? "\ncosts are given " : "costs are given ", hook);
}

static void write_script(const struct figure *f, FILE *out)
{
	struct results unhooked = f->plotter->loaded->results; /* for a unit that does not tell of the hook */
	char note[FIGURE_TEXT_SIZE + MACHINE_HOOK_SIZE + 32];
	char unit[MACHINE_UNIT_SIZE], axis[FIGURE_TEXT_SIZE + MACHINE_UNIT_SIZE + 16], text[256];
	unsigned int above = count_lines(f->title), key = key_lines(f), notes;
	struct gnuplot_size size;

	note_text(f, note);
	notes = count_lines(note);
	size = (struct gnuplot_size){ f->height, f->lines, above, key + 1 + notes + BELOW };
	gnuplot_begin(out, f->plotter->term, f->name, &size);
	gnuplot_number(out, "above", above);
	gnuplot_number(out, "key_lines", key);
	gnuplot_number(out, "below", notes + BELOW);
	gnuplot_number(out, "note_lines", notes);
	gnuplot_number(out, "widest", f->widest);
	gnuplot_number(out, "widest_mark", f->widest_mark);
	snprintf(text, sizeof(text), "%s.tsv", f->name);
	gnuplot_text(out, "data", text);
	gnuplot_text(out, "headline", f->title);
	unhooked.hook = (struct hook){ .present = false };
	machine_unit(unit, &unhooked, false);
	if (f->plotter->loaded->archive.platform == PLATFORM_METAL)
		snprintf(axis, sizeof(axis), "%s on metal %s", f->axis, unit);
	else
		snprintf(axis, sizeof(axis), "%s %s", f->axis, unit);
	gnuplot_text(out, "axis", axis);
	gnuplot_text(out, "note", note);
	caption(f, text, sizeof(text));
	gnuplot_text(out, "caption", text);
	gnuplot_texts(out, "rows", f->rows_bytes);
	gnuplot_texts(out, "headings", f->headings_bytes);
	gnuplot_number(out, "places", (unsigned int)f->places);
	gnuplot_texts(out, "series", f->series_bytes);
	gnuplot_texts(out, "types", f->types_bytes);
	fprintf(out, "\n%s\n%s", plot_common, f->template);
}

static void deliver_as(struct plotter *p, const char *name, const char *ending, const char *bytes, size_t size)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s.%s", p->directory, name, ending) >= (int)sizeof(path)) {
		complain("plot: %s: the name is too long", p->directory);
		p->status = STATUS_FAILED;
	} else {
		p->status = deliver("plot", path, p->force, bytes, size);
	}
}

static void write_files(const struct figure *f)
{
	struct plotter *p = f->plotter;
	char *bytes = NULL, (*more)[FIGURE_NAME_SIZE] = realloc(p->name, (p->count + 1) * sizeof(*more));
	size_t size = 0;
	FILE *script = open_memstream(&bytes, &size);

	if (more)
		p->name = more;
	if (script)
		write_script(f, script);
	if (!more || !script || fclose(script)) {
		out_of_memory(p);
	} else {
		deliver_as(p, f->name, "tsv", f->data_bytes, f->data_size);
		if (!p->status)
			deliver_as(p, f->name, "gp", bytes, size);
		memcpy(p->name[p->count++], f->name, FIGURE_NAME_SIZE);
	}
	free(bytes);
}

/* Returns false if the stream could not be written, or was never opened. */
static bool closed(FILE *stream)
{
	return stream && !fclose(stream);
}

void figure_end(struct figure *f)
{
	bool data = closed(f->data), rows = closed(f->rows), headings = closed(f->headings);
	bool series = closed(f->series), types = closed(f->types);

	if (!data || !rows || !headings || !series || !types)
		out_of_memory(f->plotter);
	if (!f->plotter->status && f->observations)
		write_files(f);
	free(f->data_bytes);
	free(f->rows_bytes);
	free(f->headings_bytes);
	free(f->series_bytes);
	free(f->types_bytes);
}

enum status figures_draw(struct plotter *p)
{
	for (size_t i = 0; i < p->count && !p->status; i++) {
		char *bytes = NULL, why[512] = "";
		size_t size = 0;
		int err = gnuplot_run(p->term, p->directory, p->name[i], &bytes, &size, why, sizeof(why));

		if (err == -ENOENT) {
			p->status = STATUS_CANNOT;
			break;
		}
		if (err) {
			complain("plot: %s/%s.gp: %s", p->directory, p->name[i], why);
			p->status = STATUS_FAILED;
			break;
		}
		deliver_as(p, p->name[i], p->term->ending, bytes, size);
		free(bytes);
	}
	return p->status;
}

const char *figure_faults(char buf[static WORDING_FAULTS_SIZE], const struct result *r)
{
	const struct prediction *p = &r->record->predicted;

	if (!r->record->attributed)
		return "-";
	if (r->verdict == VERDICT_DIFFERS && r->record->predicted_known)
		snprintf(buf, WORDING_FAULTS_SIZE, "%.3g/%u!", r->faults, p->translation + p->permission);
	else
		snprintf(buf, WORDING_FAULTS_SIZE, "%.3g", r->faults);
	return buf;
}

const char *figure_mark(char buf[static FIGURE_MARK_SIZE], const struct result *r)
{
	char faults[WORDING_FAULTS_SIZE];
	bool executes = r->record->outcome == OUTCOME_EXECUTES;

	snprintf(buf, FIGURE_MARK_SIZE, "%s%s%.20s", figure_faults(faults, r), executes ? "" : " ",
		 executes ? "" : wording_outcome(r));
	return buf;
}

const char *figure_bounds(char buf[static FIGURE_BOUNDS_SIZE], const struct interval *interval)
{
	if (interval->known)
		snprintf(buf, FIGURE_BOUNDS_SIZE, "%.10g\t%.10g", interval->lo, interval->hi);
	else
		snprintf(buf, FIGURE_BOUNDS_SIZE, "NaN\tNaN");
	return buf;
}

unsigned int figure_op_number(enum op_id op)
{
	unsigned int number = 2;

	if (op == OP_dc_ivac || op == OP_dc_civac)
		return op == OP_dc_civac;
	for (unsigned int other = 0; other < op; other++)
		number += op_table[other].operand == OP_OPERAND_PAGE && other != OP_dc_ivac && other != OP_dc_civac;
	return number;
}
