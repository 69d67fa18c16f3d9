/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/keep/keeper.h"

#include "bench/array.h"
#include "bench/cli/verb.h"
#include "host/os/err.h"
#include "host/os/os.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BARREN_LIVES_MAX 2 /* lives in a row that archived no cell, after which the keeper gives up */
#define SHOWN_BYTES      60 /* bytes of a line that an error message shows */

static volatile sig_atomic_t stopping;

static void note_signal(int sig)
{
	(void)sig;
	stopping++;
}

int keep_stopping(void)
{
	return stopping;
}

static void catch_signals(void)
{
	static const int caught[] = { SIGINT, SIGTERM, SIGHUP };
	const struct sigaction action = { .sa_handler = note_signal }; /* no SA_RESTART: poll() shall return */
	struct sigaction before;

	/* A signal that came between two runs of a plan stays noted. Under nohup a hang-up is ignored, and stays so. */
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		if (caught[i] != SIGHUP || sigaction(SIGHUP, NULL, &before) || before.sa_handler != SIG_IGN)
			sigaction(caught[i], &action, NULL);
	/* A pipe whose reader is gone makes write() fail; it must not kill the keeper. */
	signal(SIGPIPE, SIG_IGN);
}

__attribute__((format(printf, 2, 3))) static void say(struct keep *k, const char *format, ...)
{
	char *text;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	progress_break(&k->progress);
	complain("run: %s", length < 0 ? "out of memory" : text);
	if (length >= 0)
		free(text);
}

void keep_progress(struct keep *k)
{
	struct progress_state state = { .done = k->done.count, .planned = atomic_load(&k->board->planned),
					.begun = atomic_load(&k->board->begun) / 1000.0 };
	char cell[CELL_DESCRIBE_SIZE];

	if (state.planned >= state.done && state.begun > (double)(state.planned - state.done))
		state.begun = (double)(state.planned - state.done);
	if (atomic_load(&k->board->under_way)) {
		cell_describe(&k->board->cell, cell, sizeof(cell));
		state.cell = cell;
	}
	progress_show(&k->progress, &state);
}

/* Append a line to the file. 0; or -errno (fail_text()), the file being unchanged. */
static int store(struct keep *k, const char *line, size_t size, bool last)
{
	int err = outfile_write(&k->file, line, size, last);

	if (!err)
		sha256_update(&k->sha256, line, size);
	return err;
}

/* Take no more lines, and ask the worker to stop. */
static int give_up_storing(struct keep *k)
{
	say(k, "%s: stopped", fail_text());
	k->full = true;
	atomic_store(&k->board->stop, 1);
	return -ECANCELED;
}

/* Archive a cell as failed, without samples: its source died, or its line could not be stored. */
static int store_failed(struct keep *k, const struct cell *cell, unsigned int sample_lines, const char *reason)
{
	char line[JSONL_FAILED_BYTES], name[CELL_DESCRIBE_SIZE];
	size_t size = jsonl_failed_cell(cell, sample_lines ? sample_lines : 1, reason, line);

	cell_describe(cell, name, sizeof(name));
	say(k, "%s: failed: %s", name, reason);
	if (store(k, line, size, false))
		return give_up_storing(k);
	kept_cells_add(&k->counts, line, size);
	return cell_set_add(&k->done, cell);
}

static int shown_bytes(size_t size)
{
	return (int)(size < SHOWN_BYTES ? size : SHOWN_BYTES);
}

static int take_cell(struct keep *k, const char *line, size_t size)
{
	struct span lines = jsonl_value(line, size, "sample_lines");
	struct cell cell;
	char why[600];

	if (jsonl_cell(line, size, &cell))
		return fail(EPROTO, "the source sent a broken cell: %.*s", shown_bytes(size), line);
	if (store(k, line, size, false)) {
		snprintf(why, sizeof(why), "its numbers could not be stored: %s", fail_text());
		return store_failed(k, &cell, lines.text ? (unsigned int)strtoul(lines.text, NULL, 10) : 1, why);
	}
	kept_cells_add(&k->counts, line, size);
	return cell_set_add(&k->done, &cell);
}

/* Store the first header as the archive's, a later one inside a line of type "resume". */
static int take_header(struct keep *k, const char *line, size_t size)
{
	char *resume, why[300];
	int used, err;

	if (!k->header) {
		k->header = strndup(line, size);
		return k->header ? store(k, line, size, false) : fail(ENOMEM, "a header");
	}
	err = resume_fits(k->header, line, size);
	if (err) {
		k->unfit = true;
		return err;
	}
	jsonl_quote(k->why, why, sizeof(why));
	used = asprintf(&resume, "{\"type\":\"resume\",\"cells\":%zu,\"why\":%s,\"header\":%.*s}\n", k->counts.cells,
			why, (int)size - 1, line);
	if (used < 0)
		return fail(ENOMEM, "a header");
	err = store(k, resume, (size_t)used, false);
	free(resume);
	return err;
}

