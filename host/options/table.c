/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/options/table.h"

#include "bench/array.h"
#include "bench/cli/cmdline.h"
#include "bench/suite/offer.h"
#include "host/options/take.h"
#include "host/os/finding.h"

#include <inttypes.h>
#include <stdio.h>

#define BOOTS_MAX 99
#define SMP_MAX       8 /* CONFIG_NR_CPUS of host/emulated/linux.config; and what a GICv2 can have */
#define SAMPLES_MAX   (UINT32_C(1) << 24)
#define TIMEOUT_MAX_S 86400
#define PASSES_MAX    1024
#define SECONDS_MAX   86400

#define FLAG(member) .kind = OPTION_FLAG, .offset = offsetof(struct options, member)
#define TEXT(member) .kind = OPTION_TEXT, .offset = offsetof(struct options, member)
#define NAME(member) TEXT(member), .min = 1
#define COUNT(member, least, most) \
	.kind = OPTION_COUNT, .offset = offsetof(struct options, member), .min = (least), .max = (most)
#define OWN(taker) .kind = OPTION_OWN, .take = (taker)

/* For options on which numbers depend: archived, passed to the program inside, and unchanged when a run is resumed. */
#define DECIDES(key) .archived = (key), .is_inside = true, .is_kept = true

/* The rows are in the order of --help. */
const struct option_row option_table[] = {
	{ "suite", .value = "NAME", .purposes = FOR_BOTH, OWN(take_suite), .get = get_suite, .offer = offer_suites,
	  DECIDES("suite"),
	  .help = "Chooses the cells to measure (cmobench list suites). Default: quick." },
	{ "filter", .value = "EXPR", .purposes = FOR_BOTH, OWN(take_filter), .offer = offer_filter, DECIDES("filter"),
	  .offset = offsetof(struct options, measure.filter_text),
	  .help = "Leaves only cells with AXIS=VALUE[,VALUE...]; several terms are separated by blanks. Axes: policy op "
		  "slot backing host_page stage2 line lines timed vcpus mix." },
	{ "policy", .value = "P[,P...]", .purposes = FOR_BOTH, OWN(take_policies), .offer = offer_policies,
	  .is_inside = true,
	  .help = "Measures under these policies (cmobench list policies), \"all\" of them, or the \"current\" one, which "
		  "is the default: what the kernel does now. Any other policy needs root, and a kernel with kvm.cmo_policy or "
		  "the module cmo_policy, which is loaded for the run." },
	{ "output", 'o', .value = "FILE", .purposes = FOR_RUN, NAME(output.path),
	  .help = "Writes the archive to FILE; \"-\" is standard output. Default: cmobench-TIME.cmo.jsonl, and the name is "
		  "printed." },
	{ "force", .purposes = FOR_RUN, FLAG(output.force), .help = "Overwrites FILE if it exists." },
	{ "resume", .value = "FILE", .purposes = FOR_RUN, NAME(output.resume),
	  .help = "Finishes the archive that an interrupted or killed run left in FILE or FILE.partial, with the options "
		  "which that run had. Cells whose rounds were not all taken are measured anew." },
	{ "samples", .value = "N", .purposes = FOR_RUN, COUNT(measure.samples, 0, SAMPLES_MAX), DECIDES("samples"),
	  .help = "Times N operations per cell. N is a multiple of the batch. Default: as --seconds says; where the clock "
		  "counts instructions, as the suite says." },
	{ "seconds", .value = "S", .purposes = FOR_RUN, COUNT(measure.seconds, 1, SECONDS_MAX), .get = get_seconds,
	  DECIDES("seconds"),
	  .help = "Chooses the number of samples by how long they take on this host, so that timing all cells takes about S "
		  "seconds; no fewer than the suite has, and 16384 at most. Default, unless --samples or --precision is given: "
		  "20 for suite quick, 120 for standard, 900 for full." },
	{ "batch", .value = "N", .purposes = FOR_RUN, OWN(take_batch), .get = get_batch, DECIDES("batch"),
	  .help = "Times N operations in one entry into the guest. N is a power of two from 16 to 4096. Default: as the "
		  "suite says." },
	{ "precision", .value = "PCT", .purposes = FOR_RUN, OWN(take_precision), .get = get_precision,
	  DECIDES("precision_pct"),
	  .help = "Measures each group of cells until the 95 % intervals of its costs are no wider than plus or minus PCT "
		  "per cent, or it is clear that they will not be. At least --samples are taken." },
	{ "passes", .value = "N", .purposes = FOR_RUN, COUNT(measure.passes, 1, PASSES_MAX), .get = get_passes,
	  DECIDES("passes"),
	  .help = "Visits the cells in N passes, each of which takes a part of the rounds, so that a cell's rounds are spread over "
		  "the run. Default: 4, or as many as there are rounds; 1 where the clock counts instructions." },
	{ "seed", .value = "N", .purposes = FOR_RUN, OWN(take_seed), .get = get_seed, .archived = "seed",
	  .is_inside = true,
	  .help = "Seeds the random order of cells and pages. Default: 1." },
	{ "cpus", .value = "LIST", .purposes = FOR_BOTH, OWN(take_cpus), DECIDES("cpus"),
	  .offset = offsetof(struct options, host.cpus),
	  .help = "Runs vCPUs on these CPUs, in ascending order; a list such as 2-3,8." },
	{ "tune", .purposes = FOR_RUN, FLAG(host.tune), DECIDES("tune"),
	  .help = "Applies the settings that cmobench probe recommends, and restores the old ones at the end, even if the run "
		  "is killed." },
	{ "allow", .value = "ID[,ID...]", .purposes = FOR_BOTH, OWN(take_allow), .get = get_allow,
	  .offer = finding_offer_refusing, .archived = "allow", .is_inside = true,
	  .help = "Measures even though cmobench probe marks these findings as \"refuse\". Every output names them." },
	{ "allow-virtual", .purposes = FOR_BOTH, OWN(take_allow_virtual), .is_inside = true,
	  .help = "Measures even though this host is itself a guest: short for --allow virtual." },
	{ "sequential", .purposes = FOR_RUN, FLAG(measure.sequential), .get = get_order, DECIDES("order"),
	  .help = "Visits pages in ascending instead of random order." },
	{ "nisv", .purposes = FOR_BOTH, FLAG(measure.nisv), .is_inside = true,
	  .help = "Enables KVM_CAP_ARM_NISV_TO_USER on the VM." },
	{ "rom-bytes", .value = "SIZE", .purposes = FOR_RUN, OWN(take_rom_bytes), .get = get_rom_bytes,
	  DECIDES("rom_bytes"),
	  .help = "Sets the size of the memslot that scenario rom_sweep sweeps: bytes, or a number with K, M or G; a power "
		  "of two. Default: 128M, or 256K in an emulated host." },
	{ "profile", .purposes = FOR_RUN, FLAG(measure.profile), .is_inside = true,
	  .help = "Boots the emulated host a second time and counts the instructions of one cell by function of the kernel, for "
		  "cmobench compare to explain. The filter must leave one cell." },
	{ "file-dir", .value = "DIR", .purposes = FOR_BOTH, NAME(host.file_dir), .is_inside = true,
	  .help = "Makes the files of the file backings in DIR. Default: /var/tmp." },
	{ "json-progress", .purposes = FOR_RUN, FLAG(output.json_progress), .is_inside = true,
	  .help = "Reports progress on standard error as JSON, one object a line." },
	{ "json", .purposes = FOR_PROBE, FLAG(output.json), .is_inside = true, .help = "Prints one JSON object." },

	{ "emulated", .value = "[=CPU]", .purposes = FOR_BOTH, OWN(take_emulated), .is_emulated = true,
	  .help = "Boots an emulated arm64 host and measures in it. CPU is a QEMU CPU model with its properties: max "
		  "(default), neoverse-v1, neoverse-n1, cortex-a76, cortex-a72. Given several times, it measures on each." },
	{ "machine", .value = "PROPS", .purposes = FOR_BOTH, TEXT(emulated.machine), .is_emulated = true,
	  .help = "Adds properties to QEMU's virt machine, such as gic-version=2." },
	{ "kernel", .value = "KERNEL", .purposes = FOR_BOTH, OWN(take_kernel), .is_emulated = true,
	  .help = "Boots this arm64 kernel instead of Debian's 6.12: a .deb, an Image, compressed or not, a tree in "
		  "which one was built, a directory with Image, modules/*.ko and modules/order, or a name, debian:6.1 (cmobench "
		  "list kernels), which is fetched. Given several times, it measures on each." },
	{ "mode", .value = "MODE[,MODE...]", .purposes = FOR_BOTH, OWN(take_modes), .offer = offer_modes,
	  .is_emulated = true, .is_inside = true,
	  .help = "Boots with KVM in this mode, or in each of several: vhe, nvhe, protected, nested. Default: what the kernel "
		  "does by itself, vhe where the CPU has it." },
	{ "initrd", .value = "FILE", .purposes = FOR_BOTH, NAME(emulated.initrd), .is_emulated = true,
	  .help = "Boots with this initramfs instead of the built one. The kernel's modules are added." },
	{ "append", .value = "ARGS", .purposes = FOR_BOTH, TEXT(emulated.append), .is_emulated = true,
	  .help = "Appends ARGS to the kernel's command line." },
	{ "qemu", .value = "PROGRAM", .purposes = FOR_BOTH, NAME(emulated.qemu), .is_emulated = true,
	  .help = "Runs this qemu-system-aarch64 instead of the built one." },
	{ "smp", .value = "N", .purposes = FOR_BOTH, COUNT(emulated.smp, 1, SMP_MAX), .is_emulated = true,
	  .help = "Gives the emulated host N CPUs, 1 to 8. Default: 1." },
	{ "numa", .value = "N", .purposes = FOR_BOTH, COUNT(emulated.numa, 1, SMP_MAX), .is_emulated = true,
	  .help = "Distributes its CPUs and memory over N NUMA nodes, no more than it has CPUs. Default: 1." },
	{ "no-icount", .purposes = FOR_BOTH, FLAG(emulated.no_icount), .is_emulated = true,
	  .help = "Lets CPUs run at the same time, each as fast as it can. The counter then no longer counts "
		  "instructions." },
	{ "boots", .value = "N", .purposes = FOR_RUN, COUNT(emulated.boots, 1, BOOTS_MAX), .is_emulated = true,
	  .help = "Boots and measures N times, and writes FILE-1, FILE-2, ... N: needs --no-icount. A real machine has to be "
		  "rebooted between runs instead, each with another -o. Default: 1." },
	{ "user", .value = "UID[:GID]", .purposes = FOR_BOTH, OWN(take_user), .is_emulated = true,
	  .help = "Runs the program in the emulated host as this user, and group. Default: 0, which is root. Group 36 may "
		  "open /dev/kvm." },
	{ "timeout", .value = "S", .purposes = FOR_BOTH, COUNT(emulated.timeout_s, 0, TIMEOUT_MAX_S), .is_emulated = true,
	  .help = "Stops the emulated host after S seconds. Default: 600, or 14400 for suite full." },

	{ "inside-emulator", .value = "WHAT", .purposes = FOR_BOTH, OWN(take_inside) },
	{ "done", .value = "FILE", .purposes = FOR_RUN, TEXT(inside.done) },
	{ "chosen", .value = "N", .purposes = FOR_RUN, COUNT(measure.chosen, 1, SAMPLES_MAX) },
};

