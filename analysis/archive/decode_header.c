/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decodes the header of an archive, and that of a resume, which must be of the same host. */
#include "analysis/archive/decode.h"

#include "analysis/archive/archive.h"
#include "analysis/archive/value.h"
#include "bench/array.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define H(path, kind, member) { path, KIND_##kind, offsetof(struct archive, member), false }

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
	H("host.memslots_max", COUNT, host.memslots_max),
	H("clock.name", TEXT, clock.name),
	H("clock.hz", COUNT, clock.hz),
	H("clock.unit", TEXT, clock.unit),
	H("clock.units_per_tick", REAL, clock.units_per_tick),
	H("probe.ivac_needs_write", FLAG_NULL, ivac_needs_write),
	H("probe.page_lines", COUNT, page_lines),
	H("probe.file_writenotify", FLAG_NULL, file_writenotify),
	H("probe.thp_zero_page", FLAG_NULL, thp_zero_page),
	H("options.suite", TEXT_NULL, options.suite),
	H("options.filter", TEXT_NULL, options.filter),
	H("options.samples", COUNT, options.samples),
	H("options.batch", COUNT, options.batch),
	H("options.seed", TEXT, options.seed),
	H("options.order", TEXT, options.order),
	H("options.rom_bytes", COUNT_NULL, options.rom_bytes),
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
	{ "policy", KIND_POLICY, offsetof(struct archive_policy, policy), false },
	{ "knob", KIND_FLAG, offsetof(struct archive_policy, knob), false },
	{ "fingerprint", KIND_TEXT, offsetof(struct archive_policy, fingerprint), false },
};

#define E(path, kind) { #path, KIND_##kind, offsetof(struct archive_evidence, path), false }

static const struct field evidence_fields[] = {
	E(cell, TEXT), E(outcome, OUTCOME), E(faults, COUNT_NULL), E(repeat, COUNT_NULL), E(dirtied, FLAG_NULL),
	E(grows, FLAG_NULL),
};

static const struct field dirty_fields[] = {
	{ "op", KIND_TEXT, offsetof(struct archive_dirty, op), false },
	{ "slot", KIND_TEXT, offsetof(struct archive_dirty, slot), false },
	{ "stage2", KIND_TEXT, offsetof(struct archive_dirty, stage2), false },
	{ "data_kept", KIND_FLAG_NULL, offsetof(struct archive_dirty, data_kept), false },
	{ "data_lost", KIND_FLAG_NULL, offsetof(struct archive_dirty, data_lost), false },
};

static const struct field missing_fields[] = {
	{ "dirty_data_missing", KIND_TEXT_NULL, offsetof(struct archive_policy, dirty_missing), true },
};

/* A field whose key may be absent. */
#define O(path, kind, member) { path, KIND_##kind, offsetof(struct archive, member), true }

static const struct field topology_fields[] = {
	O("topology.packages", COUNT_NULL, topology.packages),
	O("topology.cores", COUNT_NULL, topology.cores),
	O("topology.pus", COUNT_NULL, topology.pus),
	O("topology.numa_nodes", COUNT_NULL, topology.numa_nodes),
	O("topology.cpu", COUNT_NULL, topology.cpu),
	O("topology.memory_node", COUNT_NULL, topology.memory_node),
	O("topology.helpers", TEXT_NULL, topology.helpers),
	O("topology.chosen", TEXT_NULL, topology.chosen),
	O("topology.hwloc_xml", TEXT_NULL, topology.hwloc_xml),
};

static const struct field boot_fields[] = {
	O("host.cpus_alike", COUNT_NULL, host.cpus_alike),
	O("boot.id", TEXT_NULL, host.boot_id),
	O("boot.uptime_s", REAL_NULL, host.uptime_s),
	O("host.ipa_bits", COUNT_NULL, host.ipa_bits),
};

static const struct field clock_fields[] = {
	O("clock.resolution_ticks", COUNT_NULL, clock.resolution_ticks),
	O("clock.backwards", COUNT_NULL, clock.backwards),
	O("clock.dither_spins", COUNT_NULL, clock.dither_spins),
	O("options.seconds", COUNT_NULL, options.seconds),
	O("options.precision_pct", REAL_NULL, options.precision_pct),
	O("options.cpus", TEXT_NULL, options.cpus),
	O("options.tune", FLAG_NULL, options.tune),
	O("pmu_missing", TEXT_NULL, pmu.missing),
	O("probe.change_pte", FLAG_NULL, change_pte),
	O("probe.hugetlb_accounted", FLAG_NULL, hugetlb_accounted),
};

