/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests that the first screen of any archive fits on one, passes --lint, and answers what reviewers ask. */
#include "analysis/scorecard/first_screen.h"
#include "analysis/output/lint.h"
#include "analysis/scorecard/several_screen.h"
#include "analysis/test/written.h"
#include "bench/test/tap.h"

static const struct fixture quick = {
	.platform = PLATFORM_EMULATED, .policies = FIXTURE_POLICIES, .rounds = 4, .batch = 16,
};

static void note(void *data, size_t line, const char *what)
{
	(void)data;
	printf("# %zu: %s\n", line, what);
}

static void check_form(const char *what, const char *text)
{
	size_t lines = 0, width = 0, widest = 0;

	for (const char *c = text; *c; c++) {
		lines += *c == '\n';
		width = *c == '\n' ? 0 : width + 1;
		widest = width > widest ? width : widest;
	}
	ok(lines > 20 && lines <= FIRST_SCREEN_LINES && widest <= 72, "%s: %zu lines of %zu columns", what, lines,
	   widest);
	ok(!lint_text(text, strlen(text), note, NULL), "%s: passes --lint", what);
}

/* Takes text. What it comes to, for free(). */
static char *screen_of(const char *what, char *text)
{
	char *screen = make(text, first_screen);

	check_form(what, screen);
	return screen;
}

static bool in_order(const char *text, const char *const *what)
{
	for (; *what; what++) {
		text = strstr(text, *what);
		if (!text) {
			printf("# not there, or not in its place: %s\n", *what);
			return false;
		}
	}
	return true;
}

static void test_quick(void)
{
	static const char *const order[] = { "\nhost: ", "\nkernel: ", "\nbase: ", " cells as predicted", "\nScorecard [",
					     "\nVerdict\n- ", "\nAnswers", "\n0 ", "\n1 ", "\n2 ", "\n3 ", "\n4 ", "\n5 ",
					     "\ncmd: ", "\nwith: ", "\nsha256: ", NULL };
	char *text = screen_of("quick", fixture_archive(&quick));

	ok(in_order(text, order), "all parts are there, in their order");
	ok(strstr(text, "[instructions, emulated: not time]"), "the unit says that it is no time");
	ok(strstr(text, "\ninject       6843 2   +87%  15493 3   +79%   3653 1   same nn   3193 1\n"),
	   "a policy's row on writable memory");
	ok(strstr(text, "\nas upstream in all of these: inject_ro, "), "those that do as upstream share one");
	ok(strstr(text, "\nflush_ro ") && strstr(text, " flushed "), "a skip after a flush is called so");
	ok(strstr(text, "da: does CIVAC dirty, allocate?"), "the legend is whole");
	ok(strstr(text, " abort     208128 65   executes    3968 1\n"), "a row on read-only slots");
	ok(strstr(text, "Not measured here: 6 "), "questions without cells take a line");
	free(text);
}

static void test_standard(void)
{
	static const char *const verdict[] = { "\n- inject and upgrade: against upstream", "\n- No writable cell ",
					       "\n- DC CIVAC, CVAC and CVAU execute on a read-only slot", "\n- inject or upgrade: ",
					       "\n- Dominated (", "\nAnswers", NULL };
	static const char *const all[] = { "\n- read, inject and upgrade: against upstream", "\n- No writable cell ",
					   "\n- DC CIVAC, CVAC and CVAU execute on a read-only slot only under\n  read/_ro, ",
					   "\n- read, inject or upgrade: DC IVAC on all lines of a read-only page\n  leaves for userspace",
					   "\n- Dominated (", "\nAnswers", NULL };
	struct fixture f = quick;
	char *text;

	f.suite = "standard";
	f.calibration = true;
	text = screen_of("standard", fixture_archive(&f));
	ok(in_order(text, verdict), "no sentence of the verdict is left out for want of room");
	ok(strstr(text, "\n6 Aftermath: cannot be said here") && strstr(text, "\n7 Scaling") && strstr(text, "\n8 ROM"),
	   "all nine answers are there");
	free(text);
	f.policies = (1u << POLICY_COUNT) - 1;
	f.hook = "ftrace";
	f.hook_fault = 52;
	f.hook_abort = 9;
	text = screen_of("all policies, by the module", fixture_archive(&f));
	ok(in_order(text, all), "no sentence of the verdict on all policies is left out for want of room");
	ok(strstr(text, "\nknob:   cmo_policy.policy (ftrace): less 52 a fault, 61 an I/O abort;") &&
	   strstr(text, "\nScorecard [instructions, emulated: not time; less cmo_policy's hook]\n"), "what was done about the hook");
	ok(strstr(text, "\nread/_ro ") && !strstr(text, "\nread_ro "), "a policy and its twin share a row on read-only slots");
	ok(strstr(text, "\nunder read_ro, inject_ro, upgrade_ro: 0 more, 0 less\n"), "what the twin does on writable memory is said");
	ok(strstr(text, "(/_ro: within 3 %") && strstr(text, " wins from line "), "the legend is whole, and no answer is cut");
	free(text);
	f.filter = "slot=ro";
	text = screen_of("all policies, read-only slots", fixture_archive(&f));
	ok(strstr(text, "\nread/_ro ") && !strstr(text, "\nunder "), "nothing is, where it does the same as the policy whose row it is");
	free(text);
	f.filter = NULL;
	f.platform = PLATFORM_METAL;
	text = screen_of("all policies, by the module, in ns", fixture_archive(&f));
	ok(in_order(text, all), "nor in ns");
	ok(strstr(text, "\nas upstream in all of these: read_ro, "), "a store of a few ns does not tell policies apart");
	free(text);
	f.unmeasured = true;
	f.shared = true;
	text = screen_of("hooks that were not measured", fixture_archive(&f));
	ok(strstr(text, "COSTS INCLUDE IT") && strstr(text, "Scorecard [ns; with cmo_policy's shared hook]"), "costs include the hook");
	free(text);
	f.policies = FIXTURE_POLICIES;
	f.hook = NULL;
	f.platform = PLATFORM_METAL;
	f.units_per_tick = 40;
	f.poor = true;
	text = screen_of("metal", fixture_archive(&f));
	ok(strstr(text, "Scorecard [ns]"), "the unit is time");
	free(text);
}

