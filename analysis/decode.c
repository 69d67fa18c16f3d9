/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/decode.h"

#include "analysis/load.h"
#include "analysis/value.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

#define H(path, kind, member) { path, KIND_##kind, offsetof(struct archive, member) }

static const struct field header_fields[] = {
	H("cmobench.version", TEXT, version),
	H("cmobench.commit", TEXT_NULL, commit),
	H("cmobench.guest_sha256", TEXT_NULL, guest_sha256),
	H("platform", PLATFORM, platform),
	H("created", TEXT, created),
	H("host.machine", TEXT, host.machine),
	H("host.kernel", TEXT, host.kernel),
	H("host.kernel_version", TEXT_NULL, host.kernel_version),
	H("host.cmdline", TEXT_NULL, host.cmdline),
	H("host.model", TEXT_NULL, host.model),
	H("host.midr", TEXT_NULL, host.midr),
	H("host.cpu", TEXT_NULL, host.cpu),
	H("host.cpus", COUNT_NULL, host.cpus),
	H("host.page_bytes", COUNT_NULL, host.page_bytes),
	H("host.hyp_mode", TEXT_NULL, host.hyp_mode),
	H("host.gic", TEXT_NULL, host.gic),
	H("host.nisv_to_user", FLAG, host.nisv_to_user),
	H("host.memory_bytes", COUNT_NULL, host.memory_bytes),
	H("clock.name", TEXT, clock.name),
	H("clock.hz", COUNT, clock.hz),
	H("clock.unit", TEXT, clock.unit),
	H("clock.units_per_tick", REAL, clock.units_per_tick),
	H("probe.ivac_needs_write", FLAG_NULL, ivac_needs_write),
	H("knob", TEXT_NULL, knob),
	H("options.suite", TEXT_NULL, options.suite),
	H("options.filter", TEXT_NULL, options.filter),
	H("options.samples", COUNT, options.samples),
	H("options.batch", COUNT, options.batch),
	H("options.seed", TEXT, options.seed),
	H("options.order", TEXT, options.order),
};

static const struct field calibration_fields[] = {
	H("clock.calibration.nops", COUNT_NULL, clock.nops),
	H("clock.calibration.ticks", COUNT_NULL, clock.ticks),
	H("clock.calibration.exact", FLAG_NULL, clock.exact),
};

static const struct field emulator_fields[] = {
	H("emulator.qemu", TEXT_NULL, emulator_qemu),
	H("emulator.cpu", TEXT_NULL, emulator_cpu),
	H("emulator.machine", TEXT_NULL, emulator_machine),
	H("emulator.icount_shift", COUNT_NULL, icount_shift),
};

static const struct field policy_fields[] = {
	{ "policy", KIND_POLICY, offsetof(struct archive_policy, policy) },
	{ "knob", KIND_FLAG, offsetof(struct archive_policy, knob) },
	{ "fingerprint", KIND_TEXT, offsetof(struct archive_policy, fingerprint) },
};

static const struct field finding_fields[] = {
	{ "id", KIND_TEXT, offsetof(struct archive_finding, id) },
	{ "what", KIND_TEXT, offsetof(struct archive_finding, what) },
	{ "remedy", KIND_TEXT_NULL, offsetof(struct archive_finding, remedy) },
};

#define R(path, kind, member) { path, KIND_##kind, offsetof(struct record, member) }

static const struct field record_fields[] = {
	R("reason", TEXT_NULL, reason),
	R("esr", HEX_NULL, esr),
	R("exits", COUNT_NULL, exits),
	R("attribution_missing", TEXT_NULL, attribution_missing),
};

static const struct field attribution_fields[] = {
	R("samples", COUNT, attribution.samples),
	R("translation", COUNT, attribution.translation),
	R("permission", COUNT, attribution.permission),
	R("access_flag", COUNT, attribution.access_flag),
	R("other", COUNT, attribution.other),
	R("cm", COUNT, attribution.cm),
	R("elsewhere", COUNT, attribution.elsewhere),
	R("lost", COUNT, attribution.lost),
	R("dirtied", COUNT_NULL, attribution.dirtied),
	R("host_pages_allocated", COUNT_NULL, attribution.host_pages_allocated),
};

