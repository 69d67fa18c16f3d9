/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests reports on several archives: a column for each machine, the same cell in each row, units never mixed. */
#include "analysis/output/lint.h"
#include "analysis/test/caught.h"
#include "analysis/test/written.h"
#include "bench/test/tap.h"

#include <unistd.h>

static const struct fixture emulated = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT | 1 << POLICY_UPGRADE, .rounds = 4, .batch = 4,
};

static void note(void *data, size_t line, const char *what)
{
	(void)data;
	printf("# %zu: %s\n", line, what);
}

/* Is the row below the heading? */
static bool below(const char *text, const char *heading, const char *row)
{
	const char *place = strstr(text, heading);

	return place && strstr(place, row);
}

static char *named(const struct fixture *f, const char *cpu)
{
	char to[64];

	snprintf(to, sizeof(to), "\"cpu\":\"%s\",\"machine\"", cpu);
	return replaced(fixture_archive(f), "\"cpu\":\"max\",\"machine\"", to);
}

static void test_text(void)
{
	struct fixture slow = emulated, metal = emulated;
	char *text[4], *out;

	slow.permission = 4000;
	metal.platform = PLATFORM_METAL;
	text[0] = fixture_archive(&emulated);
	text[1] = named(&slow, "cortex-a72,x=on");
	text[2] = fixture_archive(&metal);
	text[3] = fixture_archive(&emulated);
	out = make_hosts(text, 4, report_text_all);
	ok(!lint_text(out, strlen(out), note, NULL), "a mail that passes --lint");
	has_text(out, "cost a guest, on 3 machines\n(as far as archives tell), with 4 kernels, setups or filters\n",
		 "how many machines that are");
	ok(strstr(out, "      max      a72      max\n slot/host page    faults    run A    run B    run D\n"),
	   "a column for each of one unit, by what differs among them");
	ok(strstr(out, "  unknown\n slot/host page    faults    run C\n"), "one of another unit stands apart");
	ok(below(out, "inject, dc_ivac\n", "\n rw_log/written      2/2      6843     7653     6843\n"),
	   "the same cell");
	ok(below(out, "\nivac_minus_civac", "\n rw_log/written       2-1    +3190    +4000    +3190\n"),
	   "and difference");
	ok(below(out, "first access to a page, one line of it, metal\n[ns]\n", "inject, dc_ivac\n"),
	   "its unit is said");
	ok(below(out, "How to reproduce a72 run B\n", "sha256: "), "how to reproduce each");
	free(out);
}

static void test_faults(void)
{
	struct fixture old = emulated;
	char *text[2], *out;

	old.old_reading = true;
	text[0] = fixture_archive(&emulated);
	text[1] = fixture_archive(&old);
	out = make_hosts(text, 2, report_text_all);
	has_text(out, "cost a guest, on 1 machine\n(as", "one machine is one");
	ok(below(out, "inject, dc_ivac\n", "\n rw_log/written   differ:     6843     3653\n   faults") &&
	   below(out, "inject, dc_ivac\n", "   faults                        2        1\n"),
	   "faults that differ are told of each");
	free(out);
}

static void test_many(void)
{
	char *text[ARCHIVES_MAX], *out;

	for (size_t i = 0; i < ARCHIVES_MAX; i++)
		text[i] = fixture_archive(&emulated);
	out = make_hosts(text, ARCHIVES_MAX, report_text_all);
	ok(!lint_text(out, strlen(out), note, NULL), "more machines than a line has room for");
	ok(strstr(out, "    run A    run B    run C    run D    run E\n") &&
	   strstr(out, " faults    run F    run G\n"),
	   "they stand in tables of five");
	free(out);
}

static void test_markdown(void)
{
	char *text[2] = { fixture_archive(&emulated), named(&emulated, "cortex-a72") }, *out;

	out = make_hosts(text, 2, report_markdown_all);
	has_text(out, "| slot/host page | faults | max | a72 |\n|---|---|---:|---:|\n",
		 "markdown: a column for each");
	has_text(out, "| inject, dc\\_ivac: ro/written | 2/2a | 6843 | 6843 |\n", "markdown: the same cell");
	has_text(out, "\n\nn = 16 samples in 4 rounds; intervals at 95 %", "markdown: n and spread");
	free(out);
}

