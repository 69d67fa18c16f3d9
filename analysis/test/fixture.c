/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/test/fixture.h"

#include "bench/array.h"

#include <stdarg.h>

static const char *fixture_word(bool value)
{
	return value ? "true" : "false";
}

/* What the model knows of the made-up host. */
static struct predict_host fixture_host(const struct fixture *f)
{
	uint32_t missing = f->poor ? 1u << OP_dc_cvap | 1u << OP_dc_cvadp : 0;

	return (struct predict_host){
		.ivac_needs_write = !f->old_reading, .translates = f->untranslated ? 0 : UINT32_MAX & ~missing,
		.page_lines = FIXTURE_PAGE_LINES, .file_writenotify = true, .thp_zero_page = true,
		.hugetlb_accounted = true,
	};
}

static uint32_t fixture_lines(const struct cell *cell)
{
	static const struct predict_host host = { .page_lines = FIXTURE_PAGE_LINES };

	return predict_lines(cell->lines, &host);
}

static uint32_t fixture_cost(const struct fixture *f, const struct cell *cell, const struct prediction *p,
			     uint32_t sample)
{
	bool emulated = f->platform == PLATFORM_EMULATED;
	uint32_t lines = fixture_lines(cell), cost = FIXTURE_NULL + FIXTURE_LINE * (lines - 1);

	if (f->cost)
		return f->cost(cell, sample);
	cost += (f->translation ? f->translation : FIXTURE_TRANSLATION) * p->translation;
	cost += FIXTURE_ALLOCATION * p->allocates;
	cost += ((f->permission ? f->permission : FIXTURE_PERMISSION) + FIXTURE_MIX * cell->mix +
		 FIXTURE_VCPU * (vcpus_table[cell->vcpus].count - 1) + FIXTURE_BACKING * cell->backing) * p->permission;
	if (p->outcome == OUTCOME_ENOSYS)
		cost += FIXTURE_ENOSYS * lines;
	if (p->outcome == OUTCOME_SKIPPED)
		cost += f->skipped * lines;
	if (cell->timed == TIMED_AFTER)
		cost = FIXTURE_AFTER + (emulated ? 0 : FIXTURE_REFILL * p->permission);
	if (!emulated)
		cost += FIXTURE_STATE * cell->line;
	if (cell->timed == TIMED_OP)
		cost += f->hook_fault * (p->translation + p->permission) + f->hook_abort * p->io_aborts;
	/* Of two samples in a round the median would not get rid of it. */
	return cost + (sample % 211 == 37 && (lines == 1 || cell->lines == LINES_SWEEP) ? FIXTURE_TIMER : 0);
}

static void fixture_ops(FILE *out, const char *key, uint32_t of, uint32_t flags)
{
	bool many = false;

	fprintf(out, "\"%s\":{", key);
	for (int op = 0; op < OP_COUNT; op++) {
		if (!(of >> op & 1))
			continue;
		fprintf(out, "%s\"%s\":%s", many ? "," : "", op_table[op].name, fixture_word(flags >> op & 1));
		many = true;
	}
	fprintf(out, "},");
}

static void fixture_probe(FILE *out, const struct fixture *f)
{
	const struct predict_host host = fixture_host(f);
	uint32_t page_ops = 0;

	for (int op = 0; op < OP_COUNT; op++)
		page_ops |= (uint32_t)(op_table[op].operand == OP_OPERAND_PAGE) << op;
	fprintf(out, "\"probe\":{\"ivac_needs_write\":%s,", fixture_word(host.ivac_needs_write));
	fixture_ops(out, "translates", page_ops, host.translates);
	fixture_ops(out, "features", UINT32_MAX >> (32 - OP_COUNT),
		    f->poor ? ~(1u << OP_dc_cvap | 1u << OP_dc_cvadp) : UINT32_MAX);
	fprintf(out, "\"page_lines\":%d,\"file_writenotify\":true,\"thp_zero_page\":true,\"change_pte\":false,"
		"\"hugetlb_accounted\":true},", FIXTURE_PAGE_LINES);
}

