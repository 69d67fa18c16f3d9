/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb compare: options, which archives are of which arm, exit status. */
#include "analysis/compare/make.h"

#include "analysis/compare/arms.h"
#include "analysis/compare/json_compare.h"
#include "analysis/compare/text_compare.h"
#include "analysis/explain/explain.h"
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
	"       cmobench compare BASE... -- NEW... [OPTION]...\n"
	"       cmobench compare --boots BASE-FOLDER NEW-FOLDER [OPTION]...\n"
	"       cmobench compare --explain BASE NEW [--cells] [--format text|json] [-o FILE]\n"
	"Show what changed from BASE to NEW: changed counts, then higher costs, then lower costs. Each is an archive, or\n"
	"several of one kernel on one host, one a boot, which is what a verdict on time needs: one boot an arm shows only\n"
	"that boots or kernels differ. Where instructions are counted exactly, one archive is enough; several are seeds.\n\n"
	"  --boots             take two folders, and all archives in each that end in .cmo.jsonl\n"
	"  --boot-spread PCT   boots of this host have a standard deviation of PCT per cent of a cost: with one boot an arm, call\n"
	"                      shifts beyond that; with several, never less than it is assumed\n"
	"  --threshold N       report a change of N or less as \"same\"; N is in instructions if both archives count them\n"
	"                      exactly, else in per cent of the cost in BASE; default 0\n"
	"  --explain           of two archives with a profile (cmobench run --help): show where the instructions of the cell went,\n"
	"                      function by function of the kernel, in a table whose sum is the difference\n"
	"  --cells             text: also list every cell, with its change in per cent; with --explain, every function\n"
	"  --format text|json  text (the default): at most 72 columns, fit for a mail\n"
	"                      json: one object with all cells and contrasts\n"
	"  -o, --output FILE   write to FILE, which must not exist\n"
	"  --force             replace FILE\n\n"
	"Significance is at a false discovery rate of 5 % over all cells and contrasts together (Benjamini and Hochberg).\n\n"
	"Exit status: 0 if nothing is known to have changed, 1 if an archive cannot be read, 2 for wrong usage, such as boots\n"
	"that are no boots, 3 if something changed or cannot be compared. Of one boot an arm, only counts are known to change,\n"
	"and shifts beyond --boot-spread.\n";

typedef int format_function(const struct compare *c, FILE *out);

struct compare_options {
	format_function *format;
	const char *output; /* NULL: standard output */
	bool force, cells, boots, explain;
	double threshold;
	double boot_spread; /* as a fraction; NAN: not given */
	char **operand[SIDE_COUNT]; /* count of them: archives, or a folder */
	size_t count[SIDE_COUNT];
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

/* Reads a number of 0 or more. */
static enum status take_number(const char *option, const char *text, double *number)
{
	char *end;

	*number = strtod(text, &end);
	if (end != text && !*end && isfinite(*number) && *number >= 0)
		return STATUS_OK;
	complain("compare: --%s %s: must be a number of 0 or more", option, text);
	return STATUS_USAGE;
}

static enum status take_threshold(void *data, char *text)
{
	struct compare_options *o = data;

	return take_number("threshold", text, &o->threshold);
}

static enum status take_boot_spread(void *data, char *text)
{
	struct compare_options *o = data;
	enum status status = take_number("boot-spread", text, &o->boot_spread);

	o->boot_spread /= 100;
	return status;
}

/* Stands for "--" among the operands, so that options may follow the archives of NEW. It is told by its address. */
static char divider[] = "/";

/* Copies argv with the divider in place of each "--", for free(). Returns NULL without memory. */
static char **divide(int argc, char **argv)
{
	char **copy = calloc((size_t)argc + 1, sizeof(*copy));

	for (int i = 0; copy && i < argc; i++)
		copy[i] = i && !strcmp(argv[i], "--") ? divider : argv[i];
	return copy;
}

static enum status refuse_operands(size_t count)
{
	complain("compare: takes two archives, BASE and NEW, not %zu, or BASE... -- NEW...: see cmobench compare --help", count);
	return STATUS_USAGE;
}

/* Assigns operands to the arms. Returns STATUS_OK or STATUS_USAGE. */
static enum status take_operands(struct compare_options *o, char **operand, size_t count)
{
	size_t at = 0, dividers = 0;

