/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/chart.h"

#include "analysis/output/svg.h"
#include "analysis/output/text.h"

#include <math.h>

/* Sizes in units of the view, as in svg.c: about a pixel on a phone. */
#define WIDTH     360
#define LEFT      46   /* right of the scale's numbers */
#define RIGHT     318  /* left of the last values */
#define HEIGHT    190  /* of the scale */
#define KEY_PITCH 16
#define TOP_GAP   12
#define NAME_WIDTH 52  /* room that a point's name needs */
#define NAME_PITCH 13
#define RINGS     5.0  /* radius of a ring */
#define TICKS     5    /* of the scale, at most */

struct frame {
	const struct chart *chart;
	double top, bottom; /* of the scale */
	double high;        /* value at the top */
	double step;        /* between ticks */
};

static double x_of(const struct frame *f, size_t point)
{
	if (f->chart->points == 1)
		return (LEFT + RIGHT) / 2.0;
	return LEFT + 8 + (RIGHT - LEFT - 16) * (double)point / (double)(f->chart->points - 1);
}

static double y_of(const struct frame *f, double value)
{
	return f->bottom - (f->bottom - f->top) * value / f->high;
}

/* 1, 2 or 5 times a power of ten, so that at most TICKS steps reach the highest value. */
static double step_of(double highest)
{
	double step = pow(10, floor(log10(highest / TICKS)));

	for (int i = 0; step * TICKS < highest; i++)
		step *= i % 3 == 1 ? 2.5 : 2;
	return step;
}

static struct frame frame_of(const struct chart *c)
{
	struct frame f = { .chart = c, .top = TOP_GAP + KEY_PITCH * (double)(c->lines + (c->mark != NULL)) };
	double highest = 0;

	for (size_t i = 0; i < c->lines; i++)
		for (size_t k = 0; k < c->points; k++)
			highest = isnan(c->line[i].value[k]) ? highest : fmax(highest, c->line[i].value[k]);
	f.bottom = f.top + HEIGHT;
	f.step = step_of(highest > 0 ? highest : 1);
	f.high = f.step * ceil(highest > 0 ? highest / f.step : 1);
	return f;
}

static void write_legend(FILE *out, const struct chart *c)
{
	double y = 12;

	for (size_t i = 0; i < c->lines; i++, y += KEY_PITCH) {
		fprintf(out, "<path class=\"line%zu\" d=\"M4 %.1fH30\"/>\n<circle class=\"dot%zu\" cx=\"17\" cy=\"%.1f\" r=\"3\"/>\n"
			"<text x=\"36\" y=\"%.1f\">", i + 1, y - 4, i + 1, y - 4, y);
		svg_text(out, c->line[i].name);
		fputs("</text>\n", out);
	}
	if (!c->mark)
		return;
	fprintf(out, "<circle class=\"ring\" cx=\"17\" cy=\"%.1f\" r=\"%.1f\"/>\n<text x=\"36\" y=\"%.1f\">", y - 4, RINGS, y);
	svg_text(out, c->mark);
	fputs("</text>\n", out);
}

static void write_scale(FILE *out, const struct frame *f)
{
	char number[NUMBER_SIZE];

	for (double value = 0; value <= f->high * (1 + 1e-9); value += f->step)
		fprintf(out, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>\n<text class=\"note\" x=\"%d\" y=\"%.1f\">%s</text>\n", LEFT,
			y_of(f, value), RIGHT, LEFT - 4, y_of(f, value) + 4, text_number(number, value, false));
	fprintf(out, "<path class=\"axis\" d=\"M%d %.1fV%.1fH%d\"/>\n", LEFT, f->top, f->bottom, RIGHT);
}

/* Names stand in two rows by turns, so that each has twice the room. */
static void write_names(FILE *out, const struct frame *f)
{
	const struct chart *c = f->chart;
	size_t stride = 1;

	while (c->points > 1 && 2 * (double)stride * (x_of(f, 1) - x_of(f, 0)) < NAME_WIDTH)
		stride++;
	for (size_t i = 0; i < c->points; i += stride) {
		fprintf(out, "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">", x_of(f, i),
			f->bottom + NAME_PITCH * (double)(1 + i / stride % 2));
		svg_text(out, c->point[i]);
		fputs("</text>\n", out);
	}
}

static void write_path(FILE *out, const struct frame *f, size_t line)
{
	const double *value = f->chart->line[line].value;
	bool drawing = false;

	fprintf(out, "<path class=\"line%zu\" d=\"", line + 1);
	for (size_t i = 0; i < f->chart->points; i++) {
		if (!isnan(value[i]))
			fprintf(out, "%c%.1f %.1f", drawing ? 'L' : 'M', x_of(f, i), y_of(f, value[i]));
		drawing = !isnan(value[i]);
	}
	fputs("\"/>\n", out);
}

