/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests report --format kcidb: by hand, against the schema, and with kcidb-io. */
#include "analysis/archive/value.h"
#include "analysis/export/kcidb.h"
#include "analysis/test/caught.h"
#include "analysis/test/verdicts.h"
#include "bench/test/tap.h"

/*
 * What schema 5.0 demands of the objects that are written, as JSON Schema: from the documentation of its properties, in
 * kcidb_io/schema/v05_00.py of kcidb-io. Properties that are never written are left out, so that this is stricter.
 */
static const char schema[] =
	"{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"version\"], \"$defs\": {\n"
	"  \"id\": {\"type\": \"string\", \"pattern\": \"^[a-z0-9_]+:[^\\\\0]*$\"},\n"
	"  \"origin\": {\"type\": \"string\", \"pattern\": \"^[a-z0-9_]+$\"},\n"
	"  \"text\": {\"type\": \"string\", \"pattern\": \"^[^\\\\0]*$\"},\n"
	"  \"checkout\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"id\", \"origin\"],\n"
	"    \"properties\": {\"id\": {\"$ref\": \"#/$defs/id\"}, \"origin\": {\"$ref\": \"#/$defs/origin\"},\n"
	"      \"comment\": {\"$ref\": \"#/$defs/text\"}}},\n"
	"  \"build\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"checkout_id\", \"id\", \"origin\"],\n"
	"    \"properties\": {\"checkout_id\": {\"$ref\": \"#/$defs/id\"}, \"id\": {\"$ref\": \"#/$defs/id\"},\n"
	"      \"origin\": {\"$ref\": \"#/$defs/origin\"}, \"comment\": {\"$ref\": \"#/$defs/text\"},\n"
	"      \"architecture\": {\"type\": \"string\", \"pattern\": \"^[a-z0-9_]*$\"}, \"misc\": {\"type\": \"object\"}}},\n"
	"  \"test\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"build_id\", \"id\", \"origin\"],\n"
	"    \"properties\": {\"build_id\": {\"$ref\": \"#/$defs/id\"}, \"id\": {\"$ref\": \"#/$defs/id\"},\n"
	"      \"origin\": {\"$ref\": \"#/$defs/origin\"}, \"comment\": {\"$ref\": \"#/$defs/text\"},\n"
	"      \"path\": {\"type\": \"string\", \"pattern\": \"^([a-zA-Z0-9_-]+(\\\\.[a-zA-Z0-9_-]+)*)?$\"},\n"
	"      \"status\": {\"enum\": [\"FAIL\", \"ERROR\", \"MISS\", \"PASS\", \"DONE\", \"SKIP\"]},\n"
	"      \"number\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"value\"],\n"
	"        \"properties\": {\"value\": {\"type\": \"number\"}, \"unit\": {\"$ref\": \"#/$defs/text\"},\n"
	"          \"prefix\": {\"enum\": [\"metric\", \"binary\"]}}},\n"
	"      \"start_time\": {\"type\": \"string\",\n"
	"        \"pattern\": \"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$\"},\n"
	"      \"log_excerpt\": {\"type\": \"string\", \"maxLength\": 16384, \"pattern\": \"^[^\\\\0]*$\"},\n"
	"      \"environment\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": {\n"
	"        \"comment\": {\"$ref\": \"#/$defs/text\"}, \"misc\": {\"type\": \"object\"}}},\n"
	"      \"misc\": {\"type\": \"object\"}}}},\n"
	" \"properties\": {\n"
	"  \"version\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"major\"], \"properties\": {\n"
	"    \"major\": {\"const\": 5}, \"minor\": {\"const\": 0}}},\n"
	"  \"checkouts\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/checkout\"}},\n"
	"  \"builds\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/build\"}},\n"
	"  \"tests\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/test\"}}}}\n";

#define PATH(op, policy) "\"path\": \"cmobench." policy "." op ".rw_log.anon.written.cold.any.1.op.1.1.1\",\n"

static void check_json(const char *what, const char *text, size_t tests)
{
	char why[256] = "";
	struct value *parsed = value_parse(text, strlen(text), why, sizeof(why));

	ok(parsed && value_count(value_at(parsed, "tests")) == tests && count_text(text, "\"status\": ") == tests &&
	   value_count(value_at(parsed, "builds")) == 1 && value_count(value_at(parsed, "checkouts")) == 1 &&
	   count_text(text, "\"origin\": \"cmobench\"") == tests + 2,
	   "%s: %zu tests %s", what, tests, why);
	lacks_text(text, ": null", "and nothing is null");
	value_free(parsed);
}

static void test_words(void)
{
	char *text = make(verdicts_archive(VERDICTS_METAL), export_kcidb);

	check_json("metal", text, 6);
	has_text(text, PATH("dc_ivac", "inject")
		       "\t\t\t\"comment\": \"dc_ivac slot=rw_log backing=anon host_page=written stage2=cold policy=inject\",\n"
		       "\t\t\t\"status\": \"DONE\",\n\t\t\t\"number\": {\"value\": 6843, \"unit\": \"ns\"},\n",
		 "metal: a test, its status, its cost");
	has_text(text, "\"n\": 16,\n", "metal: samples");
	has_text(text, "\"ci95_lo\": 6842.5", "metal: an interval");
	has_text(text, "\"faults\": 2,\n\t\t\t\t\"faults_predicted\": 2,\n\t\t\t\t\"valid\": true,\n\t\t\t\t\"outcome\": \"executes\"\n",
		 "metal: faults, and that they are as predicted");
	lacks_text(text, "log_excerpt", "metal: nothing to say");
	lacks_text(text, "instructions", "metal: no instructions");
	free(text);
	text = make(verdicts_archive(VERDICTS_EMULATED), export_kcidb);
	check_json("emulated", text, 6);
	has_text(text, "\"number\": {\"value\": 6843, \"unit\": \"instructions\"},\n", "emulated: instructions");
	ok(count_text(text, "\"comment\": \"emulated host: costs are instructions, not time\"") == 6, "emulated: said of each");
	lacks_text(text, "\"ns\"", "emulated: no time");
	free(text);
	text = make(verdicts_archive(VERDICTS_INEXACT), export_kcidb);
	lacks_text(text, "\"number\"", "inexact: no costs");
	free(text);
	text = make(verdicts_archive(VERDICTS_ODD), export_kcidb);
	ok(count_text(text, "\"status\": \"FAIL\"") == 6 && count_text(text, "\"log_excerpt\": \"odd\\u000a\"") == 6 &&
	   count_text(text, "\"valid\": false") == 6, "odd: failed, and why");
	free(text);
	text = make(verdicts_archive(VERDICTS_SKIPPED), export_kcidb);
	ok(count_text(text, "\"status\": \"SKIP\"") == 2 &&
	   count_text(text, "\"log_excerpt\": \"this CPU does not have DC CVAP\\u000a\"") == 2 &&
	   count_text(text, "\"number\"") == 4 && count_text(text, "\"valid\"") == 4, "skipped: why, and no number");
	free(text);
	text = make(verdicts_archive(VERDICTS_FAILED), export_kcidb);
	ok(count_text(text, "\"status\": \"ERROR\"") == 1 &&
	   count_text(text, "\"log_excerpt\": \"no \\\"memory\\\"\\u000a\"") == 1 && count_text(text, "\"number\"") == 5,
	   "failed: an error, why, and no number");
	free(text);
	text = make(verdicts_archive(VERDICTS_UNCHECKED), export_kcidb);
	ok(count_text(text, "\"status\": \"DONE\"") == 6 && !count_text(text, "\"valid\"") &&
	   count_text(text, "\"log_excerpt\": \"tracefs: Permission denied\\u000a\"") == 6, "unchecked: done, and no verdict");
	free(text);
	text = make(verdicts_archive(VERDICTS_NOP), export_kcidb);
	ok(count_text(text, "\"status\": \"SKIP\"") == 6, "NOP: skipped");
	free(text);
	text = make(verdicts_archive(VERDICTS_REFUSED), export_kcidb);
	ok(count_text(text, "\"refused\": \"REFUSED, but allowed\"") == 6, "refused: said of each");
	free(text);
	text = make(verdicts_archive(VERDICTS_TEXT), export_kcidb);
	check_json("text", text, 6);
	free(text);
}

static void save_all(void)
{
	for (unsigned int i = 0; i < VERDICTS_COUNT; i++) {
		char *text = make(verdicts_archive((enum verdicts)i), export_kcidb), path[32];

		snprintf(path, sizeof(path), "%s.kcidb.json", verdicts_name[i]);
		write_file(path, text);
		free(text);
	}
}

/* Tests that a script takes all files, and refuses what was broken on purpose. */
static void test_reader(const char *what, const char *python, const char *script)
{
	static const char *const broken[] = {
		"s/\"status\": \"DONE\"/\"status\": \"OK\"/", "s/\"major\": 5/\"major\": 4/", "s/cmobench[.]inject/cmobench..inject/",
		"s/\"unit\": \"ns\"/\"units\": \"ns\"/", "s/\"origin\": \"cmobench\"/\"origin\": \"cmo-bench\"/",
	};
	char command[256], out[4096];

	write_file("validate.py", script);
	snprintf(command, sizeof(command), "%s validate.py *.kcidb.json 2>&1", python);
	if (!ok(!run_command(command, out, sizeof(out)), "%s takes all", what))
		printf("# %.2000s\n", out);
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		snprintf(command, sizeof(command), "sed '%s' metal.kcidb.json >broken.json; %s validate.py broken.json 2>&1",
			 broken[i], python);
		ok(run_command(command, out, sizeof(out)) == 3, "%s refuses %s", what, broken[i]);
	}
}

