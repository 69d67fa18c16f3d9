/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb plot: what it writes, that gnuplot draws it, and what it says where it cannot. Runs in an empty directory. */
#include "analysis/plot.h"
#include "analysis/test/fixture.h"
#include "bench/test/tap.h"
#include "bench/verb.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct fixture whole = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT | 1 << POLICY_SKIP_RO,
	.rounds = 4, .batch = 8, .suite = "standard",
};

static void write_archive(const char *path, const struct fixture *f)
{
	char *text = fixture_archive(f);
	FILE *out = fopen(path, "w");

	if (!out || fputs(text, out) < 0 || fclose(out))
		exit(1);
	free(text);
}

/* The verb, what it says going into the files said and told. */
static int plot(const char *a, const char *b, const char *c, const char *d, const char *e)
{
	char *argv[] = { (char *)"plot", (char *)a, (char *)b, (char *)c, (char *)d, (char *)e, NULL };
	int argc = 1, status, out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);

	while (argv[argc])
		argc++;
	fflush(stdout);
	if (!freopen("told", "w", stdout) || !freopen("said", "w", stderr))
		exit(1);
	status = plot_main(argc, argv);
	fflush(stdout);
	fflush(stderr);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	return status;
}

/* All of a file, for free(); "" if it is not there. */
static char *text_of(const char *path)
{
	char *text = calloc(1, 1 << 21);
	FILE *in = fopen(path, "r");

	if (in) {
		text[fread(text, 1, (1 << 21) - 1, in)] = '\0';
		fclose(in);
	}
	return text;
}

static bool holds(const char *path, const char *what)
{
	char *text = text_of(path);
	bool found = strstr(text, what);

	free(text);
	return found;
}

static bool same(const char *a, const char *b)
{
	char *x = text_of(a), *y = text_of(b);
	bool as = *x && !strcmp(x, y);

	free(x);
	free(y);
	return as;
}

/* gnuplot takes an empty field for the one above it. */
static bool has_empty_field(const char *path)
{
	char *text = text_of(path);
	bool empty = strstr(text, "\t\t") || strstr(text, "\t\n");

	free(text);
	return empty;
}

static void test_data(void)
{
	static const char *const names[] = { "cost", "parts", "ecdf", "policies", "lines", "vcpus", "mix", "backing", "drift",
					     "heat" };
	char path[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "first/%s.tsv", names[i]);
		ok(!access(path, F_OK) && !has_empty_field(path), "%s has data, and no empty field", names[i]);
	}
	/* 3 + a translation and a permission fault; the parts, less null's 3, add up. */
	ok(holds("first/parts.tsv", "inject, rw_log/written\t3\t3650\t3190\t6843\n"), "the parts of a cold DC IVAC");
	ok(holds("first/cost.tsv", "\nrw_log/written\t3653\t1/1\t3653\t1/1\t6843\t2/2\t3653\t1/1\t"), "cost with its faults");
	ok(holds("first/heat.tsv", "\t6843\t6843  2/2\n"), "and on the map");
	ok(holds("first/lines.tsv", "\"inject, dc_civac\"\n1\t3653\t3653\n2\t3658\t-\n"), "a line more costs 5");
	ok(holds("first/vcpus.tsv", "\"inject\"\n1\t3190\t3190\t3190\n2\t3290\t3290\t3290\n"), "with vCPUs it grows");
	ok(holds("first/policies.tsv", "inject_minus_upstream rw_log/written\t3190\t"), "policy against policy");
	ok(holds("first/ecdf.tsv", "\"inject, dc_ivac\"\n6843\t0\n6843\t") && holds("first/ecdf.tsv", "\t1\n"),
	   "a distribution goes from 0 to 1");
	ok(holds("first/drift.tsv", "1\t0\n2\t0\n3\t0\n4\t0\n"), "and rounds that are alike do not drift");
	ok(holds("first/cost.gp", "unit = 'instructions, emulated'"), "the axis has the unit, and that it is emulated");
}

static void test_drawn(void)
{
	ok(plot("whole.cmo.jsonl", "-o", "first", NULL, NULL) == STATUS_OK && holds("first/cost.svg", "<svg") &&
	   holds("first/heat.svg", "</svg>") && holds("told", "first/drift.svg\n"), "everything is drawn");
	ok(holds("said", "") && !holds("said", "arning"), "gnuplot has no complaints");
	ok(holds("first/cost.svg", "2/2") && holds("first/cost.svg", "instructions, emulated"), "faults stand in the picture");
	test_data();
	ok(plot("whole.cmo.jsonl", "-o", "first", NULL, NULL) == STATUS_FAILED && holds("said", "--force"),
	   "what is there is not written over");
	mkdir("own", 0777);
	fclose(fopen("own/cost.svg", "w"));
	ok(plot("whole.cmo.jsonl", "-o", "own", NULL, NULL) == STATUS_FAILED && holds("said", "own/cost.svg: exists") &&
	   !holds("own/cost.svg", "<svg"), "nor is a picture of somebody else's");
	ok(plot("whole.cmo.jsonl", "-o", "second", NULL, NULL) == STATUS_OK && same("first/cost.svg", "second/cost.svg") &&
	   same("first/heat.svg", "second/heat.svg"), "the same archive gives the same bytes");
	ok(plot("whole.cmo.jsonl", "-o", "first", "--term=dumb", "--force") == STATUS_OK && holds("first/policies.txt", "instructions, emulated"),
	   "as text");
	ok(plot("whole.cmo.jsonl", "few.cmo.jsonl", "-o", "both", NULL) == STATUS_OK && holds("both/few/cost.svg", "<svg") &&
	   holds("both/whole/cost.svg", "<svg"), "two archives, a directory each");
	ok(holds("told", "mix: left out"), "what an archive has no cells for is said");
}

static void test_cannot(void)
{
	ok(plot("whole.cmo.jsonl", NULL, NULL, NULL, NULL) == STATUS_USAGE && holds("said", "-o DIRECTORY"), "no directory");
	ok(plot("-o", "third", NULL, NULL, NULL) == STATUS_USAGE && holds("said", "no archive"), "no archive");
	ok(plot("whole.cmo.jsonl", "-o", "third", "--term=pdf", NULL) == STATUS_USAGE && holds("said", "svg png dumb"),
	   "no such terminal");
	ok(plot("nowhere", "-o", "third", NULL, NULL) == STATUS_FAILED && holds("said", "No such file") &&
	   access("third", F_OK), "an archive that is not there leaves nothing");
	ok(plot("whole.cmo.jsonl", "-o", "whole.cmo.jsonl", NULL, NULL) == STATUS_FAILED && holds("said", "Not a directory"),
	   "a directory that is none");
	setenv("PATH", "/nowhere", 1);
	ok(plot("whole.cmo.jsonl", "-o", "third", NULL, NULL) == STATUS_CANNOT && holds("said", "gnuplot-nox") &&
	   !access("third/heat.gp", F_OK) && !access("third/heat.tsv", F_OK), "without gnuplot data and scripts are kept");
}

int main(void)
{
	struct fixture few = whole;

	few.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written lines=1 vcpus=1 mix=1 backing=anon";
	write_archive("whole.cmo.jsonl", &whole);
	write_archive("few.cmo.jsonl", &few);
	if (!system("command -v gnuplot >/dev/null"))
		test_drawn();
	else
		puts("# gnuplot is not installed");
	test_cannot();
	return tap_done();
}
