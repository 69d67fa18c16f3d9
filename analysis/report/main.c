/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/report.h"

#include "analysis/boots/hosts.h"
#include "analysis/export/csv.h"
#include "analysis/export/gbench.h"
#include "analysis/export/json_report.h"
#include "analysis/export/kcidb.h"
#include "analysis/export/ktap.h"
#include "analysis/export/lnt.h"
#include "analysis/export/openmetrics.h"
#include "analysis/output/deliver.h"
#include "analysis/output/lint.h"
#include "analysis/output/text.h"
#include "analysis/scorecard/first_screen.h"
#include "analysis/scorecard/keep.h"
#include "analysis/scorecard/several_screen.h"
#include "bench/array.h"
#include "bench/cli/cmdline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"usage: cmobench report ARCHIVE... [OPTION]...\n"
	"       cmobench report --boots FOLDER [OPTION]...\n"
	"       cmobench report --lint FILE\n"
	"Print a report on an archive. Several of one host, kernel and setup, each of a boot of its own, make one report with\n"
	"intervals over boots; those of several hosts or kernels have a column each.\n\n"
	"  --boots             take a folder, and all archives in it that end in .cmo.jsonl, which are to be boots of one host\n"
	"  --full              text: print every table; without it the text is one screen: scorecard, verdict, answers\n"
	"  --format FORMAT     text (the default): at most 72 columns, fit for a mail\n"
	"                      markdown: the full report, for a page on the web\n"
	"                      html: the full report with figures, as one file that needs no other\n"
	"                      csv: one row per cell and contrast, of one host or several\n"
	"                      json: one object with all cells and contrasts; takes one host, as those below\n"
	"                      gbench: JSON as google-benchmark writes it, for its compare.py; of times only\n"
	"                      ktap: a verdict on each cell, as the kernel's own tests give, for kunit.py parse\n"
	"                      kcidb: a submission to KernelCI's database\n"
	"                      lnt: a submission to an LLVM LNT server\n"
	"                      openmetrics: for the folder of node-exporter's textfile collector\n"
	"  --gbench-unit insns gbench: instructions of an emulated host in place of times, under names that say so\n"
	"  -o, --output FILE   write to FILE, which must not exist\n"
	"  --force             replace FILE\n"
	"  --lint FILE         check a mail for what reviewers reject; for each problem print a line, and exit with 1\n\n"
	"Exit status: 3 if the report is written, and other work on the machine disturbed a cost of its scorecard.\n";

static const struct format {
	const char *name;
	int (*one)(const struct loaded *loaded, FILE *out);
	/* Of several hosts, all of them side by side, or each as soon as it is read, below what begin writes; NULL: it takes one. */
	int (*several)(const struct several *several, FILE *out);
	void (*begin)(FILE *out);
	int (*each)(const struct loaded *loaded, FILE *out);
	/* The report without --full; NULL: the format has no shorter form. */
	int (*first_screen)(const struct loaded *loaded, FILE *out);
	int (*several_screen)(const struct several *several, FILE *out);
	/* Returns why it cannot take the archive, and what to do instead, or NULL. NULL: it takes every archive. */
	const char *(*refuse)(const struct loaded *loaded);
} format_table[] = {
	{ .name = "text", .one = report_text, .several = report_text_all,
	  .first_screen = first_screen, .several_screen = several_screen },
	{ .name = "markdown", .one = report_markdown, .several = report_markdown_all },
	{ .name = "html", .one = report_html, .several = report_html_all },
	{ .name = "csv", .one = export_csv, .begin = export_csv_heading, .each = export_csv_rows },
	{ .name = "json", .one = export_json },
	{ .name = "gbench", .one = export_gbench, .refuse = gbench_refuse },
	{ .name = "ktap", .one = export_ktap },
	{ .name = "kcidb", .one = export_kcidb },
	{ .name = "lnt", .one = export_lnt },
	{ .name = "openmetrics", .one = export_openmetrics },
};

/* --format gbench with --gbench-unit insns. */
static const struct format gbench_insns = {
	.name = "gbench", .one = export_gbench_insns, .refuse = gbench_insns_refuse,
};

