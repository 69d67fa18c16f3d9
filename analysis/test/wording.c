/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests how archives are told apart by labels, and how cells, units and the module's knob are put in words. */
#include "analysis/test/fixture.h"
#include "analysis/cell/make.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/labels.h"
#include "analysis/wording/machine.h"
#include "bench/array.h"
#include "bench/test/tap.h"

static struct archive archive_of(const char *name, const char *cpu, const char *kernel, const char *mode)
{
	static char *text[64];
	static size_t used;
	const char *const from[] = { name, cpu, kernel, mode };
	char **to = text + used;

	used += ARRAY_SIZE(from);
	for (size_t i = 0; i < ARRAY_SIZE(from); i++)
		to[i] = from[i] ? strdup(from[i]) : NULL;
	return (struct archive){ .name = to[0], .emulator_cpu = to[1], .host.kernel = to[2], .host.hyp_mode = to[3] };
}

static struct labels label(const struct archive *a, size_t count)
{
	const struct archive *all[LABELS_MAX] = { NULL };
	struct labels labels;

	for (size_t i = 0; i < count; i++)
		all[i] = &a[i];
	labels_make(&labels, all, count);
	return labels;
}

/* Sets what tells two archives of one release apart. */
static void distinguish(struct archive *a, const char *cmdline, const char *seed, const char *boot)
{
	a->host.cmdline = (char *)cmdline;
	a->options.seed = (char *)seed;
	a->host.boot_id = (char *)boot;
}

/* Of one release, mode, core and policy. */
static void test_finer_labels(void)
{
	struct archive a[2] = { archive_of("x", "max", "6.12", "vhe"), archive_of("y", "max", "6.12", "vhe") };
	struct archive_fact fact[2] = { { .name = (char[]){ "kernel_build_id" }, .text = (char[]){ "0123456789ab" } },
					       { .name = (char[]){ "kernel_build_id" }, .text = (char[]){ "fedcba987654" } } };
	struct labels l;

	distinguish(&a[0], "quiet mitigations=off audit=0", "1", "aa");
	distinguish(&a[1], "quiet audit=0", "2", "bb");
	l = label(a, 2);
	ok(!strcmp(l.name[0], "mitigations=off") && !strcmp(l.name[1], "plain"), "by the words of the command line that differ");
	distinguish(&a[1], "audit=0  quiet mitigations=off", "2", "bb");
	l = label(a, 2);
	ok(!strcmp(l.name[0], "seed 1") && !strcmp(l.name[1], "seed 2"), "by the seed");
	distinguish(&a[1], "quiet mitigations=off audit=0", "1", "bb");
	l = label(a, 2);
	ok(!strcmp(l.name[0], "boot aa") && !strcmp(l.name[1], "boot bb"), "by the boot");
	a[1].host.hyp_mode = (char[]){ "nvhe" };
	distinguish(&a[1], "kvm-arm.mode=nvhe", "1", "bb");
	l = label(a, 2);
	ok(!strcmp(l.name[0], "vhe") && !strcmp(l.name[1], "nvhe"), "by nothing more than what tells them apart");
	a[1].host.hyp_mode = (char[]){ "vhe" };
	distinguish(&a[1], "quiet mitigations=off audit=0", "1", "bb");
	for (size_t i = 0; i < 2; i++)
		a[i].record_facts = (struct archive_facts){ &fact[i], 1 };
	l = label(a, 2);
	ok(!strcmp(l.name[0], "x 01234567") && !strcmp(l.name[1], "y fedcba98"), "by the build, and the file before it");
	a[0] = archive_of("x", "max", "6.12.117+deb12-cloud-arm64", "vhe");
	a[1] = archive_of("y", "max", "7.3.4+deb13-cloud-arm64", "vhe");
	l = label(a, 2);
	ok(!strcmp(l.line[0][0], "6.12.117") && !strcmp(l.line[0][1], "7.3.4"), "a release ends in a column with one of its parts");
}

static void test_labels(void)
{
	struct archive a[3] = { archive_of("dir/a.cmo.jsonl", "max", "6.12", "vhe"),
				archive_of("dir/b.cmo.jsonl", "cortex-a72,pmu=off", "6.12", "nvhe"),
				archive_of("c", "Neoverse-N1", "6.12", "vhe") };
	struct labels l = label(a, 3);

	ok(!strcmp(l.name[0], "vhe max") && !strcmp(l.name[1], "nvhe a72") && !strcmp(l.name[2], "vhe N1"),
	   "by what differs: the mode, the core without its family, and not the kernel");
	ok(l.lines == 2 && !strcmp(l.line[1][1], "a72") && !strcmp(l.line[0][2], "vhe"), "a line of each");
	test_finer_labels();
	a[1] = archive_of("dir/b.cmo.jsonl", "max", "6.12", "vhe");
	l = label(a, 2);
	ok(l.lines == 1 && !strcmp(l.name[0], "a") && !strcmp(l.name[1], "b"), "by their files, if all else is the same");
	a[1] = archive_of("other/a.cmo.jsonl", "max", "6.12", "vhe");
	l = label(a, 2);
	ok(!strcmp(l.name[0], "run A") && !strcmp(l.name[1], "run B"), "by letters, if that is, too");
	a[0] = archive_of("x", "max", "6.12.0-rc3-00017-gabcdef", NULL);
	a[1] = archive_of("y", "max", "6.12.0-rc3-00018-gabcdef", NULL);
	l = label(a, 2);
	ok(strlen(l.line[0][0]) <= LABELS_COLUMN && strcmp(l.line[0][0], l.line[0][1]), "long texts are cut where they differ");
	a[0] = archive_of("x", "max", "6.12", "vhe");
	a[1] = archive_of("y", "max", "6.12", "vhe");
	a[0].knob.name = (char[]){ ARCHIVE_KNOB_PATCH };
	a[1].knob.name = (char[]){ ARCHIVE_KNOB_MODULE };
	l = label(a, 2);
	ok(!strcmp(l.name[0], "patch") && !strcmp(l.name[1], "module"), "by what put policies in force");
	a[0].clock.unit = (char[]){ "ns" };
	a[1].clock.unit = (char[]){ "insns" };
	ok(!labels_share_unit(&a[0], &a[1]) && labels_share_unit(&a[0], &a[0]), "units that share no table");
}