static void test_few(void)
{
	struct fixture f = quick;
	char *text;

	f.policies = 1u << POLICY_UPSTREAM;
	text = screen_of("one policy", fixture_archive(&f));
	ok(strstr(text, "under one policy, upstream") && strstr(text, "cmobench run --policy all"),
	   "one policy: what it does, and how to see the others");
	free(text);
	f.policies = 1u << POLICY_INJECT | 1u << POLICY_UPGRADE;
	free(screen_of("two policies", fixture_archive(&f)));
	f.filter = "op=ldr,null";
	text = screen_of("no maintenance", fixture_archive(&f));
	ok(strstr(text, "Writable memory: no such cells in this archive.\nRead-only slots, line by line: no such cells"),
	   "parts without cells say so in a line");
	free(text);
	f.filter = "op=dc_ivac slot=rw_log host_page=written stage2=cold";
	f.rounds = f.batch = 1;
	text = screen_of("one sample", fixture_archive(&f));
	ok(strstr(text, "too few for intervals"), "one sample has no interval");
	free(text);
}

static void test_flaws(void)
{
	struct fixture f = quick;
	char *text;

	text = screen_of("mismatch", replaced(fixture_archive(&f), "\"permission\":16", "\"permission\":12"));
	ok(strstr(text, "NOT AS PREDICTED: 1 of "), "a mismatch is said before the first number");
	free(text);
	text = screen_of("failed", replaced(fixture_archive(&f), "\"status\":\"done\",\"reason\":null",
					    "\"status\":\"failed\",\"reason\":\"mmap: Cannot allocate memory\""));
	ok(strstr(text, "of which 1 failed."), "and so is a cell that failed");
	free(text);
	f.findings = "{\"id\":\"steal\",\"severity\":\"refuse\",\"what\":\"time is stolen\",\"remedy\":null}";
	text = screen_of("refused", fixture_archive(&f));
	ok(strstr(text, "\n\nREFUSED, but allowed by its user"), "a refused run is said to be one, first of all");
	free(text);
	f.findings = NULL;
	f.unattributed = true;
	text = screen_of("not counted", fixture_archive(&f));
	ok(strstr(text, "costs not confirmed") && !strstr(text, "as predicted:"), "without counts nothing is confirmed");
	free(text);
	f = quick;
	f.resumed = f.unconverged = f.odd = true;
	f.disturbed = 2;
	free(screen_of("much to say", fixture_archive(&f)));
	f.inexact = true;
	text = screen_of("without -icount", fixture_archive(&f));
	ok(strstr(text, "Costs mean nothing"), "costs that mean nothing are said to");
	free(text);
	f = quick;
	f.disturbed = 2;
	text = screen_of("disturbed", fixture_archive(&f));
	ok(strstr(text, "cells disturbed (~)") && strstr(text, " 2~ "), "cells that were disturbed are marked");
	free(text);
	f = quick;
	f.platform = PLATFORM_VIRTUAL;
	free(screen_of("virtual", fixture_archive(&f)));
}

static char *of_kernel(const struct fixture *f, const char *kernel)
{
	char to[64];

	snprintf(to, sizeof(to), "\"kernel\":\"%s\"", kernel);
	return replaced(fixture_archive(f), "\"kernel\":\"6.12.117\"", to);
}

/* Takes the texts. */
static char *screen_of_all(const char *what, char *const *text, size_t count)
{
	char *screen = make_hosts(text, count, several_screen);

	check_form(what, screen);
	return screen;
}

