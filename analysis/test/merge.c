/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests the verb merge, and that the others read what it writes as the archives that it was made of. */
#include "analysis/test/caught.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct fixture metal = {
	.platform = PLATFORM_METAL, .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
	.filter = "op=dc_ivac,dc_civac,str slot=rw_log lines=1",
};

static struct caught said = { .together = true };

/* Expects a verb to end with a status, and its output to have a text. */
static void expect(verb_main *verb, const char *line, int status, const char *say)
{
	int got = caught_line(&said, verb, "%s", line);

	if (!ok(got == status && strstr(said.out, say), "%s: status %d: %.*s", line, status, (int)strcspn(say, "\n"), say))
		printf("# status %d, said: %s\n", got, said.out);
}

static size_t count_files(void)
{
	DIR *here = opendir(".");
	size_t count = 0;

	while (here && readdir(here))
		count++;
	if (here)
		closedir(here);
	return count;
}

/* Expects merge to refuse in one line, and to write nothing. */
static void refused(const char *line, int status, const char *say)
{
	size_t files = count_files();
	int got = caught_line(&said, merge_main, "%s", line);

	ok(got == status && strstr(said.out, say) && caught_one_line(said.out) && count_files() == files,
	   "%s: status %d, nothing is written: %.*s", line, status, (int)strcspn(said.out, "\n"), said.out);
}

/* Expects two files to have the same bytes. */
static void same_files(const char *a, const char *b, const char *what)
{
	size_t x_size = 0, y_size = 1;
	char *x = read_file(a, &x_size), *y = read_file(b, &y_size);

	ok(x && y && x_size == y_size && !memcmp(x, y, x_size), "%s", what);
	free(x);
	free(y);
}

/* Writes the archive of a boot of the host, and puts it behind those in `all`. */
static void make_archive(const char *name, const struct fixture *f, FILE *all)
{
	char *text = fixture_archive(f);

	if (all)
		fputs(text, all);
	write_made(name, text);
}

/* a, b and c are boots of one host; d is of another unit, e of another schema. */
static void make_archives(void)
{
	struct fixture f = metal;
	FILE *all = fopen("cat", "w");

	f.boot = 1;
	make_archive("a", &f, all);
	f.boot = 2;
	make_archive("b", &f, all);
	f.boot = 3;
	make_archive("c", &f, all);
	fclose(all);
	f.boot = 0;
	f.platform = PLATFORM_EMULATED;
	make_archive("d", &f, NULL);
	f.schema3 = true;
	make_archive("e", &f, NULL);
}

static void test_bytes(void)
{
	expect(merge_main, "merge a b c -o fleet", STATUS_OK, "fleet: 3 runs, ");
	same_files("fleet", "cat", "what merge writes is the archives behind one another");
	refused("merge a -o fleet", STATUS_FAILED, "merge: fleet: exists: name another file, or add --force");
	expect(merge_main, "merge fleet#2 -o second", STATUS_OK, "second: 1 run, ");
	same_files("second", "b", "one run of it is the archive that it was");
	expect(merge_main, "merge b c -o pair", STATUS_OK, "pair: 2 runs");
	expect(merge_main, "merge a pair -o again", STATUS_OK, "again: 3 runs");
	same_files("again", "cat", "a fleet archive is merged as what it was made of");
	expect(merge_main, "merge again -o again --force", STATUS_OK, "again: 3 runs");
	same_files("again", "cat", "it may be replaced by itself");
	expect(merge_main, "merge a b -o again --force", STATUS_OK, "again: 2 runs");
	expect(merge_main, "merge a b -o /dev/full", STATUS_FAILED, "merge: /dev/full: No space left on device");
	expect(merge_main, "merge a b d e -o mixed", STATUS_OK,
	       "; of 3 hosts, kernels or setups, which reports keep apart: #1 and #3 differ in platform, \"metal\" and \"emulated\"\n");
}