static const struct field knob_fields[] = {
	H("knob.name", TEXT, knob.name),
	H("knob.before", TEXT_NULL, knob.before),
	H("knob.hook", TEXT_NULL, knob.hook),
	H("knob.shared", FLAG_NULL, knob.shared),
	H("knob.loaded", FLAG, knob.loaded),
};

/* The fields of an object that may be null or absent. */
static const struct field rate_fields[] = {
	H("clock.rate.seconds", REAL_NULL, clock.rate_seconds),
	H("clock.rate.ratio", REAL_NULL, clock.rate_ratio),
	H("clock.rate.clocksource", TEXT_NULL, clock.clocksource),
	H("clock.rate.ntp_ppm", REAL_NULL, clock.ntp_ppm),
};

static const struct field pmu_fields[] = {
	H("pmu.name", TEXT, pmu.name),
	H("pmu.type", COUNT, pmu.type),
};

static const struct field event_fields[] = {
	{ "name", KIND_TEXT, offsetof(struct archive_event, name), false },
	{ "config", KIND_COUNT, offsetof(struct archive_event, config), false },
};

static int read_evidence(struct reader *r, const struct value *object, struct archive_policy *policy)
{
	const struct value *array = value_array(r, object, "evidence");
	size_t length = strlen(r->where);
	int err = 0;

	if (!array)
		return -EINVAL;
	policy->evidence_count = value_count(array);
	policy->evidence = reader_keep(r, policy->evidence_count, sizeof(*policy->evidence));
	if (!policy->evidence)
		return -ENOMEM;
	for (size_t i = 0; !err && i < policy->evidence_count; i++) {
		snprintf(r->where + length, sizeof(r->where) - length, "evidence[%zu].", i);
		err = value_fields(r, value_index(array, i), evidence_fields, ARRAY_SIZE(evidence_fields),
				   &policy->evidence[i]);
	}
	return err;
}

/* Set the bit of each policy that an array of names has. */
static int read_names(struct reader *r, const struct value *object, const char *path, uint32_t *policies)
{
	struct texts names = { .count = 0 };
	int err = value_texts(r, object, path, &names);

	for (size_t i = 0; !err && i < names.count; i++) {
		int value = axis_value(AXIS_POLICY, names.text[i]);

		if (value < 0)
			return reader_fail(r, "%s%s[%zu] is not a policy that this version knows", r->where, path, i);
		*policies |= UINT32_C(1) << value;
	}
	return err;
}

/* Schema 3 has the policy of the patch's knob, or null. */
static int read_knob(struct reader *r, const struct value *header, struct archive *a)
{
	static const struct field before = H("knob", TEXT_NULL, knob.before);
	static char patch[] = ARCHIVE_KNOB_PATCH;
	int err;

	if (r->schema < 4) {
		err = value_fields(r, header, &before, 1, a);
		a->knob.name = a->knob.before ? patch : NULL;
		return err;
	}
	if (!value_at(header, "knob"))
		return reader_fail(r, "knob is missing");
	if (value_is_null(value_at(header, "knob")))
		return 0;
	err = value_fields(r, header, knob_fields, ARRAY_SIZE(knob_fields), a);
	if (!err && strcmp(a->knob.name, ARCHIVE_KNOB_PATCH) && strcmp(a->knob.name, ARCHIVE_KNOB_MODULE))
		return reader_fail(r, "knob.name is neither \"%s\" nor \"%s\"", ARCHIVE_KNOB_PATCH, ARCHIVE_KNOB_MODULE);
	if (!err && archive_is_hooked(a) != (a->knob.hook != NULL))
		return reader_fail(r, "knob.hook is %s, but knob.name is \"%s\"", a->knob.hook ? "a hook" : "null",
				   a->knob.name);
	if (!err && a->knob.hook && strcmp(a->knob.hook, "ftrace") && strcmp(a->knob.hook, "kprobe"))
		return reader_fail(r, "knob.hook is neither \"ftrace\" nor \"kprobe\" nor null");
	a->knob.policies_known = !err && !value_is_absent(header, "knob.policies");
	return a->knob.policies_known ? read_names(r, header, "knob.policies", &a->knob.policies) : err;
}

