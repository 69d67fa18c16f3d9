/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/svg.h"

#include <math.h>
#include <string.h>

/* In the units of the view, about pixels on a phone that shows the figure as wide as its screen. */
#define WIDTH      360
#define LEFT       4
#define RIGHT      (WIDTH - 4)
#define BAR_PITCH  36
#define BAR_TOP    16 /* of a bar, below the top of its row: its label stands there */
#define BAR_HEIGHT 11
#define KEY_PITCH  16

void svg_text(FILE *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&': fputs("&amp;", out); break;
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break;
		case '"': fputs("&quot;", out); break;
		default: putc(((unsigned char)*text < ' ' && *text != '\n') || *text == 0x7f ? ' ' : *text, out);
		}
}

static double sum_of(const struct page_bar *bar)
{
	double sum = 0;

	for (size_t i = 0; i < bar->parts; i++)
		sum += bar->part[i];
	return sum;
}

struct scale {
	double low, high; /* low <= 0 <= high, low < high */
};

static struct scale scale_of(const struct page_figure *f)
{
	struct scale s = { 0, 0 };

	for (size_t i = 0; i < f->bars; i++) {
		double sum = sum_of(&f->bar[i]);

		s.low = fmin(s.low, f->bar[i].has_interval ? fmin(sum, f->bar[i].lo) : sum);
		s.high = fmax(s.high, f->bar[i].has_interval ? fmax(sum, f->bar[i].hi) : sum);
	}
	if (s.low == s.high)
		s.high = 1;
	return s;
}

static double x_of(const struct scale *s, double value)
{
	return LEFT + (RIGHT - LEFT) * (value - s->low) / (s->high - s->low);
}

static void write_whisker(FILE *out, const struct scale *s, const struct page_bar *bar, double top)
{
	double lo = x_of(s, bar->lo), hi = x_of(s, bar->hi), middle = top + BAR_HEIGHT / 2.0;

	fprintf(out, "<path class=\"whisker\" d=\"M%.1f %.1fV%.1fM%.1f %.1fH%.1fM%.1f %.1fV%.1f\"/>\n", lo, top + 1,
		top + BAR_HEIGHT - 1, lo, middle, hi, hi, top + 1, top + BAR_HEIGHT - 1);
}

static void write_bar(FILE *out, const struct scale *s, const struct page_bar *bar, double top)
{
	char number[NUMBER_SIZE];
	double from = 0;

	fprintf(out, "<text x=\"%d\" y=\"%.1f\">", LEFT + 4, top + BAR_TOP - 4);
	svg_text(out, bar->label);
	fprintf(out, "</text>\n<text x=\"%d\" y=\"%.1f\" class=\"note\">%s%s", RIGHT, top + BAR_TOP - 4,
		text_number(number, sum_of(bar), s->low < 0), bar->note[0] ? ", " : "");
	svg_text(out, bar->note);
	fputs("</text>\n", out);
	for (size_t i = 0; i < bar->parts; i++) {
		double begin = x_of(s, from), end = x_of(s, from + bar->part[i]);

		fprintf(out, "<rect class=\"bar%zu\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>\n", i + 1,
			fmin(begin, end), top + BAR_TOP, fabs(end - begin), BAR_HEIGHT);
		from += bar->part[i];
	}
	if (bar->has_interval)
		write_whisker(out, s, bar, top + BAR_TOP);
}

static double write_legend(FILE *out, const struct page_figure *f)
{
	double top = 4;

	for (size_t i = 0; i < PAGE_BAR_PARTS && f->legend[i]; i++) {
		fprintf(out, "<rect class=\"bar%zu\" x=\"%d\" y=\"%.1f\" width=\"11\" height=\"11\"/>\n<text x=\"%d\" "
			"y=\"%.1f\">", i + 1, LEFT, top, LEFT + 17, top + 10);
		svg_text(out, f->legend[i]);
		fputs("</text>\n", out);
		top += KEY_PITCH;
	}
	return top;
}

void svg_bars(FILE *out, const struct page_figure *f, unsigned int id)
{
	const struct scale s = scale_of(f);
	size_t keys = 0;
	double top, bottom;

	while (keys < PAGE_BAR_PARTS && f->legend[keys])
		keys++;
	bottom = 4 + KEY_PITCH * (double)keys + BAR_PITCH * (double)f->bars;
	fprintf(out, "<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-labelledby=\"figure%u\">\n<title id=\"figure%u\">",
		WIDTH, bottom + 4, id, id);
	svg_text(out, f->title);
	fputs("</title>\n", out);
	top = write_legend(out, f);
	for (size_t i = 0; i < f->bars; i++)
		write_bar(out, &s, &f->bar[i], top + BAR_PITCH * (double)i);
	fprintf(out, "<path class=\"axis\" d=\"M%.1f %.1fV%.1f\"/>\n</svg>\n", x_of(&s, 0), top, bottom);
}
