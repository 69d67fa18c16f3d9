/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/options/options.h"

#include "bench/abi.h"
#include "bench/cli/verb.h"
#include "host/place/cpulist.h"
#include "host/os/err.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMP_MAX 8 /* CONFIG_NR_CPUS of host/emulated/linux.config; and what a GICv2 can have */
#define SIZE_MIN  (2 * 4096) /* two pages of the smallest size */
#define PRECISION_MIN_PCT 0.01
#define VALUE_CHARS_MAX (PATH_MAX - 1)
#define BATCH_MIN 16
#define BATCH_MAX 4096
#define STRING_(x) #x
#define STRING(x) STRING_(x)

enum {
	OPT_HELP = 256, OPT_SUITE, OPT_FILTER, OPT_POLICY, OPT_FORCE, OPT_SAMPLES, OPT_SEED, OPT_SEQUENTIAL, OPT_NISV,
	OPT_ALLOW_VIRTUAL, OPT_JSON, OPT_EMULATED, OPT_MACHINE, OPT_KERNEL, OPT_INITRD, OPT_QEMU, OPT_APPEND, OPT_USER,
	OPT_TIMEOUT, OPT_INSIDE, OPT_SMP, OPT_NO_ICOUNT, OPT_ROM_BYTES, OPT_FILE_DIR,
	OPT_BATCH, OPT_PRECISION, OPT_CPUS, OPT_TUNE, OPT_ALLOW, OPT_RESUME, OPT_DONE, OPT_JSON_PROGRESS, OPT_NUMA,
};

static const struct option long_options[] = {
	{ "help", no_argument, NULL, OPT_HELP },
	{ "suite", required_argument, NULL, OPT_SUITE },
	{ "filter", required_argument, NULL, OPT_FILTER },
	{ "policy", required_argument, NULL, OPT_POLICY },
	{ "output", required_argument, NULL, 'o' },
	{ "force", no_argument, NULL, OPT_FORCE },
	{ "samples", required_argument, NULL, OPT_SAMPLES },
	{ "batch", required_argument, NULL, OPT_BATCH },
	{ "precision", required_argument, NULL, OPT_PRECISION },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "cpus", required_argument, NULL, OPT_CPUS },
	{ "tune", no_argument, NULL, OPT_TUNE },
	{ "allow", required_argument, NULL, OPT_ALLOW },
	{ "resume", required_argument, NULL, OPT_RESUME },
	{ "done", required_argument, NULL, OPT_DONE },
	{ "json-progress", no_argument, NULL, OPT_JSON_PROGRESS },
	{ "sequential", no_argument, NULL, OPT_SEQUENTIAL },
	{ "nisv", no_argument, NULL, OPT_NISV },
	{ "rom-bytes", required_argument, NULL, OPT_ROM_BYTES },
	{ "file-dir", required_argument, NULL, OPT_FILE_DIR },
	{ "allow-virtual", no_argument, NULL, OPT_ALLOW_VIRTUAL },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "emulated", optional_argument, NULL, OPT_EMULATED },
	{ "machine", required_argument, NULL, OPT_MACHINE },
	{ "kernel", required_argument, NULL, OPT_KERNEL },
	{ "initrd", required_argument, NULL, OPT_INITRD },
	{ "qemu", required_argument, NULL, OPT_QEMU },
	{ "append", required_argument, NULL, OPT_APPEND },
	{ "smp", required_argument, NULL, OPT_SMP },
	{ "numa", required_argument, NULL, OPT_NUMA },
	{ "no-icount", no_argument, NULL, OPT_NO_ICOUNT },
	{ "user", required_argument, NULL, OPT_USER },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ "inside-emulator", required_argument, NULL, OPT_INSIDE },
	{ NULL, 0, NULL, 0 },
};