int keep_line(struct keep *k, const char *line, size_t size)
{
	int err;

	if (k->full || k->unfit)
		return -ECANCELED;
	k->life_lines++;
	switch (jsonl_type(line, size)) {
	case JSONL_CELL:
		err = take_cell(k, line, size);
		keep_progress(k);
		break;
	case JSONL_HEADER:
		err = take_header(k, line, size);
		keep_progress(k);
		break;
	case JSONL_PROGRESS:
		keep_progress(k);
		return 0;
	case JSONL_FOOTER:
		/* The keeper writes a footer of its own: the archive may have cells of several lives. */
		k->footer_complete = span_is(jsonl_value(line, size, "complete"), "true");
		return 0;
	case JSONL_END:
		kept_cells_end(&k->counts, line, size);
		err = store(k, line, size, false);
		break;
	case JSONL_SYMBOLS:
		/* They pass through the keeper inside the emulated host; the launcher archives none. */
		err = options_are_inside(k->options) ? store(k, line, size, false) : 0;
		break;
	case JSONL_HOOK:
	case JSONL_PROFILE:
	case JSONL_RESUME:
		err = store(k, line, size, false);
		break;
	default:
		err = fail(EPROTO, "the source sent a line of no known type: %.*s", shown_bytes(size), line);
	}
	if (!err || k->full)
		return err;
	return give_up_storing(k);
}

/* Archive as failed the cell that was being measured when the source died, unless its line came before that. */
static int lose_cell(struct keep *k, const char *why)
{
	char reason[400];

	if (!atomic_exchange(&k->board->under_way, 0) || cell_set_has(&k->done, &k->board->cell))
		return 0;
	snprintf(reason, sizeof(reason), "%s while this cell was measured", why);
	return store_failed(k, &k->board->cell, atomic_load(&k->board->sample_lines), reason);
}

/* Return how many samples the run of the archive, which has a header, has chosen (--seconds); 0: their number was given. */
static uint32_t chosen_samples(const struct keep *k)
{
	size_t size = strlen(k->header);
	struct span seconds = jsonl_value(k->header, size, "options.seconds");
	struct span samples = jsonl_value(k->header, size, "options.samples");

	return seconds.text && !span_is(seconds, "null") && samples.text ? (uint32_t)strtoul(samples.text, NULL, 10) : 0;
}

/* Start life after life until one ends without dying, or another would bring nothing. */
static void live(struct keep *k, const struct source *source, struct life *life)
{
	static char why[256];
	size_t before;
	int barren = 0;

	for (;;) {
		before = k->done.count;
		k->life_lines = 0;
		cell_set_sort(&k->done);
		if (k->header)
			k->options->measure.chosen = chosen_samples(k);
		*life = (struct life){ .status = STATUS_FAILED };
		source->live(source->context, k, life);
		if (!life->died)
			return;
		if (!k->full && !k->unfit && lose_cell(k, life->why))
			return;
		barren = k->done.count == before ? barren + 1 : 0;
		/* A source that dies before its first line would die there again. */
		if (stopping || k->full || k->unfit || !k->life_lines || barren == BARREN_LIVES_MAX) {
			if (!life->why_printed)
				say(k, "%s", life->why);
			return;
		}
		say(k, "%s: going on with the next cell", life->why);
		memcpy(why, life->why, sizeof(why));
		k->why = why;
	}
}

/* Return the exit status of a complete run. */
static int status_of(const struct kept_cells *c)
{
	return c->failed ? STATUS_FAILED : c->differ || c->refused ? STATUS_DIFFERS : STATUS_OK;
}

/* Print what a user should know of the cells; returns the exit status of a complete run. */
static int conclude(struct keep *k)
{
	const struct kept_cells *c = &k->counts;

	if (c->cmos && c->nops == c->cmos) {
		say(k, "nothing to measure: this CPU does not translate the address of cache maintenance (%zu of %zu "
		    "cells are nop)", c->nops, c->cells);
		return STATUS_CANNOT;
	}
	if (c->unattributed)
		say(k, "fault kinds are missing in %zu of %zu cells (the archive says why)", c->unattributed, c->cells);
	if (c->skipped)
		say(k, "%zu of %zu cells cannot be measured on this host (the archive says why)", c->skipped,
		    c->cells);
	if (c->not_converged)
		say(k, "%zu of %zu cells did not reach the precision that --precision asks for", c->not_converged,
		    c->cells);
	if (c->failed || c->differ)
		say(k, "%zu of %zu cells failed, %zu are not as predicted: see cmobench report", c->failed, c->cells,
		    c->differ);
	if (c->disturbed)
		say(k, "other work on this machine disturbed %zu of %zu cells at every try: cmobench report marks them, and "
		    "ends with status 3 if the scorecard rests on one", c->disturbed, c->cells);
	if (c->refused)
		say(k, "a finding at the end of the run refuses it: measure again");
	return status_of(c);
}

