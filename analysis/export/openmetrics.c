/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report --format openmetrics: OpenMetrics 1.0, for the folder of node-exporter's textfile collector. It is also
 * Prometheus's older text format, which that collector reads: every metric is a gauge, none has a time stamp, and what the
 * older format does not know (UNIT, EOF) is a comment there.
 *
 * The unit is in a metric's name. OpenMetrics wants base units, so times are in seconds, and as instructions are no time,
 * the metrics of an emulated host have other names. A cell is told by its axes, which are the labels: so the series of a
 * cell goes on when the kernel changes, and cmobench_run_info says which kernel it was.
 */
#include "analysis/export/openmetrics.h"

#include "analysis/export/entry.h"
#include "analysis/wording/machine.h"
#include "bench/array.h"


struct metrics {
	const struct loaded *loaded;
	FILE *out;
};

/* A metric with a value per cell. Its name is cmobench_NAME, followed by the unit. */
struct metric {
	const char *name;
	bool is_cost; /* it has the unit of costs, and cells without a cost do not have it */
	const char *help;
	/* Sets *value, in the archive's unit. Returns false if the cell does not have the metric. */
	bool (*get)(const struct entry *entry, double *value);
};

static bool get_cost(const struct entry *entry, double *value)
{
	*value = entry->result->value;
	return true;
}

static bool get_lo(const struct entry *entry, double *value)
{
	*value = entry->result->ci95.lo;
	return entry->result->ci95.known;
}

static bool get_hi(const struct entry *entry, double *value)
{
	*value = entry->result->ci95.hi;
	return entry->result->ci95.known;
}

static bool get_samples(const struct entry *entry, double *value)
{
	*value = entry->has_cost ? (double)entry->result->cost.n : 0;
	return entry->has_cost;
}

static bool get_faults(const struct entry *entry, double *value)
{
	*value = entry->result ? entry->result->faults : 0;
	return entry->result && entry->record->attributed;
}

static bool get_predicted(const struct entry *entry, double *value)
{
	*value = (double)entry->record->predicted.translation + entry->record->predicted.permission;
	return entry->result && entry->record->predicted_known;
}

static bool get_valid(const struct entry *entry, double *value)
{
	*value = entry->verdict == ENTRY_AS_PREDICTED;
	return entry->verdict != ENTRY_UNCHECKED && entry->verdict != ENTRY_SKIPPED;
}

static bool get_skipped(const struct entry *entry, double *value)
{
	*value = 1;
	return entry->verdict == ENTRY_SKIPPED;
}

static const struct metric metric_table[] = {
	{ "cost", true, "what a sample of the cell cost", get_cost },
	{ "cost_ci95_low", true, "lower end of the 95 % interval of the cost", get_lo },
	{ "cost_ci95_high", true, "upper end of the 95 % interval of the cost", get_hi },
	{ "samples", false, "samples that the cost rests on", get_samples },
	{ "faults", false, "stage-2 faults measured per sample", get_faults },
	{ "faults_predicted", false, "stage-2 faults predicted per sample", get_predicted },
	{ "valid", false, "1: the cell is as predicted; 0: it is not, or it could not be measured", get_valid },
	{ "skipped", false, "1: this host cannot measure the cell, or executes its op as a NOP", get_skipped },
};

/* Write name="value", with what a value may not contain escaped. */
static void write_label(FILE *out, const char *comma, const char *name, const char *value)
{
	fprintf(out, "%s%s=\"", comma, name);
	for (; *value; value++)
		if (*value == '\n')
			fputs("\\n", out);
		else
			fprintf(out, "%s%c", *value == '"' || *value == '\\' ? "\\" : "", *value);
	putc('"', out);
}

static void write_family(FILE *out, const char *name, const char *unit, const char *help, const char *more)
{
	fprintf(out, "# HELP %s %s%s\n# TYPE %s gauge\n", name, help, more, name);
	if (unit)
		fprintf(out, "# UNIT %s %s\n", name, unit);
}

static void write_value(FILE *out, double value)
{
	fprintf(out, " %.12g\n", value);
}

static void write_metric(const struct metrics *m, const struct metric *metric)
{
	const struct archive *a = &m->loaded->archive;
	bool insns = archive_counts_insns(a);
	const char *unit = !metric->is_cost ? NULL : insns ? "insns" : "seconds";
	struct entry_walk walk = { 0 };
	struct entry entry;
	char name[64];
	double value;

	snprintf(name, sizeof(name), "cmobench_%s%s%s", metric->name, unit ? "_" : "", unit ? unit : "");
	write_family(m->out, name, unit, metric->help,
		     !unit ? "" : insns ? ", in instructions of an emulated host: not time" : ", in seconds");
	while (entry_next(&walk, &m->loaded->results, &entry)) {
		if ((metric->is_cost && !entry.has_cost) || !metric->get(&entry, &value))
			continue;
		fputs(name, m->out);
		for (int i = 0; i < AXIS_COUNT; i++)
			write_label(m->out, i ? "," : "{", axis_table[i].name,
				    axis_table[i].value_name(axis_table[i].get(&entry.record->cell)));
		putc('}', m->out);
		write_value(m->out, metric->is_cost && !insns ? value / 1e9 : value);
	}
}

static void write_run(const struct metrics *m)
{
	const struct archive *a = &m->loaded->archive;
	const struct {
		const char *name, *value;
	} label[] = {
		{ "archive", archive_file_name(a) }, { "platform", platform_name[a->platform] },
		{ "cpu", a->host.cpu }, { "model", a->host.model }, { "hyp_mode", a->host.hyp_mode },
		{ "kernel", a->host.kernel }, { "kernel_version", a->host.kernel_version },
		{ "build_id", archive_build_id(a) }, { "cmobench", a->version },
		{ "caution", entry_caution(a) }, { "refused", machine_refused(a) },
	};
	double created;

	write_family(m->out, "cmobench_run_info", NULL, "what was measured, and with what; always 1", "");
	fputs("cmobench_run_info", m->out);
	for (size_t i = 0; i < ARRAY_SIZE(label); i++)
		write_label(m->out, i ? "," : "{", label[i].name, label[i].value ? label[i].value : "");
	fputs("} 1\n", m->out);
	write_family(m->out, "cmobench_run_refused", NULL, "1: findings refuse the run, so do not believe its costs", "");
	fprintf(m->out, "cmobench_run_refused %d\n", machine_refused(a) != NULL);
	if (!entry_created(a, &created))
		return;
	write_family(m->out, "cmobench_run_timestamp_seconds", "seconds", "when the run began, since 1970", "");
	fputs("cmobench_run_timestamp_seconds", m->out);
	write_value(m->out, created);
}

int export_openmetrics(const struct loaded *loaded, FILE *out)
{
	struct metrics m = { .loaded = loaded, .out = out };

	write_run(&m);
	for (size_t i = 0; i < ARRAY_SIZE(metric_table); i++)
		if (!metric_table[i].is_cost || entry_unit(&loaded->archive))
			write_metric(&m, &metric_table[i]);
	fputs("# EOF\n", out);
	return 0;
}
