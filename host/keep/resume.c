/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/keep/resume.h"

#include "bench/array.h"
#include "bench/model/observed.h"
#include "bench/op.h"
#include "host/options/table.h"
#include "host/os/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIFFERENCE_CHARS 48 /* characters of a differing value that the error message shows */

static const char partial[] = ".partial";

/* Keep a sentence as the last error, without the text of an errno. Returns -error. */
#define refuse(error, ...) (fail(0, __VA_ARGS__), -(error))

static bool is_at(const char *line, size_t size, const char *path, const char *value)
{
	return span_is(jsonl_value(line, size, path), value);
}

/* Count a cell by its findings, an array of strings. */
static void count_findings(struct kept_cells *c, struct span findings)
{
	bool differs = false, disturbed = false;

	for (const char *at = findings.text, *end = at + findings.size; at && at < end; at++) {
		if (*at != '"')
			continue;
		if (observed_is_disturbance(at + 1))
			disturbed = true;
		else
			differs = true;
		for (at++; at < end && *at != '"'; at++)
			at += *at == '\\';
	}
	c->differ += differs;
	c->disturbed += disturbed && !differs;
}

void kept_cells_add(struct kept_cells *c, const char *line, size_t size)
{
	struct span missing = jsonl_value(line, size, "attribution_missing");
	struct cell cell;

	c->cells++;
	c->failed += is_at(line, size, "status", "\"failed\"");
	c->skipped += is_at(line, size, "status", "\"skipped\"");
	if (!is_at(line, size, "status", "\"done\""))
		return;
	count_findings(c, jsonl_value(line, size, "findings"));
	c->unattributed += missing.text && !span_is(missing, "null");
	c->not_converged += is_at(line, size, "precision.converged", "false");
	if (jsonl_cell(line, size, &cell) || !op_is_cmo(cell.op))
		return;
	c->cmos++;
	c->nops += is_at(line, size, "outcome", "\"nop\"");
}

void kept_cells_end(struct kept_cells *c, const char *line, size_t size)
{
	struct span refused = jsonl_value(line, size, "refused");

	c->refused += refused.text ? strtoul(refused.text, NULL, 10) : 0;
}

/* Return a copy of path without ".partial"; the caller frees it. */
static char *archive_name(const char *path)
{
	size_t size = strlen(path), suffix = sizeof(partial) - 1;

	return strndup(path, size > suffix && !strcmp(path + size - suffix, partial) ? size - suffix : size);
}

static FILE *open_archive(const char *path)
{
	char *name;
	FILE *in;

	if (asprintf(&name, "%s%s", path, partial) < 0)
		return NULL;
	/* If both exist, path.partial is the newer one. */
	in = fopen(name, "re");
	free(name);
	return in ? in : fopen(path, "re");
}

/* Take in one whole line. 0 or -errno (fail_text()). */
static int take(struct resume *r, const char *line, size_t size, size_t number)
{
	enum jsonl_type type = jsonl_type(line, size);
	struct cell cell;

	if (number == 1) {
		if (type != JSONL_HEADER)
			return refuse(EINVAL, "--resume %s: its first line is not an archive's header", r->path);
		r->header = strndup(line, size);
		r->argv = span_strings(jsonl_value(line, size, "options.argv"), &r->argc);
		return r->header && r->argv && r->argc && !strcmp(r->argv[0], "run") ?
			       0 : refuse(EINVAL, "--resume %s: its header is broken", r->path);
	}
	if (type == JSONL_CELL) {
		if (jsonl_cell(line, size, &cell))
			return refuse(EINVAL, "--resume %s: line %zu is broken", r->path, number);
		kept_cells_add(&r->counts, line, size);
		return cell_set_add(&r->done, &cell);
	}
	if (type == JSONL_END)
		kept_cells_end(&r->counts, line, size);
	else if (type == JSONL_PROFILE)
		r->profiled = true;
	else if (type != JSONL_RESUME && type != JSONL_HOOK)
		return refuse(EINVAL, "--resume %s: line %zu is broken", r->path, number);
	return 0;
}

/* Is the digest in the footer that of the lines before it? */
static bool is_genuine(const struct resume *r, const char *footer, size_t size)
{
	char hex[SHA256_HEX_SIZE], quoted[SHA256_HEX_SIZE + 2];

	sha256_hex(&r->sha256, hex);
	snprintf(quoted, sizeof(quoted), "\"%s\"", hex);
	return is_at(footer, size, "sha256", quoted);
}