const size_t option_count = ARRAY_SIZE(option_table);

_Static_assert(ARRAY_SIZE(option_table) <= CMDLINE_OPTIONS_MAX, "as many as a command line has");

static enum status take_count(const struct option_row *row, struct options *o, const char *text, uint32_t *count)
{
	char why[80];
	uint64_t value;

	if (!take_number(text, row->min, row->max, &value)) {
		snprintf(why, sizeof(why), "not a number from %" PRIu32 " to %" PRIu32, row->min, row->max);
		return take_refuse(o, row->name, text, why);
	}
	*count = (uint32_t)value;
	return STATUS_OK;
}

enum status option_take(const struct option_row *row, struct options *o, char *value)
{
	void *member = (char *)o + row->offset;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)member = true;
		break;
	case OPTION_TEXT:
		if (row->min && !*value)
			return take_refuse(o, row->name, value, "a name is missing");
		*(const char **)member = value;
		break;
	case OPTION_COUNT:
		return take_count(row, o, value, member);
	case OPTION_OWN:
		return row->take(o, value);
	}
	return STATUS_OK;
}

struct option_value option_get(const struct option_row *row, const struct options *o)
{
	const void *member = (const char *)o + row->offset;
	const char *text;

	if (row->get)
		return row->get(o);
	switch (row->kind) {
	case OPTION_FLAG:
		return (struct option_value){ .type = VALUE_FLAG, .flag = *(const bool *)member };
	case OPTION_COUNT:
		return (struct option_value){ .type = VALUE_COUNT, .count = *(const uint32_t *)member };
	default: /* OPTION_TEXT, and the OPTION_OWN filter and cpus, which have a text at their offset as well */
		text = *(const char *const *)member;
		return (struct option_value){ .type = text && *text ? VALUE_TEXT : VALUE_NULL, .text = text };
	}
}
