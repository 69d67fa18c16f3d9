/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/archive.h"

#include "bench/array.h"
#include "host/batch/probe.h"
#include "host/clock/clock.h"
#include "host/knob/knob.h"
#include "host/options/options.h"
#include "host/options/table.h"
#include "host/os/err.h"
#include "host/os/facts.h"
#include "host/os/finding.h"
#include "host/os/version.h"
#include "host/place/pin.h"
#include "host/cell/cell_record.h"
#include "host/run/env.h"
#include "host/run/hook.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Return object as text without a line end, which the caller frees; NULL: no memory (fail_text()). Steals object. */
static char *line_of(json_t *object)
{
	char *line = object ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(17)) : NULL;

	if (!line)
		fail(ENOMEM, "a line of the archive");
	json_decref(object);
	return line;
}

/* Write object as one line. Steals object. 0 or -errno (fail_text()). */
static int append(const struct archive_sink *sink, json_t *object)
{
	char *line = line_of(object);
	size_t size = line ? strlen(line) : 0;
	int err = -ENOMEM;

	if (line) {
		line[size++] = '\n'; /* where the NUL was */
		err = sink->line(sink->context, line, size);
	}
	free(line);
	return err;
}

#define NUMBER_CHARS 11 /* of a uint32_t, and a comma */
#define TIME_CHARS   24 /* of 10^15 s to the microsecond, and a comma */

/* Write value and a comma at end; return the new end. */
static char *put_number(char *at, uint32_t value)
{
	char digits[NUMBER_CHARS];
	size_t n = 0;

	do
		digits[n++] = (char)('0' + value % 10);
	while (value /= 10);
	while (n)
		*at++ = digits[--n];
	*at++ = ',';
	return at;
}

/* Copy the line from *from up to and with the key, and move *from there; the line has the key. Return the new end. */
static char *copy_to(char *at, const char **from, const char *key)
{
	const char *end = strstr(*from, key) + strlen(key);

	at = mempcpy(at, *from, (size_t)(end - *from));
	*from = end;
	return at;
}

/*
 * Write a cell as one line, with its samples and the times of its rounds in its arrays, which are empty so far. They are
 * inserted as text, because there can be millions, and creating a jansson object for each costs more than the fault that
 * was measured; and because jansson writes a double with digits that say nothing.
 */
static int append_with_ticks(const struct archive_sink *sink, json_t *object, const struct cell_record *r)
{
	/* No string contains these: its quotes would be escaped. */
	static const char ticks[] = "\"ticks\":[", times[] = "\"round_at_s\":[";
	char *line = line_of(object);
	const char *rest = line;
	size_t size = line ? strlen(line) : 0;
	char *whole = malloc(size + r->sample_count * NUMBER_CHARS + (size_t)r->rounds * TIME_CHARS + 2), *end = whole;
	int err = line && whole ? 0 : fail(ENOMEM, "a line of the archive");

	if (!err) {
		end = copy_to(end, &rest, ticks);
		for (size_t i = 0; i < r->sample_count; i++)
			end = put_number(end, r->ticks[i]);
		end -= r->sample_count > 0; /* drops the comma after the last element */
		if (r->round_at_s)
			end = copy_to(end, &rest, times);
		for (size_t i = 0; r->round_at_s && i < r->rounds; i++)
			end += sprintf(end, "%s%.6f", i ? "," : "", r->round_at_s[i]);
		end = stpcpy(end, rest);
		*end++ = '\n';
		err = sink->line(sink->context, whole, (size_t)(end - whole));
	}
	free(whole);
	free(line);
	return err;
}

static json_t *hex(uint64_t value)
{
	return json_sprintf("0x%" PRIx64, value);
}

