/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/keep/progress.h"

#include "host/keep/jsonl.h"
#include "host/os/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Shortest time between two showings, in seconds, by form. */
#define TERMINAL_S 0.2
#define JSON_S     1.0
#define LAUNCHER_S 0.05 /* virtual time of the emulated host; the cells of a group come in one burst */
#define LOG_S      10.0

#define LINE_CHARS    79 /* of a line that no terminal limits */
#define LINE_LEAST    20
#define LEFT_MIN_PART 20 /* the time left is shown once 1 / LEFT_MIN_PART of the cells are done */

void progress_open(struct progress *p, enum progress_form form, const struct run_place *place)
{
	*p = (struct progress){ .form = form, .place = *place, .start = os_now_s() };
}

/* Note when measuring began, and when there last was something new. */
static void look(struct progress *p, double cells, double now)
{
	if (!p->begun) {
		p->begun_s = p->looked_s = now;
		p->begun_cells = p->looked_cells = cells;
		p->begun = true;
	}
	if (cells <= p->looked_cells)
		return;
	p->looked_s = now;
	p->looked_cells = cells;
}

double progress_left_s(struct progress *p, const struct progress_state *state, double now)
{
	double cells = (double)state->done + state->begun, measured, rest, left;

	look(p, cells, now);
	measured = p->looked_cells - p->begun_cells;
	rest = (double)state->planned - p->looked_cells;
	if (measured <= 0 || measured * LEFT_MIN_PART < (double)state->planned - p->begun_cells)
		return -1;
	left = (p->looked_s - p->begun_s) / measured * rest - (now - p->looked_s);
	return left > 0 ? left : 0;
}

double progress_left_all_s(const struct progress *p, double left_s, double now)
{
	double taken = p->place.done_s + now - p->start + left_s;

	return left_s < 0 || !p->place.number ? -1 :
		       left_s + taken / p->place.number * (p->place.count - p->place.number);
}

/* Write a number of seconds in JSON: below 0 is not known. */
static void write_seconds(char text[static 32], double seconds)
{
	snprintf(text, 32, seconds < 0 ? "null" : "%.1f", seconds);
}

static void show_json(const struct progress *p, const struct progress_state *state, double left, double now)
{
	char quoted[300] = "null", seconds[32], all[32], place[100] = "";

	if (state->cell)
		jsonl_quote(state->cell, quoted, sizeof(quoted));
	write_seconds(seconds, left);
	write_seconds(all, progress_left_all_s(p, left, now));
	if (p->place.count)
		snprintf(place, sizeof(place), ",\"run\":%u,\"runs\":%u,\"left_all_s\":%s", p->place.number, p->place.count,
			 all);
	fprintf(stderr, "{\"type\":\"progress\",\"done\":%zu,\"planned\":%zu,\"begun\":%.1f,\"cell\":%s,\"elapsed_s\":%.1f,"
		"\"left_s\":%s%s}\n", state->done, state->planned, state->begun, quoted, now - p->start, seconds, place);
}

void progress_line(const struct progress *p, const struct progress_state *state, double left_s, double left_all_s,
		   int columns, char line[static PROGRESS_LINE_SIZE])
{
	bool more = state->done < state->planned;
	int size = columns < LINE_LEAST ? LINE_LEAST : columns >= PROGRESS_LINE_SIZE ? PROGRESS_LINE_SIZE - 1 : columns;
	char time[40] = "", all[40] = "", place[40] = "";

	if (left_s >= 0 && more)
		snprintf(time, sizeof(time), ", %ld:%02ld left", (long)left_s / 60, (long)left_s % 60);
	if (left_all_s >= 0 && p->place.number < p->place.count)
		snprintf(all, sizeof(all), ", %ld:%02ld left in all", (long)left_all_s / 60, (long)left_all_s % 60);
	if (p->place.count)
		snprintf(place, sizeof(place), "run %u of %u: ", p->place.number, p->place.count);
	snprintf(line, (size_t)size + 1, "cmobench: %s%zu of %zu cells%s%s%s%s", place, state->done, state->planned, time, all,
		 state->cell && more ? ", " : "", state->cell && more ? state->cell : "");
}

/* Return how many characters a line on standard error may have, so that a terminal does not wrap it. */
static int columns(void)
{
	const char *text = getenv("COLUMNS");
	struct winsize size;
	int width = 0;

	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size))
		width = size.ws_col;
	if (!width && text)
		width = atoi(text);
	return width > 0 ? width - 1 : LINE_CHARS;
}

void progress_show(struct progress *p, const struct progress_state *state)
{
	static const double every_s[] = {
		[PROGRESS_TERMINAL] = TERMINAL_S, [PROGRESS_LOG] = LOG_S, [PROGRESS_JSON] = JSON_S,
		[PROGRESS_LAUNCHER] = LAUNCHER_S,
	};
	double now = os_now_s(), left;
	char line[PROGRESS_LINE_SIZE];
	int width;

	if (p->form == PROGRESS_NONE || !state->planned || p->all_shown)
		return;
	left = progress_left_s(p, state, now);
	if (state->done != state->planned && now < p->shown + every_s[p->form])
		return;
	p->shown = now;
	p->all_shown = state->done == state->planned;
	switch (p->form) {
	case PROGRESS_JSON:
		show_json(p, state, left, now);
		break;
	case PROGRESS_LAUNCHER:
		fprintf(stderr, "progress %zu %zu %.3f %s\n", state->done, state->planned, state->begun,
			state->cell ? state->cell : "");
		break;
	case PROGRESS_TERMINAL:
		width = columns();
		progress_line(p, state, left, progress_left_all_s(p, left, now), width, line);
		fprintf(stderr, "\r%-*s", width, line);
		p->line_open = true;
		break;
	default:
		progress_line(p, state, left, progress_left_all_s(p, left, now), LINE_CHARS, line);
		fprintf(stderr, "%s\n", line);
	}
}

void progress_break(struct progress *p)
{
	if (p->line_open)
		fputc('\n', stderr);
	p->line_open = false;
}
