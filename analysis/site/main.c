/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb site: a folder of archives becomes static pages. */
#include "analysis/output/text.h"
#include "analysis/site/site.h"
#include "bench/array.h"
#include "bench/cli/cmdline.h"

#include <stdio.h>

#define TOLD 5 /* files that could not be read, of which stderr has a line each */

static const char help[] =
	"usage: cmobench site FOLDER -o OUT\n"
	"Make static pages of all *.cmo.jsonl in a folder: an index of hosts, kernels and policies with the scorecard of each run, a\n"
	"page for each run, and the history of each host that was measured on several kernels. They open from the file system, load\n"
	"nothing from elsewhere, and can be read without JavaScript. Built again, only pages are written whose archives changed;\n"
	"those of archives that are gone are removed.\n\n"
	"  -o, --output OUT    folder of the pages: a new or an empty one, or a site that was built before\n\n"
	"Exit status: 1 if an archive cannot be read. The index lists it with the reason, and has all others.\n";

static enum status build(struct site *s)
{
	enum status status = site_find(s);

	if (!status)
		status = site_put_runs(s);
	if (!status)
		status = site_put_histories(s);
	if (!status)
		status = site_put_index(s);
	return status ? status : pages_finish(&s->pages);
}

/* Says what was done, and which files could not be read. */
static enum status tell(const struct site *s)
{
	printf("%s/index.html: %zu run%s, %zu histor%s; %zu page%s written, %zu removed\n", s->pages.folder, s->runs,
	       text_plural(s->runs), s->histories, s->histories == 1 ? "y" : "ies", s->pages.written, text_plural(s->pages.written),
	       s->pages.removed);
	for (size_t i = 0, told = 0; i < s->problems && told < TOLD; i++)
		if (s->problem[i].unread) {
			complain("site: %s/%s: %s", s->folder, s->problem[i].name, s->problem[i].why);
			told++;
		}
	if (s->unread > TOLD)
		complain("site: %zu more could not be read: %s/index.html lists them", s->unread - TOLD, s->pages.folder);
	return s->unread ? STATUS_FAILED : STATUS_OK;
}

int site_main(int argc, char **argv)
{
	struct site s = { .runs = 0 };
	const char *output = NULL;
	const struct cmdline_option options[] = {
		{ "output", required_argument, 'o', .text = &output },
	};
	const struct cmdline line = { .option = options, .count = ARRAY_SIZE(options), .help = help };
	enum status status;
	int operand = cmdline_parse(&line, argc, argv, &status);

	if (!operand)
		return status;
	if (argc - operand != 1 || !output) {
		complain("site: takes one folder of archives, and -o OUT: see cmobench site --help");
		return STATUS_USAGE;
	}
	s.folder = argv[operand];
	status = pages_open(&s.pages, output);
	if (!status)
		status = build(&s);
	if (!status)
		status = tell(&s);
	site_free(&s);
	return status;
}
