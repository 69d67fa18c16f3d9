/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/archive/decode.h"

#include "analysis/archive/value.h"
#include "bench/array.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define R(path, kind, member) { path, KIND_##kind, offsetof(struct record, member), false }
#define O(path, kind, member) { path, KIND_##kind, offsetof(struct record, member), true } /* the key may be absent */

static const struct field record_fields[] = {
	R("reason", TEXT_NULL, reason),
	R("sample_lines", COUNT, sample_lines),
	R("unit_bytes", COUNT_NULL, unit_bytes),
	R("esr", HEX_NULL, esr),
	R("exits", COUNT_NULL, exits),
	R("retaken", COUNT, retaken),
	R("attribution_missing", TEXT_NULL, attribution_missing),
	O("pmu_missing", TEXT_NULL, pmu_missing),
};

/* The fields of objects that may be null or absent. */
static const struct field disturbed_fields[] = {
	R("disturbed.preempted", COUNT_NULL, disturbed.preempted),
	R("disturbed.migrated", COUNT_NULL, disturbed.migrated),
	R("disturbed.major_faults", COUNT_NULL, disturbed.major_faults),
};

static const struct field precision_fields[] = {
	R("precision.asked_pct", REAL, precision.asked_pct),
	R("precision.reached_pct", REAL_NULL, precision.reached_pct),
	R("precision.converged", FLAG, precision.converged),
	R("precision.looks", COUNT, precision.looks),
};

static const struct field set_fields[] = {
	{ "samples", KIND_COUNT, offsetof(struct pmu_set, samples), false },
	{ "sample_ticks", KIND_COUNT, offsetof(struct pmu_set, sample_ticks), false },
	{ "entry_ticks", KIND_COUNT, offsetof(struct pmu_set, entry_ticks), false },
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
	R("minor_faults", COUNT_NULL, attribution.minor_faults),
	O("kvm_exits", COUNT_NULL, attribution.kvm_exits),
	O("nisv", COUNT_NULL, attribution.nisv),
	O("userspace_exits", COUNT_NULL, attribution.userspace_exits),
};

/* The prediction in the form of the archive. */
struct archived_prediction {
	char *faults, *repeat;
	uint64_t translation, permission, host_pages_allocated, minor_faults, io_aborts;
	enum outcome outcome;
	enum stage2_id stage2;
	struct count esr;
	bool dirtied, at_least;
};

#define P(path, kind) { #path, KIND_##kind, offsetof(struct archived_prediction, path), false }

static const struct field prediction_fields[] = {
	P(faults, TEXT), P(repeat, TEXT), P(translation, COUNT), P(permission, COUNT), P(host_pages_allocated, COUNT),
	P(outcome, OUTCOME), P(esr, HEX_NULL), P(dirtied, FLAG), P(minor_faults, COUNT), P(at_least, FLAG),
	P(stage2, STAGE2), { "io_aborts", KIND_COUNT, offsetof(struct archived_prediction, io_aborts), true },
};

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
	return 0;
}

static bool is_sequence(const char *faults)
{
	return strlen(faults) <= PREDICT_FAULTS_MAX && strspn(faults, "TP") == strlen(faults);
}

/* Can the total count of a kind of fault on all lines include the first line's sequence of faults? */
static bool is_total(uint64_t total, const char *faults, char kind, uint64_t sample_lines)
{
	unsigned int first = predict_count(faults, kind);

	return sample_lines == 1 ? total == first : total >= first && total <= UINT32_MAX;
}

