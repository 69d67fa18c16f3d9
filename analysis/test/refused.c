/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests what is said of a run that findings refuse: that its user allowed them or, where they were raised at its end
 * and nobody did, that it is to be measured again; in everything that shows its numbers.
 */
#include "analysis/archive/archive.h"
#include "analysis/archive/load.h"
#include "analysis/export/csv.h"
#include "analysis/export/gbench.h"
#include "analysis/export/json_report.h"
#include "analysis/export/kcidb.h"
#include "analysis/export/ktap.h"
#include "analysis/export/lnt.h"
#include "analysis/export/openmetrics.h"
#include "analysis/scorecard/first_screen.h"
#include "analysis/scorecard/several_screen.h"
#include "analysis/test/caught.h"
#include "analysis/test/written.h"
#include "bench/array.h"
#include "bench/cli/verb.h"
#include "bench/test/tap.h"

#include <unistd.h>

#define GOVERNOR "\"id\":\"governor\",\"severity\":\"refuse\",\"what\":\"ondemand\",\"remedy\":null"
#define DRIFT    "\"id\":\"frequency-drift\",\"severity\":\"refuse\",\"what\":\"slower\",\"remedy\":\"cool it\""
#define ALLOWED  ",\"allowed\":true"
#define NOT      ",\"allowed\":false"
#define OLD      "" /* an archive of an older version does not say it */

static const struct fixture small = {
	.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 8, .batch = 16,
	.filter = "op=dc_ivac,dc_civac slot=rw_log,ro host_page=written lines=1",
};

/* allow: the list of --allow, without brackets; resume_allow: that of a resume, or NULL: there is none. */
static const struct {
	const char *what, *start, *end, *allow, *resume_allow;
	size_t allowed, again; /* findings that refuse */
} cases[] = {
	{ "nothing", NULL, NULL, "", NULL, 0, 0 },
	{ "allowed at the start", "{" GOVERNOR ALLOWED "}", NULL, "\"governor\"", NULL, 1, 0 },
	{ "the same, of an older version", "{" GOVERNOR OLD "}", NULL, "\"governor\"", NULL, 1, 0 },
	{ "at the end", NULL, "{" DRIFT NOT "}", "", NULL, 0, 1 },
	{ "the same, of an older version", NULL, "{" DRIFT OLD "}", "", NULL, 0, 1 },
	{ "allowed at the end", NULL, "{" DRIFT ALLOWED "}", "\"frequency-drift\"", NULL, 1, 0 },
	{ "the same, of an older version", NULL, "{" DRIFT OLD "}", "\"governor\",\"frequency-drift\"", NULL, 1, 0 },
	{ "allowed when resumed, of an older version", NULL, "{" DRIFT OLD "}", "", "\"frequency-drift\"", 1, 0 },
	{ "another allowed when resumed, of an older version", NULL, "{" DRIFT OLD "}", "", "\"governor\"", 0, 1 },
	{ "both", "{" GOVERNOR ALLOWED "}", "{" DRIFT NOT "},{" GOVERNOR ALLOWED "}", "\"governor\"", NULL, 2, 1 },
};

/* Return the archive of case i, for free(). */
static char *archive_of(size_t i)
{
	struct fixture f = small;
	char list[64], *text;

	f.findings = cases[i].start;
	f.end_findings = cases[i].end;
	f.resumed = cases[i].resume_allow;
	text = fixture_archive(&f);
	snprintf(list, sizeof(list), "\"allow\":[%s]", cases[i].allow);
	text = replaced(text, "\"allow\":[]", list);
	if (!cases[i].resume_allow)
		return text;
	/* The header's list is empty, so that the first that is not replaced is the resume's. */
	text = replaced(text, "\"allow\":[]", "\"allow\":[\"header\"]");
	snprintf(list, sizeof(list), "\"allow\":[%s]", cases[i].resume_allow);
	text = replaced(text, "\"allow\":[]", list);
	return replaced(text, "\"allow\":[\"header\"]", "\"allow\":[]");
}

static void test_read(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text = archive_of(i), why[256] = "";
		struct archive a;
		int err = archive_parse(&a, "x", text, strlen(text), why, sizeof(why));
		const char *first = err ? NULL : archive_refused(&a, false);

		ok(!err && archive_refusals(&a, true) == cases[i].allowed &&
			   archive_refusals(&a, false) == cases[i].again,
		   "read: %s: %zu allowed, %zu measure again%s", cases[i].what, cases[i].allowed, cases[i].again, why);
		ok(!err && !first == !cases[i].again && (!first || !strcmp(first, "frequency-drift")),
		   "read: %s: its name", cases[i].what);
		archive_free(&a);
		free(text);
	}
}

static int write_several(const struct loaded *loaded, FILE *out)
{
	const struct loaded *twice[] = { loaded, loaded };

	return write_hosts(twice, 2, several_screen, out);
}