static void test_cells(void)
{
	struct record record = { .cell = { .slot = SLOT_RW_LOG, .host_page = HOST_PAGE_WRITTEN }, .outcome = OUTCOME_EXECUTES };
	struct result r = { .record = &record };
	char page[32], faults[WORDING_FAULTS_SIZE], cost[NUMBER_SIZE], title[64];
	bool all[128] = { false };
	size_t letters = 0;

	wording_page(page, sizeof(page), &record.cell);
	ok(!strcmp(page, "rw_log/written"), "a page");
	record.cell.slot = SLOT_HOLE;
	wording_page(page, sizeof(page), &record.cell);
	ok(!strcmp(page, "hole"), "no page");
	wording_faults(faults, &r);
	ok(!strcmp(faults, "-/-") && !strcmp(wording_cost(cost, &r), "-"), "neither counted, nor predicted, nor measured");
	record.attributed = record.predicted_known = true;
	record.predicted.translation = record.predicted.permission = 1;
	record.predicted.at_least = true;
	r.faults = 1.96;
	r.verdict = VERDICT_DIFFERS;
	wording_faults(faults, &r);
	ok(!strcmp(faults, "1.96/2+!"), "counted, and not as predicted");
	r.cost = (struct summary){ .n = 3, .median = 5700 };
	r.value = 5785;
	ok(!strcmp(wording_cost(cost, &r), "5785"), "a cost");
	for (int i = 0; i <= OUTCOME_COUNT; i++) {
		record.outcome = (enum outcome)i;
		letters += !all[(int)wording_outcome_letter(&r)];
		all[(int)wording_outcome_letter(&r)] = true;
	}
	ok(letters == OUTCOME_COUNT + 1, "each outcome has a letter of its own");
	ok(!all['s'], "none looks like a second behind a number");
	record.outcome = OUTCOME_COUNT;
	ok(!strcmp(wording_outcome(&r), "failed"), "a failed cell");
	record.cell.vcpus = 1;
	wording_title(title, sizeof(title), "Cold", &record.cell);
	ok(!strncmp(title, "Cold (backing=anon vcpus=", 25), "a title of other cells than the usual ones");
}

/* What results of an archive with that knob say, for free(). */
static char *knob_text(const struct fixture *f, char unit[static MACHINE_UNIT_SIZE], char counts[static MACHINE_UNIT_SIZE])
{
	char *text = fixture_archive(f), *said = NULL, why[256];
	struct archive a;
	struct results r;
	size_t size;
	FILE *out = open_memstream(&said, &size);

	if (!out || archive_parse(&a, "x", text, strlen(text), why, sizeof(why)) || results_make(&r, &a))
		abort();
	machine_unit(unit, &r, false);
	machine_unit(counts, &r, true);
	machine_write_knob(&r, out);
	fclose(out);
	results_free(&r);
	archive_free(&a);
	free(text);
	return said;
}

static void test_knob(void)
{
	struct fixture f = { .platform = PLATFORM_EMULATED, .policies = 1u << POLICY_INJECT, .rounds = 4, .batch = 4,
			     .filter = "op=dc_ivac slot=ro lines=1" };
	char unit[MACHINE_UNIT_SIZE], counts[MACHINE_UNIT_SIZE], *said = knob_text(&f, unit, counts);

	ok(!said[0] && !strcmp(unit, "[instructions, emulated: not time]"), "of the patch there is nothing to say");
	free(said);
	f.hook = "ftrace";
	f.hook_fault = 52;
	f.hook_abort = 9;
	said = knob_text(&f, unit, counts);
	ok(!strcmp(said, "knob:   cmo_policy.policy (ftrace): less 52 a fault, 61 an I/O abort\n"), "the module's hook, in a line");
	ok(!strcmp(unit, "[instructions, emulated: not time; less cmo_policy's hook]"), "every unit says that it is subtracted");
	ok(!strcmp(counts, "[counts, emulated: not time; with cmo_policy's hook]"), "but not from counts");
	free(said);
	f.policies |= 1u << POLICY_INJECT_RO;
	said = knob_text(&f, unit, counts);
	has_text(said, "slot lookup of _ro not subtracted\n", "what is not subtracted");
	free(said);
	f.hook = "kprobe";
	f.shared = true;
	f.hook_drift = 40;
	said = knob_text(&f, unit, counts);
	has_text(said, "(kprobe, shared with another tracer)", "how it hooks, and that others do");
	has_text(said, "THE HOOK CHANGED: at first 52 and 61, later 92 and 101", "that it changed");
	ok(!strcmp(unit, "[instructions, emulated: not time; less cmo_policy's shared kprobe hook, which changed]"),
	   "the unit says all that");
	free(said);
	f.unmeasured = true;
	f.platform = PLATFORM_METAL;
	said = knob_text(&f, unit, counts);
	has_text(said, "COSTS INCLUDE IT", "what was not measured");
	ok(!strcmp(unit, "[ns; with cmo_policy's shared kprobe hook]"), "the unit says that costs include it");
	free(said);
}

int main(void)
{
	test_labels();
	test_cells();
	test_knob();
	return tap_done();
}
