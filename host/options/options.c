/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/options/options.h"

#include "bench/array.h"
#include "bench/cli/cmdline.h"
#include "host/options/help.h"
#include "host/options/table.h"
#include "host/options/take.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A walk over a command line. option[i] is row[i] as bench/cli/cmdline.h takes it. */
struct walk {
	struct options *options;                 /* options_parse(): the options to fill */
	const struct option_row *wants_emulated; /* options_parse(): first option given that needs --emulated; NULL: none */
	/* options_inside()'s, and its context */
	void (*each)(void *context, const char *name, const char *value);
	void *context;
	const struct option_row *row[CMDLINE_OPTIONS_MAX];
	struct cmdline_option option[CMDLINE_OPTIONS_MAX];
};

static int has_arg(const struct option_row *row)
{
	return !row->value ? no_argument : *row->value == '[' ? optional_argument : required_argument;
}

/* Collects the rows of the options that the verb takes. Returns their number. */
static size_t fill_rows(struct walk *w, enum purpose purpose)
{
	size_t count = 0;

	for (size_t i = 0; i < option_count; i++) {
		const struct option_row *row = &option_table[i];

		if (!(row->purposes >> purpose & 1))
			continue;
		w->row[count] = row;
		w->option[count++] = (struct cmdline_option){ row->name, has_arg(row), .letter = row->letter,
								.offer = row->offer, .hidden = !row->help };
	}
	return count;
}

static enum status take(void *context, const struct cmdline_option *option, char *value)
{
	struct walk *w = context;
	const struct option_row *row = w->row[option - w->option];

	if (row->is_emulated && !w->wants_emulated)
		w->wants_emulated = row;
	return option_take(row, w->options, value);
}

static enum status list_inside(void *context, const struct cmdline_option *option, char *value)
{
	struct walk *w = context;

	if (w->row[option - w->option]->is_inside)
		w->each(w->context, option->name, value);
	return STATUS_OK;
}

/* A filter on the policy axis restricts --policy; without --policy it takes its place. */
static enum status filter_policies(struct options *o)
{
	struct measure_options *m = &o->measure;
	uint32_t mask = m->filter.allowed[AXIS_POLICY], all = (UINT32_C(1) << POLICY_COUNT) - 1;

	if (!mask)
		return STATUS_OK;
	m->policies = mask & (m->policies ? m->policies : all);
	return m->policies ? STATUS_OK : take_refuse(o, "filter", m->filter_text, "leaves none of the policies");
}

static enum status check_samples(const struct options *o)
{
	const struct measure_options *m = &o->measure;

	if (!(m->samples % m->batch))
		return STATUS_OK;
	complain("%s: --samples %" PRIu32 ": not a multiple of the batch, %" PRIu32, o->argv[0], m->samples, m->batch);
	return STATUS_USAGE;
}

/* The number of samples is given by one option at most, and chosen by time only where the clock is time. */
static enum status check_seconds(const struct options *o)
{
	const struct measure_options *m = &o->measure;
	const char *why = m->samples ? "--samples gives their number" :
			  m->precision_pct > 0 ? "--precision decides how many are taken" :
			  o->emulated.wanted && !o->emulated.no_icount ? "instructions are counted, not time: add --no-icount" : NULL;

	if (!m->seconds || !why)
		return STATUS_OK;
	complain("%s: --seconds %" PRIu32 ": %s", o->argv[0], m->seconds, why);
	return STATUS_USAGE;
}

static enum status check_emulated(const struct options *o, const struct option_row *row)
{
	const struct emulated_options *e = &o->emulated;

	if (row && !e->wanted && !options_are_inside(o)) {
		complain("%s: --%s describes an emulated host: add --emulated", o->argv[0], row->name);
		return STATUS_USAGE;
	}
	if (e->numa > e->smp) {
		complain("%s: --numa %" PRIu32 ": more nodes than CPUs: add --smp %" PRIu32, o->argv[0], e->numa,
			 e->numa);
		return STATUS_USAGE;
	}
	if (e->boots > 1 && !e->no_icount) {
		complain("%s: --boots %" PRIu32 ": where instructions are counted, every boot counts the same: add --no-icount",
			 o->argv[0], e->boots);
		return STATUS_USAGE;
	}
	return STATUS_OK;
}

/* Sets the defaults that depend on other options. */
static void set_defaults(struct options *o)
{
	struct measure_options *m = &o->measure;

	if (!o->emulated.timeout_s)
		o->emulated.timeout_s = m->suite->timeout_s;
	if (!m->batch)
		m->batch = m->suite->batch;
	if (!m->samples && !m->seconds && m->precision_pct <= 0)
		m->seconds = m->suite->seconds;
	if (!m->samples)
		m->samples = m->suite->samples / m->suite->batch * m->batch;
}

/* Checks what concerns several options. rest: index of the first operand. */
static enum status check_options(struct options *o, const struct option_row *wants_emulated, int rest)
{
	enum status status;

	if (options_are_inside(o)) {
		o->inside.outer = o->argv + rest;
		o->inside.outer_count = o->argc - rest;
	} else if (rest < o->argc) {
		complain("%s: unexpected argument \"%s\": see cmobench %s --help", o->argv[0], o->argv[rest],
			 cmdline_verb(o->argv));
		return STATUS_USAGE;
	}
	status = check_seconds(o);
	if (status)
		return status;
	set_defaults(o);
	status = filter_policies(o);
	if (!status)
		status = check_samples(o);
	return status ? status : check_emulated(o, wants_emulated);
}

