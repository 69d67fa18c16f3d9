/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests report --format ktap: by hand, by the rules of KTAP 1, and with the kernel's own parser. */
#include "analysis/export/ktap.h"
#include "analysis/test/caught.h"
#include "analysis/test/verdicts.h"
#include "bench/test/tap.h"

#define CELL(op, policy) op " slot=rw_log backing=anon host_page=written stage2=cold policy=" policy "\n"

/* What the rules say of a text: how many results of cells there are, and of which kind. */
struct counted {
	size_t ok, not_ok, skipped, policies, policies_not_ok, policies_skipped;
};

/* Takes one line's result apart. Returns its number, 0 if it is none. */
static size_t result_of(const char *line, bool *good, bool *skipped)
{
	size_t number;
	char rest;

	*good = strncmp(line, "not ok ", 7) != 0;
	*skipped = strstr(line, " # SKIP ") != NULL;
	if (sscanf(line, *good ? "ok %zu%c" : "not ok %zu%c", &number, &rest) != 2 || rest != ' ')
		return 0;
	return number;
}

/*
 * Reads text by the rules of ktap.rst: version and plan first; a level is two blanks; numbers count up from 1 to the plan;
 * a test is "not ok" if one of its subtests is. Returns what is wrong, or NULL.
 */
static const char *read_ktap(char *text, struct counted *c)
{
	size_t plan[2] = { 0 }, done[2] = { 0 }, skips = 0;
	bool bad = false;
	char *save = NULL, *line = strtok_r(text, "\n", &save);

	*c = (struct counted){ 0 };
	if (!line || strcmp(line, "KTAP version 1"))
		return "no version";
	line = strtok_r(NULL, "\n", &save);
	if (!line || sscanf(line, "1..%zu", &plan[0]) != 1)
		return "no plan after the version";
	while ((line = strtok_r(NULL, "\n", &save))) {
		int level = !strncmp(line, "  ", 2);
		const char *words = line + 2 * level;
		bool good, skipped;
		size_t number = result_of(words, &good, &skipped);

		if (!strcmp(line, "  KTAP version 1")) {
			line = strtok_r(NULL, "\n", &save);
			if (!line || strncmp(line, "  # Subtest: ", 13))
				return "no name after the version of a subtest";
			line = strtok_r(NULL, "\n", &save);
			if (!line || sscanf(line, "  1..%zu", &plan[1]) != 1)
				return "no plan of a subtest";
			done[1] = skips = 0;
			bad = false;
			continue;
		}
		if (!strncmp(words, "# ", 2))
			continue;
		if (!number)
			return line;
		if (number != ++done[level] || number > plan[level])
			return "a number is not the next one of the plan";
		if (strchr(words, '#') && !skipped)
			return "a # in a description";
		if (level) {
			c->ok += good && !skipped;
			c->not_ok += !good;
			c->skipped += skipped;
			bad |= !good;
			skips += skipped;
			continue;
		}
		if (done[1] != plan[1])
			return "fewer subtests than planned";
		if (good == bad || skipped != (skips == plan[1]))
			return "a test's result is not that of its subtests";
		c->policies++;
		c->policies_not_ok += !good;
		c->policies_skipped += skipped;
	}
	return done[0] == plan[0] ? NULL : "fewer tests than planned";
}

static const struct counted expected[VERDICTS_COUNT] = {
	[VERDICTS_METAL] = { .ok = 6, .policies = 2 },
	[VERDICTS_EMULATED] = { .ok = 6, .policies = 2 },
	[VERDICTS_INEXACT] = { .ok = 6, .policies = 2 },
	[VERDICTS_VIRTUAL] = { .ok = 6, .policies = 2 },
	[VERDICTS_ODD] = { .not_ok = 6, .policies = 2, .policies_not_ok = 2 },
	[VERDICTS_SKIPPED] = { .ok = 4, .skipped = 2, .policies = 2 },
	[VERDICTS_FAILED] = { .ok = 5, .not_ok = 1, .policies = 2, .policies_not_ok = 1 },
	[VERDICTS_UNCHECKED] = { .skipped = 6, .policies = 2, .policies_skipped = 2 },
	[VERDICTS_NOP] = { .skipped = 6, .policies = 2, .policies_skipped = 2 },
	[VERDICTS_DISTURBED] = { .ok = 6, .policies = 2 },
	[VERDICTS_REFUSED] = { .ok = 6, .policies = 2 },
	[VERDICTS_TEXT] = { .ok = 6, .policies = 2 },
};

