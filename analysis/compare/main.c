/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb compare: options, which archives are of which arm, exit status. */
#include "analysis/boots/folder.h"
#include "analysis/compare/arms.h"
#include "analysis/compare/json_compare.h"
#include "analysis/compare/many.h"
#include "analysis/compare/pairs.h"
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
	"usage: cmobench compare BASE NEW [NEW]... [OPTION]...\n"
	"       cmobench compare BASE... -- NEW... [-- NEW...]... [OPTION]...\n"
	"       cmobench compare --boots BASE-FOLDER NEW-FOLDER... [OPTION]...\n"
	"       cmobench compare --explain BASE NEW [--cells] [--format text|json] [-o FILE]\n"
	"Show what changed from BASE to NEW: changed counts, then higher costs, then lower costs; of several NEW, in tables with\n"
	"a column each. BASE and each NEW is an arm: an archive, or several of one kernel on one host, one a boot, which is\n"
	"what a verdict on time needs: one boot an arm shows only that boots or kernels differ. Where instructions are counted\n"
	"exactly, one archive is enough; several are seeds.\n\n"
	"  --boots             take folders, an arm each: all archives in it that end in .cmo.jsonl\n"
	"  --boot-spread PCT   boots of this host have a standard deviation of PCT per cent of a cost: with one boot an arm, call\n"
	"                      shifts beyond that; with several, never less than it is assumed\n"
	"  --threshold N       report a change of N or less as \"same\"; N is in instructions if both archives count them\n"
	"                      exactly, else in per cent of the cost in BASE; default 0,\n"
	"                      but 34 instructions where kernels are not one file and a path has several lengths\n"
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

/* How two arms are written, and how more; and what is estimated before (struct pairs_use). Each returns 0 or -ENOMEM. */
struct format {
	const char *name;
	int (*two)(const struct compare *c, FILE *out);
	int (*keep_two)(struct compare *c);
	int (*many)(const struct many *m, FILE *out);
	int (*keep_many)(struct compare *c);
};

static const struct format format_table[] = {
	{ "text", compare_text, NULL, many_text, text_keep },
	{ "json", compare_json, compare_json_keep, many_json, compare_json_keep },
};

/* The archives of an arm: count of the sources, from `first` on. */
struct operands {
	size_t first, count;
};

struct compare_options {
	const struct format *format;
	const char *output; /* NULL: standard output */
	bool force, cells, boots, explain;
	double threshold;   /* NAN: not given */
	double boot_spread; /* as a fraction; NAN: not given */
	struct sources sources; /* the runs of all archives that are named */
	struct operands arm[ARMS_MAX];
	size_t arms; /* 2 at least */
};

static void offer_formats(const struct complete *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(format_table); i++)
		complete_name(c, format_table[i].name);
}

static enum status take_format(void *data, char *name)
{
	struct compare_options *o = data;

	for (size_t i = 0; i < ARRAY_SIZE(format_table); i++)
		if (!strcmp(name, format_table[i].name)) {
			o->format = &format_table[i];
			return STATUS_OK;
		}
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
	complain("compare: takes two archives or more, BASE and NEW..., not %zu, or BASE... -- NEW...: see cmobench compare --help",
		 count);
	return STATUS_USAGE;
}

static enum status refuse_dividers(void)
{
	complain("compare: \"--\" stands between the archives of BASE and those of each NEW, at least one each");
	return STATUS_USAGE;
}

/* Adds an arm. Returns STATUS_OK or STATUS_USAGE. */
static enum status add_arm(struct compare_options *o, struct operands arm)
{
	if (!arm.count)
		return refuse_dividers();
	if (o->arms == ARMS_MAX) {
		complain("compare: more than %d arms: leave some out", ARMS_MAX);
		return STATUS_USAGE;
	}
	o->arm[o->arms++] = arm;
	return STATUS_OK;
}

/* Adds the runs of a folder as an arm. Returns STATUS_OK, or another after printing why. */
static enum status take_folder(struct compare_options *o, const char *folder)
{
	size_t first = o->sources.count;
	glob_t found;
	enum status status = folder_list("compare", folder, &found);

	if (status)
		return status;
	status = sources_open_all(&o->sources, "compare", found.gl_pathv, found.gl_pathc);
	globfree(&found);
	return status ? status : add_arm(o, (struct operands){ first, o->sources.count - first });
}

/* Assigns folders to the arms, one each. Returns STATUS_OK, or another after printing why. */
static enum status take_folders(struct compare_options *o, char **operand, size_t count)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < count; i++)
		if (operand[i] == divider) {
			complain("compare: --boots takes a folder an arm, BASE and NEW..., without \"--\"");
			return STATUS_USAGE;
		}
	if (count < SIDE_COUNT)
		return refuse_operands(count);
	for (size_t i = 0; !status && i < count; i++)
		status = take_folder(o, operand[i]);
	return status;
}

/* Assigns runs to the arms: those of what stands between dividers. Returns STATUS_OK, or another after printing why. */
static enum status take_divided(struct compare_options *o, char **operand, size_t count)
{
	enum status status = STATUS_OK;
	size_t first = 0;