static const char run_help[] =
	"usage: cmobench run [OPTION]...\n"
	"Measure, and write an archive.\n\n"
	"  --suite NAME       which cells (cmobench list suites); default quick\n"
	"  --filter EXPR      only cells with AXIS=VALUE[,VALUE...], terms separated by blanks;\n"
	"                     axes: policy op slot backing host_page stage2 line lines timed vcpus mix\n"
	"  --policy P[,P...]  visit these policies (cmobench list policies); \"all\"; \"current\" (default):\n"
	"                     the one that the kernel has now. Others than the current one need kvm.cmo_policy\n"
	"  -o FILE            the archive; \"-\" for standard output; default\n"
	"                     cmobench-TIME.cmo.jsonl, the name being printed\n"
	"  --force            overwrite FILE\n"
	"  --resume FILE      finish an archive that an interrupted or killed run left: FILE, or FILE.partial; with\n"
	"                     the options that the run had\n"
	"  --samples N        timed operations per cell, a multiple of the batch\n"
	"  --batch N          so many of them in one entry into the guest: a power of two, 16 to 4096\n"
	"  --precision PCT    measure each group of cells until the 95 % intervals of its costs are no wider than\n"
	"                     plus or minus PCT per cent, or say that they did not get there; --samples is the least\n"
	"  --seed N           of the order of cells and pages\n"
	"  --cpus LIST        run vCPUs on these CPUs, in ascending order, such as 2-3,8\n"
	"  --tune             for the time of the run, set what cmobench probe finds wanting where that is a setting;\n"
	"                     put back at the end, whatever the end is\n"
	"  --allow ID[,ID...] measure although cmobench probe lists these findings as refused; marked in every output\n"
	"  --sequential       pages in ascending order instead of a random one\n"
	"  --nisv             enable KVM_CAP_ARM_NISV_TO_USER on the VM\n"
	"  --rom-bytes SIZE   of the memslot that scenario rom_sweep sweeps: bytes, or with K, M or G; a power of two\n"
	"  --file-dir DIR     where files for the file backings are made; default /var/tmp\n"
	"  --allow-virtual    the same as --allow virtual\n"
	"  --json-progress    tell progress as JSON, one object a line, on standard error\n";
static const char probe_help[] =
	"usage: cmobench probe [OPTION]...\n"
	"Print what this host, CPU and kernel do.\n\n"
	"  --json             as one JSON object\n"
	"  --allow-virtual    although this KVM host is itself a guest\n";
static const char emulated_help[] =
	"\nIn an emulated arm64 host (instructions, never time):\n"
	"  --emulated[=CPU]   QEMU CPU model and properties: max (default), neoverse-v1, neoverse-n1,\n"
	"                     cortex-a76, cortex-a72\n"
	"  --machine PROPS    more properties of QEMU's virt machine, such as gic-version=2\n"
	"  --kernel IMAGE     boot this arm64 kernel instead of the built one\n"
	"  --initrd FILE      and this initramfs (one with the modules that IMAGE needs)\n"
	"  --append ARGS      more kernel command line\n"
	"  --qemu PROGRAM     use this qemu-system-aarch64\n"
	"  --smp N            CPUs, 1 to 8; default 1\n"
	"  --numa N           NUMA nodes among which they are shared out, 1 to N of --smp; default 1\n"
	"  --no-icount        let CPUs run at once, each as fast as it can: the counter counts nothing exact\n"
	"  --user UID[:GID]   run as this user in there; default 0; /dev/kvm is for group 36\n"
	"  --timeout S        give up after S seconds; default 600, for suite full 14400\n";

static int bad(const char *verb, const char *option, const char *value, const char *why)
{
	complain("%s: %s%s%s: %s", verb, option, *value ? " " : "", value, why);
	return STATUS_USAGE;
}

/* A decimal or 0x number in [min, max]; false if it is not one. */
static bool number(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 0);
	return text[0] >= '0' && text[0] <= '9' && !*end && !errno && *value >= min && *value <= max;
}

