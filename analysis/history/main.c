/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb history: options, archives, formats. */
#include "analysis/history/check.h"
#include "analysis/history/write.h"
#include "analysis/output/deliver.h"
#include "bench/array.h"
#include "bench/cli/cmdline.h"
#include "bench/suite/offer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"usage: cmobench history ARCHIVE ARCHIVE... [OPTION]...\n"
	"Show what faults cost kernel by kernel, oldest first, and what changed in counts from each to the next. Archives are of\n"
	"one machine and the same suite. Several of one kernel are its boots, or seeds where instructions are counted exactly.\n\n"
	"  --cells FILTER      these cells, and contrasts whose first cell is one of them, instead of the usual rows;\n"
	"                      FILTER is as for cmobench run, and may name a policy: 'op=dc_civac slot=ro policy=inject'\n"
	"  --format FORMAT     text (the default): at most 72 columns, fit for a mail\n"
	"                      html: one page with figures, which needs no other file\n"
	"                      markdown: the same for a page on the web, without figures\n"
	"                      json: one object with all values and changed counts\n"
	"                      svg: the chart alone\n"
	"  -o, --output FILE   write to FILE, which must not exist\n"
	"  --force             replace FILE\n";

static const struct format {
	const char *name;
	int (*write)(const struct history *history, FILE *out);
} format_table[] = {
	{ "text", history_text }, { "html", history_html }, { "markdown", history_markdown }, { "json", history_json },
	{ "svg", history_svg },
};

struct history_options {
	const struct format *format;
	const char *output, *cells; /* NULL: not given */
	bool force;
	struct filter filter;       /* cells, parsed */
};

static void offer_formats(const struct complete *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(format_table); i++)
		complete_name(c, format_table[i].name);
}

static enum status take_format(void *data, char *name)
{
	struct history_options *o = data;

	for (size_t i = 0; i < ARRAY_SIZE(format_table); i++)
		if (!strcmp(format_table[i].name, name)) {
			o->format = &format_table[i];
			return STATUS_OK;
		}
	complain("history: --format %s: there is no such format: see cmobench history --help", name);
	return STATUS_USAGE;
}

static enum status take_cells(void *data, char *text)
{
	struct history_options *o = data;
	char why[512];

	o->cells = text;
	if (!filter_parse(&o->filter, text, why, sizeof(why)))
		return STATUS_OK;
	complain("history: --cells %s: %s", text, why);
	return STATUS_USAGE;
}

/* Writes a history in its format. Returns STATUS_OK; or another status after printing why. */
static enum status write_history(const struct history_options *o, const struct history *h)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	int err = out ? o->format->write(h, out) : -errno;
	enum status status;

	if (out && fclose(out) && !err)
		err = -ENOMEM;
	if (err == -ENODATA)
		complain("history: --format %s: the archives have no cost for it", o->format->name);
	else if (err)
		complain("history: %s", strerror(-err));
	status = err ? STATUS_FAILED : deliver("history", o->output, o->force, bytes, size);
	free(bytes);
	return status;
}

static enum status make_history(const struct history_options *o, const struct hosts *hosts)
{
	struct history history;
	enum status status;

	if (history_make(&history, hosts, o->cells ? &o->filter : NULL)) {
		complain("history: out of memory");
		return STATUS_FAILED;
	}
	if (history.rows) {
		status = write_history(o, &history);
	} else {
		if (o->cells)
			complain("history: no cell of the archives under policy %s passes --cells \"%s\"", policy_name(history.policy),
				 o->cells);
		else
			complain("history: the archives have none of the usual cells: choose with --cells");
		status = STATUS_USAGE;
	}
	history_free(&history);
	return status;
}

int history_main(int argc, char **argv)
{
	struct history_options o = { .format = &format_table[0] };
	const struct cmdline_option options[] = {
		{ "cells", required_argument, .take = take_cells, .offer = offer_filter },
		{ "format", required_argument, .take = take_format, .offer = offer_formats },
		{ "output", required_argument, 'o', .text = &o.output },
		{ "force", no_argument, .flag = &o.force },
	};
	const struct cmdline line = { .option = options, .count = ARRAY_SIZE(options), .data = &o, .help = help };
	enum status status;
	struct hosts hosts;
	int operand = cmdline_parse(&line, argc, argv, &status);

	if (!operand)
		return status;
	if (o.force && !o.output) {
		complain("history: --force is of no use without -o FILE");
		return STATUS_USAGE;
	}
	status = hosts_open(&hosts, "history", argv + operand, (size_t)(argc - operand), HOSTS_COMPARED);
	if (!status && hosts.archives < 2) {
		complain("history: takes two archives or more, of different kernels, not %zu: see cmobench history --help",
			 hosts.archives);
		status = STATUS_USAGE;
	}
	if (!status)
		status = history_check(&hosts);
	if (!status)
		status = hosts_read_all(&hosts);
	if (!status)
		status = make_history(&o, &hosts);
	hosts_close(&hosts);
	return status;
}