static void test_rules(void)
{
	for (unsigned int i = 0; i < VERDICTS_COUNT; i++) {
		char *text = make(verdicts_archive((enum verdicts)i), export_ktap), path[32];
		struct counted c;
		const char *wrong;

		snprintf(path, sizeof(path), "%s.ktap", verdicts_name[i]);
		write_file(path, text);
		wrong = read_ktap(text, &c);
		if (!ok(!wrong && !memcmp(&c, &expected[i], sizeof(c)), "%s: each cell and policy has its verdict%s%s",
			verdicts_name[i], wrong ? ": " : "", wrong ? wrong : ""))
			printf("# ok %zu, not ok %zu, skipped %zu; policies %zu, not ok %zu, skipped %zu\n", c.ok, c.not_ok,
			       c.skipped, c.policies, c.policies_not_ok, c.policies_skipped);
		free(text);
	}
}

static void test_words(void)
{
	static const char whole[] =
		"KTAP version 1\n"
		"1..2\n"
		"# cmobench 0.1\n"
		"# archive: x.cmo.jsonl\n"
		"# host: -\n"
		"# kernel: 6.12.117\n"
		"  KTAP version 1\n"
		"  # Subtest: inject\n"
		"  1..3\n"
		"  # cost: 6843 ns, 95 % interval [6842.5,6843.5], n = 16; stage-2 faults measured/predicted: 2/2; outcome: executes\n"
		"  ok 1 " CELL("dc_ivac", "inject");
	char *text = make(verdicts_archive(VERDICTS_METAL), export_ktap);

	if (!ok(!strncmp(text, whole, strlen(whole)), "metal: word by word"))
		printf("# %.700s\n", text);
	has_text(text, "\nok 1 inject\n  KTAP version 1\n  # Subtest: skip_ro\n  1..3\n", "metal: the second policy");
	free(text);
	text = make(verdicts_archive(VERDICTS_EMULATED), export_ktap);
	has_text(text, "\n# emulated host: costs are instructions, not time\n", "emulated: what costs are");
	ok(count_text(text, "  # cost: 6843 instructions, not time, 95 % interval [") == 1, "emulated: and of each");
	lacks_text(text, " ns", "emulated: no time");
	free(text);
	text = make(verdicts_archive(VERDICTS_INEXACT), export_ktap);
	ok(count_text(text, "  # cost: none; stage-2 faults measured/predicted: ") == 6, "inexact: faults, and no costs");
	has_text(text, "its ticks mean nothing", "inexact: why");
	free(text);
	text = make(verdicts_archive(VERDICTS_VIRTUAL), export_ktap);
	has_text(text, "\n# VIRTUAL host: it is itself a guest", "virtual: not to be trusted");
	free(text);
	text = make(verdicts_archive(VERDICTS_ODD), export_ktap);
	has_text(text, "\n  # odd\n  not ok 1 " CELL("dc_ivac", "inject"), "odd: what differs is before the result");
	free(text);
	text = make(verdicts_archive(VERDICTS_SKIPPED), export_ktap);
	has_text(text, "\n  ok 3 dc_cvap slot=rw_log backing=anon host_page=written stage2=cold policy=inject # SKIP this CPU does "
		       "not have DC CVAP\n", "skipped: in its place among the others, and why");
	free(text);
	text = make(replaced(verdicts_archive(VERDICTS_SKIPPED), "this CPU does not have DC CVAP", "no\\nok 7 luck # 2"),
		    export_ktap);
	has_text(text, "policy=inject # SKIP no ok 7 luck # 2\n", "skipped: a reason of two lines is on one");
	free(text);
	text = make(verdicts_archive(VERDICTS_FAILED), export_ktap);
	has_text(text, "\n  # not measured: no \"memory\"\n  not ok 1 " CELL("dc_ivac", "inject"), "failed: why");
	free(text);
	text = make(verdicts_archive(VERDICTS_UNCHECKED), export_ktap);
	ok(count_text(text, " # SKIP tracefs: Permission denied\n") == 6, "unchecked: why there is no verdict");
	ok(count_text(text, "  # cost: ") == 6, "unchecked: the costs are there");
	has_text(text, "\nok 1 inject # SKIP all its cells are\n", "unchecked: nor on the policy");
	free(text);
	text = make(verdicts_archive(VERDICTS_NOP), export_ktap);
	ok(count_text(text, " # SKIP this CPU executes the op as a NOP\n") == 6, "NOP: why there is no verdict");
	free(text);
	text = make(verdicts_archive(VERDICTS_DISTURBED), export_ktap);
	ok(count_text(text, "\n  # disturbed: vCPU threads preempted 9 times\n  ok ") == 6, "disturbed: as predicted, and said so");
	free(text);
	text = make(verdicts_archive(VERDICTS_REFUSED), export_ktap);
	has_text(text, "\n# REFUSED, but allowed by its user: do not believe its numbers (governor).\n", "refused: said so");
	free(text);
}