static void test_refused(void)
{
	char *good;
	size_t size;

	refused("merge a b a -o x", STATUS_USAGE, "merge: a and a are one archive, given twice");
	refused("merge fleet b -o x", STATUS_USAGE, "merge: fleet#2 and b are one archive, given twice");
	refused("merge a nothing -o x", STATUS_FAILED, "merge: nothing: No such file");
	refused("merge a fleet#4 -o x", STATUS_FAILED, "merge: fleet#4: fleet holds 3 runs, and no number 4");
	refused("merge a no\001file -o x", STATUS_FAILED, "merge: no?file: No such file");
	refused("merge a b", STATUS_USAGE, "merge: -o FILE is missing");
	refused("merge -o x", STATUS_USAGE, "merge: no archive is named");
	refused("merge a b -o none/x", STATUS_FAILED, "merge: none/x: No such file");
	refused("merge a b -o .", STATUS_FAILED, "merge: .: ");

	good = read_file("b", &size);
	write_made("cut", strndup(good, size / 2));
	refused("merge a cut -o x", STATUS_FAILED, "merge: cut: truncated: cut inside line");
	write_replaced("altered", good, "\"executes\":16", "\"executes\":61", false);
	refused("merge a altered -o x", STATUS_FAILED, "merge: altered: altered: the digest");
	write_replaced("partial", good, "\"complete\":true", "\"complete\":false", false);
	refused("merge a partial -o x", STATUS_FAILED, "merge: partial: its run was not completed");
	refused("merge b partial -o x --incomplete", STATUS_USAGE, "merge: b and partial are of one run, created ");
	expect(merge_main, "merge a partial -o some --incomplete", STATUS_OK, "some: 2 runs");
	free(good);

	/* Where boots have no id, runs of one second differ in seed, or in their command line. */
	good = read_file("d", &size);
	write_replaced("part", good, "\"complete\":true", "\"complete\":false", false);
	refused("merge d part -o x --incomplete", STATUS_USAGE, "merge: d and part are of one run");
	write_replaced("seeded", good, "\"seed\":\"0x1\"", "\"seed\":\"0x2\"", true);
	expect(merge_main, "merge d seeded -o seeds", STATUS_OK, "seeds: 2 runs, ");
	write_replaced("named", good, "\"argv\":[\"run\",", "\"argv\":[\"run\",\"--output=other\",", true);
	expect(merge_main, "merge d named -o both", STATUS_OK, "both: 2 runs, ");
	free(good);
}

/* Where there is no room for all of it, nothing of it stays. */
static void test_full(void)
{
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY }, some = { 10000, RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN); /* as the program does */
	setrlimit(RLIMIT_FSIZE, &some);
	refused("merge a b -o x", STATUS_FAILED, "merge: x: File too large");
	refused("merge a b -o fleet --force", STATUS_FAILED, "merge: fleet: File too large");
	setrlimit(RLIMIT_FSIZE, &all);
	same_files("fleet", "cat", "and what was there stays");
}

/* Expects damage to be told by the run that has it, and by the line of the file. */
static void test_damaged(void)
{
	size_t size = 0, lines = 1;
	char *a = read_file("a", &size), *b = read_file("b", &size), *bad, *text, say[200];

	bad = fixture_replace(b, "{\"type\":\"cell\"", "{\"type\":cell\"", true);
	text = malloc(strlen(a) + strlen(bad) + 1);
	strcat(strcpy(text, a), bad);
	for (const char *at = text; at < strstr(text, "{\"type\":cell\""); at++)
		lines += *at == '\n';
	write_file("damaged", text);
	snprintf(say, sizeof(say), "check: damaged#2: line %zu: not JSON", lines);
	expect(check_main, "check damaged", STATUS_FAILED, say);
	expect(check_main, "check damaged", STATUS_FAILED, "damaged#1: ok, ");
	refused("merge c damaged -o x", STATUS_FAILED, "merge: damaged#2: line ");
	strstr(text, "{\"type\":\"footer\"")[2] = 'T'; /* run 1 has no end any more */
	write_file("damaged", text);
	expect(check_main, "check damaged", STATUS_FAILED, "check: damaged#1: truncated: no footer after line ");
	text[strlen(a) / 2] = '\0';
	strcat(text, bad);
	write_file("damaged", text);
	expect(check_main, "check damaged", STATUS_FAILED, "check: damaged: ");
	free(text);
	free(bad);
	free(a);
	free(b);
}

/* Replaces each `from` in a text by `to`, which is no longer. */
static void replace_all(char *text, const char *from, const char *to)
{
	for (char *at = text; (at = strstr(at, from)); at += strlen(to)) {
		memmove(at + strlen(to), at + strlen(from), strlen(at + strlen(from)) + 1);
		memcpy(at, to, strlen(to));
	}
}

/* Expects a verb to print the same of the fleet archives and of what they were made of, but for names. */
static void same_output(verb_main *verb, const char *fleets, const char *archives, const char *const *name)
{
	static struct caught a = { .together = true }, b = { .together = true };
	int a_status = caught_line(&a, verb, "%s", fleets), b_status = caught_line(&b, verb, "%s", archives);
	size_t alike = 0;

	for (; *name; name += 2)
		replace_all(a.out, name[0], name[1]);
	while (a.out[alike] && a.out[alike] == b.out[alike])
		alike++;
	if (!ok(*a.out && a_status == b_status && a.out[alike] == b.out[alike], "%s: as %s, status %d", fleets, archives,
		a_status))
		printf("# status %d and %d, at byte %zu: %.80s\n# and %.80s\n", a_status, b_status, alike, a.out + alike,
		       b.out + alike);
}

