/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/fleet/jobs.h"

#include "bench/policy.h"
#include "bench/cli/verb.h"
#include "host/image/built.h"
#include "host/image/modes.h"
#include "host/options/options.h"
#include "host/os/err.h"
#include "host/os/os.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wordexp.h>

#define HOSTS_MAX 256 /* between two lines "run" */
#define NAME_MAX_BYTES 200 /* of a job: file systems take 255 with its endings */

/* A line of the plan: its words, of which the first says what it is; then names, then options. */
struct line {
	unsigned int number;
	char *place;     /* "FILE:LINE: run", as the verb of its command line */
	char **word;
	int words, names; /* names: words before the first option */
};

/* A line that names a host, or emulated ones. */
struct host {
	struct line line;
	const char *where, *features;
};

struct reader {
	struct fleet *fleet;
	struct host host[HOSTS_MAX]; /* those that the next lines "run" are for */
	size_t hosts;
	bool has_run;                /* the last line was a "run" */
	unsigned int number;
};

/* Complain of the line that is being read: fail_text() says what. Returns STATUS_USAGE. */
static int refuse_line(const struct reader *r)
{
	complain("%s:%u: %s", r->fleet->path, r->number, fail_text());
	return STATUS_USAGE;
}

#define refuse(r, ...) (fail(0, __VA_ARGS__), refuse_line(r))

/* End the text where a comment begins: at a '#' behind a blank, or at the start, that is not quoted. */
static void cut_comment(char *text)
{
	char quote = '\0';

	for (char *c = text; *c; c++) {
		if (*c == '\\' && quote != '\'' && c[1])
			c++;
		else if (quote ? *c == quote : *c == '\'' || *c == '"')
			quote = quote ? '\0' : *c;
		else if (*c == '#' && !quote && (c == text || isspace((unsigned char)c[-1])))
			*c = '\0';
		if (!*c)
			return;
	}
}

/* Split a line into words as the shell would. */
static int split(const struct reader *r, char *text, struct line *line)
{
	size_t size = strcspn(text, "\n");
	wordexp_t words;
	int err;

	size -= size && text[size - 1] == '\r';
	text[size] = '\0';
	cut_comment(text);
	err = strchr(text, '\r') ? -1 : wordexp(text, &words, WRDE_NOCMD | WRDE_UNDEF);
	if (err < 0)
		return refuse(r, "a carriage return is in the line: end lines with a newline");
	if (err)
		return refuse(r, "%s", err == WRDE_SYNTAX ? "a quote is not closed" : err == WRDE_BADVAL ? "a variable is not set" :
			      err == WRDE_NOSPACE ? "out of memory" : "one of | & ; < > ( ) { } or a command is not quoted");
	*line = (struct line){ .number = r->number, .word = words.we_wordv, .words = (int)words.we_wordc, .names = 1 };
	while (line->names < line->words && line->word[line->names][0] != '-')
		line->names++;
	for (int i = 0; i < line->words; i++) {
		if (strchr(line->word[i], '\n'))
			return refuse(r, "a newline is in a word: a variable's, which a list of jobs cannot hold");
		if (!strcmp(line->word[i], "--help") || !strcmp(line->word[i], "-h"))
			return refuse(r, "%s: not in a plan", line->word[i]);
	}
	line->place = os_text("%s:%u: run", r->fleet->path, r->number);
	return line->place ? STATUS_OK : STATUS_FAILED;
}

/*
 * Parse the options of a host, or of none (NULL), and of a run, or of none, as those of run. The names in a line of emulated
 * hosts are CPU models. place: begins messages. Returns an enum status; errors are printed.
 */
static int parse(struct options *o, char *place, const struct line *host, const struct line *run)
{
	const struct line *const lines[] = { host, run };
	int room = 2 + (host ? host->words : 0) + (run ? run->words : 0), argc = 0, status;
	char **argv = calloc((size_t)room, sizeof(*argv));

	if (!argv) {
		complain("fleet: out of memory");
		return STATUS_FAILED;
	}
	argv[argc++] = place;
	for (int i = 1; host && !strcmp(host->word[0], FLEET_EMULATED) && i < host->names; i++) {
		argv[argc] = os_text("--emulated=%s", host->word[i]);
		if (!argv[argc++])
			return STATUS_FAILED;
	}
	for (size_t i = 0; i < 2; i++)
		for (int k = lines[i] ? lines[i]->names : 0; lines[i] && k < lines[i]->words; k++)
			argv[argc++] = lines[i]->word[k];
	status = options_parse(o, argc, argv);
	if (status != OPTIONS_HELP)
		return status;
	complain("%s: --help: not in a plan", place);
	return STATUS_USAGE;
}

