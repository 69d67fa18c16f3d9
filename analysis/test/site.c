/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests the verb site: what its pages have, that they link to each other and to nothing else, that a build touches only what
 * depends on what is new, what is refused, and the index in a browser.
 */
#include "analysis/test/browser.h"
#include "analysis/test/caught.h"
#include "bench/array.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct fixture emulated = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT | 1 << POLICY_SKIP_RO, .rounds = 4,
	.batch = 4,
};

/* Write the archive of a run on a kernel. */
static void save_run(const char *path, const struct fixture *like, const char *kernel)
{
	struct fixture f = *like;

	f.kernel = kernel;
	write_archive(path, &f);
}

static struct caught said;
static char page[1 << 22];

static int site(const char *words)
{
	return caught_line(&said, site_main, "site %s", words);
}

static void builds(const char *words, const char *part)
{
	int status = site(words);

	if (!ok(status == STATUS_OK && strstr(said.out, part) && !said.err[0], "%s: %s", words, part))
		printf("# status %d: %s# %s\n", status, said.out, said.err);
}

/* Is there one line, and this status? */
static void refuses(const char *words, int status, const char *part)
{
	int got = site(words);

	if (!ok(got == status && strstr(said.err, part) && caught_one_line(said.err) && !said.out[0], "refused: %s: %.*s", words,
		(int)strcspn(said.err, "\n"), said.err))
		printf("# status %d: %s# %s\n", got, said.out, said.err);
}

/* The files of a folder, with what tells whether they were touched. */
struct file {
	char path[256];
	struct stat is;
	bool seen;
};

static struct file before[256], *listed;
static size_t befores, room;

static int list_one(const char *path, const struct stat *is, int type, struct FTW *at)
{
	(void)at;
	if (type == FTW_F && befores < room) {
		listed[befores].is = *is;
		snprintf(listed[befores++].path, sizeof(listed->path), "%s", path);
	}
	return 0;
}

static void look(const char *folder)
{
	memset(before, 0, sizeof(before));
	listed = before;
	room = ARRAY_SIZE(before);
	befores = 0;
	nftw(folder, list_one, 8, FTW_PHYS);
}

static char changes[4096];

#define ENDING strlen("-0123456789ab.html") /* of a page's name: digits of a digest */

static void note_change(char sign, const char *path)
{
	const char *name = strchr(path, '/') + 1;
	size_t used = strlen(changes), length = strlen(name);

	if (length > ENDING && name[length - ENDING] == '-')
		length -= ENDING;
	snprintf(changes + used, sizeof(changes) - used, "%c%.*s ", sign, (int)length, name);
}

static int compare_one(const char *path, const struct stat *is, int type, struct FTW *at)
{
	(void)at;
	if (type != FTW_F)
		return 0;
	for (size_t i = 0; i < befores; i++)
		if (!strcmp(before[i].path, path)) {
			before[i].seen = true;
			if (before[i].is.st_ino != is->st_ino || before[i].is.st_mtim.tv_sec != is->st_mtim.tv_sec ||
			    before[i].is.st_mtim.tv_nsec != is->st_mtim.tv_nsec || before[i].is.st_size != is->st_size)
				note_change('*', path);
			return 0;
		}
	note_change('+', path);
	return 0;
}

static int compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Which files were changed, added and removed since look(): "*index.html +run/a", in order. */
static const char *touched(const char *folder)
{
	static char sorted[sizeof(changes)];
	char *word[64], *rest = NULL;
	size_t count = 0;

	changes[0] = sorted[0] = '\0';
	nftw(folder, compare_one, 8, FTW_PHYS);
	for (size_t i = 0; i < befores; i++)
		if (!before[i].seen)
			note_change('-', before[i].path);
	for (char *w = strtok_r(changes, " ", &rest); w && count < ARRAY_SIZE(word); w = strtok_r(NULL, " ", &rest))
		word[count++] = w;
	qsort(word, count, sizeof(word[0]), compare_words);
	for (size_t i = 0; i < count; i++) {
		strcat(sorted, i ? " " : "");
		strcat(sorted, word[i]);
	}
	return sorted;
}