static json_t *text_or_null(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

static json_t *count_or_null(bool known, uint64_t count)
{
	return known ? json_integer((json_int_t)count) : json_null();
}

static json_t *json_about_us(void)
{
	char digest[SHA256_HEX_SIZE] = "";

	version_guest(digest);
	return json_pack("{s:s, s:o, s:s}", "version", CMOBENCH_VERSION, "commit", text_or_null(build_commit),
			 "guest_sha256", digest);
}

/* Add a key to an object. Steals value. */
static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static json_t *number_or_null(int64_t number)
{
	return number < 0 ? json_null() : json_integer(number);
}

static json_t *json_core(const struct core *core)
{
	json_t *object = json_object();

	set(object, "midr", core->midr ? hex(core->midr) : json_null());
	set(object, "revidr", core->revidr < 0 ? json_null() : hex((uint64_t)core->revidr));
	set(object, "name", text_or_null(core_name(core->midr)));
	set(object, "capacity", number_or_null(core->capacity));
	set(object, "max_khz", number_or_null(core->max_khz));
	set(object, "caches", text_or_null(core->caches));
	return object;
}

static json_t *json_host(const struct run_facts *facts)
{
	const struct env *env = facts->env;
	const struct vm *vm = facts->vm;
	const struct core *first = &facts->pin->core[0]; /* all zero if no CPU was chosen */
	json_t *cores = json_array();

	for (uint32_t i = 0; i < facts->pin->place.count; i++)
		json_array_append_new(cores, json_core(&facts->pin->core[i]));
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:o, s:I, s:o, s:s, s:b, s:I, s:I, s:I}",
			 "machine", env->machine, "kernel", env->kernel, "kernel_version", env->version,
			 "cmdline", env->cmdline, "model", text_or_null(env->model),
			 "midr", first->midr ? hex(first->midr) : json_null(),
			 "cpu", text_or_null(core_name(first->midr)), "cores", cores, "cpus", (json_int_t)env->cpus,
			 "cpus_alike", count_or_null(facts->pin->alike > 0, facts->pin->alike),
			 "page_bytes", (json_int_t)env->page_bytes, "hyp_mode", text_or_null(env->hyp_mode),
			 "gic", vm_gic_name[vm->gic], "nisv_to_user", vm->nisv_to_user,
			 "memory_bytes", (json_int_t)env->memory_bytes, "memslots_max", (json_int_t)vm->memslots_max,
			 "ipa_bits", (json_int_t)vm->ipa_bits);
}

/* In an emulated host with -icount all boots are alike, random numbers included, so none has an id. */
static json_t *json_boot(const struct env *env, bool icount)
{
	return json_pack("{s:o, s:o}", "id", text_or_null(icount ? NULL : env->boot_id), "uptime_s",
			 env->uptime_s < 0 ? json_null() : json_real(env->uptime_s));
}

static json_t *json_emulator(const struct emulator *e)
{
	if (!e->qemu)
		return json_null();
	return json_pack("{s:s, s:s, s:s, s:o}", "qemu", e->qemu, "cpu", e->cpu, "machine", e->machine,
			 "icount_shift", count_or_null(e->icount, e->icount_shift));
}

static json_t *json_id_regs(const struct env *env)
{
	json_t *object = json_object();

	for (size_t i = 0; i < env->id_reg_count; i++)
		json_object_set_new(object, env->id_reg[i].name, hex(env->id_reg[i].value));
	return object;
}

static json_t *json_topology(const struct pin *pin)
{
	json_t *object = json_object(), *cpus = json_array();
	char helpers[CPULIST_TEXT_BYTES];

	for (uint32_t i = 0; i < pin->place.count; i++)
		json_array_append_new(cpus, json_integer(pin->place.cpu[i]));
	cpulist_format(&pin->place.helpers, helpers, sizeof(helpers));
	set(object, "packages", count_or_null(pin->packages >= 0, (uint64_t)pin->packages));
	set(object, "cores", count_or_null(pin->cores >= 0, (uint64_t)pin->cores));
	set(object, "pus", count_or_null(pin->pus >= 0, (uint64_t)pin->pus));
	set(object, "numa_nodes", count_or_null(pin->numa_nodes >= 0, (uint64_t)pin->numa_nodes));
	set(object, "cpu", count_or_null(pin->cpu >= 0, (uint64_t)pin->cpu));
	set(object, "cpus", cpus);
	set(object, "helpers", text_or_null(helpers));
	set(object, "memory_node", count_or_null(pin->memory_node >= 0, (uint64_t)pin->memory_node));
	set(object, "chosen", json_string(pin->place.listed ? "--cpus" : "automatic"));
	set(object, "hwloc_xml", text_or_null(pin->xml));
	return object;
}

