/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/plots.h"

#include "analysis/boots/hosts.h"
#include "bench/array.h"
#include "bench/cli/cmdline.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char help[] =
	"usage: cmobench plot ARCHIVE... -o DIR [OPTION]...\n"
	"Draw figures of archives: for each figure its data (.tsv), a gnuplot script (.gp) that draws it, and the image.\n"
	"Several boots of one host and kernel are one set of figures, over boots. Of several hosts or kernels, each gets a\n"
	"directory in DIR that is named after its first file. Without gnuplot only data and scripts are written, and the exit\n"
	"status is 77.\n\n"
	"  -o, --output DIR    directory for the figures, made if it does not exist\n"
	"  --term svg|png|dumb SVG (the default), PNG, or characters for a mail, in .txt\n"
	"  --only PLOT,...     make only these plots\n"
	"  --boots             take a folder, and all archives in it that end in .cmo.jsonl, which are to be boots of one host\n"
	"  --force             replace files in DIR\n\n"
	"Plots:\n";

static const struct plot {
	const char *name, *summary;
	plot_function *make;
} plot_table[] = {
	{ "scorecard", "what each policy costs against upstream, at a glance", plot_scorecard },
	{ "cost", "what each op costs on each kind of page, by policy", plot_cost },
	{ "policy", "policy against policy on each kind of page", plot_policy },
	{ "difference", "each policy less upstream, with intervals", plot_difference },
	{ "heat", "op by kind of page, cold", plot_heat_map },
	{ "decomposition", "what a cold DC IVAC is made of", plot_decomposition },
	{ "break-even", "which policy costs less, by lines of a page", plot_break_even_of },
	{ "scaling", "DC IVAC less DC CIVAC by vCPUs, memslots and backing", plot_scaling },
	{ "ecdf", "distribution of the samples of cold cells", plot_distribution },
	{ "drift", "costs over the rounds of the run", plot_drift_of },
};

#define PLOT_COUNT ARRAY_SIZE(plot_table)

struct plot_options {
	const struct gnuplot_term *term;
	uint32_t only;                   /* a bit for each row of plot_table; 0: all plots */
	const char *directory;
	bool force, boots;
	char **archive;                  /* or a folder, with boots */
	int archive_count;
};

static void print_plots(void)
{
	for (size_t i = 0; i < PLOT_COUNT; i++)
		printf("  %-14s%s\n", plot_table[i].name, plot_table[i].summary);
}

static void offer_plots(const struct complete *c)
{
	for (size_t i = 0; i < PLOT_COUNT; i++)
		complete_item(c, plot_table[i].name);
}

/* Takes a list of plots, separated by commas. */
static enum status take_only(void *data, char *words)
{
	struct plot_options *o = data;
	char *save = NULL;

	for (char *word = strtok_r(words, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		size_t i = 0;

		while (i < PLOT_COUNT && strcmp(plot_table[i].name, word) != 0)
			i++;
		if (i == PLOT_COUNT) {
			complain("plot: --only %s: there is no such plot: see cmobench plot --help", word);
			return STATUS_USAGE;
		}
		o->only |= UINT32_C(1) << i;
	}
	return STATUS_OK;
}

static enum status take_term(void *data, char *name)
{
	struct plot_options *o = data;

	o->term = gnuplot_term_find(name);
	if (o->term)
		return STATUS_OK;
	complain("plot: --term %s: there is no such terminal: use svg, png or dumb", name);
	return STATUS_USAGE;
}

/* Returns STATUS_OK or STATUS_USAGE. */
static enum status check_options(const struct plot_options *o)
{
	if (!o->archive_count)
		complain("plot: no archive is named: see cmobench plot --help");
	else if (o->boots && o->archive_count > 1)
		complain("plot: --boots takes one folder of archives, not %d", o->archive_count);
	else if (!o->directory)
		complain("plot: -o DIR is missing: name a directory for the figures");
	else
		return STATUS_OK;
	return STATUS_USAGE;
}

/* Returns false if there is nothing more to do; *status is then the exit status. */
static bool parse_options(int argc, char **argv, struct plot_options *o, enum status *status)
{
	const struct cmdline_option options[] = {
		{ "output", required_argument, 'o', .text = &o->directory },
		{ "term", required_argument, .take = take_term, .offer = gnuplot_term_offer },
		{ "only", required_argument, .take = take_only, .offer = offer_plots },
		{ "force", no_argument, .flag = &o->force },
		{ "boots", no_argument, .flag = &o->boots },
	};
	const struct cmdline line = { .option = options, .count = ARRAY_SIZE(options), .data = o, .help = help,
				      .more_help = print_plots };
	int operand;

	*o = (struct plot_options){ .term = gnuplot_term_default() };
	operand = cmdline_parse(&line, argc, argv, status);
	if (!operand)
		return false;
	o->archive = argv + operand;
	o->archive_count = argc - operand;
	*status = check_options(o);
	return !*status;
}

/* Writes an archive's file name without the usual endings; of a run of several in a file, with its number. */
static void archive_stem(const struct archive *a, char stem[static PATH_MAX])
{
	static const char *const endings[] = { ".jsonl", ".cmo" };
	const char *name = archive_file_name(a), *mark = a->run ? strrchr(name, '#') : NULL;
	size_t size = mark ? (size_t)(mark - name) : strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		size_t ending = strlen(endings[i]);

		if (size > ending && !strncmp(name + size - ending, endings[i], ending))
			size -= ending;
	}
	snprintf(stem, PATH_MAX, a->run ? "%.*s-%zu" : "%.*s", (int)size, name, a->run);
}

