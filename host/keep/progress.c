/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/keep/progress.h"

#include "host/keep/jsonl.h"
#include "host/os/os.h"

#include <stdio.h>
#include <string.h>

/* Shortest time between two showings, in seconds, by form. */
#define TERMINAL_S 0.2
#define JSON_S     1.0
#define LAUNCHER_S 0.05 /* virtual time of the emulated host; the cells of a group come in one burst */
#define LOG_S      10.0

#define LINE_CHARS 79
#define LEFT_MIN_PART 20 /* the time left is shown once 1 / LEFT_MIN_PART of the cells are done */

void progress_open(struct progress *p, enum progress_form form, size_t before)
{
	*p = (struct progress){ .form = form, .before = before, .start = os_now_s() };
}

/*
 * Return the seconds left if what remains takes as long as what is measured so far; negative: too little is measured to
 * say.
 */
static double left_s(const struct progress *p, const struct progress_state *state, double now)
{
	double measured = (double)state->done + state->begun - (double)p->before;
	double left = (double)state->planned - (double)state->done - state->begun;

	if (state->planned < state->done || measured * LEFT_MIN_PART <= (double)(state->planned - p->before))
		return -1;
	return (now - p->start) / measured * (left > 0 ? left : 0);
}

static void show_json(const struct progress *p, const struct progress_state *state, double now)
{
	double left = left_s(p, state, now);
	char quoted[300] = "null", seconds[32] = "null";

	if (state->cell)
		jsonl_quote(state->cell, quoted, sizeof(quoted));
	if (left >= 0)
		snprintf(seconds, sizeof(seconds), "%.1f", left);
	fprintf(stderr, "{\"type\":\"progress\",\"done\":%zu,\"planned\":%zu,\"begun\":%.1f,\"cell\":%s,\"elapsed_s\":%.1f,"
		"\"left_s\":%s}\n", state->done, state->planned, state->begun, quoted, now - p->start, seconds);
}

/* Write "12 of 994 cells, 1:23 left, dc_ivac slot=…". */
static void write_line(const struct progress *p, const struct progress_state *state, double now,
		       char line[static LINE_CHARS + 1])
{
	double left = left_s(p, state, now);
	bool more = state->done < state->planned;
	char time[40] = "";

	if (left >= 0 && more)
		snprintf(time, sizeof(time), ", %ld:%02ld left", (long)left / 60, (long)left % 60);
	snprintf(line, LINE_CHARS + 1, "cmobench: %zu of %zu cells%s%s%s", state->done, state->planned, time,
		 state->cell && more ? ", " : "", state->cell && more ? state->cell : "");
}

void progress_show(struct progress *p, const struct progress_state *state)
{
	static const double every_s[] = {
		[PROGRESS_TERMINAL] = TERMINAL_S, [PROGRESS_LOG] = LOG_S, [PROGRESS_JSON] = JSON_S,
		[PROGRESS_LAUNCHER] = LAUNCHER_S,
	};
	double now = os_now_s();
	char line[LINE_CHARS + 1];

	if (p->form == PROGRESS_NONE || !state->planned || p->all_shown ||
	    (state->done != state->planned && now < p->shown + every_s[p->form]))
		return;
	p->shown = now;
	p->all_shown = state->done == state->planned;
	switch (p->form) {
	case PROGRESS_JSON:
		show_json(p, state, now);
		break;
	case PROGRESS_LAUNCHER:
		fprintf(stderr, "progress %zu %zu %.3f %s\n", state->done, state->planned, state->begun,
			state->cell ? state->cell : "");
		break;
	case PROGRESS_TERMINAL:
		write_line(p, state, now, line);
		fprintf(stderr, "\r%-*s", LINE_CHARS, line);
		p->line_open = true;
		break;
	default:
		write_line(p, state, now, line);
		fprintf(stderr, "%s\n", line);
	}
}

void progress_break(struct progress *p)
{
	if (p->line_open)
		fputc('\n', stderr);
	p->line_open = false;
}