static int read_dirty(struct reader *r, const struct value *object, struct archive_policy *policy)
{
	const struct value *array;
	size_t length = strlen(r->where);
	int err = value_fields(r, object, missing_fields, ARRAY_SIZE(missing_fields), policy);

	if (err || value_is_absent(object, "dirty_data"))
		return err;
	array = value_array(r, object, "dirty_data");
	if (!array)
		return -EINVAL;
	policy->dirty_count = value_count(array);
	policy->dirty = reader_keep(r, policy->dirty_count, sizeof(*policy->dirty));
	if (!policy->dirty)
		return -ENOMEM;
	for (size_t i = 0; !err && i < policy->dirty_count; i++) {
		snprintf(r->where + length, sizeof(r->where) - length, "dirty_data[%zu].", i);
		err = value_fields(r, value_index(array, i), dirty_fields, ARRAY_SIZE(dirty_fields), &policy->dirty[i]);
	}
	r->where[length] = '\0';
	return err;
}

static int read_policy(struct reader *r, const struct value *object, struct archive_policy *policy)
{
	int err = value_fields(r, object, policy_fields, ARRAY_SIZE(policy_fields), policy);

	if (!err)
		err = read_names(r, object, "recognised", &policy->recognised);
	if (!err)
		err = read_dirty(r, object, policy);
	return err ? err : read_evidence(r, object, policy);
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

static int read_events(struct reader *r, const struct value *header, struct archive_pmu *pmu)
{
	const struct value *array = value_array(r, header, "pmu.events");
	int err = 0;

	if (!array)
		return -EINVAL;
	pmu->event_count = value_count(array);
	pmu->event = reader_keep(r, pmu->event_count, sizeof(*pmu->event));
	if (!pmu->event)
		return -ENOMEM;
	for (size_t i = 0; !err && i < pmu->event_count; i++) {
		snprintf(r->where, sizeof(r->where), "pmu.events[%zu].", i);
		err = value_fields(r, value_index(array, i), event_fields, ARRAY_SIZE(event_fields), &pmu->event[i]);
	}
	r->where[0] = '\0';
	return err;
}

#define C(path, kind, member) { path, KIND_##kind, offsetof(struct archive_core, member), false }

static const struct field core_fields[] = {
	C("midr", TEXT_NULL, midr),
	C("revidr", TEXT_NULL, revidr),
	C("name", TEXT_NULL, name),
	C("capacity", COUNT_NULL, capacity),
	C("max_khz", COUNT_NULL, max_khz),
	C("caches", TEXT_NULL, caches),
};

static int read_cores(struct reader *r, const struct value *header, struct archive_host *host)
{
	const struct value *array = value_array(r, header, "host.cores");
	int err = 0;

	if (!array)
		return -EINVAL;
	host->core_count = value_count(array);
	host->core = reader_keep(r, host->core_count, sizeof(*host->core));
	if (!host->core)
		return -ENOMEM;
	for (size_t i = 0; !err && i < host->core_count; i++) {
		snprintf(r->where, sizeof(r->where), "host.cores[%zu].", i);
		err = value_fields(r, value_index(array, i), core_fields, ARRAY_SIZE(core_fields), &host->core[i]);
	}
	r->where[0] = '\0';
	return err;
}

/* Read the members that older versions with this schema do not write. */
static int read_optional(struct reader *r, const struct value *header, struct archive *a)
{
	int err = value_fields(r, header, topology_fields, ARRAY_SIZE(topology_fields), a);

	if (!err)
		err = value_fields(r, header, boot_fields, ARRAY_SIZE(boot_fields), a);
	if (!err)
		err = value_fields(r, header, clock_fields, ARRAY_SIZE(clock_fields), a);
	if (!err && !value_is_absent(header, "host.cores"))
		err = read_cores(r, header, &a->host);
	if (!err && !value_is_absent(header, "topology.cpus"))
		err = value_numbers(r, header, "topology.cpus", 0, &a->topology.cpus, &a->topology.cpu_count);
	if (!err && !value_is_absent(header, "clock.rate"))
		err = value_fields(r, header, rate_fields, ARRAY_SIZE(rate_fields), a);
	if (!err && !value_is_absent(header, "pmu"))
		err = value_fields(r, header, pmu_fields, ARRAY_SIZE(pmu_fields), a);
	if (!err && a->pmu.name)
		err = read_events(r, header, &a->pmu);
	if (!err && !value_is_absent(header, "options.allow"))
		err = value_texts(r, header, "options.allow", &a->options.allow);
	if (!err && !value_is_absent(header, "record"))
		err = value_facts(r, header, "record", &a->record_facts);
	return err;
}

/* Read an object that maps ops to true or false. Sets the bit of each true op, by op_id. */
static int read_ops(struct reader *r, const struct value *header, const char *path, uint32_t *flags)
{
	struct tallies ops = { .count = 0 };
	int err = value_counts(r, header, path, &ops);

	for (size_t i = 0; !err && i < ops.count; i++) {
		int op = axis_value(AXIS_OP, ops.tally[i].name);

		if (op < 0)
			return reader_fail(r, "%s names an unknown op \"%.32s\"", path, ops.tally[i].name);
		if (ops.tally[i].count)
			*flags |= UINT32_C(1) << op;
	}
	return err;
}

/* Check that the fields of the header agree with each other. */
static int check_header(struct reader *r, const struct archive *a, bool has_emulator)
{
	bool is_time = !strcmp(a->clock.unit, "ns");

	if (!is_time && !archive_counts_insns(a) && strcmp(a->clock.unit, "ticks"))
		return reader_fail(r, "clock.unit \"%.16s\" is none of \"ns\", \"insns\" and \"ticks\"", a->clock.unit);
	if (is_time == (a->platform == PLATFORM_EMULATED))
		return reader_fail(r, "clock.unit \"%s\" cannot be on platform \"%s\"", a->clock.unit,
				   platform_name[a->platform]);
	if (a->platform == PLATFORM_EMULATED && !has_emulator)
		return reader_fail(r, "emulator is null on platform \"emulated\"");
	if (a->platform == PLATFORM_METAL && has_emulator)
		return reader_fail(r, "emulator is not null on platform \"metal\"");
	if (!a->page_lines || a->page_lines > ARCHIVE_PAGE_LINES_MAX)
		return reader_fail(r, "probe.page_lines is not a whole number from 1 to %d", ARCHIVE_PAGE_LINES_MAX);
	return 0;
}

int decode_header(struct reader *r, const struct value *header, struct archive *a)
{
	const struct value *emulator = value_at(header, "emulator");
	const struct value *calibration = value_at(header, "clock.calibration");
	int err = value_fields(r, header, header_fields, ARRAY_SIZE(header_fields), a);

	if (!err && !emulator)
		return reader_fail(r, "emulator is missing");
	if (!err && !value_is_null(emulator))
		err = value_fields(r, header, emulator_fields, ARRAY_SIZE(emulator_fields), a);
	if (!err && (!calibration || !value_is_null(calibration)))
		err = value_fields(r, header, calibration_fields, ARRAY_SIZE(calibration_fields), a);
	if (!err)
		err = read_knob(r, header, a);
	if (!err)
		err = value_texts(r, header, "options.argv", &a->options.argv);
	if (!err && (!value_object(r, header, "id_regs") || !value_object(r, header, "topology")))
		err = -EINVAL;
	if (!err)
		err = read_ops(r, header, "probe.translates", &a->translates);
	if (!err)
		err = read_ops(r, header, "probe.features", &a->features);
	if (!err)
		err = read_policies(r, header, a);
	if (!err)
		err = decode_findings(r, header, NULL, &a->findings);
	if (!err)
		err = read_optional(r, header, a);
	return err ? err : check_header(r, a, !value_is_null(emulator));
}

static const struct field resume_fields[] = {
	{ "cells", KIND_COUNT, offsetof(struct archive_resume, cells), false },
	{ "why", KIND_TEXT, offsetof(struct archive_resume, why), false },
	{ "header.schema", KIND_COUNT, offsetof(struct archive_resume, schema), false },
};

/* Are the texts equal? NULL equals NULL. */
static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Are the texts equal, or is either not known? */
static bool may_be_same(const char *a, const char *b)
{
	return !a || !b || !strcmp(a, b);
}

static bool same_flag(struct flag a, struct flag b)
{
	return a.known == b.known && a.value == b.value;
}

/*
 * Return the name of a field that differs and that costs depend on: of the machine, its kernel, the guest or the clock.
 * NULL: there is none. The size of memory may differ from boot to boot; what was not known to either may be the same.
 */
static const char *differing_host(const struct archive *a, const struct archive *b)
{
	const struct archive_host *x = &a->host, *y = &b->host;

	if (a->platform != b->platform)
		return "platform";
	if (!same_text(a->guest_sha256, b->guest_sha256))
		return "cmobench.guest_sha256";
	if (!same_text(x->machine, y->machine) || !may_be_same(x->model, y->model))
		return "host.model";
	if (!same_text(x->kernel, y->kernel) || !same_text(x->kernel_version, y->kernel_version))
		return "host.kernel";
	if (!same_text(x->cmdline, y->cmdline))
		return "host.cmdline";
	if (!may_be_same(x->midr, y->midr))
		return "host.midr";
	if (archive_differing_core(a, b) >= 0)
		return "host.cores";
	if (x->cpus.value != y->cpus.value)
		return "host.cpus";
	if (x->page_bytes.value != y->page_bytes.value)
		return "host.page_bytes";
	if (!may_be_same(x->hyp_mode, y->hyp_mode) || !may_be_same(x->gic, y->gic))
		return "host.hyp_mode or host.gic";
	if (x->nisv_to_user != y->nisv_to_user || x->memslots_max != y->memslots_max)
		return "host.nisv_to_user or host.memslots_max";
	if (x->ipa_bits.known && y->ipa_bits.known && x->ipa_bits.value != y->ipa_bits.value)
		return "host.ipa_bits";
	if (a->clock.hz != b->clock.hz || !same_text(a->clock.unit, b->clock.unit) ||
	    a->clock.units_per_tick != b->clock.units_per_tick)
		return "clock";
	return NULL;
}

static const char *differing_probe(const struct archive *a, const struct archive *b)
{
	if (!same_flag(a->ivac_needs_write, b->ivac_needs_write) || a->translates != b->translates ||
	    a->features != b->features || a->page_lines != b->page_lines ||
	    !same_flag(a->file_writenotify, b->file_writenotify) || !same_flag(a->thp_zero_page, b->thp_zero_page) ||
	    !same_flag(a->change_pte, b->change_pte) || !same_flag(a->hugetlb_accounted, b->hugetlb_accounted))
		return "probe";
	if (!same_text(a->knob.name, b->knob.name) || !same_text(a->knob.hook, b->knob.hook))
		return "knob";
	if (a->policy_count != b->policy_count)
		return "policies";
	for (size_t i = 0; i < a->policy_count; i++)
		if (a->policy[i].policy != b->policy[i].policy || a->policy[i].knob != b->policy[i].knob ||
		    a->policy[i].recognised != b->policy[i].recognised)
			return "policies";
	return NULL;
}

int decode_resume(struct reader *r, const struct value *line, const struct archive *a, struct archive_resume *resume)
{
	const struct value *header = value_object(r, line, "header");
	struct archive then = { .kept = NULL }; /* its memory is kept with the rest */
	const char *what;
	int err = value_fields(r, line, resume_fields, ARRAY_SIZE(resume_fields), resume);

	if (!header)
		return -EINVAL;
	if (!err && resume->schema != r->schema)
		return reader_fail(r, "resume: header.schema is not %llu", (unsigned long long)r->schema);
	if (!err)
		err = decode_header(r, header, &then);
	if (err)
		return err;
	resume->created = then.created;
	resume->findings = then.findings;
	resume->allow = then.options.allow;
	if (resume->cells != a->record_count)
		return reader_fail(r, "resume: cells is %llu, but %zu stand before it",
				   (unsigned long long)resume->cells, a->record_count);
	what = differing_host(a, &then);
	if (!what)
		what = differing_probe(a, &then);
	if (what)
		return reader_fail(r, "resume: taken up again on another host: header.%s is not the same", what);
	return 0;
}