struct report_options {
	const struct format *format;
	const char *output; /* NULL: standard output */
	const char *lint;   /* a mail to check instead, or NULL */
	const char *gbench_unit; /* "insns"; NULL: times */
	bool force, full, boots;
	char **archive; /* or a folder, with boots */
	int archive_count;
};

static void offer_formats(const struct complete *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(format_table); i++)
		complete_name(c, format_table[i].name);
}

static enum status take_format(void *data, char *name)
{
	struct report_options *o = data;

	for (size_t i = 0; i < ARRAY_SIZE(format_table); i++)
		if (!strcmp(format_table[i].name, name)) {
			o->format = &format_table[i];
			return STATUS_OK;
		}
	complain("report: --format %s: there is no such format: see cmobench report --help", name);
	return STATUS_USAGE;
}

/* Returns STATUS_OK or STATUS_USAGE. */
static enum status check_options(const struct report_options *o)
{
	if (o->lint && (o->archive_count || o->output || o->force || o->full || o->boots || o->gbench_unit))
		complain("report: --lint takes one file, and nothing else");
	else if (o->lint)
		return STATUS_OK;
	else if (!o->archive_count)
		complain("report: no archive is named: see cmobench report --help");
	else if (o->boots && o->archive_count > 1)
		complain("report: --boots takes one folder of archives, not %d", o->archive_count);
	else if (o->full && !o->format->first_screen)
		complain("report: --full goes with --format text: the other formats are always full");
	else if (o->gbench_unit && strcmp(o->format->name, "gbench"))
		complain("report: --gbench-unit goes with --format gbench");
	else if (o->gbench_unit && strcmp(o->gbench_unit, "insns"))
		complain("report: --gbench-unit %s: it can be insns; without it the unit is ns", o->gbench_unit);
	else if (o->force && !o->output)
		complain("report: --force is of no use without -o FILE");
	else
		return STATUS_OK;
	return STATUS_USAGE;
}

static void offer_gbench_units(const struct complete *c)
{
	complete_name(c, "insns");
}

/* Returns false if there is nothing more to do; *status is then the exit status. */
static bool parse_options(int argc, char **argv, struct report_options *o, enum status *status)
{
	const struct cmdline_option options[] = {
		{ "format", required_argument, .take = take_format, .offer = offer_formats },
		{ "output", required_argument, 'o', .text = &o->output },
		{ "force", no_argument, .flag = &o->force },
		{ "full", no_argument, .flag = &o->full },
		{ "boots", no_argument, .flag = &o->boots },
		{ "lint", required_argument, .text = &o->lint },
		{ "gbench-unit", required_argument, .text = &o->gbench_unit, .offer = offer_gbench_units },
	};
	const struct cmdline line = { .option = options, .count = ARRAY_SIZE(options), .data = o, .help = help };
	int operand;

	*o = (struct report_options){ .format = &format_table[0] };
	operand = cmdline_parse(&line, argc, argv, status);
	if (!operand)
		return false;
	o->archive = argv + operand;
	o->archive_count = argc - operand;
	*status = check_options(o);
	if (o->gbench_unit)
		o->format = &gbench_insns;
	return !*status;
}

/* Complains if the scorecard of a host has costs that are not to be relied on. Returns STATUS_OK or STATUS_DIFFERS. */
static enum status judge_host(const struct loaded *loaded, const struct scorecard *card)
{
	size_t disturbed = scorecard_disturbed(card);

	if (!disturbed)
		return STATUS_OK;
	complain("report: %s: other work on the machine disturbed %zu cost%s of the scorecard (marked ~): measure again",
		 loaded->archive.name, disturbed, text_plural(disturbed));
	return STATUS_DIFFERS;
}

static enum status complain_of(const struct report_options *o, int err)
{
	if (err)
		complain("report: %s: %s", o->archive[0], strerror(-err));
	return err ? STATUS_FAILED : STATUS_OK;
}

/* Is the report the full one, and not the first screen? */
static bool is_full(const struct report_options *o)
{
	return o->full || !o->format->first_screen;
}