static void fixture_policies(FILE *out, const struct fixture *f)
{
	bool many = false;

	fprintf(out, "\"policies\":[");
	for (unsigned int i = 0; i < POLICY_COUNT; i++) {
		if (!(f->policies >> i & 1))
			continue;
		fprintf(out,
			"%s{\"policy\":\"%s\",\"knob\":true,\"recognised\":[\"%s\"],\"fingerprint\":\"cmo-policy: rw=1 "
			"rw_log=2 ro.ivac=%s ro.civac=map hole=skip\",\"evidence\":[{\"cell\":\"dc_civac slot=ro\","
			"\"outcome\":\"skipped\",\"faults\":1,\"repeat\":null,\"dirtied\":null,\"grows\":%s}]}",
			many ? "," : "", policy_name((enum policy_id)i), policy_name((enum policy_id)i),
			policy_name((enum policy_id)i), fixture_word(i == POLICY_FLUSH_RO));
		many = true;
	}
	fprintf(out, "],");
}

static void fixture_knob(FILE *out, const struct fixture *f)
{
	if (f->schema3)
		fprintf(out, "\"knob\":\"upstream\",");
	else if (f->hook)
		fprintf(out, "\"knob\":{\"name\":\"cmo_policy.policy\",\"before\":null,\"hook\":\"%s\",\"shared\":%s,"
			"\"loaded\":true,\"policies\":[\"upstream\",\"inject\"]},", f->hook, fixture_word(f->shared));
	else
		fprintf(out, "\"knob\":{\"name\":\"kvm.cmo_policy\",\"before\":\"upstream\",\"hook\":null,"
			"\"shared\":null,\"loaded\":false,\"policies\":null},");
}

static void fixture_header(FILE *out, const struct fixture *f)
{
	bool emulated = f->platform == PLATFORM_EMULATED;

	fprintf(out,
		"{\"type\":\"header\",\"schema\":%d,\"cmobench\":{\"version\":\"0.1\",\"commit\":null,"
		"\"guest_sha256\":\"00\"},\"platform\":\"%s\",\"created\":\"2026-11-22T18:%02u:%02uZ\",\"host\":{"
		"\"machine\":\"aarch64\",\"kernel\":\"%s\",\"kernel_version\":\"#1 SMP PREEMPT\","
		"\"cmdline\":\"quiet\","
		"\"model\":\"%s\",\"midr\":\"%s\",\"cpu\":null,%s%s%s\"cpus\":1,"
		"\"page_bytes\":%d,"
		"\"hyp_mode\":\"vhe\",\"gic\":\"v3\",\"nisv_to_user\":false,\"memory_bytes\":536870912,"
		"\"memslots_max\":32764,\"ipa_bits\":40},",
		f->schema3 ? 3 : ARCHIVE_SCHEMA, platform_name[f->platform], f->boot / 60, f->boot % 60, f->kernel ? f->kernel : "6.12.117",
		f->host ? f->host : "linux,dummy-virt", f->midr ? f->midr : "0x410f0510",
		f->cores ? "\"cores\":[" : "", f->cores ? f->cores : "", f->cores ? "]," : "", FIXTURE_PAGE_BYTES);
	if (f->boot)
		fprintf(out, "\"boot\":{\"id\":\"b007%04x\",\"uptime_s\":%u.5},", f->boot, 60 + f->boot);
	fprintf(out, emulated ? "\"emulator\":{\"qemu\":\"QEMU emulator version 10.0.2\",\"cpu\":\"max\","
				"\"machine\":\"virt\",\"icount_shift\":0}," : "\"emulator\":null,");
	fprintf(out, "\"id_regs\":{\"CTR_EL0\":\"0x8444c004\"},\"topology\":{\"packages\":1,\"cores\":1,\"pus\":1,"
		"\"numa_nodes\":1,\"cpu\":0,\"cpus\":[0],\"helpers\":null,\"memory_node\":0,\"chosen\":\"automatic\","
		"\"hwloc_xml\":null},\"clock\":{\"name\":\"CNTVCT_EL0\",\"hz\":1000000000,\"unit\":\"%s\","
		"\"units_per_tick\":%.17g,\"calibration\":{\"nops\":4000,\"ticks\":2000,\"exact\":%s},",
		!emulated ? "ns" : f->inexact ? "ticks" : "insns", f->units_per_tick > 0 ? f->units_per_tick : 1,
		fixture_word(emulated && !f->inexact));
	fprintf(out, emulated ? "\"rate\":null," : "\"rate\":{\"seconds\":1.5,\"ratio\":1.00002,\"clocksource\":"
						   "\"arch_sys_counter\",\"ntp_ppm\":-3.5},");
	fprintf(out, "\"resolution_ticks\":1,\"backwards\":0,\"dither_spins\":%u},", f->dither_spins);
	fprintf(out, f->pmu ? "\"pmu\":{\"name\":\"armv8_pmuv3_0\",\"type\":8,\"events\":[{\"name\":"
			      "\"inst_retired\",\"config\":8},{\"name\":\"cpu_cycles\",\"config\":17}]}," :
			      "\"pmu\":null,\"pmu_missing\":\"no PMU\",");
	fprintf(out, "\"record\":{\"governor\":\"performance\",\"temperature_mdegc\":51000,\"swaps\":null,"
		"\"kernel_build_id\":\"7c0167bd053457f603d5ffb23edfa7cf98f998eb\"},");
	fixture_probe(out, f);
	fixture_policies(out, f);
	fixture_knob(out, f);
	fprintf(out,
		"\"options\":{\"argv\":[\"run\",\"--suite\",\"quick\"],"
		"\"suite\":\"quick\",\"filter\":null,\"samples\":%u,\"batch\":%u,\"seed\":\"0x1\","
		"\"order\":\"random\",\"rom_bytes\":null,\"precision_pct\":%s,\"cpus\":null,\"tune\":false,"
		"\"allow\":[]},\"findings\":[%s]}",
		f->rounds * f->batch, f->batch, f->unconverged ? "1" : "null", f->findings ? f->findings : "");
}

