/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests that every section, and every pair of policies, is in every format. */
#include "analysis/archive/load.h"
#include "analysis/contrast/pairs.h"
#include "analysis/export/json_report.h"
#include "analysis/report/report.h"
#include "analysis/scorecard/first_screen.h"
#include "analysis/section/section.h"
#include "analysis/test/written.h"
#include "bench/test/tap.h"

#include <stdlib.h>
#include <string.h>

static const struct fixture all = {
	.platform = PLATFORM_EMULATED, .rounds = 2, .batch = 2,
	.policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT | 1 << POLICY_UPGRADE | 1 << POLICY_SKIP_RO,
};

static const struct fixture few = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 2, .batch = 2,
	.filter = "op=null",
};

/* Does text have all questions, in the order of the table? */
static bool has_questions(const char *text)
{
	for (size_t i = 0; section_table[i]; i++) {
		text = strstr(text, section_table[i]->question);
		if (!text)
			return false;
	}
	return true;
}

static void test_formats(void)
{
	char *text = make(fixture_archive(&all), report_text), *page = make(fixture_archive(&all), report_html);
	char *markdown = make(fixture_archive(&all), report_markdown), *json = make(fixture_archive(&all), export_json);
	const char *at = strstr(json, "\"answers\"");

	ok(has_questions(text), "text has all questions, in the order of the table");
	ok(has_questions(page), "so has HTML");
	ok(has_questions(markdown), "so has Markdown");
	ok(at && has_questions(at), "so has JSON");
	for (size_t i = 0; at && section_table[i]; i++) {
		char id[64];

		snprintf(id, sizeof(id), "\"id\": \"%s\"", section_table[i]->id);
		ok(strstr(at, id) != NULL, "JSON has the section %s", section_table[i]->id);
	}
	ok(at && !strstr(at, "\"known\": false") == !strstr(text, "has no cells for this question"),
	   "JSON says of an answer that it is not known where text does");
	free(text);
	free(page);
	free(markdown);
	free(json);
}

/* The first screen has every section's label, with the answer behind it or among those that have no cells. */
static void test_first_screen(void)
{
	char *some = make(fixture_archive(&all), first_screen), *none = make(fixture_archive(&few), first_screen);
	size_t labels = 0, absent = 0;

	for (size_t i = 0; i < SECTION_COUNT; i++) {
		char label[96];

		snprintf(label, sizeof(label), "%zu %s", i, section_table[i]->label);
		labels += strstr(some, label) != NULL;
		snprintf(label, sizeof(label), "%s %zu %s", i == 1 ? ":" : ",", i, section_table[i]->label);
		absent += strstr(none, label) != NULL;
	}
	ok(!section_table[SECTION_COUNT], "the table has as many sections as its list");
	ok(labels == SECTION_COUNT, "the first screen has the labels of all %zu", labels);
	ok(absent > 2, "without cells they are listed as such");
	free(some);
	free(none);
}

/* Without cells an answer says what to measure. */
static void test_absent(void)
{
	struct loaded loaded = { .policies = 0 };
	char *text = fixture_archive(&few), why[512] = "";
	size_t known = 0, said = 0, sections = 0;

	if (archive_parse(&loaded.archive, "x", text, strlen(text), why, sizeof(why)) || loaded_make(&loaded)) {
		ok(false, "an archive with nothing but null: %s", why);
		return;
	}
	for (; section_table[sections]; sections++) {
		const struct section *section = section_table[sections];
		const struct answer answer = section_answer(section, &loaded);

		known += answer.known;
		said += !answer.known && section->wanted && strstr(answer.text, section->wanted);
	}
	ok(known == 1 && said == sections - 1, "%zu of %zu answers are not known, and say what to measure", said, sections);
	loaded_free(&loaded);
	free(text);
}

static void test_pairs(void)
{
	struct archive_policy policy[] = { { .policy = POLICY_UPSTREAM }, { .policy = POLICY_UPGRADE },
					   { .policy = POLICY_INJECT }, { .policy = POLICY_SKIP_RO } };
	struct archive archive = { .policy = policy, .policy_count = 3 };
	struct pairs pairs = pairs_of(&archive, PAIR_DIFFERENCE);

	ok(pairs.count == 2 && pairs.pair[0].policy == POLICY_INJECT && pairs.pair[0].base == POLICY_UPSTREAM &&
	   pairs.pair[1].policy == POLICY_UPGRADE && pairs.pair[1].base == POLICY_INJECT,
	   "inject against upstream, then upgrade against inject, in whichever order they were visited");
	ok(pairs_of(&archive, PAIR_BREAK_EVEN).count == 1, "by lines, what was not visited is not held against anything");
	archive.policy_count = 4;
	ok(pairs_of(&archive, PAIR_BREAK_EVEN).count == 3, "skip_ro brings two pairs by lines");
	ok(pairs_of(&archive, PAIR_DIFFERENCE).count == 2, "and none otherwise");
	archive.policy_count = 2;
	ok(!pairs_of(&archive, PAIR_DIFFERENCE).count, "upgrade without inject is in no pair");
	ok(pairs_have(POLICY_UPGRADE, POLICY_INJECT, PAIR_DIFFERENCE) &&
	   !pairs_have(POLICY_INJECT, POLICY_UPGRADE, PAIR_DIFFERENCE), "a pair has one direction");
}

int main(void)
{
	test_formats();
	test_first_screen();
	test_absent();
	test_pairs();
	return tap_done();
}