static json_t *json_rate(const struct clock_rate *rate)
{
	json_t *object;

	if (rate->seconds <= 0)
		return json_null();
	object = json_object();
	set(object, "seconds", json_real(rate->seconds));
	set(object, "ratio", json_real(rate->ratio));
	set(object, "clocksource", text_or_null(rate->clocksource));
	set(object, "ntp_ppm", rate->has_ntp ? json_real(rate->ntp_ppm) : json_null());
	return object;
}

static json_t *json_clock(const struct clock *clock, bool emulated)
{
	bool insns = emulated && clock->exact;
	json_t *object = json_object();

	set(object, "name", json_string("CNTVCT_EL0"));
	set(object, "hz", json_integer((json_int_t)clock->hz));
	set(object, "unit", json_string(!emulated ? "ns" : insns ? "insns" : "ticks"));
	set(object, "units_per_tick",
	    json_real(!emulated ? 1e9 / (double)clock->hz : insns ? clock->insns_per_tick : 1.0));
	set(object, "calibration", json_pack("{s:i, s:I, s:b}", "nops", CLOCK_NOPS, "ticks",
					     (json_int_t)clock->calibration_ticks, "exact", clock->exact));
	set(object, "rate", json_rate(&clock->rate));
	set(object, "resolution_ticks", count_or_null(clock->resolution_ticks > 0, clock->resolution_ticks));
	set(object, "backwards", json_integer((json_int_t)clock->backwards));
	set(object, "dither_spins", json_integer(clock->dither_spins));
	return object;
}

/* Return an array of the events that are in some set, or null. */
static json_t *json_pmu(const struct counting *counting)
{
	const struct pmu_device *device = &counting->device;
	json_t *events = json_array();

	if (!counting->set_count) {
		json_decref(events);
		return json_null();
	}
	for (int i = 0; i < PMU_EVENT_COUNT; i++)
		if (device->events >> i & 1)
			json_array_append_new(events, json_pack("{s:s, s:i}", "name", pmu_event_table[i].name,
								"config", (int)pmu_event_table[i].number));
	return json_pack("{s:s, s:I, s:o}", "name", device->name, "type", (json_int_t)device->type, "events", events);
}

/* Return an object with a flag for each op whose bit is set in of. */
static json_t *json_ops(uint32_t of, uint32_t flags)
{
	json_t *object = json_object();

	for (int op = 0; op < OP_COUNT; op++)
		if (of >> op & 1)
			json_object_set_new(object, op_table[op].name, json_boolean(flags >> op & 1));
	return object;
}

static json_t *flag_or_null(bool known, bool flag)
{
	return known ? json_boolean(flag) : json_null();
}

static json_t *json_probe(const struct probe *probe)
{
	const struct predict_host *host = &probe->host;
	uint32_t page_ops = 0, all_ops = 0;

	for (int op = 0; op < OP_COUNT; op++) {
		page_ops |= (uint32_t)(op_table[op].operand == OP_OPERAND_PAGE) << op;
		all_ops |= UINT32_C(1) << op;
	}
	return json_pack("{s:o, s:o, s:o, s:i, s:o, s:b, s:o, s:o}", "ivac_needs_write",
			 flag_or_null(probe->has_ivac_needs_write, host->ivac_needs_write),
			 "translates", json_ops(page_ops, host->translates),
			 "features", json_ops(all_ops, probe->implements), "page_lines", (int)host->page_lines,
			 "file_writenotify", flag_or_null(probe->has_file_writenotify, host->file_writenotify),
			 "thp_zero_page", host->thp_zero_page,
			 "change_pte", flag_or_null(probe->has_change_pte, host->change_pte),
			 "hugetlb_accounted", flag_or_null(probe->has_hugetlb_accounted, host->hugetlb_accounted));
}