/* The first faults of a sample: of the first line, then of the next ones, which fault as a repeated op does. */
static void fixture_sequence(char out[static PREDICT_FAULTS_MAX + 1], const struct cell *cell,
			     const struct prediction *p)
{
	strcpy(out, p->faults);
	while (fixture_lines(cell) > 1 && p->repeat[0] && strlen(out) + strlen(p->repeat) <= PREDICT_FAULTS_MAX)
		strcat(out, p->repeat);
}

static void fixture_attribution(FILE *out, const struct fixture *f, const struct cell *cell, const struct prediction *p)
{
	uint32_t n = cell->lines == LINES_1 ? FIXTURE_TRACED : FIXTURE_TRACED_PAGES;
	char first[PREDICT_FAULTS_MAX + 1];

	if (f->unattributed) {
		fprintf(out, "\"attribution\":null,\"attribution_missing\":\"tracefs: Permission denied\",");
		return;
	}
	fixture_sequence(first, cell, p);
	fprintf(out,
		"\"attribution\":{\"samples\":%u,\"translation\":%u,\"permission\":%u,\"access_flag\":0,\"other\":0,"
		"\"cm\":%u,\"elsewhere\":0,\"lost\":0,\"sequences\":{\"%s\":%u},\"repeat\":{\"%s\":%u},",
		n, n * p->translation, n * p->permission,
		op_is_cmo(cell->op) ? n * (p->translation + p->permission) : 0, first, n,
		cell->lines == LINES_1 ? p->repeat : "", n);
	if (cell->slot == SLOT_RW_LOG)
		fprintf(out, "\"dirtied\":%u,", p->dirtied ? n : 0);
	else
		fprintf(out, "\"dirtied\":null,");
	fprintf(out, "\"host_pages_allocated\":%u,\"minor_faults\":%u},\"attribution_missing\":null,",
		p->allocates ? n : 0, n * p->minor_faults);
}

/* Samples of a round, and rounds: as the runner takes them. */
static void fixture_shape(const struct fixture *f, const struct cell *cell, uint32_t *batch, uint32_t *rounds)
{
	*batch = f->batch * vcpus_table[cell->vcpus].count;
	*rounds = f->rounds;
	if (cell->lines == LINES_PAGE || cell->lines == LINES_HALF)
		*batch = f->batch < 16 ? 2 : f->batch / 8;
	if (cell->lines == LINES_SWEEP) {
		*batch = f->sweep_pages ? f->sweep_pages : 16;
		*rounds = f->rounds < 2 ? f->rounds : 2;
	}
}

#define FIXTURE_PASS_S  10000 /* more than there are groups, each of which takes less than a second */
#define FIXTURE_BATCH_S 1e-5