/* A prediction as it is archived. */
struct archived_prediction {
	char *faults, *repeat;
	uint64_t translation, permission, host_pages_allocated;
	enum outcome outcome;
	struct count esr;
	bool dirtied;
};

#define P(path, kind) { #path, KIND_##kind, offsetof(struct archived_prediction, path) }

static const struct field prediction_fields[] = {
	P(faults, TEXT), P(repeat, TEXT), P(translation, COUNT), P(permission, COUNT), P(host_pages_allocated, COUNT),
	P(outcome, OUTCOME), P(esr, HEX_NULL), P(dirtied, FLAG),
};

static int read_policy(struct reader *r, const struct value *object, struct archive_policy *policy)
{
	struct texts names = { .count = 0 };
	int err = value_fields(r, object, policy_fields, ROWS(policy_fields), policy);

	if (!err)
		err = value_texts(r, object, "recognised", &names);
	for (size_t i = 0; !err && i < names.count; i++) {
		int value = axis_value(AXIS_POLICY, names.text[i]);

		if (value < 0)
			return reader_fail(r, "%srecognised[%zu] is not a policy that this version knows", r->where, i);
		policy->recognised |= UINT32_C(1) << value;
	}
	if (!err && !value_array(r, object, "evidence"))
		err = -EINVAL;
	return err;
}

static int read_policies(struct reader *r, const struct value *header, struct archive *a)
{
	const struct value *array = value_array(r, header, "policies");
	int err = 0;

	if (!array)
		return -EINVAL;
	a->policy_count = value_count(array);
	a->policy = reader_keep(r, a->policy_count, sizeof(*a->policy));
	if (!a->policy)
		return -ENOMEM;
	for (size_t i = 0; !err && i < a->policy_count; i++) {
		snprintf(r->where, sizeof(r->where), "policies[%zu].", i);
		err = read_policy(r, value_index(array, i), &a->policy[i]);
	}
	r->where[0] = '\0';
	return err;
}

static int read_findings(struct reader *r, const struct value *header, struct archive *a)
{
	const struct value *array = value_array(r, header, "findings");
	int err = 0;

	if (!array)
		return -EINVAL;
	a->finding_count = value_count(array);
	a->finding = reader_keep(r, a->finding_count, sizeof(*a->finding));
	if (!a->finding)
		return -ENOMEM;
	for (size_t i = 0; !err && i < a->finding_count; i++) {
		snprintf(r->where, sizeof(r->where), "findings[%zu].", i);
		err = value_fields(r, value_index(array, i), finding_fields, ROWS(finding_fields), &a->finding[i]);
	}
	r->where[0] = '\0';
	return err;
}

static int read_translates(struct reader *r, const struct value *header, struct archive *a)
{
	struct sequences ops = { .count = 0 };
	int err = value_counts(r, header, "probe.translates", &ops);

	for (size_t i = 0; !err && i < ops.count; i++) {
		int op = axis_value(AXIS_OP, ops.sequence[i].faults);

		if (op < 0)
			return reader_fail(r, "probe.translates names an unknown op \"%.32s\"", ops.sequence[i].faults);
		if (ops.sequence[i].pages)
			a->translates |= UINT32_C(1) << op;
	}
	return err;
}

/* What the parts of the header say of each other. */
static int check_header(struct reader *r, const struct archive *a, bool has_emulator)
{
	bool counts_insns = !strcmp(a->clock.unit, "insns");

	if (!counts_insns && strcmp(a->clock.unit, "ns"))
		return reader_fail(r, "clock.unit \"%.16s\" is neither \"ns\" nor \"insns\"", a->clock.unit);
	if (counts_insns != (a->platform == PLATFORM_EMULATED))
		return reader_fail(r, "clock.unit \"%s\" cannot be on platform \"%s\"", a->clock.unit,
				   archive_platform_name[a->platform]);
	if (a->platform == PLATFORM_EMULATED && !has_emulator)
		return reader_fail(r, "emulator is null on platform \"emulated\"");
	if (a->platform == PLATFORM_METAL && has_emulator)
		return reader_fail(r, "emulator is not null on platform \"metal\"");
	return 0;
}