static json_t *json_answer(enum kept_answer answer)
{
	return flag_or_null(answer != KEPT_UNCLEAR, answer == KEPT_YES);
}

/* Return what each op does with dirty data, or null. */
static json_t *json_kept(const struct kept *kept)
{
	json_t *rows;

	if (!kept->observable)
		return json_null();
	rows = json_array();
	for (int i = 0; i < KEPT_ROWS; i++) {
		const struct kept_row *row = &kept_rows[i];

		json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:o, s:o}", "op", op_table[row->op].name,
			"slot", slot_table[row->slot].name, "stage2", stage2_table[row->stage2].name,
			"data_kept", json_answer(kept_data(&kept->row[i])),
			"data_lost", json_answer(kept_lost(&kept->row[i]))));
	}
	return rows;
}

static json_t *json_visit(const struct policy_visit *visit)
{
	json_t *recognised = json_array(), *evidence = json_array();
	char cell[CELL_DESCRIBE_SIZE];

	for (int policy = 0; policy < POLICY_COUNT; policy++)
		if (visit->recognised >> policy & 1)
			json_array_append_new(recognised, json_string(policy_table[policy].name));
	for (int i = 0; i < EVIDENCE_COUNT; i++) {
		const struct evidence *e = &visit->evidence[i];
		struct cell named = e->cell;

		named.policy = visit->policy;
		cell_describe(&named, cell, sizeof(cell));
		json_array_append_new(evidence, json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "cell", cell,
			"outcome", outcome_name[e->outcome],
			"faults", count_or_null(e->faults >= 0, (uint64_t)e->faults),
			"repeat", count_or_null(e->repeat >= 0, (uint64_t)e->repeat),
			"dirtied", flag_or_null(e->dirtied >= 0, e->dirtied > 0),
			"grows", flag_or_null(e->grows >= 0, e->grows > 0)));
	}
	return json_pack("{s:s, s:b, s:o, s:s, s:o, s:o, s:o}", "policy", policy_name(visit->policy), "knob", visit->knob,
			 "recognised", recognised, "fingerprint", visit->fingerprint, "evidence", evidence,
			 "dirty_data", json_kept(&visit->kept), "dirty_data_missing", text_or_null(visit->kept.why));
}

static json_t *json_argv(char *const *argv, int argc)
{
	json_t *array = json_array();

	for (int i = 0; i < argc; i++)
		json_array_append_new(array, json_string(argv[i]));
	return array;
}

static json_t *json_option(const struct option_value *value)
{
	json_t *array;

	switch (value->type) {
	case VALUE_FLAG:
		return json_boolean(value->flag);
	case VALUE_TEXT:
		return json_string(value->text);
	case VALUE_COUNT:
		return json_integer((json_int_t)value->count);
	case VALUE_HEX:
		return hex(value->count);
	case VALUE_REAL:
		return json_real(value->real);
	case VALUE_TEXTS:
		array = json_array();
		for (size_t i = 0; i < value->count; i++)
			json_array_append_new(array, json_string(value->texts[i]));
		return array;
	default:
		return json_null();
	}
}

static json_t *json_options(const struct options *o)
{
	bool is_inside = options_are_inside(o);
	json_t *object = json_object();

	set(object, "argv",
	    is_inside ? json_argv(o->inside.outer, o->inside.outer_count) : json_argv(o->argv, o->argc));
	for (size_t i = 0; i < option_count; i++) {
		const struct option_row *row = &option_table[i];
		struct option_value value;

		if (!row->archived)
			continue;
		value = option_get(row, o);
		set(object, row->archived, json_option(&value));
	}
	return object;
}

static json_t *json_findings(const struct host_findings *findings, const struct options *options)
{
	json_t *array = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->finding[i];

		json_array_append_new(array, json_pack("{s:s, s:s, s:s, s:o, s:b}", "id", f->id, "severity",
						       severity_name[f->severity], "what", f->what, "remedy",
						       text_or_null(f->remedy), "allowed",
						       options_allow(options, f->id)));
	}
	return array;
}