static void test_schema(void)
{
	static const char validate[] =
		"import json, jsonschema, sys\n"
		"validator = jsonschema.Draft202012Validator(json.load(open('schema.json')))\n"
		"errors = [name + ': ' + e.message for name in sys.argv[1:]\n"
		"          for e in validator.iter_errors(json.load(open(name, encoding='utf-8')))]\n"
		"print('\\n'.join(errors))\n"
		"sys.exit(3 if errors else 0)\n";
	static const char validate_io[] =
		"import json, kcidb_io, sys\n"
		"good = [kcidb_io.schema.V5_0.is_valid_exactly(data) and kcidb_io.schema.LATEST.is_compatible(data)\n"
		"        for data in [json.load(open(name, encoding='utf-8')) for name in sys.argv[1:]]]\n"
		"print(good)\n"
		"sys.exit(0 if all(good) else 3)\n";
	const char *python = python_with("jsonschema");

	save_all();
	write_file("schema.json", schema);
	if (python)
		test_reader("the schema", python, validate);
	else
		ok(true, "the schema # SKIP there is no validator (Debian: python3-jsonschema)");
	python = python_with("kcidb_io");
	if (python)
		test_reader("kcidb-io", python, validate_io);
	else
		ok(true, "kcidb-io # SKIP there is no Python module kcidb_io");
}

int main(void)
{
	test_words();
	test_schema();
	return tap_done();
}