/* Writes the report on the only host. *verdict: its judgement. */
static enum status write_one(const struct report_options *o, struct hosts *hosts, FILE *out, enum status *verdict)
{
	enum status status = hosts_read(hosts, 0, 1);
	const struct loaded *loaded = hosts->host[0];
	const char *refused = !status && o->format->refuse ? o->format->refuse(loaded) : NULL;
	struct scorecard card;

	if (refused) {
		complain("report: %s: --format %s: %s", o->archive[0], o->format->name, refused);
		return STATUS_USAGE;
	}
	if (!status)
		status = complain_of(o, (is_full(o) ? o->format->one : o->format->first_screen)(loaded, out));
	if (!status)
		status = complain_of(o, scorecard_make(&card, &loaded->results, &loaded->contrasts, &loaded->base));
	if (!status) {
		*verdict = judge_host(loaded, &card);
		scorecard_free(&card);
	}
	return status;
}

/* Reads all hosts, few at a time, and writes of each what is not side by side with others. */
static enum status read_each(const struct report_options *o, struct hosts *hosts, struct keep *keep, FILE *out)
{
	bool tables = o->format->several && is_full(o);
	enum status status = STATUS_OK;

	for (size_t read = 0; !status && read < hosts->count; read = keep->count) {
		size_t batch = hosts_batch(hosts, read);

		status = hosts_read(hosts, read, batch);
		for (size_t i = read; !status && i < read + batch; i++) {
			if (o->format->each)
				status = complain_of(o, o->format->each(hosts->host[i], out));
			if (!status)
				status = complain_of(o, keep_host(keep, hosts, tables ? &report_tables : NULL));
		}
	}
	return status;
}

/* Writes the report on several hosts. *verdict: the judgement of all. */
static enum status write_several(const struct report_options *o, struct hosts *hosts, FILE *out, enum status *verdict)
{
	struct keep *keep = calloc(1, sizeof(*keep));
	const struct several several = { hosts->host, keep ? keep->card : NULL, hosts->count };
	enum status status = keep ? STATUS_OK : complain_of(o, -ENOMEM);

	if (!status && o->format->begin)
		o->format->begin(out);
	if (!status)
		status = read_each(o, hosts, keep, out);
	if (!status && o->format->several)
		status = complain_of(o, (is_full(o) ? o->format->several : o->format->several_screen)(&several, out));
	for (size_t i = 0; !status && i < hosts->count; i++)
		*verdict = judge_host(hosts->host[i], &keep->card[i]) ? STATUS_DIFFERS : *verdict;
	if (keep)
		keep_free(keep);
	free(keep);
	return status;
}

/* Writes the report on all hosts to out. *verdict: STATUS_DIFFERS if a scorecard is not to be relied on. */
static enum status write_hosts(const struct report_options *o, struct hosts *hosts, FILE *out, enum status *verdict)
{
	if (hosts->count == 1)
		return write_one(o, hosts, out, verdict);
	if (o->format->several || o->format->each)
		return write_several(o, hosts, out, verdict);
	complain("report: --format %s takes archives of one host, kernel and setup, not of %zu: report them one by one",
		 o->format->name, hosts->count);
	return STATUS_USAGE;
}

static enum status write_reports(const struct report_options *o, FILE *out, enum status *verdict)
{
	struct hosts hosts;
	enum status status = o->boots ? hosts_open_folder(&hosts, "report", o->archive[0]) :
					hosts_open(&hosts, "report", o->archive, (size_t)o->archive_count, HOSTS_EACH);

	if (!status)
		status = write_hosts(o, &hosts, out, verdict);
	hosts_close(&hosts);
	return status;
}

int report_main(int argc, char **argv)
{
	struct report_options options;
	enum status status, verdict = STATUS_OK;
	FILE *draft;

	if (!parse_options(argc, argv, &options, &status))
		return status;
	if (options.lint)
		return lint_file(options.lint);
	draft = deliver_draft();
	status = draft ? write_reports(&options, draft, &verdict) : STATUS_OK;
	if (status)
		fclose(draft);
	else
		status = deliver_close("report", options.output, options.force, draft);
	return status ? status : verdict;
}
