/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an archive says of dirty data is read, and told. */
#include "analysis/archive/load.h"
#include "analysis/export/json_report.h"
#include "analysis/report/report.h"
#include "analysis/test/written.h"
#include "analysis/wording/dirty.h"
#include "bench/test/tap.h"

#include <stdlib.h>
#include <string.h>

static const struct fixture one = {
	.platform = PLATFORM_METAL, .policies = 1 << POLICY_UPGRADE, .rounds = 2, .batch = 2, .filter = "op=null",
};

static const char there[] =
	"\"dirty_data\":[{\"op\":\"dc_ivac\",\"slot\":\"rw\",\"stage2\":\"rw\",\"data_kept\":true,\"data_lost\":false},"
	"{\"op\":\"dc_civac\",\"slot\":\"rw\",\"stage2\":\"rw\",\"data_kept\":true,\"data_lost\":false},"
	"{\"op\":\"dc_ivac\",\"slot\":\"ro\",\"stage2\":\"cold\",\"data_kept\":false,\"data_lost\":false},"
	"{\"op\":\"dc_civac\",\"slot\":\"ro\",\"stage2\":\"cold\",\"data_kept\":false,\"data_lost\":true},"
	"{\"op\":\"dc_cvac\",\"slot\":\"ro\",\"stage2\":\"cold\",\"data_kept\":null,\"data_lost\":false}],"
	"\"dirty_data_missing\":null,\"evidence\":[";
static const char missing[] = "\"dirty_data\":null,\"dirty_data_missing\":\"an emulated host has no caches\",\"evidence\":[";

/* An archive whose policy has this in place of the start of its evidence; for free(). */
static char *with(const char *text)
{
	char *plain = fixture_archive(&one), *edited = fixture_replace(plain, "\"evidence\":[", text, true);

	free(plain);
	return edited;
}

static void expect(const char *text, const char *words, const char *what)
{
	char *archive = with(text), said[WORDING_DIRTY_SIZE] = "no archive", why[512] = "";
	struct archive a;

	if (!archive_parse(&a, "x", archive, strlen(archive), why, sizeof(why))) {
		wording_dirty(said, &a.policy[0]);
		archive_free(&a);
	}
	ok(!strcmp(said, words), "%s: %s%s", what, said, why);
	free(archive);
}

static void refuse(const char *from, const char *to, const char *reason)
{
	char *archive = with(there), *edited = fixture_replace(archive, from, to, true), why[512] = "";
	struct archive a;

	ok(archive_parse(&a, "x", edited, strlen(edited), why, sizeof(why)) && strstr(why, reason), "%s", why);
	free(archive);
	free(edited);
}

int main(void)
{
	char *text, *json;

	expect(there, "Dirty data on rw, stage 2 rw: dc_ivac cleaned, dc_civac cleaned; ro, stage 2 cold: dc_ivac left in the "
		      "cache, dc_civac lost, dc_cvac unclear.", "what ops do");
	expect(missing, "Dirty data: cannot be told: an emulated host has no caches.", "why that is not known");
	expect("\"evidence\":[", "", "older versions say nothing");
	refuse("\"data_kept\":true", "\"data_kept\":1", "dirty_data[0].data_kept is not true, false or null");
	refuse("\"slot\":\"ro\",", "", "dirty_data[2].slot is missing");
	refuse("\"dirty_data\":[", "\"dirty_data\":0,\"was\":[", "dirty_data is not an array");
	text = make(with(there), report_text);
	has_text(text, "Dirty data on rw, stage 2 rw: dc_ivac cleaned", "a report tells");
	free(text);
	json = make(with(there), export_json);
	has_text(json, "\"data_kept\": false, \"data_lost\": true}", "JSON, too");
	free(json);
	return tap_done();
}