static double fixture_at_s(const struct cell *cell, uint32_t cell_number, uint32_t round)
{
	static const enum axis_id group[] = { AXIS_VCPUS, AXIS_MIX, AXIS_BACKING, AXIS_SLOT, AXIS_HOST_PAGE };
	unsigned int number = 0;

	for (size_t i = 0; i < ARRAY_SIZE(group); i++)
		number = number * axis_table[group[i]].value_count + axis_table[group[i]].get(cell);
	return (double)FIXTURE_PASS_S * round + number % FIXTURE_PASS_S + FIXTURE_BATCH_S * (cell_number % 10000);
}

static void fixture_samples(FILE *out, const struct fixture *f, const struct cell *cell, const struct prediction *p,
			    uint32_t cell_number)
{
	uint32_t batch, rounds, n;

	fixture_shape(f, cell, &batch, &rounds);
	n = batch * rounds;
	fprintf(out, "\"ticks\":[");
	for (uint32_t i = 0; i < n; i++)
		fprintf(out, "%s%u", i ? "," : "", fixture_cost(f, cell, p, cell_number * f->rounds * f->batch + i));
	fprintf(out, "],\"round_samples\":[");
	for (uint32_t i = 0; i < rounds; i++)
		fprintf(out, "%s%u", i ? "," : "", batch);
	fprintf(out, "],\"round_at_s\":%s", f->timed ? "[" : "null");
	for (uint32_t i = 0; f->timed && i < rounds; i++)
		fprintf(out, "%s%.6f", i ? "," : "", fixture_at_s(cell, cell_number, i));
	fprintf(out, "%s,\"outcome\":\"%s\",\"outcomes\":{\"%s\":%u},", f->timed ? "]" : "", outcome_name[p->outcome],
		outcome_name[p->outcome], n);
}

static void fixture_predicted(FILE *out, const struct fixture *f, const struct prediction *p, const char *esr)
{
	char aborts[32] = "";

	if (!f->schema3)
		snprintf(aborts, sizeof(aborts), ",\"io_aborts\":%u", p->io_aborts);
	fprintf(out,
		"\"predicted\":{\"faults\":\"%s\",\"repeat\":\"%s\",\"translation\":%u,\"permission\":%u,"
		"\"outcome\":\"%s\",\"esr\":%s%s,\"dirtied\":%s,\"host_pages_allocated\":%d,\"minor_faults\":%u,"
		"\"at_least\":%s,\"stage2\":\"%s\"},",
		p->faults, p->repeat, p->translation, p->permission, outcome_name[p->outcome], esr, aborts,
		fixture_word(p->dirtied), p->allocates, p->minor_faults, fixture_word(p->at_least),
		stage2_table[p->stage2].name);
}

/* Counts of 4 samples: 3 cycles a tick, and entries twice as long as their samples. */
static void fixture_extras(FILE *out, const struct fixture *f, bool cannot)
{
	if (cannot) {
		fprintf(out, "\"disturbed\":null,\"precision\":null,\"pmu\":null,\"pmu_missing\":null,");
		return;
	}
	fprintf(out, "\"disturbed\":{\"preempted\":0,\"migrated\":0,\"major_faults\":%u},", f->disturbed);
	fprintf(out, f->unconverged ? "\"precision\":{\"asked_pct\":1,\"reached_pct\":2.5,\"converged\":false,"
				      "\"looks\":8}," : "\"precision\":null,");
	if (f->pmu)
		fprintf(out,
			"\"pmu\":[{\"samples\":4,\"sample_ticks\":2000,\"entry_ticks\":4000,\"host\":{\"inst_retired\":"
			"%d,\"cpu_cycles\":9000},\"guest\":{\"inst_retired\":40,\"cpu_cycles\":3000}}],",
			40 * FIXTURE_HOST);
	else
		fprintf(out, "\"pmu\":null,\"pmu_missing\":\"no PMU\",");
}

/* Why the host cannot have the cell, or NULL. */
static const char *fixture_cannot(const struct fixture *f, const struct cell *cell, bool predicted)
{
	if (f->poor && op_table[cell->op].feature != OP_FEATURE_ALWAYS)
		return "this CPU does not have DC CVAP";
	if (!predicted)
		return "this state cannot be had on this host";
	if (f->poor && (cell->backing == BACKING_HUGETLB_PRIVATE || cell->backing == BACKING_HUGETLB_SHARED))
		return "no hugetlb pages: Cannot allocate memory";
	return NULL;
}

