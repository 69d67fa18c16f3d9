/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measures, and prints what verb probe prints, on a machine with KVM/arm64. */
#include "host/run/measure.h"

#include "bench/cli/verb.h"
#include "host/os/err.h"
#include "host/profile/send.h"
#include "host/run/archive.h"
#include "host/run/hook.h"
#include "host/run/outlook.h"
#include "host/run/session.h"
#include "host/run/stretch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Measure what the module's hooks cost. If that fails, the run goes on: findings, those of its end, say so. 0 or -errno
 * (fail_text()): the archive cannot be written.
 */
static int measure_hook(struct session *s, const char *when, const struct archive_sink *sink,
			struct host_findings *findings)
{
	int err = hook_measure(s, when, sink);

	if (!err || err == -EPIPE)
		return err;
	finding_raise(findings, &finding_table[FINDING_hook_unmeasured], "measure again",
		      "what the module's hooks cost per fault could not be measured at the %s: %s", when, fail_text());
	return 0;
}

/* Choose the number of samples by time, if it is to be, unless an earlier process of this run has. */
static void choose_samples(struct session *s, struct measure_options *m, const struct cell *cells, size_t count)
{
	if (!session_has_time(s))
		m->seconds = 0;
	if (!m->seconds)
		return;
	m->samples = m->chosen ? m->chosen : stretches_samples(s, cells, count);
	if (!s->options->output.json_progress)
		complain("run: %" PRIu32 " samples a cell, chosen for %" PRIu32 " s", m->samples, m->seconds);
}

/* Measure the cells and write the archive up to its line "end", also if the run was asked to stop. */
static int measure(struct session *s, struct measure_options *asked, const struct archive_sink *sink)
{
	static struct host_findings findings;
	static struct facts record;
	struct run_facts facts;
	struct cell *cells = NULL;
	struct stretch_limits limits;
	struct run_totals totals;
	long count = suite_cells(s->options->measure.suite, &s->options->measure.filter, &cells);
	size_t refused = 0;
	int err;

	findings.count = 0;
	record.count = 0;
	atomic_store(&s->board->begun, 0);
	if (count > 0)
		choose_samples(s, asked, cells, (size_t)count);
	atomic_store(&s->board->planned, (size_t)(count > 0 ? count : 0) * s->policies.count);
	facts = session_facts(s);
	err = count < 0 ? fail((int)-count, "planning") : archive_header(sink, &facts);
	if (!err)
		err = measure_hook(s, "start", sink, &findings);
	limits = stretch_limits(s);
	if (!err)
		err = stretches_run(s, &limits, sink, cells, (size_t)count, &totals);
	free(cells);
	/* Judge before the hook is measured again, which sets the knob. */
	if (!err)
		refused = session_judge(s, &findings, &record);
	if (!err)
		err = measure_hook(s, "end", sink, &findings);
	if (!err && s->profiling)
		err = symbols_send(sink, "/proc/kallsyms");
	if (!err)
		err = archive_end(sink, s->options, &findings, refused, &record);
	if (err)
		complain("run: %s", fail_text());
	return err ? STATUS_FAILED : STATUS_OK;
}

/* Print where vCPUs and helpers run, if there was a choice. */
static void say_places(const struct session *s)
{
	char chosen[PIN_TEXT];

	if (s->pin.pus == 1 || s->options->output.json_progress)
		return;
	pin_describe(&s->pin, chosen);
	complain("run: %s", chosen);
}

int measure_run(const struct options *options, const struct archive_sink *sink, struct board *board,
		const struct cell_set *done)
{
	static struct session session;
	struct options own = *options; /* its allow[] still points into *options, which stays */
	int status = session_open(&session, &own);

	session.board = board;
	session.done = done;
	/* The keeper goes where helpers go, because it wakes up regularly. */
	if (!status && board->keeper)
		pin_to_helpers(&session.pin, board->keeper);
	if (!status) {
		say_places(&session);
		status = measure(&session, &own.measure, sink);
	}
	/* That a setting was not restored does not make the archive incomplete, but the exit status tells. */
	if (session_close(&session)) {
		complain("run: %s", fail_text());
		atomic_store(&board->unrestored, 1);
	}
	return status;
}