static void write_dots(FILE *out, const struct frame *f, size_t line)
{
	const struct chart_line *l = &f->chart->line[line];
	char number[NUMBER_SIZE];

	for (size_t i = 0; i < f->chart->points; i++) {
		if (isnan(l->value[i]))
			continue;
		if (l->marked && l->marked[i])
			fprintf(out, "<circle class=\"ring\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>\n", x_of(f, i), y_of(f, l->value[i]),
				RINGS);
		fprintf(out, "<circle class=\"dot%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>", line + 1, x_of(f, i),
			y_of(f, l->value[i]));
		svg_text(out, f->chart->point[i]);
		fputs(": ", out);
		svg_text(out, l->name);
		fprintf(out, ", %s</title></circle>\n", text_number(number, l->value[i], false));
	}
}

/* The last value of a line, to the right of it. above: how far it has to keep away from the one that was written before. */
static double write_last(FILE *out, const struct frame *f, size_t line, double above)
{
	double last = f->chart->line[line].value[f->chart->points - 1], y;
	char number[NUMBER_SIZE];

	if (isnan(last))
		return above;
	y = fmax(y_of(f, last) + 4, above + 11);
	fprintf(out, "<text x=\"%d\" y=\"%.1f\">%s</text>\n", RIGHT - 2, y, text_number(number, last, false));
	return y;
}

/* From the highest to the lowest, so that values that are close do not cover each other. */
static void write_lasts(FILE *out, const struct frame *f)
{
	bool written[CHART_LINES_MAX] = { false };
	double above = -HEIGHT;

	for (size_t n = 0; n < f->chart->lines; n++) {
		size_t highest = f->chart->lines;

		for (size_t i = 0; i < f->chart->lines; i++) {
			double last = f->chart->line[i].value[f->chart->points - 1];

			if (!written[i] && (highest == f->chart->lines || isnan(f->chart->line[highest].value[f->chart->points - 1]) ||
					    last > f->chart->line[highest].value[f->chart->points - 1]))
				highest = i;
		}
		written[highest] = true;
		above = write_last(out, f, highest, above);
	}
}

static void write_body(FILE *out, const struct chart *c)
{
	const struct frame f = frame_of(c);

	write_legend(out, c);
	write_scale(out, &f);
	write_names(out, &f);
	for (size_t i = 0; i < c->lines; i++)
		write_path(out, &f, i);
	for (size_t i = 0; i < c->lines; i++)
		write_dots(out, &f, i);
	write_lasts(out, &f);
}

static double height_of(const struct chart *c)
{
	return frame_of(c).bottom + 2 * NAME_PITCH + 8;
}

void chart_svg(FILE *out, const struct chart *c, unsigned int id)
{
	fprintf(out, "<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-labelledby=\"figure%u\">\n<title id=\"figure%u\">", WIDTH,
		height_of(c), id, id);
	svg_text(out, c->title);
	fputs("</title>\n", out);
	write_body(out, c);
	fputs("</svg>\n", out);
}

static const char style[] =
	"<style>\n"
	"svg { --back: #fff; --text: #1c1c1c; --dim: #5a5a5a; --line: #d4d4d4; --c1: #0072b2; --c2: #b36b00;\n"
	"  --c3: #009e73; --c4: #cc79a7 }\n"
	"@media (prefers-color-scheme: dark) { svg { --back: #14171a; --text: #e4e4e4; --dim: #a8a8a8; --line: #3a3f44;\n"
	"  --c1: #56b4e9; --c2: #e69f00; --c3: #2bbf95; --c4: #d98cb5 } }\n"
	"text { font: 11px system-ui, sans-serif; fill: var(--text) } .note { text-anchor: end; fill: var(--dim) }\n"
	".name { text-anchor: middle } .axis { stroke: var(--dim); fill: none } .grid { stroke: var(--line); fill: none }\n"
	".back { fill: var(--back) } .head { font-weight: 600 }\n"
	".line1 { stroke: var(--c1) } .line2 { stroke: var(--c2) } .line3 { stroke: var(--c3) } .line4 { stroke: var(--c4) }\n"
	".line1, .line2, .line3, .line4 { stroke-width: 2; fill: none } .line2 { stroke-dasharray: 6 3 }\n"
	".line3 { stroke-dasharray: 2 3 } .line4 { stroke-dasharray: 8 3 2 3 }\n"
	".dot1 { fill: var(--c1) } .dot2 { fill: var(--c2) } .dot3 { fill: var(--c3) } .dot4 { fill: var(--c4) }\n"
	".ring { stroke: var(--text); fill: none }\n"
	"</style>\n";

#define TITLE 34 /* height of title and unit */

void chart_file(FILE *out, const struct chart *c)
{
	double height = height_of(c) + TITLE;

	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" width=\"%d\" height=\"%.0f\" role=\"img\">\n"
		"<title>", WIDTH, height, 2 * WIDTH, 2 * height);
	svg_text(out, c->title);
	fprintf(out, "</title>\n%s<rect class=\"back\" width=\"%d\" height=\"%.0f\"/>\n<text class=\"head\" x=\"4\" y=\"13\">", style,
		WIDTH, height);
	svg_text(out, c->title);
	fputs("</text>\n<text x=\"4\" y=\"27\">", out);
	svg_text(out, c->unit);
	fprintf(out, "</text>\n<g transform=\"translate(0 %d)\">\n", TITLE);
	write_body(out, c);
	fputs("</g>\n</svg>\n", out);
}