/* Refuse what a plan decides by itself. */
static int check_own(const struct reader *r, const struct options *o)
{
	const struct output_options *out = &o->output;

	if (out->path || out->resume || out->force)
		return refuse(r, "--%s: jobs name their archives, and resume them, by themselves", out->path ? "output" :
			      out->resume ? "resume" : "force");
	if (o->emulated.boots > 1)
		return refuse(r, "--boots: each job is one run: write a line \"run NAME ...\" for each boot");
	return STATUS_OK;
}

static int check_file(const struct reader *r, const char *option, const char *path)
{
	if (!path || *path == '/')
		return STATUS_OK;
	return refuse(r, "--%s %s: give the whole path, as jobs do not run here", option, path);
}

/* Check models, kernels and files of emulated hosts. */
static int check_emulated(const struct reader *r, const struct emulated_options *e)
{
	int status = check_file(r, "qemu", e->qemu);

	if (!status)
		status = check_file(r, "initrd", e->initrd);
	for (size_t i = 0; !status && i < e->cpus.count; i++)
		if (!e->qemu && modes_know(e->cpus.value[i]))
			return refuse_line(r);
	for (size_t i = 0; !status && i < e->kernels.count; i++) {
		const char *kernel = e->kernels.value[i];

		if (strncmp(kernel, BUILT_DEBIAN, strlen(BUILT_DEBIAN)) != 0)
			status = check_file(r, "kernel", kernel);
		else if (!built_is_series(kernel + strlen(BUILT_DEBIAN)))
			return refuse(r, "--kernel %s: a series of Linux is expected, as in debian:6.12", kernel);
	}
	return status;
}

/* Set the model, mode and kernel number i of those that multiply. False: there are no more. */
static bool own_values(const struct emulated_options *e, size_t i, struct own_values *own)
{
	size_t kernels = e->kernels.count ? e->kernels.count : 1, modes = e->modes.count ? e->modes.count : 1;

	if (i >= e->cpus.count * modes * kernels)
		return false;
	*own = (struct own_values){ .cpu = e->cpus.value[i / kernels / modes] };
	own->mode = e->modes.count ? e->modes.value[i / kernels % modes] : NULL;
	own->kernel = e->kernels.count ? e->kernels.value[i % kernels] : NULL;
	return true;
}

/* Can a host have these? If not, fail_text() says why. */
static bool can_be(const struct own_values *own)
{
	bool is_series = own->kernel && !strncmp(own->kernel, BUILT_DEBIAN, strlen(BUILT_DEBIAN));

	return !modes_check(own->mode, own->cpu, is_series ? own->kernel + strlen(BUILT_DEBIAN) : "");
}

/* Say which emulated hosts of a line cannot be: they are left out. */
static void tell_left_out(const struct reader *r, const struct emulated_options *e)
{
	struct own_values own;
	char last[1024] = "";

	for (size_t i = 0; own_values(e, i, &own); i++) {
		if (can_be(&own) || !strcmp(last, fail_text()))
			continue;
		complain("%s:%u: left out: %s", r->fleet->path, r->number, fail_text());
		snprintf(last, sizeof(last), "%s", fail_text());
	}
}

/* Is the text of the characters that a host's name for ssh, or a feature of Slurm's, may have? It has one at least. */
static bool is_plain(const char *text, const char *more)
{
	if (!*text)
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr(more, *text))
			return false;
	return true;
}

