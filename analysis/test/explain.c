/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Profiles in archives: what is read and refused, compare --explain against a table made by hand, report and check. */
#include "analysis/explain/explain.h"
#include "analysis/report/text_report.h"
#include "analysis/test/fixture.h"
#include "analysis/test/written.h"
#include "bench/test/tap.h"

#include <errno.h>

#define CELL "\"policy\":\"upstream\",\"op\":\"dc_civac\",\"slot\":\"rw_log\",\"backing\":\"anon\",\"host_page\":\"written\"," \
	     "\"stage2\":\"cold\",\"line\":\"any\",\"lines\":\"1\",\"timed\":\"op\",\"vcpus\":\"1\",\"mix\":\"1\",\"copy\":\"1\""

/* The cost of the cell in the fixture: the empty region and a translation fault, here of 97 and 150. */
#define BASE_COST 100
#define NEW_COST  153

#define PROFILE(insns, functions) "{\"type\":\"profile\"," CELL ",\"samples\":16,\"samples_of_path\":16,\"paths\":1," \
	"\"insns\":" insns ",\"functions\":[" functions "]}\n"
#define FUNCTION(name, insns) "{\"name\":\"" name "\",\"insns\":" insns "}"

/*
 * By hand. "walk" and "walk.isra.0" are one function, and so are "top.part.0" of BASE and "top" of NEW. Shifts: old -40, new
 * +70, walk 20 + 10 - 25 = +5 (BASE 25, NEW 30), top 20 - 10 = +10, same 28 - 20 = +8. Together +53 = 153 - 100.
 */
#define BASE_PROFILE PROFILE("100", FUNCTION("old", "40") "," FUNCTION("walk", "25") "," FUNCTION("same", "20") "," \
			     FUNCTION("top.part.0", "10") "," FUNCTION("(guest)", "5"))
#define NEW_PROFILE PROFILE("153", FUNCTION("new", "70") "," FUNCTION("same", "28") "," FUNCTION("walk", "20") "," \
			    FUNCTION("top", "20") "," FUNCTION("walk.isra.0", "10") "," FUNCTION("(guest)", "5"))

static const struct fixture made = {
	.platform = PLATFORM_EMULATED, .policies = 1 << POLICY_UPSTREAM, .rounds = 4, .batch = 4,
	.filter = "op=dc_civac slot=rw_log host_page=written stage2=cold lines=1 copy=1", .translation = BASE_COST - FIXTURE_NULL,
};

/* Returns the archive of a fixture with these lines before its footer, for free(). */
static char *with_lines(const struct fixture *f, const char *lines)
{
	char *plain = fixture_archive(f), *text, *with;

	if (asprintf(&with, "%s{\"type\":\"footer\"", lines) < 0)
		abort();
	text = fixture_replace(plain, "{\"type\":\"footer\"", with, true);
	free(with);
	free(plain);
	return text;
}

/* Reads it. Returns 0 or -errno. */
static int read_lines(struct archive *a, const struct fixture *f, const char *lines, char why[static 512])
{
	char *text = with_lines(f, lines);
	int err = archive_parse(a, "made", text, strlen(text), why, 512);

	free(text);
	return err;
}

static void must_read(struct archive *a, const struct fixture *f, const char *lines)
{
	char why[512];

	if (read_lines(a, f, lines, why))
		ok(false, "made archives can be read: %s", why);
}

static void refuse(const char *lines, const char *want)
{
	struct archive a;
	char why[512] = "";

	ok(read_lines(&a, &made, lines, why) == -EINVAL, "not read: %s", want);
	has_text(why, want, "and it is said why");
}

static void test_read(void)
{
	struct archive a;

	must_read(&a, &made, BASE_PROFILE);
	ok(a.profile_count == 1 && a.profile->insns == 100 && a.profile->count == 5 && a.profile->cell.op == OP_dc_civac &&
		   a.profile->samples == 16 && a.profile->samples_of_path == 16 && !strcmp(a.profile->function[3].name, "top.part.0"),
	   "a profile is read");
	archive_free(&a);
	refuse(PROFILE("100", FUNCTION("old", "99")), "the functions have 99 instructions together, but insns is 100");
	refuse(PROFILE("1", FUNCTION("old", "-1")), "functions[0].insns");
	refuse("{\"type\":\"profile\"," CELL "}\n", "samples");
	refuse("{\"type\":\"profile\",\"policy\":\"upstream\"}\n", "op is not one");
}

static bool row_is(const struct explain_row *row, const char *name, long base, long new, long shift)
{
	return !strcmp(row->name, name) && row->has[EXPLAIN_BASE] == (base >= 0) && row->has[EXPLAIN_NEW] == (new >= 0) &&
	       row->insns[EXPLAIN_BASE] == (uint64_t)(base < 0 ? 0 : base) && row->insns[EXPLAIN_NEW] == (uint64_t)(new < 0 ? 0 : new) &&
	       row->shift == shift;
}

static char *text_of(const struct explain *e, bool list, bool json)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (json)
		explain_json(e, out);
	else
		explain_text(e, list, out);
	fclose(out);
	return text;
}

