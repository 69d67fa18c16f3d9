/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests report --format gbench: entries have what compare.py needs, and an emulated host has no time. */
#include "analysis/archive/value.h"
#include "analysis/export/gbench.h"
#include "analysis/test/written.h"
#include "bench/test/tap.h"

static const struct fixture metal = {
	.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 10, .batch = 16,
	.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written lines=1 stage2=cold",
};

#define IVAC "\"cmo/inject/dc_ivac/rw_log/anon/written/cold/any/1/op/1/1/1\""

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

static void check_entries(const char *what, const char *text, size_t entries)
{
	char why[256] = "";
	struct value *parsed = value_parse(text, strlen(text), why, sizeof(why));

	ok(parsed && value_count(value_at(parsed, "benchmarks")) == entries &&
	   count(text, "\"real_time\": ") == entries &&
	   count(text, "\"cpu_time\": ") == entries && count(text, "\"time_unit\": \"ns\"") == entries &&
	   count(text, "\"run_type\": \"iteration\"") == entries,
	   "%s: %zu entries with all that is wanted %s", what, entries,
	   why);
	value_free(parsed);
}

static void test_metal(void)
{
	char *text = make(fixture_archive(&metal), export_gbench);

	check_entries("metal", text, 20);
	ok(count(text, "{\"name\": " IVAC) == 10, "a repetition per round");
	has_text(text, "\"repetitions\": 10, \"repetition_index\": 9,", "a repetition per round");
	ok(count(text, "\"real_time\": 6843, \"cpu_time\": 6843, \"time_unit\": \"ns\", \"faults\": 2, "
		       "\"faults_predicted\": 2") == 10, "time, and the faults it stands for");
	lacks_text(text, "instructions", "no counter in place of time");
	free(text);
}

static void test_emulated(void)
{
	struct fixture f = metal;
	char *text;

	f.platform = PLATFORM_EMULATED;
	text = make(fixture_archive(&f), export_gbench);
	check_entries("emulated", text, 20);
	ok(count(text, "\"real_time\": 0, \"cpu_time\": 0,") == 20, "emulated: no time is claimed");
	ok(count(text, "\"instructions\": 6843") == 10, "emulated: instructions are a counter");
	has_text(text, "\"note\": \"Emulated host: costs are instructions", "emulated: which is said");
	free(text);
	f.inexact = true;
	text = make(fixture_archive(&f), export_gbench);
	ok(count(text, "\"ticks\": 6843") == 10, "without -icount: not even that");
	lacks_text(text, "\"instructions\"", "without -icount: not even that");
	free(text);
}

static void test_bad(void)
{
	struct fixture f = metal;
	char *text;

	f.odd = true;
	text = make(fixture_archive(&f), export_gbench);
	ok(count(text, "\"error_occurred\": true, \"error_message\": \"odd\"") == 20,
	   "what is not as predicted is an error");
	free(text);
}

int main(void)
{
	test_metal();
	test_emulated();
	test_bad();
	return tap_done();
}