/* Check that the fields of a prediction agree with each other. */
static int check_prediction(struct reader *r, const struct archived_prediction *p, uint64_t sample_lines)
{
	if (!is_sequence(p->faults) || !is_sequence(p->repeat))
		return reader_fail(r, "predicted.faults or predicted.repeat is not a sequence of at most %d T and P",
				   PREDICT_FAULTS_MAX);
	if (!is_total(p->translation, p->faults, 'T', sample_lines) ||
	    !is_total(p->permission, p->faults, 'P', sample_lines))
		return reader_fail(r, "predicted.translation and .permission are not what predicted.faults says");
	if (p->host_pages_allocated > 1 || p->esr.value > UINT32_MAX || p->minor_faults > UINT32_MAX)
		return reader_fail(r, "predicted.host_pages_allocated, .esr or .minor_faults is out of range");
	if (p->io_aborts > p->translation + p->permission)
		return reader_fail(r, "predicted.io_aborts is more than the faults of predicted.translation and .permission");
	if (p->stage2 == STAGE2_CMO)
		return reader_fail(r, "predicted.stage2 is neither \"cold\" nor \"ro\" nor \"rw\"");
	return 0;
}

static void keep_prediction(struct record *record, const struct archived_prediction *p)
{
	record->predicted_known = true;
	record->predicted = (struct prediction){
		.translation = (uint32_t)p->translation, .permission = (uint32_t)p->permission,
		.outcome = p->outcome, .esr = (uint32_t)p->esr.value, .dirtied = p->dirtied,
		.allocates = p->host_pages_allocated, .minor_faults = (uint32_t)p->minor_faults,
		.io_aborts = (uint32_t)p->io_aborts,
		.at_least = p->at_least, .stage2 = p->stage2,
	};
	strcpy(record->predicted.faults, p->faults);
	strcpy(record->predicted.repeat, p->repeat);
}

static int read_prediction(struct reader *r, const struct value *cell, struct record *record)
{
	struct archived_prediction p = { .faults = NULL };
	const struct value *v = value_at(cell, "predicted");
	int err;

	/* The process that writes the archive cannot predict, so a cell that it found to have failed has none either. */
	if (v && value_is_null(v) && (record->cell.policy == POLICY_UNKNOWN || record->status != CELL_STATUS_DONE))
		return 0;
	v = value_object(r, cell, "predicted");
	if (!v)
		return -EINVAL;
	strcpy(r->where, "predicted.");
	err = value_fields(r, v, prediction_fields, ARRAY_SIZE(prediction_fields), &p);
	r->where[0] = '\0';
	if (!err && r->schema >= 4 && !value_at(v, "io_aborts"))
		return reader_fail(r, "predicted.io_aborts is missing");
	if (!err)
		err = check_prediction(r, &p, record->sample_lines);
	if (!err)
		keep_prediction(record, &p);
	return err;
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
	err = value_fields(r, v, attribution_fields, ARRAY_SIZE(attribution_fields), record);
	if (!err)
		err = value_counts(r, v, "sequences", &record->attribution.sequences);
	if (!err)
		err = value_counts(r, v, "repeat", &record->attribution.repeat);
	if (!err && !value_is_absent(v, "exit_ticks"))
		err = value_counts(r, v, "exit_ticks", &record->attribution.exit_ticks);
	r->where[0] = '\0';
	if (!err && !record->attribution.samples)
		return reader_fail(r, "attribution.samples is 0");
	record->attributed = !err;
	return err;
}

static int read_status(struct reader *r, const struct value *cell, struct record *record)
{
	const char *status = value_text(value_at(cell, "status"));
	int i = 0;

	while (i < CELL_STATUS_COUNT && (!status || strcmp(status, cell_status_name[i])))
		i++;
	if (i == CELL_STATUS_COUNT)
		return reader_fail(r, "status is neither \"done\" nor \"failed\" nor \"skipped\"");
	record->status = (enum cell_status)i;
	if (record->status != CELL_STATUS_DONE && !record->reason)
		return reader_fail(r, "status is \"%s\", but no reason is given", status);
	if (!record->sample_lines || (record->cell.lines == LINES_1 && record->sample_lines != 1))
		return reader_fail(r, "sample_lines is %llu, but lines is \"%s\"",
				   (unsigned long long)record->sample_lines, lines_table[record->cell.lines].name);
	return 0;
}