static int read_lines(struct resume *r, FILE *in)
{
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t size;
	int err = 0;

	/* A last line without a newline was being written when the run ended: drop it. */
	while (!err && (size = getline(&line, &room, in)) > 0 && line[size - 1] == '\n') {
		if (jsonl_type(line, (size_t)size) == JSONL_FOOTER) {
			if (fgetc(in) != EOF)
				err = refuse(EINVAL, "--resume %s: it holds several runs: take one of them out, with cmobench merge "
					     "--incomplete '%s#N' -o FILE, and resume that", r->path, r->path);
			else if (is_at(line, (size_t)size, "complete", "true"))
				err = refuse(EALREADY, "--resume %s: it is complete", r->path);
			else if (!is_genuine(r, line, (size_t)size))
				err = refuse(EINVAL, "--resume %s: its digest is not that of its lines, which were altered or "
					     "damaged: start a new run", r->path);
			break;
		}
		err = take(r, line, (size_t)size, ++number);
		sha256_update(&r->sha256, line, (size_t)size);
		r->bytes += (uint64_t)size;
	}
	if (!err && ferror(in))
		err = fail(errno, "--resume %s", r->path);
	free(line);
	if (!err && !r->header)
		err = refuse(EINVAL, "--resume %s: it has no header to continue from: start a new run", r->path);
	return err;
}

int resume_open(struct resume *r, const char *path)
{
	FILE *in;
	int err;

	*r = (struct resume){ .path = archive_name(path) };
	sha256_init(&r->sha256);
	if (!r->path)
		return fail(ENOMEM, "--resume %s", path);
	in = open_archive(r->path);
	if (!in)
		return fail(errno, "--resume %s", path);
	err = read_lines(r, in);
	fclose(in);
	return err;
}

/* Return the part of a that begins at the key in which a first differs from b, at most DIFFERENCE_CHARS. */
static struct span first_difference(struct span a, struct span b)
{
	size_t i = 0;

	while (i < a.size && i < b.size && a.text[i] == b.text[i])
		i++;
	while (i && !((a.text[i - 1] == ',' || a.text[i - 1] == '{') && i < a.size && a.text[i] == '"'))
		i--;
	return a.size ? (struct span){ a.text + i, a.size - i < DIFFERENCE_CHARS ? a.size - i : DIFFERENCE_CHARS } :
			(struct span){ "nothing", 7 };
}

/*
 * Facts of the host that the numbers of a cell depend on. Not its memory_bytes: what firmware and kernel keep of it for
 * themselves changes from boot to boot.
 */
static const char *const host_facts[] = {
	"host.machine", "host.kernel", "host.kernel_version", "host.cmdline", "host.model", "host.midr", "host.cpu",
	"host.cores", "host.cpus", "host.page_bytes", "host.hyp_mode", "host.gic", "host.nisv_to_user", "host.memslots_max",
	"host.ipa_bits",
};

/* Was a value not known? A user may not read all that root could, so that this is no difference. */
static bool is_unknown(const char *line, size_t size, const char *path)
{
	return is_at(line, size, path, "null");
}

/* Compare the values at a path of keys. 0 or -EINVAL (fail_text()). */
static int must_agree(const char *path, const char *header, const char *other, size_t other_size)
{
	struct span was = jsonl_value(header, strlen(header), path);
	struct span is = jsonl_value(other, other_size, path);
	struct span now = first_difference(is, was), then = first_difference(was, is);

	if (was.size == is.size && (!was.size || !memcmp(was.text, is.text, was.size)))
		return 0;
	return refuse(EINVAL,
		      "the archive was begun with another %s: %.*s..., and this run has %.*s...: start a new one", path,
		      (int)then.size, then.text, (int)now.size, now.text);
}

int resume_fits(const char *header, const char *other, size_t other_size)
{
	/*
	 * Everything that the numbers of a cell depend on; not the time, the cells asked for, or the host's findings.
	 */
	static const char *const same[] = {
		"schema", "cmobench", "platform", "emulator", "id_regs", "probe", "clock.hz", "clock.unit",
		"clock.units_per_tick", "knob.name", "knob.hook",
	};
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(same) && !err; i++)
		err = must_agree(same[i], header, other, other_size);
	for (size_t i = 0; i < ARRAY_SIZE(host_facts) && !err; i++)
		if (!is_unknown(header, strlen(header), host_facts[i]) &&
		    !is_unknown(other, other_size, host_facts[i]))
			err = must_agree(host_facts[i], header, other, other_size);
	for (size_t i = 0; i < option_count && !err; i++) {
		char path[64];

		if (!option_table[i].is_kept)
			continue;
		snprintf(path, sizeof(path), "options.%s", option_table[i].archived);
		err = must_agree(path, header, other, other_size);
	}
	return err;
}

void resume_close(struct resume *r)
{
	free(r->path);
	free(r->header);
	free(r->argv);
	cell_set_free(&r->done);
	*r = (struct resume){ .path = NULL };
}
