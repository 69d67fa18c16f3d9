/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an archive says of its run as a whole: findings, its ends, and where it was taken up again. */
#include "analysis/archive/decode.h"

#include "analysis/archive/load.h"
#include "analysis/archive/value.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct field finding_fields[] = {
	{ "id", KIND_TEXT, offsetof(struct archive_finding, id), false },
	{ "severity", KIND_SEVERITY, offsetof(struct archive_finding, severity), false },
	{ "what", KIND_TEXT, offsetof(struct archive_finding, what), false },
	{ "remedy", KIND_TEXT_NULL, offsetof(struct archive_finding, remedy), false },
};

static const struct field resume_fields[] = {
	{ "cells", KIND_COUNT, offsetof(struct archive_resume, cells), false },
	{ "why", KIND_TEXT, offsetof(struct archive_resume, why), false },
	{ "header.schema", KIND_COUNT, offsetof(struct archive_resume, schema), false },
};

int decode_findings(struct reader *r, const struct value *line, struct archive_findings *findings)
{
	const struct value *array = value_array(r, line, "findings");
	size_t length = strlen(r->where);
	int err = 0;

	if (!array)
		return -EINVAL;
	findings->count = value_count(array);
	findings->finding = reader_keep(r, findings->count, sizeof(*findings->finding));
	if (!findings->finding)
		return -ENOMEM;
	for (size_t i = 0; !err && i < findings->count; i++) {
		snprintf(r->where + length, sizeof(r->where) - length, "findings[%zu].", i);
		err = value_fields(r, value_index(array, i), finding_fields, ROWS(finding_fields),
				   &findings->finding[i]);
	}
	r->where[length] = '\0';
	return err;
}

int decode_end(struct reader *r, const struct value *line, struct archive_end *end)
{
	int err = decode_findings(r, line, &end->findings);

	return err ? err : value_facts(r, line, "record", &end->record);
}

/* NULL is a value too. */
static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_flag(struct flag a, struct flag b)
{
	return a.known == b.known && a.value == b.value;
}

/* What decides which numbers a cell gets: the machine, its kernel, our guest, the clock. Memory may differ by boot. */
static const char *differing_host(const struct archive *a, const struct archive *b)
{
	const struct archive_host *x = &a->host, *y = &b->host;

	if (a->platform != b->platform)
		return "platform";
	if (!same_text(a->guest_sha256, b->guest_sha256))
		return "cmobench.guest_sha256";
	if (!same_text(x->machine, y->machine) || !same_text(x->model, y->model))
		return "host.model";
	if (!same_text(x->kernel, y->kernel) || !same_text(x->kernel_version, y->kernel_version))
		return "host.kernel";
	if (!same_text(x->cmdline, y->cmdline))
		return "host.cmdline";
	if (!same_text(x->midr, y->midr) || !same_text(x->cpu, y->cpu))
		return "host.midr";
	if (x->cpus.value != y->cpus.value)
		return "host.cpus";
	if (x->page_bytes.value != y->page_bytes.value)
		return "host.page_bytes";
	if (!same_text(x->hyp_mode, y->hyp_mode) || !same_text(x->gic, y->gic))
		return "host.hyp_mode or host.gic";
	if (x->nisv_to_user != y->nisv_to_user || x->memslots_max != y->memslots_max)
		return "host.nisv_to_user or host.memslots_max";
	if (a->clock.hz != b->clock.hz || !same_text(a->clock.unit, b->clock.unit) ||
	    a->clock.units_per_tick != b->clock.units_per_tick)
		return "clock";
	return NULL;
}

static const char *differing_probe(const struct archive *a, const struct archive *b)
{
	if (!same_flag(a->ivac_needs_write, b->ivac_needs_write) || a->translates != b->translates ||
	    a->features != b->features || a->page_lines != b->page_lines ||
	    !same_flag(a->file_writenotify, b->file_writenotify) || !same_flag(a->thp_zero_page, b->thp_zero_page))
		return "probe";
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
	struct archive then = { .kept = NULL }; /* what it holds is kept with the rest */
	const char *what;
	int err = value_fields(r, line, resume_fields, ROWS(resume_fields), resume);

	if (!header)
		return -EINVAL;
	if (!err)
		err = decode_header(r, header, &then);
	if (err)
		return err;
	resume->created = then.created;
	resume->findings = then.findings;
	if (resume->schema != ARCHIVE_SCHEMA)
		return reader_fail(r, "resume: header.schema is not %d", ARCHIVE_SCHEMA);
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