/* Tests with tools/testing/kunit out of the sources of Linux. Other versions of it are not in the cache. */
static void test_kunit(void)
{
	static const char unpack[] =
		"for tarball in \"${XDG_CACHE_HOME:-$HOME/.cache}\"/cmobench/sources/*/linux-source-6.12/linux-source-6.12.tar.xz;"
		" do :; done; [ -e \"$tarball\" ] && tar -xf \"$tarball\" --strip-components=1 linux-source-6.12/tools/testing/kunit";
	char command[256], out[65536];

	if (!python_with("json") || run_command(unpack, out, sizeof(out))) {
		ok(true, "kunit.py # SKIP there is no Python, or no source of Linux 6.12 in the cache");
		return;
	}
	for (unsigned int i = 0; i < VERDICTS_COUNT; i++) {
		const struct counted *e = &expected[i];
		char summary[128] = "Ran 6 tests:";

		snprintf(command, sizeof(command), "%s tools/testing/kunit/kunit.py parse <%s.ktap 2>&1", python_with("json"),
			 verdicts_name[i]);
		run_command(command, out, sizeof(out));
		snprintf(summary, sizeof(summary), "Testing complete. Ran 6 tests:%s%.0zu%s%s%.0zu%s%s%.0zu\n",
			 e->ok ? " passed: " : "", e->ok, e->ok && (e->not_ok || e->skipped) ? "," : "",
			 e->not_ok ? " failed: " : "", e->not_ok, e->not_ok && e->skipped ? "," : "",
			 e->skipped ? " skipped: " : "", e->skipped);
		if (!has_text(out, summary, "kunit.py has the same verdicts, and no errors"))
			printf("# %s: %.2000s\n", verdicts_name[i], out);
	}
	/* The reader would notice. */
	run_command("sed 's/^  1[.][.]3$/  1..4/' metal.ktap >broken.ktap", out, sizeof(out));
	snprintf(command, sizeof(command), "%s tools/testing/kunit/kunit.py parse <broken.ktap 2>&1", python_with("json"));
	run_command(command, out, sizeof(out));
	has_text(out, "errors: ", "and finds an error in a wrong plan");
}

int main(void)
{
	test_rules();
	test_words();
	test_kunit();
	return tap_done();
}