	for (size_t i = 0; i < count; i++)
		if (operand[i] == divider) {
			at = i;
			dividers++;
		}
	/* "--" before two archives ends the options, as everywhere. */
	if (dividers == 1 && !at && count == SIDE_COUNT + 1) {
		operand++;
		count--;
		dividers = 0;
	}
	if (dividers > 1 || (dividers && (!at || at + 1 == count))) {
		complain("compare: one \"--\" stands between the archives of BASE and those of NEW, at least one each");
		return STATUS_USAGE;
	}
	if (dividers && o->boots) {
		complain("compare: --boots takes two folders, BASE and NEW, without \"--\"");
		return STATUS_USAGE;
	}
	if (!dividers && count != SIDE_COUNT)
		return refuse_operands(count);
	o->operand[BASE] = operand;
	o->count[BASE] = dividers ? at : 1;
	o->operand[NEW] = operand + o->count[BASE] + dividers;
	o->count[NEW] = count - o->count[BASE] - dividers;
	return STATUS_OK;
}

/* Returns false if there is nothing more to do; *status is then the exit status. */
static bool parse_options(int argc, char **argv, struct compare_options *o, enum status *status)
{
	const struct cmdline_option options[] = {
		{ "boots", no_argument, .flag = &o->boots },
		{ "explain", no_argument, .flag = &o->explain },
		{ "boot-spread", required_argument, .take = take_boot_spread },
		{ "threshold", required_argument, .take = take_threshold },
		{ "cells", no_argument, .flag = &o->cells },
		{ "format", required_argument, .take = take_format },
		{ "output", required_argument, 'o', .text = &o->output },
		{ "force", no_argument, .flag = &o->force },
	};
	const struct cmdline line = { options, ARRAY_SIZE(options), o, help, NULL };
	int operand;

	*o = (struct compare_options){ .format = compare_text, .boot_spread = NAN };
	operand = cmdline_parse(&line, argc, argv, status);
	if (!operand)
		return false;
	*status = take_operands(o, argv + operand, (size_t)(argc - operand));
	if (!*status && o->force && !o->output) {
		complain("compare: --force is of no use without -o FILE");
		*status = STATUS_USAGE;
	}
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
	return compare_passes(c) ? STATUS_OK : STATUS_DIFFERS;
}

static enum status compare_arms(const struct compare_options *o, const struct compare_arm arm[static SIDE_COUNT])
{
	struct compare c;
	enum status status;

	if (compare_make(&c, arm, o->threshold, o->boot_spread)) {
		complain("compare: out of memory");
		return STATUS_FAILED;
	}
	c.list = o->cells;
	status = write_comparison(o, &c);
	compare_free(&c);
	return status;
}

static enum status read_and_compare(const struct compare_options *o)
{
	struct arms arms = { .count = { 0 } };
	struct compare_arm arm[SIDE_COUNT];
	enum status status = STATUS_OK;

	for (int side = 0; !status && side < SIDE_COUNT; side++)
		status = o->boots ? arms_read_folder(&arms, side, o->operand[side][0]) :
				    arms_read(&arms, side, o->operand[side], o->count[side]);
	arms_get(&arms, arm);
	if (!status)
		status = arms_check(arm);
	if (!status)
		status = compare_arms(o, arm);
	arms_free(&arms);
	return status;
}

static enum status explain(const struct compare_options *o)
{
	if (o->boots || o->count[BASE] != 1 || o->count[NEW] != 1) {
		complain("compare: --explain takes two archives, BASE and NEW");
		return STATUS_USAGE;
	}
	return explain_archives(&(struct explain_options){
		.archive = { o->operand[BASE][0], o->operand[NEW][0] }, .json = o->format == compare_json, .list = o->cells,
		.output = o->output, .force = o->force });
}

int compare_main(int argc, char **argv)
{
	char **divided = divide(argc, argv);
	struct compare_options options;
	enum status status = STATUS_FAILED;

	if (!divided)
		complain("compare: out of memory");
	else if (parse_options(argc, divided, &options, &status))
		status = options.explain ? explain(&options) : read_and_compare(&options);
	free(divided);
	return status;
}
