/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb plot. */
#include "analysis/plot.h"

#include "analysis/deliver.h"
#include "analysis/gnuplot.h"
#include "analysis/loaded.h"

#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
	"usage: cmobench plot ARCHIVE... -o DIRECTORY [OPTION]...\n"
	"Draw what archives say, with gnuplot: the data (.tsv), a script (.gp) and the picture of each plot.\n"
	"The pictures of several archives go into a directory each.\n\n"
	"  -o, --output DIRECTORY  made if it is not there\n"
	"  --term svg|png|dumb     what to draw on; dumb: text for a mail; default svg\n"
	"  --force                 replace files that are there already\n\n"
	"Exit status: 0 drawn, 1 failed, 2 usage, 77 there is no gnuplot: data and scripts are there to be drawn later.\n";

/*
 * Commands that draw the file data. unit: of the costs, such as "instructions, emulated". series: blocks of the file or,
 * where it is one, pairs of columns.
 */
static const struct plot {
	const char *name, *title;
	plot_data *data;
	const char *draw;
} plots[] = {
	{ "cost", "A cold access to a page: cost, and stage-2 faults measured/predicted above it", plot_cost,
	  "set ylabel unit\n"
	  "set yrange [0:*]\nset offsets 0, 0, graph 0.08, 0\n"
	  "set style data histograms\nset style histogram clustered gap 1\nset xtics rotate by -30\n"
	  "plot for [i=1:series] data using (column(2*i)):xtic(1) title columnheader(2*i), \\\n"
	  "  for [i=1:series] data using ($0 + (i-1-(series-1)/2.0)/(series+1)):(column(2*i)):(strcol(2*i+1)) skip 1 \\\n"
	  "    with labels rotate by 90 left offset 0,0.4 font ',9' notitle\n" },
	{ "parts", "What a cold DC IVAC is made of", plot_parts,
	  "set ylabel unit\nset yrange [0:*]\nset xtics rotate by -30\n"
	  "set style data histograms\nset style histogram rowstacked\nset boxwidth 0.6\n"
	  "plot for [i=2:4] data using (column(i)):xtic(1) title columnheader(i), \\\n"
	  "  data using 0:5 skip 1 with points pointtype 2 pointsize 1.5 linecolor rgb 'black' title 'the DC IVAC itself'\n" },
	{ "ecdf", "Samples of a cold op on a logged page that the host wrote", plot_ecdf,
	  "set xlabel unit\nset ylabel 'share of samples'\nset yrange [0:1.02]\nset offsets graph 0.05, graph 0.05, 0, 0\n"
	  "plot for [i=0:series-1] data index i using 1:2 with steps linetype 1+i/2 dashtype 1+i%2 title columnheader(1)\n" },
	{ "policies", "Policy against policy: a cold DC IVAC", plot_policies,
	  "set xlabel unit\nset yrange [] reverse\nset offsets 0, 0, 0.5, 0.5\nset grid xtics\nset key off\nset ytics font ',11'\n"
	  "set arrow from first 0, graph 0 to first 0, graph 1 nohead linecolor rgb '#888888'\n"
	  "plot data using 2:0:3:4:ytic(1) with xerrorbars pointtype 7\n" },
	{ "lines", "From how many lines of a read-only page on does a policy win?", plot_lines,
	  "set xlabel 'lines of the page that are maintained'\nset ylabel unit\nset logscale xy\n"
	  "plot for [i=0:series-1] data index i using 1:2 with lines linetype 1+i/2 dashtype 1+i%2 title columnheader(1), \\\n"
	  "  for [i=0:series-1] data index i using 1:3 skip 1 with points linetype 1+i/2 notitle\n" },
	{ "vcpus", "ivac_minus_civac, a logged page, by vCPUs", plot_vcpus,
	  "set xlabel 'vCPUs at the same time'\nset ylabel unit\nset logscale x 2\n"
	  "plot for [i=0:series-1] data index i using 1:2:3:4 with yerrorlines title columnheader(1)\n" },
	{ "mix", "ivac_minus_civac, a logged page, by memslots", plot_mixes,
	  "set ylabel unit\nset offsets 0.5, 0.5, 0, 0\nset xtics rotate by -30\n"
	  "plot for [i=0:series-1] data index i using 0:2:3:4:xtic(1) with yerrorlines title columnheader(1)\n" },
	{ "backing", "ivac_minus_civac, a logged page, by backing", plot_backings,
	  "set ylabel unit\nset offsets 0.5, 0.5, 0, 0\nset xtics rotate by -30\n"
	  "plot data index 0 using 0:(NaN):xtic(1) skip 1 with points notitle, \\\n"
	  "  for [i=0:series-1] data index i using ($0+(i-series/2.0)*0.1):2:3:4 with yerrorbars linetype i+1 pointsize 1.2 \\\n"
	  "  title columnheader(1)\n" },
	{ "drift", "Medians of the rounds, against that of all", plot_drift,
	  "set xlabel 'round'\nset ylabel 'per cent'\nset xrange [0.5:*]\n"
	  "plot 0.1 with lines linetype 7 linewidth 1 dashtype 3 notitle, -0.1 with lines linetype 7 linewidth 1 dashtype 3 \\\n"
	  "  notitle, for [i=0:series-1] data index i using 1:2 with linespoints linetype i+1 title columnheader(1)\n" },
	{ "heat", "Cold accesses: cost and stage-2 faults, by op and page", plot_heat,
	  "set cblabel unit\nset xtics rotate by -30\nset logscale cb\nset key off\nunset grid\n"
	  "set palette defined (0 '#f7fbff', 1 '#6baed6')\nset offsets 0.5, 0.5, 0.5, 0.5\n"
	  "plot data using 1:2:5:xtic(3):ytic(4) skip 1 with image, data using 1:2:6 skip 1 with labels font ',9'\n" },
};

