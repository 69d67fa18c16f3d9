/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests report --lint: our report passes, and a bad mail for each rule does not. */
#include "analysis/shift/compare.h"
#include "analysis/shift/make.h"
#include "analysis/compare/text_compare.h"
#include "analysis/output/lint.h"
#include "analysis/scorecard/first_screen.h"
#include "analysis/scorecard/several_screen.h"
#include "analysis/test/caught.h"
#include "analysis/test/written.h"
#include "bench/array.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <math.h>
#include <unistd.h>

#define GOOD_HEAD "host:   Altra, 80 cores\nbase-commit: 0123456789abcdef\n\n"
#define GOOD_NOTE "Unit: ns; n = 48 samples; stddev below 1 %.\n\n"
#define GOOD_TABLE "  slot   base    patched\n  rw     2310       3880\n  ro     1710       1960\n"

struct seen {
	size_t count, line;
	char what[128];
};

static void note(void *data, size_t line, const char *what)
{
	struct seen *seen = data;

	if (!seen->count++) {
		seen->line = line;
		snprintf(seen->what, sizeof(seen->what), "%s", what);
	}
	printf("# %zu: %s\n", line, what);
}

static const struct mail {
	const char *what, *text, *expected; /* NULL: nothing is wrong */
	size_t line;
} mail_table[] = {
	{ "good", GOOD_HEAD GOOD_NOTE GOOD_TABLE, NULL, 0 },
	{ "the machine and base of a patch", "machine: Pi 5\nbase: v6.12-rc1-3-g0123456789ab\n" GOOD_NOTE GOOD_TABLE,
	  NULL, 0 },
	{ "72 columns", GOOD_HEAD "123456789 123456789 123456789 123456789 123456789 123456789 123456789 12\n", NULL,
	  0 },
	{ "73 columns", GOOD_HEAD "123456789 123456789 123456789 123456789 123456789 123456789 123456789 123\n",
	  "73 columns, more than 72", 4 },
	{ "a tab", GOOD_HEAD "a\tb\n", "a tab", 4 },
	{ "a carriage return", GOOD_HEAD "a\r\n", "a character that is not printable ASCII", 4 },
	{ "UTF-8", GOOD_HEAD "1 \xc2\xb5s\n", "a character that is not printable ASCII", 4 },
	{ "no unit", GOOD_HEAD "n = 48; stddev below 1.\n\n" GOOD_TABLE, "a table without a unit", 6 },
	{ "no n", GOOD_HEAD "Unit: ns, stddev below 1 %.\n\n" GOOD_TABLE,
	  "a table that does not say n, of how many samples it is", 6 },
	{ "no spread", GOOD_HEAD "Unit: ns, n = 48.\n\n" GOOD_TABLE,
	  "a table without spread: an interval, stddev or the like", 6 },
	{ "what another table says", GOOD_HEAD GOOD_NOTE GOOD_TABLE "\n" GOOD_TABLE, "a table without a unit", 10 },
	{ "no base", "host: Altra\n\n" GOOD_NOTE GOOD_TABLE, "no base commit: a line \"base-commit: \" with it", 1 },
	{ "no commit in it", "host: Altra\nbase: v6.12\n\n" GOOD_NOTE GOOD_TABLE,
	  "no base commit: a line \"base-commit: \" with it", 1 },
	{ "no machine", "base-commit: 0123456789abcdef\n\n" GOOD_NOTE GOOD_TABLE,
	  "no machine: a line \"host: \" that names it", 1 },
	{ "time of an emulated host", GOOD_HEAD "An emulated host.\n\nIt takes 12 us.\n",
	  "a unit of time, of an emulated host",
	  6 },
	{ "in a heading", GOOD_HEAD "QEMU.\n\ncost [ns]\n", "a unit of time, of an emulated host", 6 },
	{ "instructions of one", GOOD_HEAD "An emulated host.\n\nIt takes 12 instructions, and tells us so.\n", NULL,
	  0 },
	{ "time of metal beside it", GOOD_HEAD "An emulated host.\n\nmetal: 12 us.\n", NULL, 0 },
	{ "nothing", "", "no base commit: a line \"base-commit: \" with it", 1 },
};