static void touches(const char *folder, const char *expected, const char *what)
{
	const char *got = touched(folder);

	ok(!strcmp(got, expected), "%s: touched \"%s\"", what, got);
}

static size_t links, broken, outside;

/* Check the links of a page, and that it refers to nothing outside. */
static int check_page(const char *path, const struct stat *is, int type, struct FTW *at)
{
	static const char *const forbidden[] = { "src=", "http:", "https:", "//", "@import", "url(", "<img", "<iframe", "fetch(" };

	(void)is;
	if (type != FTW_F || !strstr(path, ".html"))
		return 0;
	read_text(path, page, sizeof(page));
	for (const char *c = page; (c = strstr(c, "href=\"")); c++) {
		char target[512], to[256];

		if (sscanf(c, "href=\"%255[^\"]\"", to) != 1 || !strcmp(to, "data:,"))
			continue;
		snprintf(target, sizeof(target), "%.*s%s", at->base, path, to);
		links++;
		if (access(target, R_OK)) {
			printf("# %s: %s\n", path, to);
			broken++;
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
		/* The script has comments, of which only the first "//" are allowed. */
		for (const char *c = page; (c = strstr(c, forbidden[i])); c++)
			if (strcmp(forbidden[i], "//") || !strchr("\n\t", c[-1])) {
				printf("# %s: %s\n", path, forbidden[i]);
				outside++;
			}
	return 0;
}

static void test_links(const char *folder, size_t expected)
{
	links = broken = outside = 0;
	nftw(folder, check_page, 8, FTW_PHYS);
	ok(links == expected && !broken, "%zu links of %zu, %zu of them broken", links, expected, broken);
	ok(!outside, "no reference to anything outside");
}

/* Two kernels of one emulated host, a machine, and a fleet archive of one of these and of a third kernel. */
static void make_folder(void)
{
	struct fixture metal = emulated;

	mkdir("in", 0777);
	save_run("in/a.cmo.jsonl", &emulated, "6.12.117");
	save_run("in/b.cmo.jsonl", &emulated, "7.3.4");
	metal.platform = PLATFORM_METAL;
	metal.host = "<i>board & co";
	metal.boot = 1;
	save_run("in/m <b>&'%23.cmo.jsonl", &metal, "6.12.117");
	save_run("c", &emulated, "6.1.192");
	read_text("in/a.cmo.jsonl", page, sizeof(page));
	read_text("c", page + strlen(page), sizeof(page) - strlen(page));
	write_file("in/fleet.cmo.jsonl", page);
}

static void test_pages(void)
{
	const char *index = page;

	make_folder();
	builds("in -o out", "out/index.html: 4 runs, 1 history; 6 pages written, 0 removed\n");
	test_links("out", 12 + 4 + 1 + 5);
	read_text("out/index.html", page, sizeof(page));
	has_text(index, "<h1>cmobench: 4 runs, 2 hosts, 3 kernels</h1>", "index: what there is");
	has_text(index, "Emulated hosts: every cost of theirs is a count of instructions, never time.", "index: the platform first");
	has_text(index, "<td>inject</td><td>6 of 16 cells cost more, 4 less</td><td>instructions</td>", "index: the scorecard of a policy");
	has_text(index, "<td>&lt;i&gt;board &amp; co</td>", "index: what archives say is escaped");
	has_text(index, ">m &lt;b&gt;&amp;'%23.cmo.jsonl</a>", "index: names of files are escaped");
	lacks_text(index, "<b>", "index: names of files are escaped");
	has_text(index, ">3: 6.1.192 to 7.3.4</a>", "index: the history");
	has_text(index, "<td>fleet.cmo.jsonl#1</td><td>byte for byte the same as a.cmo.jsonl</td>", "index: a copy is no other run");
	has_text(index, "All 432 cells as predicted", "index: whether a run is to be believed");
	lacks_text(index, "hidden>", "index: without a script all is shown");
}

/* Nothing new, then a new archive, another one, and one less. */
static void test_rebuild(void)
{
	const struct timespec long_ago[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	struct fixture other = emulated;

	look("out");
	utimensat(AT_FDCWD, "in/a.cmo.jsonl", long_ago, 0);
	builds("in -o out", "0 pages written, 0 removed\n");
	touches("out", "", "nothing new, but for a time");
	save_run("in/d.cmo.jsonl", &emulated, "5.10.9");
	builds("in -o out", "5 runs, 1 history; 3 pages written, 0 removed\n");
	touches("out", "*history/max-emulated-vhe-quick *index.html *manifest.tsv +run/d", "a new archive of that host");
	look("out");
	write_file("in/aa.cmo.jsonl", read_text("in/b.cmo.jsonl", page, sizeof(page)));
	builds("in -o out", "5 runs, 1 history; 1 page written, 0 removed\n");
	touches("out", "*index.html *manifest.tsv", "a copy of an archive");
	unlink("in/aa.cmo.jsonl");
	builds("in -o out", "5 runs");
	look("out");
	other.platform = PLATFORM_METAL;
	other.boot = 2;
	save_run("in/e.cmo.jsonl", &other, "5.10.9");
	builds("in -o out", "6 runs, 1 history; 2 pages written, 0 removed\n");
	touches("out", "*index.html *manifest.tsv +run/e", "a new archive of another one");
	look("out");
	other.translation = 3651;
	save_run("in/e.cmo.jsonl", &other, "5.10.9");
	utimensat(AT_FDCWD, "in/e.cmo.jsonl", long_ago, 0);
	builds("in -o out", "6 runs, 1 history; 2 pages written, 1 removed\n");
	touches("out", "*index.html *manifest.tsv +run/e -run/e", "other bytes of an older time");
	look("out");
	write_file("out/run/mine.html", "mine");
	unlink("in/d.cmo.jsonl");
	builds("in -o out", "5 runs, 1 history; 2 pages written, 1 removed\n");
	touches("out", "*history/max-emulated-vhe-quick *index.html *manifest.tsv +run/mine.html -run/d",
		"one less; a file that is not ours stays");
	for (size_t i = 0; i < befores; i++)
		if (strstr(before[i].path, "/run/b-"))
			write_file(before[i].path, "broken");
		else if (strstr(before[i].path, "/run/a-"))
			unlink(before[i].path);
	look("out");
	builds("in -o out", "2 pages written, 0 removed\n");
	touches("out", "*run/b +run/a", "a page that was damaged, and one that was removed");
	unlink("in/e.cmo.jsonl");
	unlink("out/run/mine.html");
	builds("in -o out", "1 removed\n");
	test_links("out", 12 + 4 + 1 + 5);
}

static void test_damaged(void)
{
	const char *good = page;

	mkdir("bad", 0777);
	save_run("bad/good.cmo.jsonl", &emulated, "6.12.117");
	read_text("bad/good.cmo.jsonl", page, sizeof(page));
	write_replaced("bad/altered.cmo.jsonl", good, "\"executes\":16", "\"executes\":61", false);
	write_replaced("bad/part.cmo.jsonl", good, "\"complete\":true", "\"complete\":false", false);
	write_made("bad/cut.cmo.jsonl", strndup(good, strlen(good) / 2));
	write_file("bad/empty.cmo.jsonl", "");
	write_file("bad/text.cmo.jsonl", "a text\nof two lines\n");
	write_file("bad/other.txt", "a text\n");
	mkdir("bad/folder.cmo.jsonl", 0777);
	ok(!mkfifo("bad/pipe.cmo.jsonl", 0600) && !symlink("nowhere", "bad/dangling.cmo.jsonl"), "a pipe and a dangling link");
	ok(site("bad -o bad.out") == STATUS_FAILED && strstr(said.out, "bad.out/index.html: 2 runs, 0 histories; 3 pages written"),
	   "what can be read has its pages: %.*s", (int)strcspn(said.out, "\n"), said.out);
	has_text(said.err, "cmobench: site: bad/cut.cmo.jsonl: truncated: cut inside line ", "a line for each of the first");
	has_text(said.err, "site: 2 more could not be read: bad.out/index.html lists them\n", "and one for the others");
	read_text("bad.out/index.html", page, sizeof(page));
	has_text(page, "<td>altered.cmo.jsonl</td><td class=\"words\">altered: the digest of", "index: why: altered");
	has_text(page, "<td>cut.cmo.jsonl</td><td class=\"words\">truncated: cut inside line ", "index: why: truncated");
	has_text(page, "<td>empty.cmo.jsonl</td><td>empty: not one byte</td>", "index: why: empty");
	has_text(page, "<td>text.cmo.jsonl</td><td", "index: why: no archive");
	has_text(page, ">not JSON: line 1: ", "index: why: no archive");
	has_text(page, "<td>pipe.cmo.jsonl</td><td>no regular file</td>", "index: why: a pipe");
	has_text(page, "<td>folder.cmo.jsonl</td><td>no regular file</td>", "index: why: a folder");
	has_text(page, "<td>dangling.cmo.jsonl</td><td>No such file or directory</td>", "index: why: not there");
	has_text(page, "7 files or runs could not be read: see ", "index: that it has not all");
	has_text(page, "The run was not completed: cells are missing. Of the same run as good.cmo.jsonl, which has more of it.",
		 "index: two archives of one run");
	ok(strstr(page, "<h2>Runs") - strstr(page, "<td>skip_ro</td>") > 0 &&
	   !strstr(strstr(page, "<td>skip_ro</td>") + 1, "<td>skip_ro</td>"), "index: the scorecard has the one with more of it");
	test_links("bad.out", 3 + 2 + 2);
}

/* Build a site where no file may have more bytes; what the test itself prints is in a longer one. */
static int site_within(const char *arguments, rlim_t bytes)
{
	struct rlimit limit = { bytes, RLIM_INFINITY };
	int status;

	fflush(stdout);
	setrlimit(RLIMIT_FSIZE, &limit);
	status = site(arguments);
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	return status;
}

static void test_refused(void)
{
	int other;

	refuses("in", STATUS_USAGE, "site: takes one folder of archives, and -o OUT");
	refuses("in out -o x", STATUS_USAGE, "site: takes one folder of archives");
	refuses("none -o x", STATUS_FAILED, "site: none: No such file or directory");
	refuses("c -o x", STATUS_FAILED, "site: c: is no folder of archives");
	refuses("out -o x", STATUS_FAILED, "site: out: has no archive that ends in .cmo.jsonl");
	ok(access("x", F_OK), "and nothing is made");
	look("in");
	refuses("in -o in", STATUS_FAILED, "site: in: exists, and is no site of cmobench");
	refuses("bad -o in", STATUS_FAILED, "site: in: exists, and is no site of cmobench");
	refuses("in -o c", STATUS_FAILED, "site: c: Not a directory");
	refuses("in -o none/x", STATUS_FAILED, "site: none/x: No such file or directory");
	refuses("in -o /proc/x", STATUS_FAILED, "site: /proc/x: No such file or directory");
	touches("in", "", "what is refused is untouched");
	mkdir("hostile", 0777);
	write_file("hostile/manifest.tsv",
		   "cmobench site 1, a page a line: path, SHA-256 of its bytes, of what it was made of, facts\n"
		   "run/../../c\t\t\t\n");
	refuses("in -o hostile", STATUS_FAILED, "site: hostile: its manifest.tsv is damaged");
	ok(!access("c", F_OK), "a manifest cannot lead out of the site");
	mkdir("empty", 0777);
	signal(SIGXFSZ, SIG_IGN); /* as the program does */
	ok(site_within("in -o empty", 80) == STATUS_FAILED && strstr(said.err, "empty/manifest.tsv: File too large"),
	   "no room for the manifest: %s", said.err);
	ok(site_within("in -o empty", 60000) == STATUS_FAILED && strstr(said.err, ".html: File too large"), "no room: %s", said.err);
	look("empty");
	ok(befores == 1, "no room: nothing but the manifest is there");
	builds("in -o empty", "4 runs, 1 history; 6 pages written, 0 removed\n");
	other = open("empty", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok(other >= 0 && !flock(other, LOCK_EX), "another process builds the site");
	refuses("one -o empty", STATUS_FAILED, "site: empty: another process builds this site: wait for its end");
	close(other);
	builds("in -o empty", "4 runs, 1 history; 0 pages written, 0 removed\n");
}

/* Where a page would stand is a file that is not ours. */
static void test_foreign(void)
{
	char path[sizeof(before->path)] = "";

	mkdir("one", 0777);
	save_run("one/1.cmo.jsonl", &emulated, "6.12.117");
	save_run("one/2.cmo.jsonl", &emulated, "7.3.4");
	builds("one -o one.out", "4 pages written");
	look("one.out");
	for (size_t i = 0; i < befores; i++)
		if (strstr(before[i].path, "/run/2-"))
			strcpy(path, before[i].path);
	rename("one/2.cmo.jsonl", "2");
	builds("one -o one.out", "1 page written, 2 removed");
	write_file(path, "mine");
	rename("2", "one/2.cmo.jsonl");
	refuses("one -o one.out", STATUS_FAILED, "exists, and is not of this site: move it away");
	ok(!strcmp(read_text(path, page, sizeof(page)), "mine"), "a file that is not ours stays");
	unlink(path);
	builds("one -o one.out", "3 pages written");
}

/* 10,000 files of which 3 are archives, half of the others by name only. */
static void test_many(void)
{
	size_t lines = 0;
	char name[64];

	mkdir("many", 0777);
	for (int i = 0; i < 9997; i++) {
		snprintf(name, sizeof(name), "many/%d.%s", i, i % 2 ? "txt" : "cmo.jsonl");
		write_file(name, i % 4 ? "{}\n" : "");
	}
	save_run("many/a.cmo.jsonl", &emulated, "6.1.9");
	save_run("many/b.cmo.jsonl", &emulated, "6.12.9");
	save_run("many/c.cmo.jsonl", &emulated, "7.3.9");
	ok(site("many -o many.out") == STATUS_FAILED && strstr(said.out, "many.out/index.html: 3 runs, 1 history; 5 pages"),
	   "10,000 files: %s", said.out);
	for (const char *c = said.err; (c = strchr(c, '\n')); c++)
		lines++;
	ok(lines == 6 && strstr(said.err, "4994 more could not be read"), "10,000 files: %zu lines on stderr", lines);
	look("many.out");
	ok(site("many -o many.out") == STATUS_FAILED, "again");
	touches("many.out", "", "10,000 files, again");
}

/* The most memory that a build takes, in KiB. */
static long memory_of(const char *words)
{
	struct rusage usage;
	pid_t child = fork();

	if (!child)
		_exit(site(words));
	return child > 0 && wait4(child, NULL, 0, &usage) == child ? usage.ru_maxrss : -1;
}

static void test_memory(void)
{
	struct fixture f = emulated;
	long few, many;

	f.platform = PLATFORM_METAL;
	f.policies = FIXTURE_POLICIES;
	mkdir("few", 0777);
	mkdir("lots", 0777);
	for (uint32_t i = 1; i <= 9; i++) {
		f.boot = i;
		save_run(fixture_text("lots/%u.cmo.jsonl", i), &f, "6.12.117");
		if (i == 1)
			save_run("few/1.cmo.jsonl", &f, "6.12.117");
	}
	few = memory_of("few -o few.out");
	many = memory_of("lots -o lots.out");
#ifdef __SANITIZE_ADDRESS__
	ok(few > 0 && many > 0, "one run at a time is in memory # SKIP the sanitizer keeps what was freed");
#else
	ok(few > 0 && many < few + few / 4, "one run at a time is in memory: %ld KiB for one, %ld for nine", few, many);
#endif
}

/* Sorts the scorecard by a column, and searches in four ways. */
static const char clicks[] =
	"<script>\n"
	"const table = document.querySelector('table'), heads = [...table.tHead.rows[0].cells];\n"
	"const at = heads.findIndex(head => head.textContent === 'kernel');\n"
	"const rows = () => [...table.tBodies[0].rows].filter(row => row.offsetHeight);\n"
	"const column = () => [...new Set(rows().map(row => row.cells[at].textContent))].join();\n"
	"const all = rows().length, says = [];\n"
	"heads[at].firstElementChild.click(); says.push(column());\n"
	"heads[at].firstElementChild.click(); says.push(column());\n"
	"const words = document.querySelector('.search input');\n"
	"const search = (control, text) => { control.value = text; control.dispatchEvent(new Event('input', { bubbles: true })) };\n"
	"search(words, 'policy=inject kernel=6'); says.push(rows().length);\n"
	"search(words, '6.1.192 BOARD'); says.push(rows().length);\n"
	"search(words, 'board'); says.push(rows().length);\n"
	"search(words, '');\n"
	"const [host, kernel, policy] = document.querySelectorAll('.search select');\n"
	"search(policy, 'skip_ro'); says.push(rows().length);\n"
	"search(kernel, '7.3.4'); says.push(rows().length, location.hash, document.querySelector('.search output').textContent);\n"
	"location.hash = '#q=unit%3Dns';\n"
	"dispatchEvent(new HashChangeEvent('hashchange'));\n"
	"says.push(rows().length, policy.value === '', all);\n"
	"says.push(document.documentElement.scrollWidth <= window.innerWidth, getComputedStyle(document.body).backgroundColor,\n"
	"  performance.getEntriesByType('resource').length);\n"
	"const result = document.createElement('output'); result.id = 'result'; result.textContent = says.join(' ');\n"
	"document.body.append(result);\n"
	"</script>\n";

static const char expected[] =
	"<output id=\"result\">6.1.192,6.12.117,7.3.4 7.3.4,6.12.117,6.1.192 3 0 3 4 1 #kernel=7.3.4&amp;policy=skip_ro 3 of 17 rows 3 true 12 "
	"true rgb%s 0</output>";

static void test_browser(void)
{
	static const char *const colour[] = { "(20, 23, 26)", "(255, 255, 255)" }; /* dark, light */
	char wanted[512], messages[BROWSER_MESSAGES_SIZE];

	if (!browser_there()) {
		ok(true, BROWSER_MISSING);
		return;
	}
	read_text("out/index.html", page, sizeof(page) - sizeof(clicks));
	write_file("out/probe.html", strcat(page, clicks));
	for (int light = 0; light < 2; light++) {
		const char *shown = browser_show("out/probe.html", light, messages);

		snprintf(wanted, sizeof(wanted), expected, colour[light]);
		if (!ok(strstr(shown, wanted), "sorting, search, the address of a search, as wide as a phone, %s, nothing is fetched",
			light ? "light" : "dark"))
			browser_tell(shown, "<output id");
		ok(!messages[0], "no message on the console: %s", messages);
	}
	unlink("out/probe.html");
}

int main(void)
{
	test_memory();
	test_pages();
	test_rebuild();
	test_damaged();
	test_refused();
	test_foreign();
	test_many();
	test_browser();
	return tap_done();
}