struct plot_options {
	const char *directory;
	const struct gnuplot_term *term;
	bool force;
	char **archive;
	int archive_count;
};

/* STATUS_OK, or what to exit with, printed; *done: there is nothing more to do. */
static enum status parse_options(int argc, char **argv, struct plot_options *o, bool *done)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' }, { "term", required_argument, NULL, 't' },
		{ "force", no_argument, NULL, 'F' }, { "help", no_argument, NULL, 'h' }, { 0 },
	};
	int c;

	*o = (struct plot_options){ .term = gnuplot_term("svg") };
	optind = 0;
	opterr = 0;
	while ((c = getopt_long(argc, argv, "ho:", options, NULL)) != -1) {
		switch (c) {
		case 'o':
			o->directory = optarg;
			break;
		case 't':
			o->term = gnuplot_term(optarg);
			if (!o->term)
				complain("plot: --term %s: there is no such; there are: %s", optarg, gnuplot_terms);
			if (!o->term)
				return STATUS_USAGE;
			break;
		case 'F':
			o->force = true;
			break;
		case 'h':
			*done = true;
			fputs(help, stdout);
			return STATUS_OK;
		default:
			complain("plot: %s: unknown option, or one without its value: see cmobench plot --help",
				 argv[optind - 1]);
			return STATUS_USAGE;
		}
	}
	o->archive = argv + optind;
	o->archive_count = argc - optind;
	if (o->archive_count && o->directory)
		return STATUS_OK;
	complain(o->directory ? "plot: no archive is named: see cmobench plot --help" :
				"plot: -o DIRECTORY is missing: where the pictures shall go");
	return STATUS_USAGE;
}

static enum status make_directory(const char *path)
{
	struct stat st;

	if (!mkdir(path, 0777) || (errno == EEXIST && !stat(path, &st) && S_ISDIR(st.st_mode)))
		return STATUS_OK;
	complain("plot: %s: %s", path, strerror(errno == EEXIST ? ENOTDIR : errno));
	return STATUS_FAILED;
}

/* "instructions, emulated" */
static const char *unit_of(const struct archive *archive)
{
	if (archive_counts_insns(archive))
		return "instructions, emulated";
	return archive->platform == PLATFORM_VIRTUAL ? "ns, of a virtual machine" :
	       archive->platform == PLATFORM_EMULATED ? "ticks, emulated" : archive->clock.unit;
}

/* What draw calls series. */
static size_t count_series(const char *data)
{
	size_t blocks = 0, tabs = 0;

	for (const char *line = data; *line; line += strcspn(line, "\n"), line += *line == '\n')
		blocks += *line == '"';
	for (const char *at = data; *at && *at != '\n'; at++)
		tabs += *at == '\t';
	return blocks ? blocks : tabs / 2;
}

static enum status put_file(const struct plot_options *o, const char *directory, const char *name, const char *suffix,
			    const char *bytes, size_t size)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s.%s", directory, name, suffix) >= (int)sizeof(path)) {
		complain("plot: %s: too long a name", directory);
		return STATUS_FAILED;
	}
	return deliver("plot", path, o->force, bytes, size);
}

static enum status put_script(const struct plot_options *o, const char *directory, const struct plot *plot,
			      const struct report *report, size_t series)
{
	char *script = NULL, title[256], output[64];
	size_t size = 0;
	FILE *out = open_memstream(&script, &size);
	enum status status;

	if (!out) {
		complain("plot: out of memory");
		return STATUS_FAILED;
	}
	snprintf(title, sizeof(title), "%s (%s %s)", plot->title,
		 report->archive->emulator_cpu ? report->archive->emulator_cpu : report->archive->host.cpu ?
		 report->archive->host.cpu : "core not known", archive_platform_name[report->archive->platform]);
	snprintf(output, sizeof(output), "%s.%s", plot->name, o->term->suffix);
	gnuplot_begin(out, o->term, output, title);
	fprintf(out, "data = '%s.tsv'\nunit = '%s'\nseries = %zu\n%s", plot->name, unit_of(report->archive), series,
		plot->draw);
	if (fclose(out)) {
		complain("plot: out of memory");
		status = STATUS_FAILED;
	} else {
		status = put_file(o, directory, plot->name, "gp", script, size);
	}
	free(script);
	return status;
}

