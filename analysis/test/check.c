/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb check: what it says and what it exits with. */
#include "analysis/test/fixture.h"
#include "bench/test/tap.h"
#include "bench/verb.h"

#include <fcntl.h>
#include <unistd.h>

static const struct fixture small = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 4,
	.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written",
};

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	if (!file || !text || fputs(text, file) < 0 || fclose(file)) {
		printf("Bail out! cannot write %s\n", name);
		exit(1);
	}
}

/* Run check; its output, both streams, into out. */
static int check(char **argv, char *out, size_t size)
{
	int argc = 0, saved[2] = { dup(1), dup(2) }, fd = open("output", O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0600),
	    status;
	ssize_t got;

	while (argv[argc])
		argc++;
	fflush(stdout);
	dup2(fd, 1);
	dup2(fd, 2);
	status = check_main(argc, argv);
	fflush(stdout);
	dup2(saved[0], 1);
	dup2(saved[1], 2);
	got = pread(fd, out, size - 1, 0);
	out[got > 0 ? got : 0] = '\0';
	close(saved[0]);
	close(saved[1]);
	close(fd);
	unlink("output");
	return status;
}

/* One archive: the fixture with `from` replaced by `to` (NULL: as it is). */
static void expect(int status, const struct fixture *f, const char *from, const char *to, bool seal, const char *say)
{
	char *good = fixture_archive(f), *text = from ? fixture_replace(good, from, to, seal) : NULL, out[4096];
	char *argv[] = { (char[]){ "check" }, (char[]){ "archive" }, NULL };
	int got;

	write_file("archive", from ? text : good);
	got = check(argv, out, sizeof(out));
	if (!ok(got == status && strstr(out, say), "status %d: %.*s", status, (int)strcspn(say, "\n"), say))
		printf("# status %d, said: %s\n", got, out);
	unlink("archive");
	free(good);
	free(text);
}

static void test_one(void)
{
	struct fixture uncounted = small;

	uncounted.unattributed = true;
	expect(STATUS_OK, &small, NULL, NULL, false, "archive: ok, 6 cells, 6 as predicted\n");
	expect(STATUS_OK, &uncounted, NULL, NULL, false,
	       "ok, 6 cells, 0 as predicted, 6 without counts or prediction\n");
	expect(STATUS_OK, &small, "\"complete\":true", "\"complete\":false", false, "and the run was not completed\n");
	expect(STATUS_FAILED, &small, "6843", "6842", false, "cmobench: archive: altered");
	expect(STATUS_FAILED, &small, "\"schema\":1", "\"schema\":9", true, "cmobench: archive: schema 9");
	expect(STATUS_FAILED, &small, "\"outcomes\":{\"executes\":16}", "\"outcomes\":{\"executes\":15}", true,
	       "outcomes of 15 samples, but 16 ticks");
	expect(STATUS_FAILED, &small, "[{\"policy\":\"inject\"", "[{\"policy\":\"upgrade\"", true,
	       "the header does not list this policy");
	expect(STATUS_DIFFERS, &small, "\"translation\":16,\"permission\":16", "\"translation\":32,\"permission\":16",
	       true, "2 translation faults per op, predicted 1");
	expect(STATUS_DIFFERS, &small, "\"sequences\":{\"TP\":16}", "\"sequences\":{\"TP\":15,\"PT\":1}", true,
	       "faults \"PT\" on 1 pages, predicted \"TP\"");
	expect(STATUS_DIFFERS, &small, "\"repeat\":{\"\":16}", "\"repeat\":{\"P\":16}", true,
	       "faults of the repeated op \"P\"");
	expect(STATUS_DIFFERS, &small, "\"dirtied\":16", "\"dirtied\":0", true, "0 pages dirtied per op, predicted 1");
	expect(STATUS_DIFFERS, &small, "\"host_pages_allocated\":0},\"attribution_missing\"",
	       "\"host_pages_allocated\":8},\"attribution_missing\"", true,
	       "0.5 host pages allocated per op, predicted 0");
	expect(STATUS_OK, &small, "\"exits\":null", "\"exits\":null,\"tomorrow\":[1]", true, "ok, 6 cells");
	expect(STATUS_DIFFERS, &small, "\"lost\":0", "\"lost\":3", true, "3 trace records lost");
	expect(STATUS_DIFFERS, &small, "\"cm\":32", "\"cm\":0", true, "0 faults with CM = 1 per op, predicted 2");
	expect(STATUS_DIFFERS, &small, "\"outcome\":\"executes\",\"outcomes\":{\"executes\":16}",
	       "\"outcome\":\"enosys\",\"outcomes\":{\"enosys\":16}", true, "outcome enosys, predicted executes");
	expect(STATUS_DIFFERS, &small, "\"outcomes\":{\"executes\":16}", "\"outcomes\":{\"executes\":15,\"enosys\":1}",
	       true, "outcome enosys in 1 samples");
	expect(STATUS_DIFFERS, &small, "\"esr\":null,\"exits\"", "\"esr\":\"0x96000010\",\"exits\"", true,
	       "ESR 0x96000010, predicted 0x0");
	expect(STATUS_DIFFERS, &small, "\"status\":\"done\",\"reason\":null",
	       "\"status\":\"failed\",\"reason\":\"no memory\"", true, "not measured: no memory");
	expect(STATUS_DIFFERS, &small, "\"ivac_needs_write\":true", "\"ivac_needs_write\":false", true,
	       "archived prediction \"TP\" executes, repeat \"\"; the fault model now says \"T\" executes");
	expect(STATUS_DIFFERS, &small, "\"findings\":[]}\n{\"type\":\"footer\"",
	       "\"findings\":[\"odd\"]}\n{\"type\":\"footer\"", true, ": odd\n");
}

static void test_many(void)
{
	char *good = fixture_archive(&small), *bad = fixture_replace(good, "\"cm\":32", "\"cm\":0", true), out[4096];
	char *both[] = { (char[]){ "check" }, (char[]){ "good" }, (char[]){ "bad" }, NULL };
	char *all[] = { (char[]){ "check" }, (char[]){ "bad" }, (char[]){ "none" }, (char[]){ "good" }, NULL };
	char *none[] = { (char[]){ "check" }, NULL }, *frob[] = { (char[]){ "check" }, (char[]){ "--frob" }, NULL };

	write_file("good", good);
	write_file("bad", bad);
	ok(check(both, out, sizeof(out)) == STATUS_DIFFERS && strstr(out, "good: ok, 6 cells") &&
	   strstr(out, "bad: 6 cells, 5 as predicted"), "two archives: a line each");
	ok(check(all, out, sizeof(out)) == STATUS_FAILED && strstr(out, "none: No such file") &&
	   strstr(out, "good: ok"), "a missing one outweighs, and the others are checked all the same");
	ok(check(none, out, sizeof(out)) == STATUS_USAGE, "no archive: usage");
	ok(check(frob, out, sizeof(out)) == STATUS_USAGE, "an unknown option: usage");
	unlink("good");
	unlink("bad");
	free(good);
	free(bad);
}

int main(void)
{
	test_one();
	test_many();
	return tap_done();
}