static void test_table(void)
{
	struct fixture later = made;
	struct archive base, new;
	char why[EXPLAIN_WHY_SIZE], *text;
	struct explain e;
	int64_t sum = 0;

	later.translation = NEW_COST - FIXTURE_NULL;
	later.kernel = "7.3.4";
	must_read(&base, &made, BASE_PROFILE);
	must_read(&new, &later, NEW_PROFILE);
	ok(!explain_make(&e, &base, &new, why), "two profiles of a cell are compared");
	ok(e.count == 6 && row_is(&e.row[0], "new", -1, 70, 70) && row_is(&e.row[1], "old", 40, -1, -40) &&
		   row_is(&e.row[2], "top", 10, 20, 10) && row_is(&e.row[3], "same", 20, 28, 8) &&
		   row_is(&e.row[4], "walk", 25, 30, 5) && row_is(&e.row[5], "(guest)", 5, 5, 0),
	   "rows as by hand: the largest shift first, clones of a function as one");
	for (size_t i = 0; i < e.count; i++)
		sum += e.row[i].shift;
	ok(sum == NEW_COST - BASE_COST && e.sum[EXPLAIN_BASE] == BASE_COST && e.sum[EXPLAIN_NEW] == NEW_COST,
	   "the sum is the difference of the costs");
	text = text_of(&e, false, false);
	has_text(text, "        -        70       +70  new\n       40         -       -40  old\n", "what came, what went");
	has_text(text, "        5         5        +0  (1 that did not change)\n      100       153       +53  sum\n", "the sum");
	has_text(text, "7.3.4", "the kernel");
	lacks_text(text, "(guest)", "what did not change is not listed");
	lacks_text(text, "stage2=cold policy", "the cell is that of both policies");
	free(text);
	text = text_of(&e, true, false);
	has_text(text, "        5         5        +0  (guest)\n", "except with --cells");
	free(text);
	text = text_of(&e, false, true);
	has_text(text, "{\"name\": \"new\", \"base\": null, \"new\": 70, \"shift\": 70}", "JSON has each row");
	has_text(text, "\"shift\": 53,", "and the shift of all");
	free(text);
	explain_free(&e);
	archive_free(&base);
	archive_free(&new);
}

/* More functions than are shown: the smallest shifts are in one row. */
static void test_folded(void)
{
	char functions[4096] = "", line[6144], why[EXPLAIN_WHY_SIZE], *text;
	struct archive base, new;
	struct explain e;
	size_t used = 0;

	/* f1 to f50 have 1 to 50 instructions: together 1275. Of them f1 and f2 are not shown. */
	for (int i = 1; i <= 50; i++)
		used += (size_t)snprintf(functions + used, sizeof(functions) - used, "%s{\"name\":\"f%d\",\"insns\":%d}",
					 i > 1 ? "," : "", i, i);
	snprintf(line, sizeof(line), "{\"type\":\"profile\"," CELL ",\"samples\":16,\"samples_of_path\":16,\"paths\":1,"
		 "\"insns\":1275,\"functions\":[%s]}\n", functions);
	must_read(&base, &made, PROFILE("0", ""));
	must_read(&new, &made, line);
	ok(!explain_make(&e, &base, &new, why) && e.count == 50, "a profile without functions can be compared");
	text = text_of(&e, false, false);
	has_text(text, "        0         3        +3  (2 others that changed)\n        0      1275     +1275  sum\n",
		 "the smallest shifts are added up");
	free(text);
	explain_free(&e);
	archive_free(&base);
	archive_free(&new);
}

static void cannot(const char *base_lines, const struct fixture *f, const char *new_lines, const char *want)
{
	struct archive base, new;
	char why[EXPLAIN_WHY_SIZE] = "";
	struct explain e;

	must_read(&base, &made, base_lines);
	must_read(&new, f, new_lines);
	ok(explain_make(&e, &base, &new, why) == -EINVAL, "not compared: %s", want);
	has_text(why, want, "and it is said what to do");
	archive_free(&base);
	archive_free(&new);
}

static void test_refused(void)
{
	struct fixture metal = made;
	char *other = fixture_replace(NEW_PROFILE, "\"slot\":\"rw_log\"", "\"slot\":\"rw\"", false);

	metal.platform = PLATFORM_METAL;
	cannot(BASE_PROFILE, &made, "", "has no profile: measure it with cmobench run --emulated --profile");
	cannot(BASE_PROFILE, &metal, "", "in an emulated host only");
	cannot(BASE_PROFILE, &made, BASE_PROFILE BASE_PROFILE, "has 2 profiles");
	cannot(BASE_PROFILE, &made, other, "slot=rw backing=anon host_page=written stage2=cold policy=upstream in NEW");
	free(other);
}

static void test_report(void)
{
	char *text = make(with_lines(&made, BASE_PROFILE), report_text);

	has_text(text, "Where the instructions of dc_civac slot=rw_log", "the report shows the profile");
	has_text(text, "       40      40%  old\n       25      25%  walk\n", "the largest first");
	has_text(text, "      100     100%  sum\n", "and the sum");
	free(text);
	text = make(fixture_archive(&made), report_text);
	lacks_text(text, "Where the instructions", "without a profile there is nothing of it");
	free(text);
}

int main(void)
{
	test_read();
	test_table();
	test_folded();
	test_refused();
	test_report();
	return tap_done();
}
