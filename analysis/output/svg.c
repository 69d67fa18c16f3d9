/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/svg.h"

#include <math.h>
#include <string.h>

/* Sizes in units of the view: about a pixel on a phone that shows the figure as wide as its screen. */
#define WIDTH      360
#define LEFT       4
#define RIGHT      (WIDTH - 4)
#define LABEL      16  /* height of a row's label */
#define BAR_PITCH  14
#define BAR_HEIGHT 11
#define ROW_GAP    5
#define KEY_PITCH  16
#define BARS_LEAST 120 /* minimal width of the longest bar beside long notes */
#define NOTE_GAP   8   /* between the longest bar and the notes */
#define NOTE_SIZE  (NUMBER_SIZE + DOC_BAR_TEXT + 4)
#define CHARACTER  5.9 /* average width of a character at the style sheet's 11 px */

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

static double sum_of(const struct doc_bar *bar)
{
	double sum = 0;

	for (size_t i = 0; i < bar->parts; i++)
		sum += bar->part[i];
	return sum;
}

struct scale {
	double low, high; /* low <= 0 <= high, low < high */
	double right;     /* where high is, in the units of the view */
};

/* Write the text beside a bar, such as "6313, 1 fault, enosys". */
static void note_of(char *buf, size_t size, const struct doc_bar *bar, bool sign)
{
	char number[NUMBER_SIZE];

	snprintf(buf, size, "%s%s%s", text_number(number, sum_of(bar), sign), bar->note[0] ? ", " : "", bar->note);
}

/* Return where the longest bar ends, so that the longest note fits beside it. */
static double right_of_bars(const struct doc_figure *f, bool sign)
{
	size_t longest = 0;

	for (size_t i = 0; i < f->bars; i++) {
		char note[NOTE_SIZE];

		note_of(note, sizeof(note), &f->bar[i], sign);
		longest = strlen(note) > longest ? strlen(note) : longest;
	}
	return fmax(RIGHT - NOTE_GAP - CHARACTER * (double)longest, LEFT + BARS_LEAST);
}

static struct scale scale_of(const struct doc_figure *f)
{
	struct scale s = { 0, 0, 0 };

	for (size_t i = 0; i < f->bars; i++) {
		double sum = sum_of(&f->bar[i]);

		s.low = fmin(s.low, f->bar[i].has_interval ? fmin(sum, f->bar[i].lo) : sum);
		s.high = fmax(s.high, f->bar[i].has_interval ? fmax(sum, f->bar[i].hi) : sum);
	}
	if (s.low == s.high)
		s.high = 1;
	s.right = right_of_bars(f, s.low < 0);
	return s;
}

static double x_of(const struct scale *s, double value)
{
	return LEFT + (s->right - LEFT) * (value - s->low) / (s->high - s->low);
}

static void write_whisker(FILE *out, const struct scale *s, const struct doc_bar *bar, double top)
{
	double lo = x_of(s, bar->lo), hi = x_of(s, bar->hi), middle = top + BAR_HEIGHT / 2.0;

	fprintf(out, "<path class=\"whisker\" d=\"M%.1f %.1fV%.1fM%.1f %.1fH%.1fM%.1f %.1fV%.1f\"/>\n", lo, top + 1,
		top + BAR_HEIGHT - 1, lo, middle, hi, hi, top + 1, top + BAR_HEIGHT - 1);
}

static void write_bar(FILE *out, const struct scale *s, const struct doc_bar *bar, double top)
{
	char note[NOTE_SIZE];
	double from = 0;

	note_of(note, sizeof(note), bar, s->low < 0);
	fprintf(out, "<text x=\"%d\" y=\"%.1f\" class=\"note\">", RIGHT, top + BAR_HEIGHT - 2);
	svg_text(out, note);
	fputs("</text>\n", out);
	for (size_t i = 0; i < bar->parts; i++) {
		double begin = x_of(s, from), end = x_of(s, from + bar->part[i]);

		fprintf(out, "<rect class=\"bar%zu\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>\n", i + 1,
			fmin(begin, end), top, fabs(end - begin), BAR_HEIGHT);
		from += bar->part[i];
	}
	if (bar->has_interval)
		write_whisker(out, s, bar, top);
}

static double write_legend(FILE *out, const struct doc_figure *f)
{
	double top = 4;

	for (size_t i = 0; i < DOC_BAR_PARTS && f->legend[i]; i++) {
		fprintf(out, "<rect class=\"bar%zu\" x=\"%d\" y=\"%.1f\" width=\"11\" height=\"11\"/>\n<text x=\"%d\" "
			"y=\"%.1f\">", i + 1, LEFT, top, LEFT + 17, top + 10);
		svg_text(out, f->legend[i]);
		fputs("</text>\n", out);
		top += KEY_PITCH;
	}
	return top;
}

/* Return the space above bar i: its row's label and the gap before that. */
static double above_bar(const struct doc_figure *f, size_t i)
{
	return f->bar[i].label[0] ? LABEL + (i ? ROW_GAP : 0) : 0;
}

static void write_label(FILE *out, const char *label, double bar_top)
{
	if (!label[0])
		return;
	fprintf(out, "<text x=\"%d\" y=\"%.1f\">", LEFT + 4, bar_top - 4);
	svg_text(out, label);
	fputs("</text>\n", out);
}

void svg_bars(FILE *out, const struct doc_figure *f, unsigned int id)
{
	const struct scale s = scale_of(f);
	double top, bottom = 4, first;

	for (size_t i = 0; i < DOC_BAR_PARTS && f->legend[i]; i++)
		bottom += KEY_PITCH;
	for (size_t i = 0; i < f->bars; i++)
		bottom += above_bar(f, i) + BAR_PITCH;
	fprintf(out, "<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-labelledby=\"figure%u\">\n<title id=\"figure%u\">",
		WIDTH, bottom + 4, id, id);
	svg_text(out, f->title);
	fputs("</title>\n", out);
	top = first = write_legend(out, f);
	for (size_t i = 0; i < f->bars; i++) {
		top += above_bar(f, i);
		write_label(out, f->bar[i].label, top);
		write_bar(out, &s, &f->bar[i], top);
		top += BAR_PITCH;
	}
	fprintf(out, "<path class=\"axis\" d=\"M%.1f %.1fV%.1f\"/>\n</svg>\n", x_of(&s, 0), first, bottom);
}