/* A value that nothing of ours has room for. */
static int refuse_length(const char *verb, int opt, const char *value)
{
	const struct option *option = long_options;

	while (option->name && option->val != opt)
		option++;
	complain("%s: --%s: %zu characters are too many, %d are taken: shorten it", verb, option->name, strlen(value),
		 VALUE_CHARS_MAX);
	return STATUS_USAGE;
}

static int parse_policies(struct options *o, const char *verb, const char *text)
{
	char copy[256], *save = NULL;

	o->policies = 0;
	o->policy_text = text;
	if (!strcmp(text, "current"))
		return 0;
	if (!strcmp(text, "all")) {
		o->policies = (UINT32_C(1) << POLICY_COUNT) - 1;
		return 0;
	}
	if (strlen(text) >= sizeof(copy) || !*text)
		return bad(verb, "--policy", text, "not a list of policies");
	strcpy(copy, text);
	for (char *name = strtok_r(copy, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
		int policy = axis_value(AXIS_POLICY, name);

		if (policy < 0 || policy == POLICY_UNKNOWN)
			return bad(verb, "--policy", name, "no policy is called that: see cmobench list policies");
		o->policies |= UINT32_C(1) << policy;
	}
	return 0;
}

/*
 * "CPU|MACHINE|SHIFT|STARTED|QEMU": what the launcher tells the program in its emulated host; SHIFT "-": no -icount.
 * Writes into text.
 */
static int parse_inside(struct options *o, const char *verb, char *text)
{
	char *field[5] = { text };
	uint64_t shift;

	for (int i = 1; i < 5; i++) {
		field[i] = strchr(field[i - 1], '|');
		if (!field[i])
			return bad(verb, "--inside-emulator", text, "for the launcher's use only");
		*field[i]++ = '\0';
	}
	o->inside = (struct emulator){ .cpu = field[0], .machine = field[1], .started = field[3], .qemu = field[4] };
	if (!strcmp(field[2], "-"))
		return 0;
	if (!number(field[2], 0, 10, &shift))
		return bad(verb, "--inside-emulator", field[2], "not a shift");
	o->inside.icount = true;
	o->inside.icount_shift = (uint32_t)shift;
	return 0;
}

static int parse_number(const char *verb, const char *option, const char *text, uint64_t max, uint32_t *out)
{
	uint64_t value;

	if (!number(text, 0, max, &value))
		return bad(verb, option, text, "not a number, or out of range");
	*out = (uint32_t)value;
	return 0;
}

/* Bytes, or K, M or G of them: a power of two, SIZE_MIN to 1 TiB. */
static bool size(const char *text, uint64_t *bytes)
{
	static const char units[] = "KMG";
	char digits[24];
	size_t length = strlen(text);
	const char *unit = length ? strchr(units, text[length - 1]) : NULL;
	uint64_t factor = unit ? UINT64_C(1024) << 10 * (unit - units) : 1, max = UINT64_C(1) << 40;

	snprintf(digits, sizeof(digits), "%.*s", (int)(unit ? length - 1 : length), text);
	if (length >= sizeof(digits) || !number(digits, 1, max / factor, bytes))
		return false;
	*bytes *= factor;
	return *bytes >= SIZE_MIN && !(*bytes & (*bytes - 1));
}

/* "ID[,ID…]" into the list. */
static int parse_allow(struct options *o, const char *verb, const char *text)
{
	char *save = NULL, *copy = strdup(text); /* kept: the identifiers point into it */

	if (!copy)
		return bad(verb, "--allow", text, strerror(ENOMEM));
	for (char *id = strtok_r(copy, ",", &save); id; id = strtok_r(NULL, ",", &save)) {
		if (o->allow_count == ALLOW_MAX)
			return bad(verb, "--allow", id, "too many of them");
		o->allow[o->allow_count++] = id;
	}
	return 0;
}

static int parse_precision(struct options *o, const char *verb, const char *text)
{
	char *end;

	o->precision_pct = strtod(text, &end);
	if (end == text || *end || !(o->precision_pct >= PRECISION_MIN_PCT && o->precision_pct <= 100))
		return bad(verb, "--precision", text, "not a percentage from " STRING(PRECISION_MIN_PCT) " to 100");
	return 0;
}

/* "UID[:GID]"; the group is the user's own if it is not given. Writes into text. */
static int parse_user(struct options *o, const char *verb, char *text)
{
	char *colon = strchr(text, ':');
	int err;

	if (colon)
		*colon = '\0';
	err = parse_number(verb, "--user", text, 65534, &o->uid);
	if (!err)
		err = parse_number(verb, "--user", colon ? colon + 1 : text, 65534, &o->gid);
	if (colon)
		*colon = ':';
	return err;
}

static int parse_one(struct options *o, const char *verb, int opt, char *arg)
{
	struct cpulist cpus;
	char why[512];
	uint64_t value;

	switch (opt) {
	case OPT_SUITE:
		o->suite = suite_find(arg);
		return o->suite ? 0 : bad(verb, "--suite", arg, "no suite is called that: see cmobench list suites");
	case OPT_FILTER:
		o->filter_text = arg;
		return filter_parse(&o->filter, arg, why, sizeof(why)) ? bad(verb, "--filter", "", why) : 0;
	case OPT_POLICY:
		return parse_policies(o, verb, arg);
	case OPT_SAMPLES:
		return parse_number(verb, "--samples", arg, UINT32_C(1) << 24, &o->samples);
	case OPT_BATCH:
		if (!number(arg, BATCH_MIN, BATCH_MAX, &value) || value & (value - 1))
			return bad(verb, "--batch", arg,
				   "not a power of two from " STRING(BATCH_MIN) " to " STRING(BATCH_MAX));
		o->batch = (uint32_t)value;
		return 0;
	case OPT_SEED:
		return number(arg, 0, UINT64_MAX, &o->seed) ? 0 : bad(verb, "--seed", arg, "not a number");
	case OPT_PRECISION:
		return parse_precision(o, verb, arg);
	case OPT_ALLOW:
		return parse_allow(o, verb, arg);
	case OPT_USER:
		return parse_user(o, verb, arg);
	case OPT_TIMEOUT:
		return parse_number(verb, "--timeout", arg, 86400, &o->timeout_s);
	case OPT_INSIDE:
		return parse_inside(o, verb, arg);
	case 'o':               o->output = arg; return 0;
	case OPT_MACHINE:       o->machine = arg; return 0;
	case OPT_KERNEL:
		if (o->kernel)
			return bad(verb, "--kernel", arg, "one kernel a run: start a run for each");
		o->kernel = arg;
		return 0;
	case OPT_INITRD:        o->initrd = arg; return 0;
	case OPT_QEMU:          o->qemu = arg; return 0;
	case OPT_APPEND:        o->append = arg; return 0;
	case OPT_FORCE:         o->force = true; return 0;
	case OPT_SEQUENTIAL:    o->sequential = true; return 0;
	case OPT_NISV:          o->nisv = true; return 0;
	case OPT_ALLOW_VIRTUAL: return parse_allow(o, verb, "virtual");
	case OPT_CPUS:
		o->cpus = arg;
		return cpulist_parse(&cpus, arg) ? bad(verb, "--cpus", arg, fail_text()) : 0;
	case OPT_TUNE:          o->tune = true; return 0;
	case OPT_RESUME:        o->resume = arg; return 0;
	case OPT_DONE:          o->done = arg; return 0;
	case OPT_JSON_PROGRESS: o->json_progress = true; return 0;
	case OPT_JSON:          o->json = true; return 0;
	case OPT_NO_ICOUNT:     o->icount = false; return 0;
	case OPT_FILE_DIR:      o->file_dir = arg; return 0;
	case OPT_SMP:
		if (!number(arg, 1, SMP_MAX, &value))
			return bad(verb, "--smp", arg, "not a number of CPUs from 1 to " STRING(SMP_MAX));
		o->smp = (uint32_t)value;
		return 0;
	case OPT_NUMA:
		if (!number(arg, 1, SMP_MAX, &value))
			return bad(verb, "--numa", arg, "not a number of NUMA nodes from 1 to " STRING(SMP_MAX));
		o->numa = (uint32_t)value;
		return 0;
	case OPT_ROM_BYTES:
		return size(arg, &o->rom_bytes) ?
			       0 : bad(verb, "--rom-bytes", arg, "not a size, or no power of two from 8K on");
	case OPT_EMULATED:
		o->emulated = true;
		if (arg)
			o->emulated_cpu = arg;
		return 0;
	default:
		return STATUS_USAGE; /* '?' and ':': options_parse() has them */
	}
}

/* A filter on the policy axis narrows --policy down; alone it is one. */
static int filter_policies(struct options *o, const char *verb)
{
	uint32_t mask = o->filter.allowed[AXIS_POLICY], all = (UINT32_C(1) << POLICY_COUNT) - 1;

	if (!mask)
		return 0;
	o->policies = mask & (o->policies ? o->policies : all);
	return o->policies ? 0 : bad(verb, "--filter", o->filter_text, "leaves none of the policies");
}

/* What cannot be said of one option alone. */
static int check_options(struct options *o, const char *verb, int rest)
{
	if (o->inside.qemu) {
		o->outer = o->argv + rest;
		o->outer_count = o->argc - rest;
	} else if (rest < o->argc) {
		complain("%s: unexpected argument \"%s\": see cmobench %s --help", verb, o->argv[rest], verb);
		return STATUS_USAGE;
	}
	if (filter_policies(o, verb))
		return STATUS_USAGE;
	if (!o->timeout_s)
		o->timeout_s = o->suite->timeout_s;
	if (!o->batch)
		o->batch = o->suite->batch;
	if (!o->samples)
		o->samples = o->suite->samples / o->suite->batch * o->batch;
	if (o->samples % o->batch) {
		complain("%s: --samples %" PRIu32 ": not a multiple of the batch, %" PRIu32, verb, o->samples,
			 o->batch);
		return STATUS_USAGE;
	}
	if (!o->emulated && (o->machine || o->kernel || o->initrd || o->qemu || o->append || o->smp || o->numa ||
			     !o->icount)) {
		complain("%s: --machine --kernel --initrd --append --qemu --smp --numa --no-icount are of an emulated host: "
			 "add --emulated", verb);
		return STATUS_USAGE;
	}
	if (!o->smp)
		o->smp = 1;
	if (!o->numa)
		o->numa = 1;
	if (o->numa > o->smp) {
		complain("%s: --numa %" PRIu32 ": more nodes than CPUs: add --smp %" PRIu32, verb, o->numa, o->numa);
		return STATUS_USAGE;
	}
	return 0;
}

int options_parse(struct options *o, int argc, char **argv)
{
	int opt, err;

	*o = (struct options){
		.argc = argc,
		.argv = argv,
		.suite = suite_find("quick"),
		.seed = 1,
		.emulated_cpu = "max",
		.icount = true,
		.policy_text = "current",
	};
	optind = 1;
	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":ho:", long_options, NULL)) != -1) {
		if (opt == '?' || opt == ':') {
			complain("%s: %s: %s: see cmobench %s --help", argv[0], argv[optind - 1],
				 opt == ':' ? "needs a value" : "no such option, or one that takes no value", argv[0]);
			return STATUS_USAGE;
		}
		if (opt == OPT_HELP || opt == 'h') {
			fputs(!strcmp(argv[0], "probe") ? probe_help : run_help, stdout);
			fputs(emulated_help, stdout);
			return OPTIONS_HELP;
		}
		if (optarg && strlen(optarg) > VALUE_CHARS_MAX)
			return refuse_length(argv[0], opt, optarg);
		err = parse_one(o, argv[0], opt, optarg);
		if (err)
			return err;
	}
	return check_options(o, argv[0], optind);
}