int options_parse(struct options *o, int argc, char **argv)
{
	bool is_probe = !strcmp(argv[0], "probe");
	struct walk w = { .options = o };
	struct cmdline line = {
		.option = w.option,
		.help = is_probe ? "usage: cmobench probe [OPTION]...\nPrints what this host, CPU and kernel do.\n\n" :
				   "usage: cmobench run [OPTION]...\nMeasures cells and writes an archive.\n\n",
		.more_help = is_probe ? help_probe : help_run,
	};
	enum status status;
	int rest;

	*o = (struct options){
		.purpose = is_probe ? PURPOSE_PROBE : PURPOSE_RUN,
		.argc = argc,
		.argv = argv,
		.measure = { .suite = suite_find("quick"), .seed = 1 },
		.emulated = { .cpu = CPU_DEFAULT, .smp = 1, .numa = 1, .boots = 1 },
	};
	line.count = fill_rows(&w, o->purpose);
	rest = cmdline_each(&line, argc, argv, take, &w, &status);
	if (!rest)
		return status ? (int)status : OPTIONS_HELP;
	return check_options(o, w.wants_emulated, rest);
}

void options_inside(const struct options *o, void (*each)(void *context, const char *name, const char *value),
		    void *context)
{
	struct walk w = { .each = each, .context = context };
	struct cmdline line = { .option = w.option, .help = "" };
	enum status status;

	line.count = fill_rows(&w, o->purpose);
	cmdline_each(&line, o->argc, o->argv, list_inside, &w, &status);
}

static void keep_last(struct option_values *values, const char **chosen)
{
	if (!values->count)
		return;
	*chosen = values->value[0] = values->value[values->count - 1];
	values->count = 1;
}

void options_keep_last(struct options *o)
{
	struct emulated_options *e = &o->emulated;

	keep_last(&e->cpus, &e->cpu);
	keep_last(&e->kernels, &e->kernel);
	keep_last(&e->modes, &e->mode);
	e->boots = 1;
}

/* A command line that is being made. */
struct words {
	struct walk walk;
	char **word;
	size_t count;
	bool failed; /* no memory */
};

static void add_word(struct words *w, const char *name, const char *value)
{
	if (value ? asprintf(&w->word[w->count], "--%s=%s", name, value) < 0 :
		    asprintf(&w->word[w->count], "--%s", name) < 0) {
		w->word[w->count] = NULL;
		w->failed = true;
	} else {
		w->count++;
	}
}

/* Adds an option that all runs have. */
static enum status add_common(void *context, const struct cmdline_option *option, char *value)
{
	static const char *const own[] = { "emulated", "kernel", "mode", "output", "resume", "boots" };
	struct words *w = context;

	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		if (!strcmp(option->name, own[i]))
			return STATUS_OK;
	add_word(w, option->name, value);
	return STATUS_OK;
}

char **options_alone(const struct options *o, const struct own_values *own, int *argc)
{
	/* The verb, no more options than words, and four of its own. */
	struct words w = { .word = calloc((size_t)o->argc + 6, sizeof(*w.word)) };
	struct cmdline line = { .option = w.walk.option, .help = "" };
	enum status status;

	if (!w.word)
		return NULL;
	w.word[w.count++] = o->argv[0];
	line.count = fill_rows(&w.walk, o->purpose);
	cmdline_each(&line, o->argc, o->argv, add_common, &w, &status);
	if (own->cpu)
		add_word(&w, "emulated", own->cpu);
	if (own->kernel)
		add_word(&w, "kernel", own->kernel);
	if (own->mode)
		add_word(&w, "mode", own->mode);
	add_word(&w, own->resumes ? "resume" : "output", own->archive);
	*argc = (int)w.count;
	return w.failed ? NULL : w.word;
}

void options_command(const struct options *o, const char *verb, const char *more, char *text, size_t size)
{
	bool is_inside = options_are_inside(o);
	char *const *argv = is_inside ? o->inside.outer : o->argv;
	int argc = is_inside ? o->inside.outer_count : o->argc;
	FILE *out = fmemopen(text, size, "w");

	if (!out)
		return;
	fprintf(out, "%s%s %s", geteuid() && !is_inside ? "sudo " : "", program_invocation_name, verb);
	for (int i = 1; i < argc; i++) {
		bool is_plain = !argv[i][strcspn(argv[i], " \t\n'\"\\$`&|;<>()*?[]{}~#!")];

		if (strcmp(argv[i], "--json"))
			fprintf(out, is_plain ? " %s" : " '%s'", argv[i]);
	}
	fprintf(out, "%s%s", *more ? " " : "", more);
	fclose(out);
	text[size - 1] = '\0';
}

bool options_are_inside(const struct options *o)
{
	return o->inside.emulator.qemu != NULL;
}

bool options_allow(const struct options *o, const char *id)
{
	for (size_t i = 0; i < o->host.allow_count; i++)
		if (!strcmp(o->host.allow[i], id))
			return true;
	return false;
}