static void test_read(void)
{
	static const char *const names[] = { "fleet#1", "a", "fleet#2", "b", "fleet#3", "c", "pair#1", "b", "pair#2", "c",
					     "mixed#1", "a", "mixed#2", "b", "mixed#3", "d", "mixed#4", "e", NULL };

	same_output(check_main, "check fleet", "check a b c", names);
	ok(caught_line(&said, check_main, "check fleet#4") == STATUS_FAILED && caught_one_line(said.out) &&
		   strstr(said.out, "check: fleet#4: fleet holds 3 runs, and no number 4"),
	   "no other run in place of one that is not there");
	same_output(check_main, "check fleet#2 mixed", "check b a b d e", names);
	same_output(report_main, "report --format csv fleet", "report --format csv a b c", names);
	same_output(report_main, "report --format csv a pair", "report --format csv a b c", names);
	same_output(report_main, "report --format csv mixed", "report --format csv a b d e", names);
	same_output(report_main, "report --format json fleet", "report --format json a b c", names);
	same_output(compare_main, "compare --format json fleet", "compare --format json a b c", names);
	same_output(compare_main, "compare --format json a -- pair", "compare --format json a -- b c", names);
	same_output(compare_main, "compare --format json pair#2 fleet#1", "compare --format json c a", names);
	expect(compare_main, "compare fleet#1", STATUS_USAGE, "takes two archives or more, BASE and NEW..., not 1");
	expect(compare_main, "compare fleet pair", STATUS_USAGE, "compare: fleet#2 and pair#1 are one archive, given twice");
	expect(report_main, "report fleet b", STATUS_USAGE, "report: fleet#2 and b are one archive, given twice");
}

static void test_names(void)
{
	link("a", "odd\nna\xffme");
	link("a", "caf\xc3\xa9");
	ok(caught_line(&said, check_main, "check odd\nna\xffme caf\xc3\xa9") == STATUS_OK && strstr(said.out, "odd?na?me: ok, ") &&
	   strstr(said.out, "\ncaf\xc3\xa9: ok, "), "the name of a file is printed on one line, and in UTF-8");
}

static void test_history(void)
{
	static const char *const names[] = { "kernels#1", "d", "kernels#2", "k", NULL };
	struct fixture f = metal;

	f.platform = PLATFORM_EMULATED;
	f.kernel = "7.3.4";
	f.translation = FIXTURE_TRANSLATION + 100;
	make_archive("k", &f, NULL);
	expect(merge_main, "merge d k -o kernels", STATUS_OK, "differ in kernel, \"6.12.117\" and \"7.3.4\"");
	same_output(history_main, "history --cells op=dc_civac kernels", "history --cells op=dc_civac d k", names);
	expect(history_main, "history kernels#2", STATUS_USAGE, "takes two archives or more, of different kernels, not 1");
}

static void test_plot(void)
{
	caught_line(&said, plot_main, "plot --only cost mixed -o figures");
	ok(!access("figures/mixed-1", F_OK) && !access("figures/mixed-3", F_OK) && access("figures/mixed-2", F_OK),
	   "plot: a directory for each host, named after its first run");
}

/* A copy of a fleet archive to publish has the digest of each run. */
static void test_publish(void)
{
	struct fixture f = metal;

	f.boot = 4;
	f.host = "QEMU of /home/somebody";
	make_archive("personal", &f, NULL);
	expect(merge_main, "merge a personal -o told", STATUS_OK, "told: 2 runs");
	expect(check_main, "check told", STATUS_OK, "told#1: ok, ");
	expect(check_main, "check told", STATUS_OK, "told#2: ok, ");
	expect(check_main, "check told#1", STATUS_OK, "fit to publish\n");
	expect(check_main, "check told#2", STATUS_OK, "not fit to publish: line ");
	expect(check_main, "check --publish copy told", STATUS_OK, "copy#2: ok, ");
	expect(merge_main, "merge copy -o two", STATUS_OK, "two: 2 runs");
	expect(merge_main, "merge copy#1 -o one", STATUS_OK, "one: 1 run");
	same_files("one", "a", "the run that had nothing personal is as it was");
}

int main(void)
{
	make_archives();
	test_bytes();
	test_refused();
	test_full();
	test_damaged();
	test_read();
	test_names();
	test_history();
	test_plot();
	test_publish();
	return tap_done();
}