/* What speaks against an archive stands beside the table that has its numbers, not only below the fold. */
static void test_refused(void)
{
	struct fixture refused = emulated;
	char *text[2] = { fixture_archive(&emulated), NULL }, *out, *fold;

	refused.findings = "{\"id\":\"drift\",\"severity\":\"flag\",\"what\":\"slower\",\"remedy\":null},"
			   "{\"id\":\"governor\",\"severity\":\"refuse\",\"what\":\"ondemand\",\"remedy\":null}";
	refused.hook = "ftrace";
	refused.hook_fault = 52;
	text[1] = fixture_archive(&refused);
	out = make_hosts(text, 2, report_markdown_all);
	fold = strstr(out, "<details>");
	if (ok(fold, "markdown: a fold")) {
		*fold = '\0';
		has_text(out, "module: THIS RUN WAS REFUSED, but allowed by its user: do not believe its numbers "
			      "(governor).", "a refused run, above the fold");
		has_text(out, "module: costs are given less cmo\\_policy's hook.", "and its hook");
		lacks_text(out, "patch: THIS", "the other one was not refused");
	}
	free(out);
}

/* All policies have their rows, of whichever archive. */
static void test_policies(void)
{
	struct fixture f = emulated;
	char *text[2], *out;

	f.policies = 1u << POLICY_UPSTREAM | 1u << POLICY_READ;
	text[0] = fixture_archive(&f);
	f.policies = (1u << POLICY_COUNT) - 1;
	text[1] = fixture_archive(&f);
	out = make_hosts(text, 2, report_text_all);
	for (unsigned int policy = 0; policy < POLICY_COUNT; policy++) {
		char row[64];

		snprintf(row, sizeof(row), "\n%s, dc_ivac\n", policy_name((enum policy_id)policy));
		has_text(out, row, "a policy's rows");
	}
	free(out);
}

/* Archives in one CSV differ in the first fields of their rows. */
static void test_csv(void)
{
	static struct caught said;
	char line[65536];
	size_t headings = 0, rows[2] = { 0 };
	FILE *file;

	write_archive("a.jsonl", &emulated);
	write_made("b.jsonl", named(&emulated, "cortex-a72"));
	ok(!caught_line(&said, report_main, "report --format csv -o out.csv a.jsonl b.jsonl"), "csv of two hosts");
	file = fopen("out.csv", "r");
	while (file && fgets(line, sizeof(line), file)) {
		headings += !strncmp(line, "archive,platform,", 17);
		rows[0] += !rows[1] && !strncmp(line, "a.jsonl,emulated,", 17);
		rows[1] += !strncmp(line, "b.jsonl,emulated,", 17);
	}
	if (file)
		fclose(file);
	ok(headings == 1, "csv: one heading");
	ok(rows[0] > 100 && rows[0] == rows[1], "the rows of one host, then those of the other: %zu and %zu", rows[0], rows[1]);
	unlink("a.jsonl");
	unlink("b.jsonl");
	unlink("out.csv");
}

/* Headers are read first; that a file is cut or altered is told all the same, and of the first file. */
static void test_damaged(void)
{
	static struct caught said;
	char *text = fixture_archive(&emulated);

	write_file("good", text);
	write_replaced("altered", text, "\"page_lines\":64", "\"page_lines\":\"\"", false);
	write_made("cut", strndup(text, strlen(text) / 2));
	ok(caught_line(&said, report_main, "report good altered") == STATUS_FAILED && strstr(said.err, "altered: altered: the digest") &&
	   caught_one_line(said.err) && !said.out[0], "a header that was altered");
	ok(caught_line(&said, report_main, "report good cut altered") == STATUS_FAILED && strstr(said.err, "cut: truncated") &&
	   caught_one_line(said.err) && !said.out[0], "behind a file that is cut");
	unlink("good");
	unlink("altered");
	unlink("cut");
	free(text);
}

int main(void)
{
	test_text();
	test_faults();
	test_many();
	test_markdown();
	test_refused();
	test_policies();
	test_csv();
	test_damaged();
	return tap_done();
}
