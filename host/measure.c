/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verbs run and probe on a machine with KVM/arm64. */
#include "host/measure.h"

#include "bench/verb.h"
#include "host/err.h"
#include "host/rounds.h"
#include "host/session.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

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

static int measure(struct session *s, struct archive *archive)
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
		archive_abandon(archive);
		return STATUS_FAILED;
	}
	if (archive_close(archive, true)) {
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

int measure_run(const struct options *options)
{
	struct session session;
	struct archive *archive;
	bool usage;
	int status;

	if (plan_is_empty(options)) {
		complain("run: no cell of suite %s passes --filter %s", options->suite->name, options->filter_text);
		return STATUS_USAGE;
	}
	archive = archive_open(options->output, options->force, &usage);
	if (!archive) {
		complain("run: %s", fail_text());
		return usage ? STATUS_USAGE : STATUS_FAILED;
	}
	status = session_open(&session, options);
	if (status)
		archive_abandon(archive);
	else
		status = measure(&session, archive);
	session_close(&session);
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

int measure_probe(const struct options *options)
{
	struct session session;
	struct run_facts facts;
	int status = session_open(&session, options);
	bool usage;

	if (!status && options->json) {
		struct archive *out = archive_open("-", false, &usage);

		facts = session_facts(&session);
		if (!out || archive_header(out, &facts)) {
			complain("probe: %s", fail_text());
			status = STATUS_FAILED;
		}
		if (out)
			archive_abandon(out);
	} else if (!status) {
		print_probe(&session);
	}
	session_close(&session);
	return status;
}