static int write_report_all(const struct loaded *loaded, FILE *out)
{
	const struct loaded *twice[] = { loaded, loaded };

	return write_hosts(twice, 2, report_text_all, out);
}

static const struct {
	const char *form;
	writer *write;
	const char *again, *allowed; /* what it says */
} forms[] = {
	{ "report", report_text, "THIS RUN WAS REFUSED AT ITS END: measure again. 1 finding, below",
	  "THIS RUN WAS REFUSED, and its user allowed it: " },
	{ "its findings", report_text, "- frequency-drift (REFUSED at the end: measure again): slower. Remedy: cool it",
	  "(REFUSED, but allowed): " },
	{ "its tables", report_text, "\n[ns; REFUSED at its end: measure again]\n", "\n[ns; REFUSED, but allowed]\n" },
	{ "first screen", first_screen,
	  "REFUSED at its end, do not believe its numbers, measure again (frequency-drift)",
	  "REFUSED, but allowed by its user: do not believe its numbers (" },
	{ "screen of several", write_several, ": REFUSED at its end: measure again; ", ": REFUSED, but allowed; " },
	{ "report on several", write_report_all, "(REFUSED at its end: measure again).", "(REFUSED, but allowed)." },
	{ "markdown", report_markdown, "THIS RUN WAS REFUSED AT ITS END: measure again.",
	  "THIS RUN WAS REFUSED, and its user allowed it" },
	{ "html", report_html, "THIS RUN WAS REFUSED AT ITS END: measure again.",
	  "THIS RUN WAS REFUSED, and its user allowed it" },
	{ "json", export_json, "\"measure_again\": true", "\"refused\": true, \"measure_again\": false" },
	{ "csv", export_csv, ",end\r\n", ",allowed\r\n" },
	{ "gbench", export_gbench, "\"refused\": \"REFUSED at its end: measure again\"",
	  "\"refused\": \"REFUSED, but allowed\"" },
	{ "ktap", export_ktap, "# REFUSED at its end, do not believe its numbers, measure again (frequency-drift)",
	  "# REFUSED, but allowed by its user: do not believe its numbers (" },
	{ "kcidb", export_kcidb, "\"refused\": \"REFUSED at its end: measure again\"",
	  "\"refused\": \"REFUSED, but allowed\"" },
	{ "lnt", export_lnt, "\"refused\": \"REFUSED at its end: measure again\"",
	  "\"refused\": \"REFUSED, but allowed\"" },
	{ "openmetrics", export_openmetrics, "refused=\"REFUSED at its end: measure again\"",
	  "refused=\"REFUSED, but allowed\"" },
};

/* Does text have the words, wherever its lines break? */
static bool says(const char *text, const char *words)
{
	for (; *text; text++) {
		const char *t = text, *w = words;

		while (*w && (*t == *w || (*w == ' ' && *t == '\n'))) {
			t += *t == '\n' && *w == ' ' ? 1 + strspn(t + 1, " \t") : 1;
			w++;
		}
		if (!*w)
			return true;
	}
	return false;
}

static void test_written(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		for (size_t k = 0; k < ARRAY_SIZE(forms); k++) {
			bool again = cases[i].again, allowed = cases[i].allowed && !again;
			char *out = make(archive_of(i), forms[k].write);

			/* Where both are, that which was allowed may be left out. */
			ok(says(out, forms[k].again) == again, "%s: %s: %s to measure again", forms[k].form,
			   cases[i].what, again ? "says" : "does not say");
			if (!again)
				ok(says(out, forms[k].allowed) == allowed, "%s: %s: %s it was allowed", forms[k].form,
				   cases[i].what, allowed ? "says that" : "does not say that");
			free(out);
		}
}

/* Return what compare says of an archive, compared with one that nothing refuses, for free(). */
static char *compared(size_t i, const char *format)
{
	static struct caught said;
	struct fixture base = small;
	size_t size;
	char *text;

	base.boot = 7;
	write_archive("base", &base);
	write_made("new", archive_of(i));
	unlink("out");
	caught_line(&said, compare_main, "compare base new --format %s -o out", format);
	text = read_file("out", &size);
	if (!text || !size) {
		printf("Bail out! compare wrote nothing\n");
		exit(1);
	}
	return text;
}

static void test_compared(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool again = cases[i].again, allowed = cases[i].allowed && !again;
		char *text = compared(i, "text"), *json = compared(i, "json");

		ok(says(text, "; the run was REFUSED at its end: measure again") == again &&
			   says(text, "; the run was REFUSED, but allowed") == allowed,
		   "compare: %s", cases[i].what);
		ok(says(json, "\"measure_again\": true") == again &&
			   says(json, "\"refused\": true") == (again || allowed),
		   "compare, json: %s", cases[i].what);
		free(text);
		free(json);
	}
}

int main(void)
{
	test_read();
	test_written();
	test_compared();
	return tap_done();
}
