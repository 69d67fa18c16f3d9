/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb compare: options, reading both archives, exit status. */
#include "analysis/compare/make.h"

#include "analysis/compare/json_compare.h"
#include "analysis/compare/text_compare.h"
#include "analysis/contrast/loaded.h"
#include "analysis/output/deliver.h"
#include "bench/array.h"
#include "bench/cli/cmdline.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"usage: cmobench compare BASE NEW [OPTION]...\n"
	"Show what changed from archive BASE to archive NEW: changed counts, then higher costs, then lower costs.\n\n"
	"  --threshold N       report a change of N or less as \"same\"; N is in instructions if both archives count them\n"
	"                      exactly, else in per cent of the cost in BASE; default 0\n"
	"  --cells             text: also list every cell, with its change in per cent\n"
	"  --format text|json  text (the default): at most 72 columns, fit for a mail\n"
	"                      json: one object with all cells and contrasts\n"
	"  -o, --output FILE   write to FILE, which must not exist\n"
	"  --force             replace FILE\n\n"
	"Exit status: 0 if all is the same, 1 if an archive cannot be read, 2 for wrong usage, 3 if something changed or\n"
	"cannot be compared.\n";

typedef int format_function(const struct compare *c, FILE *out);

struct compare_options {
	format_function *format;
	const char *output; /* NULL: standard output */
	bool force, cells;
	double threshold;
	char **archive; /* SIDE_COUNT of them */
};

static enum status take_format(void *data, char *name)
{
	struct compare_options *o = data;

	o->format = !strcmp(name, "text") ? compare_text : !strcmp(name, "json") ? compare_json : NULL;
	if (o->format)
		return STATUS_OK;
	complain("compare: --format %s: there is no such format: use text or json", name);
	return STATUS_USAGE;
}

static enum status take_threshold(void *data, char *text)
{
	struct compare_options *o = data;
	char *end;

	o->threshold = strtod(text, &end);
	if (end != text && !*end && isfinite(o->threshold) && o->threshold >= 0)
		return STATUS_OK;
	complain("compare: --threshold %s: must be a number of 0 or more", text);
	return STATUS_USAGE;
}

/* STATUS_OK or STATUS_USAGE. */
static enum status check_options(const struct compare_options *o, int archive_count)
{
	if (archive_count != SIDE_COUNT)
		complain("compare: takes two archives, BASE and NEW, not %d: see cmobench compare --help",
			 archive_count);
	else if (o->force && !o->output)
		complain("compare: --force is of no use without -o FILE");
	else
		return STATUS_OK;
	return STATUS_USAGE;
}

/* Returns false if there is nothing more to do; *status is then the exit status. */
static bool parse_options(int argc, char **argv, struct compare_options *o, enum status *status)
{
	const struct cmdline_option options[] = {
		{ "threshold", required_argument, .take = take_threshold },
		{ "cells", no_argument, .flag = &o->cells },
		{ "format", required_argument, .take = take_format },
		{ "output", required_argument, 'o', .text = &o->output },
		{ "force", no_argument, .flag = &o->force },
	};
	const struct cmdline line = { options, ARRAY_SIZE(options), o, help, NULL };
	int operand;

	*o = (struct compare_options){ .format = compare_text };
	operand = cmdline_parse(&line, argc, argv, status);
	if (!operand)
		return false;
	o->archive = argv + operand;
	*status = check_options(o, argc - operand);
	return !*status;
}

/* Writes the whole comparison to its place. Returns STATUS_OK, STATUS_DIFFERS or STATUS_FAILED. */
static enum status write_comparison(const struct compare_options *o, const struct compare *c)
{
	enum status status;
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	int err = out ? o->format(c, out) : -errno;

	if (out && fclose(out) && !err)
		err = -ENOMEM;
	if (err)
		complain("compare: %s", strerror(-err));
	status = err ? STATUS_FAILED : deliver("compare", o->output, o->force, bytes, size);
	free(bytes);
	if (status)
		return status;
	return compare_is_same(c) ? STATUS_OK : STATUS_DIFFERS;
}

static enum status compare_loaded(const struct compare_options *o, struct loaded *const loaded[static SIDE_COUNT])
{
	struct compare c;
	enum status status;

	if (compare_make(&c, (const struct loaded *const *)loaded, o->threshold)) {
		complain("compare: out of memory");
		return STATUS_FAILED;
	}
	c.list = o->cells;
	status = write_comparison(o, &c);
	compare_free(&c);
	return status;
}

int compare_main(int argc, char **argv)
{
	struct compare_options options;
	struct loaded *loaded[SIDE_COUNT] = { NULL };
	enum status status;

	if (!parse_options(argc, argv, &options, &status))
		return status;
	for (int i = 0; !status && i < SIDE_COUNT; i++) {
		loaded[i] = loaded_open("compare", options.archive[i]);
		status = loaded[i] ? STATUS_OK : STATUS_FAILED;
	}
	if (!status)
		status = compare_loaded(&options, loaded);
	for (int i = 0; i < SIDE_COUNT; i++)
		loaded_close(loaded[i]);
	return status;
}