static int read_outcome(struct reader *r, const struct value *cell, struct record *record)
{
	static const struct field field = R("outcome", OUTCOME, outcome);
	struct tallies outcomes = { .count = 0 };
	const struct value *v = value_at(cell, "outcome");
	int err = 0;

	record->outcome = OUTCOME_COUNT;
	if (record->status == CELL_STATUS_DONE || !v || !value_is_null(v))
		err = value_fields(r, cell, &field, 1, record);
	if (!err)
		err = value_counts(r, cell, "outcomes", &outcomes);
	for (size_t i = 0; !err && i < outcomes.count; i++) {
		int outcome = outcome_find(outcomes.tally[i].name);

		if (outcome < 0)
			return reader_fail(r, "outcomes names an unknown outcome \"%.32s\"",
					   outcomes.tally[i].name);
		record->outcomes[outcome] = outcomes.tally[i].count;
	}
	if (record->status != CELL_STATUS_DONE)
		record->outcome = OUTCOME_COUNT; /* outcomes that were seen before the failure do not count */
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
	if (record->status == CELL_STATUS_DONE && !record->tick_count)
		return reader_fail(r, "status is \"done\", but there are no ticks");
	if (record->status == CELL_STATUS_SKIPPED && record->tick_count)
		return reader_fail(r, "status is \"skipped\", but there are ticks");
	return 0;
}

/* Read when the rounds were taken. */
static int read_times(struct reader *r, const struct value *cell, struct record *record)
{
	size_t count;
	int err;

	if (value_is_absent(cell, "round_at_s"))
		return 0;
	err = value_reals(r, cell, "round_at_s", &record->round_at_s, &count);
	if (!err && count != record->round_count)
		err = reader_fail(r, "round_at_s has the times of %zu rounds, but there are %zu", count,
				  record->round_count);
	return err;
}

/* Read one set of events. */
static int read_set(struct reader *r, const struct value *v, struct pmu_set *set)
{
	int err = value_fields(r, v, set_fields, ARRAY_SIZE(set_fields), set);

	if (!err)
		err = value_counts(r, v, "host", &set->host);
	if (!err)
		err = value_counts(r, v, "guest", &set->guest);
	if (!err && !set->samples)
		return reader_fail(r, "%ssamples is 0", r->where);
	return err;
}

static int read_pmu(struct reader *r, const struct value *cell, struct record *record)
{
	const struct value *array;
	int err = 0;

	if (value_is_absent(cell, "pmu"))
		return 0;
	array = value_array(r, cell, "pmu");
	if (!array)
		return -EINVAL;
	record->pmu_count = value_count(array);
	record->pmu = reader_keep(r, record->pmu_count, sizeof(*record->pmu));
	if (!record->pmu)
		return -ENOMEM;
	for (size_t i = 0; !err && i < record->pmu_count; i++) {
		snprintf(r->where, sizeof(r->where), "pmu[%zu].", i);
		err = read_set(r, value_index(array, i), &record->pmu[i]);
	}
	r->where[0] = '\0';
	return err;
}

/* Read the members that older versions with this schema do not write. */
static int read_optional(struct reader *r, const struct value *cell, struct record *record)
{
	int err = read_times(r, cell, record);

	if (!err && !value_is_absent(cell, "disturbed"))
		err = value_fields(r, cell, disturbed_fields, ARRAY_SIZE(disturbed_fields), record);
	if (!err && !value_is_absent(cell, "precision")) {
		err = value_fields(r, cell, precision_fields, ARRAY_SIZE(precision_fields), record);
		record->precision.known = true;
	}
	return err ? err : read_pmu(r, cell, record);
}

int decode_record(struct reader *r, const struct value *cell, struct record *record)
{
	int err = read_axes(r, cell, &record->cell);

	if (!err)
		err = value_fields(r, cell, record_fields, ARRAY_SIZE(record_fields), record);
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
	if (!err)
		err = read_optional(r, cell, record);
	return err ? err : value_texts(r, cell, "findings", &record->findings);
}