static void fixture_cell(FILE *out, const struct fixture *f, const struct cell *cell, uint32_t cell_number)
{
	const struct predict_host host = fixture_host(f);
	struct prediction p;
	bool predicted = !predict(cell, &host, &p);
	const char *cannot = fixture_cannot(f, cell, predicted);
	char esr[24] = "null";

	if (predicted && p.esr)
		snprintf(esr, sizeof(esr), "\"0x%x\"", p.esr);
	fprintf(out, "{\"type\":\"cell\",");
	for (int i = 0; i < AXIS_COUNT; i++)
		fprintf(out, "\"%s\":\"%s\",", axis_table[i].name, axis_table[i].value_name(axis_table[i].get(cell)));
	fprintf(out, "\"sample_lines\":%u,\"unit_bytes\":", fixture_lines(cell));
	if (op_table[cell->op].operand != OP_OPERAND_PAGE)
		fprintf(out, "null,");
	else
		fprintf(out, "%d,", backing_table[cell->backing].block ? FIXTURE_BLOCK_BYTES : FIXTURE_PAGE_BYTES);
	if (cannot)
		fprintf(out,
			"\"status\":\"skipped\",\"reason\":\"%s\",\"ticks\":[],\"round_samples\":[],\"outcome\":null,"
			"\"outcomes\":{},\"esr\":null,\"exits\":null,",
			cannot);
	else
		fprintf(out, "\"status\":\"done\",\"reason\":null,");
	if (!cannot) {
		fixture_samples(out, f, cell, &p, cell_number);
		fprintf(out, "\"esr\":%s,\"exits\":null,", esr);
	}
	if (predicted)
		fixture_predicted(out, f, &p, esr);
	else
		fprintf(out, "\"predicted\":null,");
	if (cannot)
		fprintf(out, "\"attribution\":null,\"attribution_missing\":null,");
	else
		fixture_attribution(out, f, cell, &p);
	fixture_extras(out, f, cannot);
	fprintf(out, "\"retaken\":%u,\"findings\":[%s]}\n", cannot ? 0 : f->retaken, f->odd ? "\"odd\"" : f->spoilt ?
		"\"disturbed: vCPU threads preempted 9 times\"" : "");
}

/* Put a footer behind the lines of text. */
static void fixture_footer(FILE *out, const char *text, size_t size, size_t cells)
{
	struct sha256 digest;
	char hex[SHA256_HEX_SIZE];

	sha256_init(&digest);
	sha256_update(&digest, text, size);
	sha256_hex(&digest, hex);
	fprintf(out, "{\"type\":\"footer\",\"cells\":%zu,\"complete\":true,\"sha256\":\"%s\"}\n", cells, hex);
}

#define FIXTURE_HOOK_ROUNDS 8
#define FIXTURE_HOOK_BATCH  16

/* Eight rounds with the hooks and eight without, by turns; of each second pair the one with them is first. */
static void fixture_hook_cell(FILE *out, const struct fixture *f, const char *axes, uint32_t cost, uint32_t faults,
			      uint32_t aborts, bool end)
{
	uint32_t hook = faults * f->hook_fault + aborts * f->hook_abort + (end ? faults * f->hook_drift : 0);

	fprintf(out, "{%s,\"faults\":%u,\"io_aborts\":%u,\"rounds\":[", axes, faults, aborts);
	for (int i = 0; i < 2 * FIXTURE_HOOK_ROUNDS; i++) {
		bool hooked = (i ^ i >> 1) & 1;

		fprintf(out, "%s{\"hooked\":%s,\"ticks\":[", i ? "," : "", fixture_word(hooked));
		for (int k = 0; k < FIXTURE_HOOK_BATCH; k++)
			fprintf(out, "%s%u", k ? "," : "", cost + (hooked ? hook : 0));
		fprintf(out, "]}");
	}
	fprintf(out, "]}");
}

/* The cells that the runner measures with the module's hooks and without. */
static void fixture_hook(FILE *out, const struct fixture *f, bool end)
{
	if (!f->hook || f->unmeasured)
		return;
	fprintf(out, "{\"type\":\"hook\",\"when\":\"%s\",\"cells\":[", end ? "end" : "start");
	fixture_hook_cell(out, f, "\"op\":\"hvc\",\"slot\":\"rw\",\"backing\":\"anon\",\"host_page\":\"written\","
			  "\"stage2\":\"rw\"", 1000, 0, 0, end);
	fprintf(out, ",");
	fixture_hook_cell(out, f, "\"op\":\"dc_civac\",\"slot\":\"rw\",\"backing\":\"anon\",\"host_page\":\"written\","
			  "\"stage2\":\"cold\"", FIXTURE_TRANSLATION, 1, 0, end);
	fprintf(out, ",");
	fixture_hook_cell(out, f, "\"op\":\"mmio_user\",\"slot\":\"rw\",\"backing\":\"anon\",\"host_page\":"
			  "\"written\",\"stage2\":\"rw\"", 5000, 1, 1, end);
	fprintf(out, "]}\n");
}

