/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verbs run and probe on a machine with KVM/arm64. */
#include "host/measure.h"

#include "bench/sha256.h"
#include "bench/verb.h"
#include "host/err.h"
#include "host/outfile.h"
#include "host/rounds.h"
#include "host/session.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The exit status, and the line that goes with it. */
static int conclude(const struct tally *t)
{
	if (t->unattributed)
		complain("run: fault kinds are missing in %zu of %zu cells (the archive says why)", t->unattributed,
			 t->finished);
	if (t->skipped)
		complain("run: %zu of %zu cells cannot be measured on this host (the archive says why)", t->skipped,
			 t->finished);
	if (t->nops && t->nops == t->cmos) {
		complain(
			"run: this CPU does not translate the address of cache maintenance: %zu of %zu cells are nop, "
			"and there is nothing to measure",
			t->nops, t->finished);
		return STATUS_CANNOT;
	}
	if (t->failed || t->with_findings)
		complain("run: %zu of %zu cells failed, %zu are not as predicted: see cmobench report", t->failed,
			 t->finished, t->with_findings);
	return t->failed ? STATUS_FAILED : t->with_findings ? STATUS_DIFFERS : STATUS_OK;
}

static int measure(struct session *s, const struct archive_sink *archive)
{
	struct run_facts facts = session_facts(s);
	struct cell *cells = NULL;
	struct tally tally;
	long count = suite_cells(s->options->suite, &s->options->filter, &cells);
	int err;

	if (count < 0)
		err = fail((int)-count, "planning");
	else
		err = archive_header(archive, &facts);
	if (!err)
		err = rounds_run(s, archive, cells, (size_t)count, &tally);
	free(cells);
	if (err) {
		complain("run: %s", fail_text());
		return STATUS_FAILED;
	}
	return conclude(&tally);
}

/* A filter that leaves nothing is a mistake in the command line. */
static bool plan_is_empty(const struct options *options)
{
	struct cell *cells = NULL;
	long count = suite_cells(options->suite, &options->filter, &cells);

	free(cells);
	return count == 0;
}

struct whole {
	struct outfile file;
	struct sha256 sha256;
	size_t cells;
};

static int write_line(void *context, const char *line, size_t size)
{
	struct whole *whole = context;
	int err = outfile_write(&whole->file, line, size);

	sha256_update(&whole->sha256, line, size);
	whole->cells += !strncmp(line, "{\"type\":\"cell\"", 14);
	return err ? err : outfile_sync(&whole->file);
}

int measure_run(const struct options *options)
{
	struct session session;
	struct whole whole = { .cells = 0 };
	const struct archive_sink sink = { write_line, &whole };
	char digest[SHA256_HEX_SIZE], footer[200];
	int status, err;

	if (plan_is_empty(options)) {
		complain("run: no cell of suite %s passes --filter %s", options->suite->name, options->filter_text);
		return STATUS_USAGE;
	}
	err = outfile_open(&whole.file, options->output, options->force);
	if (err) {
		complain("run: %s", fail_text());
		return err == -EEXIST ? STATUS_USAGE : STATUS_FAILED;
	}
	sha256_init(&whole.sha256);
	status = session_open(&session, options);
	if (!status)
		status = measure(&session, &sink);
	session_close(&session);
	sha256_hex(&whole.sha256, digest);
	snprintf(footer, sizeof(footer), "{\"type\":\"footer\",\"cells\":%zu,\"complete\":true,\"sha256\":\"%s\"}\n",
		 whole.cells, digest);
	if (whole.cells)
		write_line(&whole, footer, strlen(footer));
	outfile_commit(&whole.file);
	return status;
}

static void print_probe(const struct session *s)
{
	const struct env *e = &s->env;

	printf("platform:  %s\n", platform_name[e->platform]);
	printf("host:      %s, Linux %s, %" PRIu64 " KiB pages, %s, vGIC%s\n", e->cpu ? e->cpu : "unknown core",
	       e->kernel, e->page_bytes / 1024, e->hyp_mode ? e->hyp_mode : "VHE or nVHE not known",
	       s->vm.gic == VM_GIC_V3 ? "v3" : "v2");
	printf("clock:     CNTVCT_EL0, %" PRIu64 " Hz, %d NOPs take %" PRIu64 " ticks%s\n", s->clock.hz, CLOCK_NOPS / 2,
	       s->clock.calibration_ticks, s->clock.exact ? " every time" : "");
	printf("counts:    %s\n", s->trace ? "kvm:kvm_guest_fault" : s->trace_missing);
	printf("ivac_needs_write: %s\n",
	       !s->probe.has_ivac_needs_write ? "unknown, this CPU does not translate DC IVAC" :
	       s->probe.host.ivac_needs_write ? "yes" : "no");
	printf("translates:");
	for (int op = 0; op < OP_COUNT; op++)
		if (op_is_cmo(op))
			printf(" %s=%s", op_table[op].name,
			       !(s->probe.implements >> op & 1) ? "undefined" :
			       s->probe.host.translates >> op & 1 ? "yes" : "no");
	printf("\npages:     %u lines of %" PRIu64 " bytes; a shared file page is %s until it is written\n",
	       s->probe.host.page_lines, e->page_bytes / s->probe.host.page_lines,
	       !s->probe.has_file_writenotify ? "of unknown kind" :
	       s->probe.host.file_writenotify ? "read-only" : "writable even");
	printf("memslots:  %u at most\n", s->vm.memslots_max);
	printf("knob:      %s\n", s->knob < 0 ? "none" : policy_name(s->knob));
	for (size_t i = 0; i < s->visit_count; i++) {
		const struct policy_visit *v = &s->visit[i];

		printf("policy:    %s, recognised:", policy_name(v->policy));
		for (int policy = 0; policy < POLICY_COUNT; policy++)
			if (v->recognised >> policy & 1)
				printf(" %s", policy_table[policy].name);
		printf("%s\n%s\n", v->recognised ? "" : " none", v->fingerprint);
	}
}

static int print_line(void *context, const char *line, size_t size)
{
	return fwrite(line, 1, size, context) == size ? 0 : fail(EIO, "standard output");
}

int measure_probe(const struct options *options)
{
	const struct archive_sink sink = { print_line, stdout };
	struct session session;
	struct run_facts facts;
	int status = session_open(&session, options);

	if (!status && options->json) {
		facts = session_facts(&session);
		if (archive_header(&sink, &facts)) {
			complain("probe: %s", fail_text());
			status = STATUS_FAILED;
		}
	} else if (!status) {
		print_probe(&session);
	}
	session_close(&session);
	return status;
}