static json_t *json_facts(const struct facts *facts)
{
	json_t *object = json_object();

	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *f = &facts->fact[i];

		set(object, f->name, f->is_number ? json_integer(f->number) : text_or_null(f->text));
	}
	return object;
}

static json_t *json_knob(const struct knob_state *state, bool loaded)
{
	json_t *offered = json_array();

	for (int policy = 0; policy < POLICY_COUNT; policy++)
		if (state->policies >> policy & 1)
			json_array_append_new(offered, json_string(policy_name(policy)));
	if (!state->knob || !state->has_policies) {
		json_decref(offered);
		offered = json_null();
	}
	if (!state->knob)
		return offered;
	return json_pack("{s:s, s:o, s:o, s:o, s:b, s:o}", "name", state->knob->name,
			 "before", loaded || state->policy < 0 ? json_null() : json_string(policy_name(state->policy)),
			 "hook", text_or_null(state->hook),
			 "shared", flag_or_null(state->ops >= 0, knob_is_shared(state)),
			 "loaded", loaded, "policies", offered);
}

int archive_header(const struct archive_sink *sink, const struct run_facts *facts)
{
	bool emulated = facts->env->platform == PLATFORM_EMULATED;
	json_t *object = json_object(), *policies = json_array();
	char created[32];
	time_t now = time(NULL);

	strftime(created, sizeof(created), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	for (size_t i = 0; i < facts->visit_count; i++)
		json_array_append_new(policies, json_visit(&facts->visit[i]));
	set(object, "type", json_string("header"));
	set(object, "schema", json_integer(ARCHIVE_SCHEMA));
	set(object, "cmobench", json_about_us());
	set(object, "platform", json_string(platform_name[facts->env->platform]));
	set(object, "created", json_string(options_are_inside(facts->options) ?
					    facts->options->inside.emulator.started : created));
	set(object, "host", json_host(facts));
	set(object, "boot", json_boot(facts->env, facts->options->inside.emulator.icount));
	set(object, "emulator", json_emulator(&facts->options->inside.emulator));
	set(object, "id_regs", json_id_regs(facts->env));
	set(object, "topology", json_topology(facts->pin));
	set(object, "clock", json_clock(facts->clock, emulated));
	set(object, "pmu", json_pmu(facts->counting));
	set(object, "pmu_missing", text_or_null(facts->counting->missing));
	set(object, "probe", json_probe(facts->probe));
	set(object, "policies", policies);
	set(object, "knob", json_knob(facts->knob, facts->loaded));
	set(object, "options", json_options(facts->options));
	set(object, "record", json_facts(facts->record));
	set(object, "findings", json_findings(facts->findings, facts->options));
	return append(sink, object);
}

static json_t *json_predicted(const struct prediction *p)
{
	if (!p)
		return json_null();
	return json_pack("{s:s, s:s, s:i, s:i, s:s, s:o, s:b, s:i, s:i, s:i, s:b, s:s}", "faults", p->faults,
			 "repeat", p->repeat, "translation", (int)p->translation, "permission", (int)p->permission,
			 "outcome", outcome_name[p->outcome], "esr", p->esr ? hex(p->esr) : json_null(),
			 "dirtied", p->dirtied, "host_pages_allocated", p->allocates ? 1 : 0,
			 "minor_faults", (int)p->minor_faults, "io_aborts", (int)p->io_aborts, "at_least", p->at_least,
			 "stage2", stage2_table[p->stage2].name);
}

static json_t *json_sequences(const struct trace_counts *counts)
{
	json_t *object = json_object();

	for (size_t i = 0; i < counts->ops; i++) {
		json_t *had = json_object_get(object, counts->sequence[i]);

		json_object_set_new(object, counts->sequence[i], json_integer(1 + json_integer_value(had)));
	}
	return object;
}

/* Return an object of the bins that are not empty. */
static json_t *json_histogram(const uint64_t count[static EXITS_BINS])
{
	json_t *object = json_object();
	char bin[12];

	for (int i = 0; i < EXITS_BINS; i++) {
		snprintf(bin, sizeof(bin), "%d", i);
		if (count[i])
			set(object, bin, json_integer((json_int_t)count[i]));
	}
	return object;
}

static json_t *json_attribution(const struct attribution *a)
{
	const struct trace_counts *c;
	json_t *object;

	if (!a)
		return json_null();
	c = &a->first;
	object = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:I}",
			 "samples", (json_int_t)a->ops, "translation", (json_int_t)c->translation,
			 "permission", (json_int_t)c->permission,
			 "access_flag", (json_int_t)c->access_flag, "other", (json_int_t)c->other,
			 "cm", (json_int_t)c->cm, "elsewhere", (json_int_t)c->elsewhere, "lost", (json_int_t)c->lost,
			 "sequences", json_sequences(c), "repeat", json_sequences(&a->repeat),
			 "dirtied", count_or_null(a->dirtied >= 0, (uint64_t)a->dirtied),
			 "host_pages_allocated", count_or_null(a->allocated >= 0, (uint64_t)a->allocated),
			 "minor_faults", (json_int_t)a->result.entry.minor_faults);
	set(object, "kvm_exits", count_or_null(c->exits.has_exits, c->exits.exits));
	set(object, "nisv", count_or_null(c->exits.has_nisv, c->exits.nisv));
	set(object, "userspace_exits", count_or_null(c->exits.has_userspace, c->exits.userspace));
	set(object, "exit_ticks", c->exits.has_ticks ? json_histogram(c->exits.ticks) : json_null());
	return object;
}