static void test_kernels(void)
{
	struct fixture dear = quick;
	char *text[3], *out;

	dear.permission = 4000;
	text[0] = fixture_archive(&quick);
	text[1] = of_kernel(&dear, "6.13.0-rc3");
	text[2] = of_kernel(&quick, "6.14.0");
	out = screen_of_all("three kernels", text, 3);
	ok(strstr(out, "6.12.117   6.13.0   6.14.0\n"), "columns are named by the kernels, which differ");
	ok(strstr(out, "\n  inject       (2)             6843     7653     6843\n"), "a policy's row, with its faults");
	ok(strstr(out, "costs more with inject than with\n  upstream on 3 of 3: by +87.3% to +109.5%."), "how far they differ");
	ok(strstr(out, "execute on a read-only slot only under"), "what holds of all");
	ok(strstr(out, "\n  skip_ro ") && strstr(out, "\n  upgrade/_ro ") && !strstr(out, "Without a row"), "all policies have a row");
	free(out);
}

/* No two policies cost the same, so that each needs rows of its own. */
static uint32_t distinct(const struct cell *cell, uint32_t sample)
{
	(void)sample;
	return 1000 + 100 * cell->policy;
}

static void test_room(void)
{
	struct fixture f = quick;
	char *text[3], *out;

	f.policies = (1u << POLICY_COUNT) - 1;
	f.cost = distinct;
	text[0] = fixture_archive(&f);
	text[1] = of_kernel(&f, "6.13.0-rc3");
	text[2] = of_kernel(&f, "6.14.0");
	out = screen_of_all("policies that all need rows", text, 3);
	ok(strstr(out, "Without a row, for"), "those that there is no room for are named");
	ok(strstr(out, "flush_ro.") && !strstr(out, "\n  flush_ro "), "they are the last ones");
	ok(strstr(out, "\nVerdict, of all of them\n- "), "the verdict has its room");
	free(out);
}

static void test_policies(void)
{
	struct fixture f = quick;
	char *text[2], *out;

	f.policies = 1u << POLICY_UPSTREAM;
	text[0] = fixture_archive(&f);
	f.policies = 1u << POLICY_INJECT;
	text[1] = fixture_archive(&f);
	out = screen_of_all("two policies, an archive each", text, 2);
	ok(strstr(out, " upstream   inject\n") && strstr(out, "\nDC IVAC, logged page           3653     6843\n"),
	   "columns are named by the policies, which differ");
	ok(strstr(out, "\n  its stage-2 faults               1        2\n"), "and the faults are told of each");
	free(out);
}

static void test_many(void)
{
	struct fixture metal = quick;
	char *text[ARCHIVES_MAX], *out;

	metal.platform = PLATFORM_METAL;
	for (size_t i = 0; i < ARCHIVES_MAX; i++)
		text[i] = fixture_archive(i == 1 ? &metal : &quick);
	out = screen_of_all("more than a line has room for", text, ARCHIVES_MAX);
	ok(strstr(out, " run A ") && !strchr(out, '#'), "archives that share everything are named by letters");
	ok(strstr(out, "\nDC IVAC, logged page          upstream     inject\n"), "the policies have columns");
	ok(strstr(out, "\n max run A                       3653       6843\n") && strstr(out, "\n max run G ") &&
	   !strstr(out, "run B "), "and each archive of the unit has a row");
	ok(strstr(out, "\n  (stage-2 faults)                 (1)        (2)\nDC IVAC, untouched"), "with the faults below, which all share");
	ok(strstr(out, "host:   6 emulated, all cells as predicted on 6.\n"), "how they did is said of all together");
	ok(strstr(out, "row, for want of room or for another unit: 1."), "those without a row are counted");
	free(out);
	text[0] = fixture_archive(&metal);
	text[1] = fixture_archive(&quick);
	out = screen_of_all("two units", text, 2);
	ok(strstr(out, "Scorecard [ns]") && !strstr(out, "[instructions"), "units are not mixed");
	free(out);
}

/* Archives with a policy each, one of them another. */
static void test_many_single(void)
{
	struct fixture f = quick;
	char *text[ARCHIVES_MAX], *out;

	for (size_t i = 0; i < ARCHIVES_MAX; i++) {
		f.policies = 1u << (i ? POLICY_UPSTREAM : POLICY_INJECT);
		text[i] = fixture_archive(&f);
	}
	out = screen_of_all("many with one policy each", text, ARCHIVES_MAX);
	ok(strstr(out, "    DC IVAC    DC IVAC   DC CIVAC       then\n") &&
	   strstr(out, "     logged  untouched     logged      store\n"), "the scorecard's columns are theirs");
	ok(strstr(out, "\n inject run A                    6843 ") && strstr(out, "\n upstream run G                  3653 "),
	   "each archive has a row");
	ok(strstr(out, "\n  (stage-2 faults)                 (*)        (*)        (1)        (*)\n"),
	   "and faults that differ are said to");
	free(out);
}

int main(void)
{
	test_quick();
	test_standard();
	test_few();
	test_flaws();
	test_kernels();
	test_room();
	test_policies();
	test_many();
	test_many_single();
	return tap_done();
}