static int write_footer(struct keep *k, bool complete)
{
	char digest[SHA256_HEX_SIZE], footer[200], seconds[24] = "null";
	int size;

	sha256_hex(&k->sha256, digest);
	/* How long the processes before took is not known. */
	if (!k->options->output.resume)
		snprintf(seconds, sizeof(seconds), "%.1f", os_now_s() - k->progress.start);
	size = snprintf(footer, sizeof(footer),
			"{\"type\":\"footer\",\"cells\":%zu,\"complete\":%s,\"seconds\":%s,\"sha256\":\"%s\"}\n", k->counts.cells,
			complete ? "true" : "false", seconds, digest);
	return outfile_write(&k->file, footer, (size_t)size, true);
}

/* Write the footer, give the file its name, and print what is left to do; returns the exit status. */
static int finish(struct keep *k, const struct life *life)
{
	bool complete = life->complete && !k->full && !k->unfit && !life->died;
	const char *path = k->file.path ? strdupa(k->file.path) : NULL;
	int status = complete ? STATUS_OK : life->status ? life->status : STATUS_FAILED;

	/* An archive without a cell is removed, except one that --resume found, or that it can continue. */
	if (!k->counts.cells && !complete && !(k->header && stopping)) {
		outfile_abandon(&k->file, k->header && k->options->output.resume);
		if (stopping)
			say(k, "interrupted before anything was measured: there is no archive");
		return status;
	}
	if (write_footer(k, complete) || outfile_commit(&k->file)) {
		say(k, "%s: continue the run with --resume", fail_text());
		outfile_abandon(&k->file, true);
		return STATUS_FAILED;
	}
	if (!complete && path)
		say(k, "%s%zu cells are in %s; cmobench run --resume %s continues the run",
		    stopping ? "interrupted: " : "", k->counts.cells, path, path);
	/* Of an emulated host, the launcher prints the conclusion. */
	if (!options_are_inside(k->options) && complete)
		return conclude(k);
	return complete ? status_of(&k->counts) : status;
}

/* Continue the archive that resume_open() read; its header and cells move from *r to *k. */
static int reopen(struct keep *k, struct resume *r)
{
	int err = outfile_reopen(&k->file, r->path, r->bytes);

	if (err)
		return err;
	k->sha256 = r->sha256;
	k->counts = r->counts;
	k->header = r->header;
	k->done = r->done;
	k->profiled = r->profiled;
	k->why = "--resume";
	r->header = NULL;
	r->done = (struct cell_set){ .cell = NULL };
	return 0;
}

static int open_file(struct keep *k)
{
	const struct options *o = k->options;
	struct resume resume;
	int err;

	sha256_init(&k->sha256);
	if (!o->output.resume) {
		err = outfile_open(&k->file, o->output.path, o->output.force);
		return err || !o->inside.done ? err : cell_set_read(&k->done, o->inside.done);
	}
	err = resume_open(&resume, o->output.resume);
	if (!err)
		err = reopen(k, &resume);
	resume_close(&resume);
	return err;
}

static enum progress_form choose_form(const struct options *o)
{
	if (options_are_inside(o))
		return PROGRESS_LAUNCHER;
	if (o->output.json_progress)
		return PROGRESS_JSON;
	return isatty(STDERR_FILENO) ? PROGRESS_TERMINAL : o->emulated.wanted ? PROGRESS_LOG : PROGRESS_NONE;
}

int keep_run(const struct options *options, const struct source *source)
{
	struct options own = *options; /* its allow[] still points into *options, which stays */
	struct keep k = { .options = &own, .why = "" };
	struct life life;
	int err, status;

	k.board = mmap(NULL, sizeof(*k.board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (k.board == MAP_FAILED) {
		complain("run: shared memory: %s", strerror(errno));
		return STATUS_FAILED;
	}
	err = open_file(&k);
	if (err) {
		complain("run: %s", fail_text());
		munmap(k.board, sizeof(*k.board));
		cell_set_free(&k.done);
		return err == -EEXIST || err == -EINVAL || err == -EALREADY ? STATUS_USAGE : STATUS_FAILED;
	}
	catch_signals();
	progress_open(&k.progress, choose_form(options), &options->place);
	live(&k, source, &life);
	progress_break(&k.progress);
	status = finish(&k, &life);
	if (!status && atomic_load(&k.board->unrestored))
		status = STATUS_FAILED;
	munmap(k.board, sizeof(*k.board));
	cell_set_free(&k.done);
	free(k.header);
	return status;
}