static json_t *json_events(uint32_t events, const uint64_t count[static PMU_EVENT_COUNT])
{
	json_t *object = json_object();

	for (int i = 0; i < PMU_EVENT_COUNT; i++)
		if (events >> i & 1)
			set(object, pmu_event_table[i].name, json_integer((json_int_t)count[i]));
	return object;
}

static json_t *json_counts(const struct cell_record *r)
{
	json_t *array = json_array();

	for (size_t i = 0; i < r->pmu_count; i++) {
		const struct pmu_counts *c = &r->pmu[i];
		json_t *object = json_object();

		set(object, "samples", json_integer((json_int_t)c->samples));
		set(object, "sample_ticks", json_integer((json_int_t)c->sample_ticks));
		set(object, "entry_ticks", json_integer((json_int_t)c->entry_ticks));
		set(object, "host", json_events(c->events, c->host));
		set(object, "guest", json_events(c->events, c->guest));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *json_outcomes(const struct cell_record *r)
{
	json_t *object = json_object();

	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (r->outcomes[i])
			json_object_set_new(object, outcome_name[i], json_integer((json_int_t)r->outcomes[i]));
	return object;
}

static json_t *json_repeated(uint32_t value, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_integer(value));
	return array;
}

static json_t *json_remarks(const struct remarks *remarks)
{
	json_t *array = json_array();

	for (size_t i = 0; i < remarks->count; i++)
		json_array_append_new(array, json_string(remarks->text[i]));
	return array;
}

static json_t *json_precision(const struct precision *p)
{
	json_t *object;

	if (!p->looks)
		return json_null();
	object = json_object();
	set(object, "asked_pct", json_real(p->asked_pct));
	set(object, "reached_pct", isfinite(p->reached_pct) ? json_real(p->reached_pct) : json_null());
	set(object, "converged", json_boolean(p->converged));
	set(object, "looks", json_integer(p->looks));
	return object;
}

int archive_cell(const struct archive_sink *sink, const struct cell_record *r)
{
	const struct attribution *traced = r->attribution && r->attribution->traced ? r->attribution : NULL;
	json_t *object = json_object();

	set(object, "type", json_string("cell"));
	for (int i = 0; i < AXIS_COUNT; i++)
		set(object, axis_table[i].name,
		    json_string(axis_table[i].value_name(axis_table[i].get(&r->cell))));
	set(object, "status", json_string(cell_status_name[r->status]));
	set(object, "reason", text_or_null(r->reason));
	set(object, "sample_lines", json_integer(r->sample_lines));
	set(object, "unit_bytes", count_or_null(r->unit_bytes > 0, r->unit_bytes));
	set(object, "ticks", json_array());
	set(object, "round_samples", json_repeated(r->round_samples, r->rounds));
	set(object, "round_at_s", r->round_at_s ? json_array() : json_null());
	set(object, "retaken", json_integer(r->retaken));
	set(object, "precision", json_precision(&r->precision));
	set(object, "outcome", r->status == CELL_STATUS_SKIPPED ? json_null() : json_string(outcome_name[r->outcome]));
	set(object, "outcomes", json_outcomes(r));
	set(object, "esr", r->esr ? hex(r->esr) : json_null());
	set(object, "exits", count_or_null(r->has_exits, r->exits));
	set(object, "predicted", json_predicted(r->predicted));
	set(object, "attribution", json_attribution(traced));
	set(object, "attribution_missing", text_or_null(r->attribution_missing));
	set(object, "disturbed", json_pack("{s:I, s:I, s:I}", "preempted", (json_int_t)r->preempted, "migrated",
					   (json_int_t)r->migrated, "major_faults", (json_int_t)r->major_faults));
	set(object, "pmu", r->pmu_count ? json_counts(r) : json_null());
	set(object, "pmu_missing", text_or_null(r->pmu_count ? NULL : r->pmu_missing));
	set(object, "findings", json_remarks(&r->remarks));
	return append_with_ticks(sink, object, r);
}

/* Return the rounds of a cell of a hook's line. */
static json_t *json_hook_rounds(const struct hook_record *r, const uint32_t *ticks)
{
	json_t *rounds = json_array();

	for (uint32_t i = 0; i < r->rounds; i++) {
		json_t *samples = json_array();

		for (size_t n = 0; n < r->round_samples; n++)
			json_array_append_new(samples, json_integer(ticks[i * r->round_samples + n]));
		json_array_append_new(rounds, json_pack("{s:b, s:o}", "hooked", r->hooked[i], "ticks", samples));
	}
	return rounds;
}

int archive_hook(const struct archive_sink *sink, const struct hook_record *r)
{
	static const enum axis_id axes[] = { AXIS_OP, AXIS_SLOT, AXIS_BACKING, AXIS_HOST_PAGE, AXIS_STAGE2 };
	json_t *object = json_object(), *cells = json_array();

	for (size_t i = 0; i < HOOK_CELLS; i++) {
		json_t *cell = json_object();

		for (size_t a = 0; a < ARRAY_SIZE(axes); a++)
			set(cell, axis_table[axes[a]].name,
			    json_string(axis_table[axes[a]].value_name(axis_table[axes[a]].get(&r->of[i].cell))));
		set(cell, "faults", json_integer(r->of[i].faults));
		set(cell, "io_aborts", json_integer(r->of[i].io_aborts));
		set(cell, "rounds", json_hook_rounds(r, r->of[i].ticks));
		json_array_append_new(cells, cell);
	}
	set(object, "type", json_string("hook"));
	set(object, "when", json_string(r->when));
	set(object, "cells", cells);
	return append(sink, object);
}

int archive_progress(const struct archive_sink *sink)
{
	static const char line[] = "{\"type\":\"progress\"}\n";

	return sink->line(sink->context, line, sizeof(line) - 1);
}

int archive_end(const struct archive_sink *sink, const struct options *options, const struct host_findings *findings,
		size_t refused, const struct facts *record)
{
	json_t *object = json_object();

	set(object, "type", json_string("end"));
	set(object, "refused", json_integer((json_int_t)refused));
	set(object, "findings", json_findings(findings, options));
	set(object, "record", json_facts(record));
	return append(sink, object);
}

const char *archive_library(void)
{
	return jansson_version_str();
}
