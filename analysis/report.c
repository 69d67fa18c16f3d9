/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report.h"

#include "analysis/deliver.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"usage: cmobench report ARCHIVE... [OPTION]...\n"
	"What an archive says, on standard output.\n\n"
	"  --format text|json  text (the default): tables of at most 72 columns, fit for a mail\n"
	"                      json: one object with all cells and contrasts; takes one archive\n"
	"  -o, --output FILE   write to FILE, which must not exist\n"
	"  --force             replace FILE\n";

static const struct format {
	const char *name;
	int (*write)(const struct report *report, FILE *out);
	bool many; /* several archives can stand one after the other */
} format_table[] = {
	{ "text", report_text, true },
	{ "json", report_json, false },
};

struct report_options {
	const struct format *format;
	const char *output; /* NULL: standard output */
	bool force;
	char **archive;
	int archive_count;
};

const char *report_unit(const struct archive *archive)
{
	return archive_counts_insns(archive) ? "instructions" : archive->clock.unit;
}

static const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(format_table) / sizeof(format_table[0]); i++)
		if (!strcmp(format_table[i].name, name))
			return &format_table[i];
	complain("report: --format %s: there is no such format; there are: text json", name);
	return NULL;
}

/* STATUS_OK or STATUS_USAGE. */
static enum status check_options(const struct report_options *o)
{
	if (!o->format)
		return STATUS_USAGE;
	if (!o->archive_count)
		complain("report: no archive is named: see cmobench report --help");
	else if (o->archive_count > 1 && !o->format->many)
		complain("report: --format %s takes one archive, not %d: report them one by one", o->format->name,
			 o->archive_count);
	else if (o->force && !o->output)
		complain("report: --force is of no use without -o FILE");
	else
		return STATUS_OK;
	return STATUS_USAGE;
}

/* STATUS_OK, or what to exit with, printed; *done: there is nothing more to do. */
static enum status parse_options(int argc, char **argv, struct report_options *o, bool *done)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' }, { "output", required_argument, NULL, 'o' },
		{ "force", no_argument, NULL, 'F' }, { "help", no_argument, NULL, 'h' }, { 0 },
	};
	int c;

	*o = (struct report_options){ .format = &format_table[0] };
	optind = 0;
	opterr = 0;
	while ((c = getopt_long(argc, argv, "ho:", options, NULL)) != -1) {
		switch (c) {
		case 'f':
			o->format = format_find(optarg);
			break;
		case 'o':
			o->output = optarg;
			break;
		case 'F':
			o->force = true;
			break;
		case 'h':
			*done = true;
			fputs(help, stdout);
			return STATUS_OK;
		default:
			complain("report: %s: unknown option, or one without its value: see cmobench report --help",
				 argv[optind - 1]);
			return STATUS_USAGE;
		}
	}
	o->archive = argv + optind;
	o->archive_count = argc - optind;
	return check_options(o);
}

/* 0 or -errno. */
static int write_report(const struct archive *archive, const struct format *format, FILE *out)
{
	struct results results;
	struct contrasts contrasts;
	struct report report = { archive, &results, &contrasts };
	int err = results_make(&results, archive);

	if (err)
		return err;
	err = contrasts_make(&contrasts, &results);
	if (!err)
		err = format->write(&report, out);
	contrasts_free(&contrasts);
	results_free(&results);
	return err;
}

/* All archives into out. */
static enum status write_reports(const struct report_options *o, FILE *out)
{
	for (int i = 0; i < o->archive_count; i++) {
		struct archive archive;
		char why[512];
		int err;

		if (archive_load(&archive, o->archive[i], why, sizeof(why))) {
			complain("%s: %s", o->archive[i], why);
			return STATUS_FAILED;
		}
		if (i)
			fputs("\n\n", out);
		err = write_report(&archive, o->format, out);
		archive_free(&archive);
		if (err) {
			complain("report: %s: %s", o->archive[i], strerror(-err));
			return STATUS_FAILED;
		}
	}
	return STATUS_OK;
}

int report_main(int argc, char **argv)
{
	struct report_options options;
	char *bytes = NULL;
	size_t size = 0;
	bool done = false;
	FILE *out;
	enum status status = parse_options(argc, argv, &options, &done);

	if (status || done)
		return status;
	out = open_memstream(&bytes, &size);
	if (!out) {
		complain("report: %s", strerror(errno));
		return STATUS_FAILED;
	}
	status = write_reports(&options, out);
	if (fclose(out) && !status) {
		complain("report: out of memory");
		status = STATUS_FAILED;
	}
	if (!status)
		status = deliver("report", options.output, options.force, bytes, size);
	free(bytes);
	return status;
}