static void fixture_end(FILE *out, const struct fixture *f)
{
	fixture_hook(out, f, true);
	fprintf(out, "{\"type\":\"end\",\"findings\":[%s],\"record\":{\"temperature_mdegc\":52000}}\n",
		f->end_findings ? f->end_findings : "");
}

/* What is taken up again is, by its header, the same. */
static void fixture_resume(FILE *out, const struct fixture *f, size_t cells)
{
	fprintf(out, "{\"type\":\"resume\",\"cells\":%zu,\"why\":\"SIGTERM\",\"header\":", cells);
	fixture_header(out, f);
	fprintf(out, "}\n");
}

const char *fixture_text(const char *format, ...)
{
	static char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return text;
}

/* The cells of the suite that pass the filter, for free(); *count of them. */
static struct cell *fixture_suite(const struct fixture *f, struct filter *filter, long *count)
{
	struct cell *cell = NULL;
	char why[128];

	if (filter_parse(filter, f->filter ? f->filter : "", why, sizeof(why)))
		abort();
	*count = suite_cells(suite_find(f->suite ? f->suite : "quick"), filter, &cell);
	if (*count < 0)
		abort();
	return cell;
}

typedef void fixture_visit(void *context, const struct fixture *f, const struct cell *cell, size_t number);

/* Call each() for every cell of the archive, by number. */
static void fixture_each(const struct fixture *f, fixture_visit *each, void *context)
{
	struct filter filter;
	size_t number = 0;
	long count;
	struct cell *cell = fixture_suite(f, &filter, &count);

	for (long i = 0; i < count; i++)
		for (unsigned int policy = 0; policy < POLICY_COUNT; policy++) {
			cell[i].policy = (enum policy_id)policy;
			if (!(f->policies >> policy & 1) || !(FIXTURE_OPS >> cell[i].op & 1) ||
			    (f->filter && !f->calibration && (!filter_pass(&filter, &cell[i]) || cell[i].copy)))
				continue;
			each(context, f, &cell[i], number++);
		}
	free(cell);
}

static void fixture_count(void *context, const struct fixture *f, const struct cell *cell, size_t number)
{
	const struct predict_host host = fixture_host(f);
	struct fixture_cells *cells = context;
	struct prediction p;

	(void)number;
	cells->all++;
	cells->skipped += fixture_cannot(f, cell, !predict(cell, &host, &p)) != NULL;
}

struct fixture_cells fixture_cells(const struct fixture *f)
{
	struct fixture_cells cells = { .all = 0 };

	fixture_each(f, fixture_count, &cells);
	return cells;
}

static void fixture_write(void *context, const struct fixture *f, const struct cell *cell, size_t number)
{
	FILE *out = context;

	if (f->resumed && number == 2)
		fixture_resume(out, f, number);
	fixture_cell(out, f, cell, (uint32_t)number);
}

char *fixture_archive(const struct fixture *f)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	fixture_header(out, f);
	putc('\n', out);
	fixture_hook(out, f, false);
	fixture_each(f, fixture_write, out);
	fixture_end(out, f);
	fflush(out);
	fixture_footer(out, text, size, fixture_cells(f).all);
	fclose(out);
	return text;
}

char *fixture_replace(const char *text, const char *from, const char *to, bool seal)
{
	const char *place = strstr(text, from);
	char *copy = NULL, *footer;
	size_t size = 0, cells = 0;
	FILE *out;

	if (!place)
		return NULL;
	out = open_memstream(&copy, &size);
	fprintf(out, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
	fflush(out);
	footer = strstr(copy, "{\"type\":\"footer\"");
	if (seal && footer) {
		for (const char *c = copy; (c = strstr(c, "{\"type\":\"cell\"")); c++)
			cells++;
		fseek(out, footer - copy, SEEK_SET);
		fixture_footer(out, copy, (size_t)(footer - copy), cells);
		fflush(out);
	}
	fclose(out);
	return copy;
}
