/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests report --format html: it needs no other file, and its tables sort in a browser, if there is one. */
#include "analysis/test/browser.h"
#include "analysis/test/written.h"
#include "bench/array.h"
#include "bench/test/tap.h"

static const struct fixture standard = {
	.platform = PLATFORM_EMULATED, .policies = FIXTURE_POLICIES, .rounds = 4, .batch = 4,
	.suite = "standard",
};

/* Clicks twice on heading %s of the first long table that has it, and says whether numbers went up, then down. */
static const char clicks[] =
	"<script>\n"
	"const find = table => [...table.tHead.rows[0].cells].findIndex(head => head.textContent === '%s');\n"
	"const table = [...document.querySelectorAll('table')].find(t => find(t) >= 0 && t.tBodies[0].rows.length > 9);\n"
	"const heads = [...table.tHead.rows[0].cells], at = find(table);\n"
	"const costs = () => [...table.tBodies[0].rows].map(row => Number(row.cells[at].dataset.value));\n"
	"const up = list => list.every((x, i) => !i || list[i - 1] <= x);\n"
	"const before = costs();\n"
	"heads[at].firstElementChild.click();\n"
	"const first = costs(), ascending = heads[at].getAttribute('aria-sort');\n"
	"heads[at].firstElementChild.click();\n"
	"const second = costs();\n"
	"const result = document.createElement('output');\n"
	"result.textContent = [before.length > 9, up(before), up(first), ascending, up(second.reverse()),\n"
	"  heads[at].getAttribute('aria-sort'), new Set(before).size === new Set(second).size,\n"
	"  document.documentElement.scrollWidth <= window.innerWidth,\n"
	"  performance.getEntriesByType('resource').length].join(' ');\n"
	"document.body.append(result);\n"
	"</script>\n";

static bool save(const char *path, const char *text, const char *column)
{
	FILE *file = fopen(path, "w");
	bool good = file && fputs(text, file) >= 0 && fprintf(file, clicks, column) >= 0;

	return file && !fclose(file) && good;
}

/* Checks that a browser would fetch nothing. */
static void test_alone(const char *text)
{
	static const char *const outside[] = { "src=", "http:", "https:", "//", "@import", "url(", "<link rel=\"style",
					       "<img",
					       "<iframe", "fetch(", "XMLHttp" };
	size_t found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(outside); i++)
		if (strstr(text, outside[i])) {
			printf("# %s\n", outside[i]);
			found++;
		}
	ok(!found, "no reference to anything outside");
	has_text(text, "default-src 'none'", "and the page forbids it to itself");
}

/* In units of the view, of which there are 360 from left to right. */
static double highest_figure(const char *text)
{
	double highest = 0, height;

	for (const char *c = text; (c = strstr(c, "viewBox=\"0 0 360 ")); c++)
		if (sscanf(c, "viewBox=\"0 0 360 %lf", &height) == 1 && height > highest)
			highest = height;
	return highest;
}

static void test_page(const char *text)
{
	size_t headings = 0;

	for (const char *c = text; (c = strstr(c, "<h3>")); c++)
		headings++;
	ok(headings == 9, "a heading for each of the questions (%zu)", headings);
	has_text(text, "Emulated host: every cost here is a count of instructions, never time.",
		 "the platform first");
	has_text(text, "<svg viewBox", "figures, with fault counts beside costs");
	has_text(text, "2 faults, abort", "figures, with fault counts beside costs");
	has_text(text, ">inject, upgrade</text>", "policies that coincide share a row of a figure");
	has_text(text, ">upstream, inject_ro, upgrade_ro, skip_ro, flush_ro<", "and so do the others");
	ok(highest_figure(text) > 0 && highest_figure(text) <= 400, "no figure is more than 400 units high (%.0f)",
	   highest_figure(text));
	has_text(text, "prefers-color-scheme: dark", "dark, and a phone");
	has_text(text, "width=device-width", "dark, and a phone");
	has_text(text, "cmo-policy: rw=1", "policy evidence");
	has_text(text, "cmd:    cmobench run", "how to reproduce");
	has_text(text, "sha256: ", "how to reproduce");
	has_text(text, "&lt;b&gt;&amp;&quot;", "what an archive says is escaped");
	lacks_text(text, "<b>", "what an archive says is escaped");
}

/* column: of numbers, in the first table. */
static void test_browser(const char *text, const char *column)
{
	char messages[BROWSER_MESSAGES_SIZE];

	if (!browser_there()) {
		ok(true, BROWSER_MISSING);
		return;
	}
	if (!save("page.html", text, column)) {
		ok(false, "the page can be written");
		return;
	}
	for (int light = 0; light < 2; light++) {
		const char *page = browser_show("page.html", light, messages);

		if (!ok(strstr(page, "<output>true false true ascending true descending true true 0</output>"),
			"a table is sorted by a click, up and then down; the page is as wide as a phone; nothing is "
			"fetched"))
			browser_tell(page, "<output>");
		ok(!messages[0], "no message on the console: %s", messages);
	}
}

static void test_several(void)
{
	struct fixture longer = standard;
	char *one[2], *text;

	longer.permission += 1000;
	one[0] = fixture_archive(&standard);
	one[1] = replaced(fixture_archive(&longer), "\"cpu\":\"max\",\"machine\"", "\"cpu\":\"<i>\",\"machine\"");
	text = make_hosts(one, 2, report_html_all);
	has_text(text, "machine by machine</h1>", "several: the platform first");
	has_text(text, "All costs are instructions of an emulated host: not time.",
		 "several: the platform first");
	has_text(text, "&lt;i&gt;", "several: their names are escaped");
	lacks_text(text, "<i>", "several: their names are escaped");
	test_alone(text);
	test_browser(text, "max");
	free(text);
}

int main(void)
{
	char *text = make(replaced(fixture_archive(&standard), "#1 SMP PREEMPT", "#1 <b>&\\\""), report_html);

	test_alone(text);
	test_page(text);
	test_browser(text, "cost");
	free(text);
	test_several();
	return tap_done();
}