	for (size_t i = 0; !status && i < count; i++) {
		if (operand[i] != divider) {
			status = sources_open(&o->sources, "compare", operand[i]);
			continue;
		}
		status = add_arm(o, (struct operands){ first, o->sources.count - first });
		first = o->sources.count;
	}
	return status ? status : add_arm(o, (struct operands){ first, o->sources.count - first });
}

/* Assigns runs to the arms, one each. Returns STATUS_OK, or another after printing why. */
static enum status take_runs(struct compare_options *o, char **operand, size_t count)
{
	enum status status = sources_open_all(&o->sources, "compare", operand, count);

	if (!status && o->sources.count < SIDE_COUNT)
		return refuse_operands(o->sources.count);
	for (size_t i = 0; !status && i < o->sources.count; i++)
		status = add_arm(o, (struct operands){ i, 1 });
	return status;
}

/* Assigns operands to the arms. Returns STATUS_OK, or another after printing why. */
static enum status take_operands(struct compare_options *o, char **operand, size_t count)
{
	size_t dividers = 0;

	for (size_t i = 0; i < count; i++)
		dividers += operand[i] == divider;
	/* "--" before the first archive ends the options, as everywhere. */
	if (dividers == 1 && operand[0] == divider) {
		operand++;
		count--;
		dividers = 0;
	}
	return o->boots ? take_folders(o, operand, count) : dividers ? take_divided(o, operand, count) :
								       take_runs(o, operand, count);
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
		{ "format", required_argument, .take = take_format, .offer = offer_formats },
		{ "output", required_argument, 'o', .text = &o->output },
		{ "force", no_argument, .flag = &o->force },
	};
	const struct cmdline line = { .option = options, .count = ARRAY_SIZE(options), .data = o, .help = help };
	int operand;

	*o = (struct compare_options){ .format = &format_table[0], .threshold = NAN, .boot_spread = NAN };
	operand = cmdline_parse(&line, argc, argv, status);
	if (!operand)
		return false;
	if (o->force && !o->output) {
		complain("compare: --force is of no use without -o FILE");
		*status = STATUS_USAGE;
	} else {
		*status = take_operands(o, argv + operand, (size_t)(argc - operand));
	}
	return !*status;
}

/* Writes the comparisons. Returns 0 or -ENOMEM. */
static int format(const struct compare_options *o, const struct compare *c, size_t count, FILE *out)
{
	struct many many;

	if (count == 1)
		return o->format->two(c, out);
	many_make(&many, c, count);
	return o->format->many(&many, out);
}

/* Writes the comparisons to their place. Returns STATUS_OK, STATUS_DIFFERS or STATUS_FAILED. */
static enum status write_comparisons(const struct compare_options *o, const struct compare *c, size_t count)
{
	FILE *draft = deliver_draft();
	enum status status = STATUS_FAILED;

	if (draft && format(o, c, count, draft)) {
		complain("compare: out of memory");
		fclose(draft);
	} else {
		status = deliver_close("compare", o->output, o->force, draft);
	}
	for (size_t i = 0; !status && i < count; i++)
		status = compare_passes(&c[i]) ? STATUS_OK : STATUS_DIFFERS;
	return status;
}

static enum status compare_arms(const struct compare_options *o, struct arms *arms)
{
	const struct pairs_use use = { .given = { o->threshold, o->boot_spread },
				       .keep = arms->count == SIDE_COUNT ? o->format->keep_two : o->format->keep_many };
	struct compare c[ARMS_MAX];
	size_t count = arms->count - 1;
	enum status status = pairs_compare(c, arms, &use);

	if (status)
		return status;
	for (size_t i = 0; i < count; i++)
		c[i].list = o->cells;
	status = write_comparisons(o, c, count);
	for (size_t i = 0; i < count; i++)
		compare_free(&c[i]);
	return status;
}

static enum status read_and_compare(const struct compare_options *o)
{
	struct arms arms;
	size_t archives[ARMS_MAX];
	enum status status;

	for (size_t i = 0; i < o->arms; i++)
		archives[i] = o->arm[i].count;
	status = arms_open(&arms, o->sources.source, archives, o->arms);
	if (!status)
		status = arms_check(&arms);
	if (!status)
		status = compare_arms(o, &arms);
	arms_free(&arms);
	return status;
}

static enum status explain(const struct compare_options *o)
{
	if (o->boots || o->arms != SIDE_COUNT || o->arm[BASE].count != 1 || o->arm[NEW].count != 1) {
		complain("compare: --explain takes two archives, BASE and NEW");
		return STATUS_USAGE;
	}
	return explain_archives(&(struct explain_options){
		.source = { &o->sources.source[o->arm[BASE].first], &o->sources.source[o->arm[NEW].first] },
		.json = o->format->two == compare_json, .list = o->cells, .output = o->output, .force = o->force });
}

int compare_main(int argc, char **argv)
{
	char **divided = divide(argc, argv);
	struct compare_options options = { .sources = { .count = 0 } };
	enum status status = STATUS_FAILED;

	if (!divided)
		complain("compare: out of memory");
	else if (parse_options(argc, divided, &options, &status))
		status = options.explain ? explain(&options) : read_and_compare(&options);
	sources_close(&options.sources);
	free(divided);
	return status;
}