static int name_host(const struct reader *r, struct host *host)
{
	const struct line *line = &host->line;
	char *features = NULL;

	host->features = "";
	if (line->names < 2)
		return refuse(r, "%s: %s is missing", line->word[0],
			      !strcmp(line->word[0], FLEET_EMULATED) ? "a CPU model" : "the host's name");
	if (!strcmp(line->word[0], FLEET_EMULATED)) {
		host->where = FLEET_EMULATED;
		return STATUS_OK;
	}
	host->where = line->word[1];
	if (!is_plain(host->where, "._-@") || !strcmp(host->where, FLEET_EMULATED))
		return refuse(r, "host %s: not a name for ssh: letters, digits and . _ - @ are", host->where);
	for (int i = 2; i < line->names; i++) {
		if (!is_plain(line->word[i], "._-"))
			return refuse(r, "%s: not a feature of Slurm's: letters, digits and . _ - are", line->word[i]);
		features = os_text("%s%s%s", host->features, i > 2 ? "&" : "", line->word[i]);
		if (!features)
			return STATUS_FAILED;
		host->features = features;
	}
	return STATUS_OK;
}

/* Take a line that names hosts. The first behind a line "run" begins a new list of them. */
static int take_host(struct reader *r, const struct line *line)
{
	struct host *host;
	struct options o;
	int status;

	if (r->has_run)
		r->hosts = 0;
	r->has_run = false;
	if (r->hosts == HOSTS_MAX)
		return refuse(r, "more than %d lines of hosts before a line \"run\"", HOSTS_MAX);
	host = &r->host[r->hosts++];
	*host = (struct host){ .line = *line };
	status = name_host(r, host);
	if (!status)
		status = parse(&o, line->place, line, NULL);
	if (!status)
		status = check_own(r, &o);
	if (!status && o.emulated.wanted != !strcmp(host->where, FLEET_EMULATED))
		return refuse(r, "--emulated: emulated hosts have lines of their own, \"emulated MODEL...\"");
	if (!status)
		status = check_emulated(r, &o.emulated);
	if (!status && o.emulated.wanted)
		tell_left_out(r, &o.emulated);
	return status;
}

/* Append text to a name, behind a '-', with more of them in the place of what a file's name should not have. */
static void append(char name[static NAME_MAX_BYTES], const char *text)
{
	size_t used = strlen(name);

	if (used && used + 1 < NAME_MAX_BYTES)
		name[used++] = '-';
	for (; *text && used + 1 < NAME_MAX_BYTES; text++)
		name[used++] = isalnum((unsigned char)*text) || strchr("._+-", *text) ? *text : '-';
	name[used] = '\0';
}

/* A kernel is called by its series, or by the last two parts of its path. */
static const char *kernel_name(const char *given)
{
	const char *from = given + strlen(given);

	if (!strncmp(given, BUILT_DEBIAN, strlen(BUILT_DEBIAN)))
		return given + strlen(BUILT_DEBIAN);
	for (int parts = 0; from > given && (from[-1] != '/' || ++parts < 2); from--)
		;
	return from;
}

/* What runs is called by the name in its line or by its suite and policies. */
static void append_run(char name[static NAME_MAX_BYTES], const struct line *run, const struct measure_options *m)
{
	char policies[NAME_MAX_BYTES] = "";
	size_t used = 0;

	append(name, run->names > 1 ? run->word[1] : m->suite->name);
	if (run->names > 1 || !m->policies)
		return;
	for (int i = 0; i < POLICY_COUNT && used < sizeof(policies); i++)
		if (m->policies >> i & 1)
			used += (size_t)snprintf(policies + used, sizeof(policies) - used, "%s%s", used ? "+" : "",
						 policy_table[i].name);
	append(name, m->policies == (UINT32_C(1) << POLICY_COUNT) - 1 ? "all" : policies);
}

/* Add a job with this name. own: what tells it from the others of its line. */
static int add_job(struct reader *r, const struct host *host, const struct options *o, struct own_values *own, const char *name)
{
	struct fleet *f = r->fleet;
	struct fleet_job *bigger = realloc(f->job, (f->count + 1) * sizeof(*bigger)), *job;
	char *archive = os_text("%s" FLEET_ENDING, name);

	if (bigger)
		f->job = bigger;
	if (!bigger || !archive) {
		complain("fleet: out of memory");
		return STATUS_FAILED;
	}
	for (size_t i = 0; i < f->count; i++)
		if (!strcmp(f->job[i].name, name) && f->job[i].line == r->number)
			return refuse(r, "two hosts or kernels above make one name, %s: call them otherwise", name);
		else if (!strcmp(f->job[i].name, name))
			return refuse(r, "a second job %s, after that of line %u: give this line a name, \"run NAME ...\"", name,
				      f->job[i].line);
	job = &f->job[f->count++];
	*job = (struct fleet_job){ .name = strdup(name), .where = host->where, .features = host->features, .line = r->number,
				   .took_s = -1 };
	own->archive = archive;
	job->argv = options_alone(o, own, &job->argc);
	if (job->name && job->argv)
		return STATUS_OK;
	complain("fleet: out of memory");
	return STATUS_FAILED;
}