int decode_header(struct reader *r, const struct value *header, struct archive *a)
{
	const struct value *emulator = value_at(header, "emulator");
	const struct value *calibration = value_at(header, "clock.calibration");
	int err = value_fields(r, header, header_fields, ROWS(header_fields), a);

	if (!err && !emulator)
		return reader_fail(r, "emulator is missing");
	if (!err && !value_is_null(emulator))
		err = value_fields(r, header, emulator_fields, ROWS(emulator_fields), a);
	if (!err && (!calibration || !value_is_null(calibration)))
		err = value_fields(r, header, calibration_fields, ROWS(calibration_fields), a);
	if (!err)
		err = value_texts(r, header, "options.argv", &a->options.argv);
	if (!err && (!value_object(r, header, "id_regs") || !value_object(r, header, "topology")))
		err = -EINVAL;
	if (!err)
		err = read_translates(r, header, a);
	if (!err)
		err = read_policies(r, header, a);
	if (!err)
		err = read_findings(r, header, a);
	return err ? err : check_header(r, a, !value_is_null(emulator));
}

/* The axes that have one value in this schema. */
static int check_fixed_axes(struct reader *r, const struct value *v)
{
	static const struct field fields[] = {
		{ "vcpus", KIND_COUNT, 0 }, { "mix", KIND_COUNT, sizeof(uint64_t) },
	};
	const char *lines = value_text(value_at(v, "lines"));
	uint64_t number[2] = { 0 };
	int err = value_fields(r, v, fields, ROWS(fields), number);

	if (err)
		return err;
	if (!value_at(v, "line") || !value_at(v, "lines"))
		return reader_fail(r, "%s is missing", value_at(v, "line") ? "lines" : "line");
	if (!value_is_null(value_at(v, "line")) || !lines || strcmp(lines, "1") || number[0] != 1 || number[1] != 1)
		return reader_fail(r, "line, lines, vcpus or mix has a value that this version does not know");
	return 0;
}

static int read_axes(struct reader *r, const struct value *v, struct cell *cell)
{
	for (int i = 0; i < AXIS_COUNT; i++) {
		const char *name = value_text(value_at(v, axis_table[i].name));
		int value = name ? axis_value((enum axis_id)i, name) : -EINVAL;

		if (!name)
			return reader_fail(r, "%s is %s", axis_table[i].name,
					   value_at(v, axis_table[i].name) ? "not a string" : "missing");
		if (value < 0)
			return reader_fail(r, "%s \"%.32s\" is not one that this version knows", axis_table[i].name,
					   name);
		axis_table[i].set(cell, (unsigned int)value);
	}
	return check_fixed_axes(r, v);
}

static int read_prediction(struct reader *r, const struct value *cell, struct record *record)
{
	struct archived_prediction p = { .faults = NULL };
	const struct value *v = value_at(cell, "predicted");
	int err;

	if (v && value_is_null(v) && record->cell.policy == POLICY_UNKNOWN)
		return 0;
	v = value_object(r, cell, "predicted");
	if (!v)
		return -EINVAL;
	strcpy(r->where, "predicted.");
	err = value_fields(r, v, prediction_fields, ROWS(prediction_fields), &p);
	r->where[0] = '\0';
	if (err)
		return err;
	if (strlen(p.faults) > PREDICT_FAULTS_MAX || strlen(p.repeat) > PREDICT_FAULTS_MAX ||
	    strspn(p.faults, "TP") != strlen(p.faults) || strspn(p.repeat, "TP") != strlen(p.repeat))
		return reader_fail(r, "predicted.faults or predicted.repeat is not a sequence of at most %d T and P",
				   PREDICT_FAULTS_MAX);
	if (p.translation != predict_count(p.faults, 'T') || p.permission != predict_count(p.faults, 'P'))
		return reader_fail(r, "predicted.translation and .permission are not what predicted.faults says");
	if (p.host_pages_allocated > 1 || p.esr.value > UINT32_MAX)
		return reader_fail(r, "predicted.host_pages_allocated or .esr is out of range");
	record->predicted_known = true;
	record->predicted = (struct prediction){
		.outcome = p.outcome, .esr = (uint32_t)p.esr.value, .dirtied = p.dirtied,
		.allocates = p.host_pages_allocated,
	};
	strcpy(record->predicted.faults, p.faults);
	strcpy(record->predicted.repeat, p.repeat);
	return 0;
}