/* A host's first archive. */
static const struct archive *host_archive(const struct hosts *h, size_t host)
{
	return h->joined[host] ? &h->joined[host]->boots.boot[0]->archive : &h->host[host]->archive;
}

/* Refuses two hosts whose figures would go into one directory. */
static enum status check_stems(const struct hosts *h)
{
	char stem[2][PATH_MAX];

	for (size_t i = 0; i < h->count; i++)
		for (size_t k = 0; k < i; k++) {
			archive_stem(host_archive(h, i), stem[0]);
			archive_stem(host_archive(h, k), stem[1]);
			if (!strcmp(stem[0], stem[1])) {
				complain("plot: %s and %s: their figures would have the same names: plot them into two "
					 "directories",
					 host_archive(h, k)->name, host_archive(h, i)->name);
				return STATUS_USAGE;
			}
		}
	return STATUS_OK;
}

static enum status make_directory(const char *path)
{
	struct stat st;

	if (!mkdir(path, 0777) || (errno == EEXIST && !stat(path, &st) && S_ISDIR(st.st_mode)))
		return STATUS_OK;
	complain("plot: %s: %s", path, errno == EEXIST ? "not a directory" : strerror(errno));
	return STATUS_FAILED;
}

/*
 * Writes all figures of a host into a directory, and draws them if draw. Returns STATUS_CANNOT, without a message, if they
 * were not drawn.
 */
static enum status plot_host(const struct plot_options *o, const struct loaded *loaded, const char *directory, bool draw)
{
	struct plotter plotter = { .loaded = loaded, .term = o->term, .directory = directory, .force = o->force };

	plotter.status = make_directory(directory);
	for (size_t i = 0; i < PLOT_COUNT && !plotter.status; i++)
		if (!o->only || o->only >> i & 1)
			plot_table[i].make(&plotter);
	if (!plotter.status && !plotter.count) {
		complain("plot: %s: the archive has no cells for these plots", loaded->archive.name);
		plotter.status = STATUS_FAILED;
	}
	if (!plotter.status)
		plotter.status = draw ? figures_draw(&plotter) : STATUS_CANNOT;
	if (!plotter.status)
		printf("%s: %zu figures\n", directory, plotter.count);
	free(plotter.name);
	return plotter.status;
}

/* Writes each host's figures into a directory of its own. Returns a status as plot_host() does. */
static enum status plot_hosts(const struct plot_options *o, const struct hosts *h)
{
	enum status status = make_directory(o->directory);
	char directory[PATH_MAX], stem[PATH_MAX];

	for (size_t i = 0; i < h->count && (!status || status == STATUS_CANNOT); i++) {
		archive_stem(host_archive(h, i), stem);
		if (snprintf(directory, sizeof(directory), "%s/%s", o->directory, stem) >= (int)sizeof(directory)) {
			complain("plot: %s: the name is too long", o->directory);
			return STATUS_FAILED;
		}
		status = plot_host(o, h->host[i], directory, !status);
	}
	return status;
}

/* Reads the archives and plots them. */
static enum status plot_all(const struct plot_options *o)
{
	struct hosts hosts;
	enum status status = o->boots ? hosts_open_folder(&hosts, "plot", o->archive[0]) :
					hosts_open(&hosts, "plot", o->archive, (size_t)o->archive_count, HOSTS_EACH);

	if (!status)
		status = check_stems(&hosts);
	if (!status)
		status = hosts_read_all(&hosts);
	if (!status)
		status = hosts.count == 1 ? plot_host(o, hosts.host[0], o->directory, true) : plot_hosts(o, &hosts);
	hosts_close(&hosts);
	return status;
}

int plot_main(int argc, char **argv)
{
	struct plot_options o;
	enum status status;

	if (!parse_options(argc, argv, &o, &status))
		return (int)status;
	status = plot_all(&o);
	if (status == STATUS_CANNOT)
		complain("plot: there is no gnuplot in PATH: install it (Debian: gnuplot-nox), then run it on the "
			 "scripts in %s", o.directory);
	return (int)status;
}