/* What stands in the way of drawing is an error that files are left for. */
static enum status draw(const struct plot_options *o, const char *directory, const struct plot *plot)
{
	char script[64], *picture;
	bool there;
	int err;

	if (asprintf(&picture, "%s/%s.%s", directory, plot->name, o->term->suffix) < 0) {
		complain("plot: out of memory");
		return STATUS_FAILED;
	}
	there = !o->force && !access(picture, F_OK);
	if (there)
		complain("plot: %s: exists: name another directory, or add --force", picture);
	free(picture);
	if (there)
		return STATUS_FAILED;
	snprintf(script, sizeof(script), "%s.gp", plot->name);
	err = gnuplot_run(directory, script);
	if (err == -ENOENT) {
		complain("plot: there is no gnuplot: install gnuplot-nox, then run gnuplot on the .gp files in %s", directory);
		return STATUS_CANNOT;
	}
	if (err)
		complain("plot: gnuplot failed on %s/%s: %s", directory, script, strerror(-err));
	return err ? STATUS_FAILED : STATUS_OK;
}

static enum status make_plot(const struct plot_options *o, const char *directory, const struct plot *plot,
			     const struct report *report, bool *drawn)
{
	char *data = NULL;
	size_t size = 0, lines;
	FILE *out = open_memstream(&data, &size);
	enum status status;

	*drawn = false;
	if (!out) {
		complain("plot: out of memory");
		return STATUS_FAILED;
	}
	lines = plot->data(report, out);
	if (fclose(out)) {
		complain("plot: out of memory");
		lines = 0;
		status = STATUS_FAILED;
	} else {
		status = lines ? put_file(o, directory, plot->name, "tsv", data, size) : STATUS_OK;
	}
	if (!status && lines) {
		status = put_script(o, directory, plot, report, count_series(data));
		*drawn = !status;
	}
	free(data);
	return status;
}

/* First all files, then the pictures: what is missing can be drawn later. */
static enum status make_plots(const struct plot_options *o, const char *directory, const struct report *report)
{
	bool drawn[sizeof(plots) / sizeof(plots[0])] = { false };
	enum status status = make_directory(directory);

	for (size_t i = 0; i < sizeof(plots) / sizeof(plots[0]) && !status; i++) {
		status = make_plot(o, directory, &plots[i], report, &drawn[i]);
		if (!status && !drawn[i])
			printf("%s: left out: the archive has no cells for it\n", plots[i].name);
	}
	for (size_t i = 0; i < sizeof(plots) / sizeof(plots[0]) && !status; i++) {
		if (!drawn[i])
			continue;
		status = draw(o, directory, &plots[i]);
		if (!status)
			printf("%s/%s.%s\n", directory, plots[i].name, o->term->suffix);
	}
	return status;
}

/* Of several archives: a directory for each, named as it is. */
static enum status plot_archive(const struct plot_options *o, const char *path)
{
	static const char suffix[] = ".cmo.jsonl";
	struct loaded *loaded = loaded_open("plot", path);
	char directory[PATH_MAX], *copy = strdup(path), *name = copy ? basename(copy) : NULL;
	size_t length = name ? strlen(name) : 0;
	enum status status = STATUS_FAILED;

	if (length > sizeof(suffix) && !strcmp(name + length - sizeof(suffix) + 1, suffix))
		length -= sizeof(suffix) - 1;
	if (loaded && name) {
		const struct report report = { &loaded->archive, &loaded->results, &loaded->contrasts };

		if (o->archive_count > 1)
			snprintf(directory, sizeof(directory), "%s/%.*s", o->directory, (int)length, name);
		else
			snprintf(directory, sizeof(directory), "%s", o->directory);
		status = make_plots(o, directory, &report);
	}
	loaded_close(loaded);
	free(copy);
	return status;
}

int plot_main(int argc, char **argv)
{
	struct plot_options options;
	bool done = false;
	enum status status = parse_options(argc, argv, &options, &done);

	if (status || done)
		return status;
	status = options.archive_count > 1 ? make_directory(options.directory) : STATUS_OK;
	for (int i = 0; i < options.archive_count && !status; i++)
		status = plot_archive(&options, options.archive[i]);
	if (fflush(stdout) && !status) {
		complain("plot: standard output: cannot be written");
		status = STATUS_FAILED;
	}
	return status;
}