static int read_attribution(struct reader *r, const struct value *cell, struct record *record)
{
	const struct value *v = value_at(cell, "attribution");
	int err;

	if (v && value_is_null(v))
		return 0;
	v = value_object(r, cell, "attribution");
	if (!v)
		return -EINVAL;
	strcpy(r->where, "attribution.");
	err = value_fields(r, v, attribution_fields, ROWS(attribution_fields), record);
	if (!err)
		err = value_counts(r, v, "sequences", &record->attribution.sequences);
	if (!err)
		err = value_counts(r, v, "repeat", &record->attribution.repeat);
	r->where[0] = '\0';
	if (!err && !record->attribution.samples)
		return reader_fail(r, "attribution.samples is 0");
	record->attributed = !err;
	return err;
}

static int read_status(struct reader *r, const struct value *cell, struct record *record)
{
	const char *status = value_text(value_at(cell, "status"));

	if (!status || (strcmp(status, "done") && strcmp(status, "failed")))
		return reader_fail(r, "status is neither \"done\" nor \"failed\"");
	record->done = !strcmp(status, "done");
	return 0;
}

static int read_outcome(struct reader *r, const struct value *cell, struct record *record)
{
	static const struct field field = R("outcome", OUTCOME, outcome);
	struct sequences outcomes = { .count = 0 };
	const struct value *v = value_at(cell, "outcome");
	int err = 0;

	record->outcome = OUTCOME_COUNT;
	if (record->done || !v || !value_is_null(v))
		err = value_fields(r, cell, &field, 1, record);
	if (!err)
		err = value_counts(r, cell, "outcomes", &outcomes);
	for (size_t i = 0; !err && i < outcomes.count; i++) {
		int outcome = outcome_find(outcomes.sequence[i].faults);

		if (outcome < 0)
			return reader_fail(r, "outcomes names an unknown outcome \"%.32s\"",
					   outcomes.sequence[i].faults);
		record->outcomes[outcome] = outcomes.sequence[i].pages;
	}
	if (!record->done)
		record->outcome = OUTCOME_COUNT; /* whatever was seen before it failed */
	return err;
}

static int read_samples(struct reader *r, const struct value *cell, struct record *record)
{
	uint64_t sum = 0;
	int err = value_numbers(r, cell, "ticks", 0, &record->ticks, &record->tick_count);

	if (!err)
		err = value_numbers(r, cell, "round_samples", 1, &record->round_samples, &record->round_count);
	if (err)
		return err;
	for (size_t i = 0; i < record->round_count; i++)
		sum += record->round_samples[i];
	if (sum != record->tick_count)
		return reader_fail(r, "round_samples add up to %llu, but there are %zu ticks", (unsigned long long)sum,
				   record->tick_count);
	if (record->done && !record->tick_count)
		return reader_fail(r, "status is \"done\", but there are no ticks");
	return 0;
}

int decode_record(struct reader *r, const struct value *cell, struct record *record)
{
	int err = read_axes(r, cell, &record->cell);

	if (!err)
		err = value_fields(r, cell, record_fields, ROWS(record_fields), record);
	if (!err)
		err = read_status(r, cell, record);
	if (!err)
		err = read_samples(r, cell, record);
	if (!err)
		err = read_outcome(r, cell, record);
	if (!err)
		err = read_prediction(r, cell, record);
	if (!err)
		err = read_attribution(r, cell, record);
	return err ? err : value_texts(r, cell, "findings", &record->findings);
}