/* Add the job of one model, kernel and mode, but for what cannot be. */
static int add_emulated(struct reader *r, const struct host *host, const struct line *run, const struct options *o,
			struct own_values *own)
{
	char name[NAME_MAX_BYTES] = "";

	if (!can_be(own))
		return STATUS_OK;
	append(name, own->cpu);
	if (own->kernel)
		append(name, kernel_name(own->kernel));
	if (own->mode)
		append(name, own->mode);
	append_run(name, run, &o->measure);
	return add_job(r, host, o, own, name);
}

/* Add the jobs of a host, or of the emulated ones of a line. */
static int add_jobs(struct reader *r, const struct host *host, const struct line *run)
{
	struct options o;
	char name[NAME_MAX_BYTES] = "";
	struct own_values own = { .cpu = NULL };
	int status = parse(&o, run->place, &host->line, run);

	if (status)
		return status;
	/* From here on it is a command line as others. */
	o.argv[0] = (char *)"run";
	if (!o.emulated.wanted) {
		append(name, host->where);
		append_run(name, run, &o.measure);
		return add_job(r, host, &o, &own, name);
	}
	for (size_t i = 0; !status && own_values(&o.emulated, i, &own); i++)
		status = add_emulated(r, host, run, &o, &own);
	return status;
}

/* Take a line that says what runs. */
static int take_run(struct reader *r, const struct line *line)
{
	struct cell *cells = NULL;
	struct options o;
	int status;

	if (!r->hosts)
		return refuse(r, "run: no host is named above this line");
	r->has_run = true;
	if (line->names > 2)
		return refuse(r, "run %s %s: one name, then options", line->word[1], line->word[2]);
	status = parse(&o, line->place, NULL, line);
	if (!status)
		status = check_own(r, &o);
	if (!status && o.emulated.wanted)
		return refuse(r, "--emulated: emulated hosts have lines of their own, \"emulated MODEL...\"");
	if (!status && !suite_cells(o.measure.suite, &o.measure.filter, &cells))
		return refuse(r, "no cell of suite %s passes --filter %s", o.measure.suite->name, o.measure.filter_text);
	free(cells);
	for (size_t i = 0; i < r->hosts && !status; i++)
		status = add_jobs(r, &r->host[i], line);
	return status;
}

static int take_line(struct reader *r, char *text)
{
	struct line line;
	int status = split(r, text, &line);

	if (status || !line.words)
		return status;
	if (!strcmp(line.word[0], "host") || !strcmp(line.word[0], FLEET_EMULATED))
		return take_host(r, &line);
	if (!strcmp(line.word[0], "run"))
		return take_run(r, &line);
	return refuse(r, "%.40s: a line begins with host, emulated or run", line.word[0]);
}

int fleet_read(struct fleet *fleet, const char *path)
{
	static struct reader r;
	FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;
	int status = STATUS_OK;

	*fleet = (struct fleet){ .path = path };
	r = (struct reader){ .fleet = fleet };
	if (!in) {
		complain("fleet: %s: %s", path, strerror(errno));
		return STATUS_FAILED;
	}
	while (!status && getline(&text, &room, in) > 0) {
		r.number++;
		status = take_line(&r, text);
	}
	if (!status && ferror(in)) {
		complain("fleet: %s: %s", path, strerror(EIO));
		status = STATUS_FAILED;
	}
	free(text);
	fclose(in);
	if (!status && r.hosts && !r.has_run)
		return refuse(&r, "nothing runs on the hosts of the last lines: a line \"run\" is missing");
	if (!status && !fleet->count) {
		complain("fleet: %s: the plan has no job", path);
		status = STATUS_USAGE;
	}
	return status;
}