static void test_mails(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(mail_table); i++) {
		const struct mail *m = &mail_table[i];
		struct seen seen = { .count = 0 };
		long count = lint_text(m->text, strlen(m->text), note, &seen);

		if (m->expected)
			ok(count > 0 && (size_t)count == seen.count && seen.line == m->line &&
			   !strcmp(seen.what, m->expected),
			   "%s: line %zu, %s", m->what, seen.line, seen.what);
		else
			ok(!count && !seen.count, "%s: %ld", m->what, count);
	}
}

static void test_nul(void)
{
	static const char text[] = GOOD_HEAD "a\0b\n";
	struct seen seen = { .count = 0 };

	ok(lint_text(text, sizeof(text) - 1, note, &seen) == 1 && seen.line == 4, "a NUL");
}

/* The comparison of the first archive with the last, as text. */
static int write_compare(const struct loaded *const *loaded, size_t count, FILE *out)
{
	const struct compare_arm arm[SIDE_COUNT] = { { &loaded[0], 1 }, { &loaded[count - 1], 1 } };
	struct compare c;
	int err = compare_make(&c, arm, SIDE_COUNT, 0, NAN);

	if (!err) {
		err = compare_text(&c, out);
		compare_free(&c);
	}
	return err;
}

static char *compared(const struct fixture *f)
{
	char *text[] = { fixture_archive(f), fixture_archive(f) };

	return make_all(text, 2, write_compare);
}

static void check_ours(const char *format, const char *what, char *text)
{
	struct seen seen = { .count = 0 };
	long count = lint_text(text, strlen(text), note, &seen);

	ok(!count, "%s passes: %s (%ld)", format, what, count);
	free(text);
}

/* Everything that is printed of an archive as text; and of it beside itself. */
static void test_ours(const char *what, const struct fixture *f)
{
	static const struct {
		const char *name;
		writer *one;
		hosts_writer *hosts;
	} format[] = {
		{ "the first screen", first_screen, several_screen },
		{ "the full report", report_text, report_text_all },
	};

	for (size_t i = 0; i < ARRAY_SIZE(format); i++) {
		char *two[] = { fixture_archive(f), fixture_archive(f) };

		check_ours(format[i].name, what, make(fixture_archive(f), format[i].one));
		check_ours(format[i].name, "two of them", make_hosts(two, 2, format[i].hosts));
	}
	check_ours("a comparison", what, compared(f));
}

static void test_file(void)
{
	write_file("mail", GOOD_HEAD GOOD_NOTE GOOD_TABLE);
	ok(lint_file("mail") == STATUS_OK, "a file that is good");
	write_file("mail", GOOD_HEAD GOOD_NOTE GOOD_TABLE "\t\n");
	ok(lint_file("mail") == STATUS_FAILED, "one that is not");
	ok(lint_file("nothing") == STATUS_FAILED, "one that is not there");
	unlink("mail");
}

int main(void)
{
	const uint32_t all = FIXTURE_POLICIES;
	struct fixture f = { .platform = PLATFORM_EMULATED, .policies = all, .rounds = 4, .batch = 16, .pmu = true };

	test_mails();
	test_nul();
	test_ours("quick", &f);
	f.suite = "standard";
	f.calibration = true;
	test_ours("standard", &f);
	f.resumed = f.unconverged = f.odd = true;
	f.disturbed = 2;
	test_ours("much to say", &f);
	f.inexact = true;
	test_ours("without -icount", &f);
	f = (struct fixture){ .platform = PLATFORM_METAL, .policies = all, .rounds = 8, .batch = 16,
			      .suite = "standard",
			      .units_per_tick = 40, .poor = true, .pmu = true };
	test_ours("metal", &f);
	f.unattributed = true;
	test_ours("metal, nothing counted", &f);
	f.platform = PLATFORM_VIRTUAL;
	f.rounds = 1;
	f.batch = 1;
	test_ours("virtual, one sample", &f);
	test_file();
	return tap_done();
}