/* Print what maintenance does with dirty data under a policy. */
static void print_kept(const struct kept *kept)
{
	if (!kept->observable)
		printf("dirty data: cannot be told: %s\n", kept->why);
	for (int i = 0; i < KEPT_ROWS && kept->observable; i++) {
		const struct kept_row *row = &kept_rows[i];
		enum kept_answer cleaned = kept_data(&kept->row[i]), lost = kept_lost(&kept->row[i]);

		if (i % (KEPT_ROWS / KEPT_STATES) == 0)
			printf("%sdirty data on %s, stage 2 %s:", i ? "\n" : "", slot_table[row->slot].name,
			       stage2_table[row->stage2].name);
		printf(" %s=%s", op_table[row->op].name, cleaned == KEPT_UNCLEAR || lost == KEPT_UNCLEAR ? "unclear" :
		       lost == KEPT_YES ? "lost" : cleaned == KEPT_YES ? "cleaned" : "cached");
	}
	fputs(kept->observable ? "\n" : "", stdout);
}

static void print_probe(const struct session *s, const struct outlook *outlook)
{
	const struct env *e = &s->env;
	const char *core = core_name(s->pin.core[0].midr);
	bool has_gic = s->testbed.vm.gic != VM_GIC_NONE;
	char chosen[PIN_TEXT];

	printf("platform:  %s\n", platform_name[e->platform]);
	printf("host:      %s, Linux %s, %" PRIu64 " KiB pages, %s%s%s, %s%s\n", core ? core : "unknown core",
	       e->kernel, e->page_bytes / 1024, e->hyp_mode ? e->hyp_mode : "VHE or nVHE not known (",
	       e->hyp_mode ? "" : e->hyp_mode_missing, e->hyp_mode ? "" : ")", has_gic ? "vGIC" : "no vGIC",
	       has_gic ? vm_gic_name[s->testbed.vm.gic] : "");
	pin_describe(&s->pin, chosen);
	printf("places:    %s\n", chosen);
	printf("clock:     CNTVCT_EL0, %" PRIu64 " Hz, %d NOPs take %" PRIu64 " ticks%s\n", s->clock.hz, CLOCK_NOPS / 2,
	       s->clock.calibration_ticks, s->clock.exact ? " every time" : "");
	printf("counts:    %s\n", s->testbed.trace ? "kvm:kvm_guest_fault" : s->testbed.trace_missing);
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
	printf("copies:    a copy-on-write %s the stage-2 entry; faults on hugetlb memory for a guest are %s\n",
	       s->probe.host.change_pte ? "replaces" : "removes",
	       !s->probe.has_hugetlb_accounted ? "counted or not, there is no such memory here" :
	       s->probe.host.hugetlb_accounted ? "counted" : "not counted");
	printf("memslots:  %u at most, guest physical addresses of %u bits\n", s->testbed.vm.memslots_max,
	       s->testbed.vm.ipa_bits);
	printf("knob:      %s\n", s->policies.knob.knob ? s->policies.knob.knob->name : "none");
	outlook_print(&s->policies, outlook);
	for (size_t i = 0; i < s->policies.count; i++) {
		const struct policy_visit *v = &s->policies.visit[i];

		printf("policy:    %s, recognised:", policy_name(v->policy));
		for (int policy = 0; policy < POLICY_COUNT; policy++)
			if (v->recognised >> policy & 1)
				printf(" %s", policy_table[policy].name);
		printf("%s\n%s\n", v->recognised ? "" : " none", v->fingerprint);
		print_kept(&v->kept);
	}
}

static void print_findings(const struct host_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->finding[i];

		printf("%s %s: %s\n", severity_name[f->severity], f->id, f->what);
		if (*f->remedy)
			printf("  %s\n", f->remedy);
	}
	if (!findings->count)
		puts("findings:  none");
}

static int print_line(void *context, const char *line, size_t size)
{
	return fwrite(line, 1, size, context) == size ? 0 : fail(EIO, "standard output");
}

int measure_probe(const struct options *options)
{
	const struct archive_sink sink = { print_line, stdout };
	static struct session session;
	struct run_facts facts;
	struct outlook outlook;
	int status = session_open(&session, options);

	if (!status)
		outlook_look(&session.policies, options, &outlook);
	if (!status && options->output.json) {
		outlook_record(&outlook, &session.record);
		facts = session_facts(&session);
		if (archive_header(&sink, &facts)) {
			complain("probe: %s", fail_text());
			status = STATUS_FAILED;
		}
	} else if (!status) {
		print_probe(&session, &outlook);
		print_findings(&session.findings);
	}
	if (!session_close(&session))
		return status;
	complain("probe: %s", fail_text());
	return STATUS_FAILED;
}
