/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: what is taken, and that everything else is a usage error. */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "bench/cli/verb.h"
#include "host/options/options.h"
#include "host/options/table.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARGS_MAX 12

static const struct {
	const char *args[ARGS_MAX];
	int status;
} cases[] = {
	{ { "run" }, 0 },
	{ { "run", "--suite", "quick", "--policy", "all", "-o", "x", "--force" }, 0 },
	{ { "run", "--policy", "inject,upstream", "--samples", "32", "--seed", "0x12" }, 0 },
	{ { "run", "--emulated=cortex-a72", "--machine", "gic-version=2", "--timeout", "5" }, 0 },
	{ { "run", "--emulated", "--user", "1000:36" }, 0 },
	{ { "probe", "--json" }, 0 },
	{ { "run", "--inside-emulator", "max|virt|0|now|QEMU" }, 0 },
	{ { "run", "--inside-emulator", "max|virt|-|now|QEMU" }, 0 },
	{ { "run", "--emulated", "--smp", "8", "--no-icount" }, 0 },
	{ { "run", "--rom-bytes", "128M", "--file-dir", "/mnt" }, 0 },
	{ { "run", "--help" }, OPTIONS_HELP },
	{ { "run", "--inside-emulator", "max|virt" }, STATUS_USAGE },
	{ { "run", "--inside-emulator", "max|virt|x|now|QEMU" }, STATUS_USAGE },
	{ { "run", "--suite", "slow" }, STATUS_USAGE },
	{ { "run", "--suite" }, STATUS_USAGE },
	{ { "run", "--policy", "mainline" }, STATUS_USAGE },
	{ { "run", "--policy", "unknown" }, STATUS_USAGE },
	{ { "run", "--policy", "" }, STATUS_USAGE },
	{ { "run", "--filter", "op=dc_nothing" }, STATUS_USAGE },
	{ { "run", "--policy", "inject", "--filter", "policy=upgrade" }, STATUS_USAGE },
	{ { "run", "--filter", "policy=unknown" }, STATUS_USAGE },
	{ { "run", "--samples", "many" }, STATUS_USAGE },
	{ { "run", "--samples", "17" }, STATUS_USAGE },
	{ { "run", "--batch", "4096" }, 0 },
	{ { "run", "--seconds", "5" }, 0 },
	{ { "run", "--emulated", "--no-icount", "--seconds", "5" }, 0 },
	{ { "run", "--emulated", "--seconds", "5" }, STATUS_USAGE },
	{ { "run", "--seconds", "5", "--samples", "64" }, STATUS_USAGE },
	{ { "run", "--seconds", "5", "--precision", "1" }, STATUS_USAGE },
	{ { "run", "--seconds", "0" }, STATUS_USAGE },
	{ { "run", "--batch", "64", "--samples", "32" }, STATUS_USAGE },
	{ { "run", "--batch", "48" }, STATUS_USAGE },
	{ { "run", "--batch", "8192" }, STATUS_USAGE },
	{ { "run", "--samples", "-16" }, STATUS_USAGE },
	{ { "run", "--samples", "99999999999999999999999" }, STATUS_USAGE },
	{ { "run", "--seed", "x" }, STATUS_USAGE },
	{ { "run", "--user", "root" }, STATUS_USAGE },
	{ { "run", "--user", "1:2:3" }, STATUS_USAGE },
	{ { "run", "--kernel", "a", "--kernel", "b", "--emulated" }, 0 },
	{ { "run", "--emulated", "--mode", "nvhe,vhe", "--mode", "nested" }, 0 },
	{ { "run", "--emulated", "--mode", "hvhe" }, STATUS_USAGE },
	{ { "run", "--emulated", "--mode", "nvhe," }, STATUS_USAGE },
	{ { "run", "--mode", "nvhe" }, STATUS_USAGE },
	{ { "run", "--inside-emulator", "max|virt|0|now|QEMU", "--mode=nvhe" }, 0 },
	{ { "run", "--kernel", "a" }, STATUS_USAGE },
	{ { "run", "--smp", "1" }, STATUS_USAGE },
	{ { "run", "--no-icount" }, STATUS_USAGE },
	{ { "run", "--emulated", "--smp", "0" }, STATUS_USAGE },
	{ { "run", "--emulated", "--smp", "9" }, STATUS_USAGE },
	{ { "run", "--emulated", "--no-icount=yes" }, STATUS_USAGE },
	{ { "run", "--rom-bytes", "" }, STATUS_USAGE },
	{ { "run", "--rom-bytes", "0" }, STATUS_USAGE },
	{ { "run", "--rom-bytes", "M" }, STATUS_USAGE },
	{ { "run", "--rom-bytes", "5000" }, STATUS_USAGE },
	{ { "run", "--rom-bytes", "5K" }, STATUS_USAGE },
	{ { "run", "--rom-bytes", "3M" }, STATUS_USAGE },
	{ { "run", "--rom-bytes", "4096" }, STATUS_USAGE },
	{ { "run", "--rom-bytes", "1MB" }, STATUS_USAGE },
	{ { "run", "--rom-bytes", "1025G" }, STATUS_USAGE },
	{ { "run", "--rom-bytes", "18446744073709551615M" }, STATUS_USAGE },
	{ { "run", "--file-dir" }, STATUS_USAGE },
	{ { "run", "--file-dir", "" }, STATUS_USAGE },
	{ { "run", "-o", "" }, STATUS_USAGE },
	{ { "run", "--resume", "" }, STATUS_USAGE },
	{ { "run", "--emulated", "--kernel", "" }, STATUS_USAGE },
	{ { "run", "--emulated", "--qemu", "" }, STATUS_USAGE },
	{ { "run", "--emulated", "--append", "", "--machine", "" }, 0 },
	{ { "run", "--filter", "op=," }, STATUS_USAGE },
	{ { "run", "--nothing" }, STATUS_USAGE },
	{ { "run", "archive" }, STATUS_USAGE },
	{ { "run", "--user", "1000" }, STATUS_USAGE },
	{ { "probe", "--samples", "32" }, STATUS_USAGE },
	{ { "probe", "-o", "x" }, STATUS_USAGE },
	{ { "run", "--policy", "inject,,upgrade" }, STATUS_USAGE },
	{ { "run", "--emulated", "--smp", "2", "--numa", "3" }, STATUS_USAGE },
	{ { "probe", "--policy", "all", "--cpus", "0" }, 0 },
};

static int parse(const char *const *args, struct options *o)
{
	static char copy[ARGS_MAX][64]; /* parsed options point into these */
	static char *argv[ARGS_MAX + 1];
	int argc = 0;

	for (; argc < ARGS_MAX && args[argc]; argc++) {
		strcpy(copy[argc], args[argc]);
		argv[argc] = copy[argc];
	}
	argv[argc] = NULL;
	return options_parse(o, argc, argv);
}

static bool takes(const char *option, struct options *o)
{
	return !parse((const char *const[]){ "run", option, NULL }, o);
}

/* What options_parse() makes of "run OPTION=VALUE", VALUE being "0...01" with count characters. */
static int parse_long(const char *option, size_t count, struct options *o)
{
	static char copy[32768];
	const char *argv[] = { "run", copy, "--emulated", NULL };

	snprintf(copy, sizeof(copy), "%s=%0*d", option, (int)count, 1);
	return options_parse(o, 3, (char **)argv);
}

/* No value that there is no room for is taken, and none is cut. */
static void test_long_values(void)
{
	static const char *const text[] = { "--emulated", "--append", "--machine", "--kernel", "--qemu", "--file-dir",
					    "--output", "--resume" };
	struct options o;

	for (size_t i = 0; i < ARRAY_SIZE(text); i++) {
		ok(!parse_long(text[i], 4095, &o), "%s of 4095 characters", text[i]);
		ok(parse_long(text[i], 4096, &o) == STATUS_USAGE && parse_long(text[i], 20000, &o) == STATUS_USAGE,
		   "none of 4096, or of 20000");
	}
	ok(!parse_long("--user", 40, &o) && o.emulated.uid == 1 && o.emulated.gid == 1,
	   "a user's number is read to its end");
	ok(parse_long("--filter", 600, &o) == STATUS_USAGE && parse_long("--policy", 300, &o) == STATUS_USAGE &&
	   parse_long("--rom-bytes", 30, &o) == STATUS_USAGE && parse_long("--inside-emulator", 600, &o) == STATUS_USAGE,
	   "what is taken apart is refused, too");
}

/* In an emulated host, what its user typed, however much that is, is what is archived. */
static void test_outer(void)
{
	static const char *argv[200] = { "run", "--inside-emulator", NULL, "--seed=5", "--", "run" };
	static const char *elsewhere[] = { "run", "--", "--nisv", NULL };
	char inside[] = "max|virt|0|now|QEMU";
	const int count = 199;
	struct options o;
	int status;

	argv[2] = inside;
	for (int i = 6; i < count; i++)
		argv[i] = "--nisv";
	status = options_parse(&o, count, (char **)argv);
	ok(!status && o.inside.outer_count == count - 5 && !strcmp(o.inside.outer[0], "run") &&
	   !strcmp(o.inside.outer[count - 6], "--nisv"),
	   "behind \"--\" stands what the user typed, %d words", count - 5);
	ok(!status && o.measure.seed == 5 && !o.measure.nisv, "which are not the program's own options");
	ok(options_parse(&o, 3, (char **)elsewhere) == STATUS_USAGE, "outside of an emulated host nothing may stand there");
}

static void test_measure(void)
{
	const uint32_t two = 1u << POLICY_INJECT | 1u << POLICY_UPGRADE;
	struct options o;

	ok(takes("--policy=all", &o) && o.measure.policies == (1u << POLICY_COUNT) - 1, "all policies, and not unknown");
	ok(takes("--policy=inject,upgrade", &o) && o.measure.policies == two, "two policies");
	ok(takes("--policy=current", &o) && !o.measure.policies, "the current one");
	ok(takes("--filter=policy=inject op=ldr", &o) && o.measure.policies == 1u << POLICY_INJECT,
	   "a filter on policies chooses them");
	ok(!parse((const char *const[]){ "run", "--policy", "all", "--filter", "policy=inject,upgrade", NULL }, &o) &&
	   o.measure.policies == two, "and narrows --policy down");
	ok(takes("--rom-bytes=8192", &o) && o.measure.rom_bytes == 8192, "bytes");
	ok(takes("--rom-bytes=256K", &o) && o.measure.rom_bytes == 256 << 10, "KiB");
	ok(takes("--rom-bytes=128M", &o) && o.measure.rom_bytes == 128 << 20, "MiB");
	ok(takes("--rom-bytes=1024G", &o) && o.measure.rom_bytes == UINT64_C(1) << 40, "GiB, to the limit");
	ok(takes("--batch=64", &o) && o.measure.batch == 64 && !(o.measure.samples % 64), "a batch, and samples to suit");
	ok(takes("--file-dir=/mnt", &o) && !strcmp(o.host.file_dir, "/mnt"), "where files are made");
	ok(takes("--allow=smt,virtual", &o) && o.host.allow_count == 2 && !strcmp(o.host.allow[0], "smt") &&
	   !strcmp(o.host.allow[1], "virtual"), "findings that are allowed");
	ok(takes("--allow=,smt,,virtual,", &o) && o.host.allow_count == 2, "as many as there are names");
	ok(!takes("--allow=a-finding-with-a-name-that-no-finding-has", &o), "none has so long a name");
	ok(takes("--allow-virtual", &o) && o.host.allow_count == 1 && !strcmp(o.host.allow[0], "virtual"),
	   "and the short form");
}

static void test_emulated(void)
{
	const struct emulator *e;
	struct options o;

	ok(!parse((const char *const[]){ "run", "--emulated", "--user", "1000:36", NULL }, &o) && o.emulated.uid == 1000 &&
	   o.emulated.gid == 36, "user and group");
	ok(!parse((const char *const[]){ "run", "--emulated", "--user", "1000", NULL }, &o) && o.emulated.uid == 1000 &&
	   o.emulated.gid == 1000, "the user's own group");
	ok(!parse((const char *const[]){ "run", "--emulated", "--smp", "4", "--no-icount", NULL }, &o) &&
	   o.emulated.smp == 4 && o.emulated.no_icount, "CPUs, and no -icount");
	ok(takes("--inside-emulator=max,pmu=off|virt|4|now|QEMU 10", &o), "what the launcher tells");
	e = &o.inside.emulator;
	ok(!strcmp(e->cpu, "max,pmu=off") && !strcmp(e->machine, "virt") && e->icount && e->icount_shift == 4 &&
	   !strcmp(e->started, "now") && !strcmp(e->qemu, "QEMU 10"), "is taken apart");
	ok(takes("--inside-emulator=max|virt|-|now|QEMU 10", &o) && !e->icount && !strcmp(e->qemu, "QEMU 10"),
	   "also of a host without -icount");
}

static void test_values(void)
{
	struct options o;

	ok(!parse((const char *const[]){ "run", NULL }, &o) && o.purpose == PURPOSE_RUN &&
	   o.measure.samples == o.measure.suite->samples && !o.measure.policies && !o.measure.rom_bytes,
	   "defaults of what is measured");
	ok(!options_are_inside(&o) && o.emulated.smp == 1 && !o.emulated.no_icount && !o.host.file_dir, "and of where");
	ok(!parse((const char *const[]){ "probe", NULL }, &o) && o.purpose == PURPOSE_PROBE, "a probe");
	test_measure();
	test_emulated();
}

struct listed {
	char text[512];
};

static void list(void *context, const char *name, const char *value)
{
	struct listed *l = context;
	size_t used = strlen(l->text);

	snprintf(l->text + used, sizeof(l->text) - used, "%s%s%s ", name, value ? "=" : "", value ? value : "");
}

/* What the program inside an emulated host is given: nothing of the emulator's, nor of the archive's file. */
static void test_inside(void)
{
	struct listed l = { "" };
	struct options o;

	ok(!parse((const char *const[]){ "run", "--emulated=max", "-o", "x", "--sam", "64", "--seed=2", "--tune", "--force",
					 "--smp", "2", NULL }, &o), "options of three kinds");
	options_inside(&o, list, &l);
	ok(!strcmp(l.text, "samples=64 seed=2 tune "), "those for the program inside: %s", l.text);
}

/* The keys of the header's "options" that archives of this schema have, argv aside. */
static void test_archived(void)
{
	static const char *const keys[] = { "suite", "filter", "samples", "batch", "seed", "order", "rom_bytes",
					    "seconds", "precision_pct", "passes", "cpus", "tune", "allow" };
	const size_t count = ARRAY_SIZE(keys);
	size_t found = 0;

	for (size_t i = 0; i < option_count; i++)
		for (size_t k = 0; k < count; k++)
			found += option_table[i].archived && !strcmp(option_table[i].archived, keys[k]);
	ok(found == count, "%zu options are archived under their keys, each once", count);
}

/* The value that is archived under a key after "run OPTION". */
static struct option_value value_of(const char *option, const char *key)
{
	static struct options o;

	ok(takes(option, &o), "%s", option);
	for (size_t i = 0; i < option_count; i++)
		if (option_table[i].archived && !strcmp(option_table[i].archived, key))
			return option_get(&option_table[i], &o);
	return (struct option_value){ .type = VALUE_NULL };
}

static void test_archived_values(void)
{
	struct option_value v = value_of("--filter=op=ldr", "filter");

	ok(v.type == VALUE_TEXT && !strcmp(v.text, "op=ldr"), "a filter as a text");
	ok(value_of("--nisv", "filter").type == VALUE_NULL, "or null");
	v = value_of("--seed=17", "seed");
	ok(v.type == VALUE_HEX && v.count == 17, "a seed as hexadecimal");
	v = value_of("--sequential", "order");
	ok(v.type == VALUE_TEXT && !strcmp(v.text, "sequential"), "an order by name");
	v = value_of("--nisv", "order");
	ok(v.type == VALUE_TEXT && !strcmp(v.text, "random"), "and the other one");
	v = value_of("--samples=32", "samples");
	ok(v.type == VALUE_COUNT && v.count == 32, "samples as a number");
	v = value_of("--tune", "tune");
	ok(v.type == VALUE_FLAG && v.flag, "a flag");
	v = value_of("--seconds=5", "seconds");
	ok(v.type == VALUE_COUNT && v.count == 5, "the time for which they are chosen");
	v = value_of("--suite=quick", "seconds");
	ok(v.type == VALUE_COUNT && v.count == 20, "which the suite has, too");
	ok(value_of("--samples=32", "seconds").type == VALUE_NULL && value_of("--precision=1", "seconds").type == VALUE_NULL,
	   "or null where their number is given");
	v = value_of("--precision=2.5", "precision_pct");
	ok(v.type == VALUE_REAL && v.real == 2.5, "a percentage");
	v = value_of("--passes=3", "passes");
	ok(v.type == VALUE_COUNT && v.count == 3 && value_of("--nisv", "passes").type == VALUE_NULL, "passes, or null");
	v = value_of("--allow=smt,tracefs", "allow");
	ok(v.type == VALUE_TEXTS && v.count == 2 && !strcmp(v.texts[1], "tracefs"), "a list");
	v = value_of("--cpus=2-3", "cpus");
	ok(v.type == VALUE_TEXT && !strcmp(v.text, "2-3"), "CPUs as they were given");
}

/* All but the verb is the command line's own. */
static void free_alone(char **argv, int argc)
{
	for (int i = 1; i < argc; i++)
		free(argv[i]);
	free(argv);
}

/* The command line of one of several runs. */
static void test_alone(void)
{
	static const char *const words[] = { "run", "--kernel", "a", "--samples=32", "--kernel=b", "--emulated", "--emulated=x,y", "-o", "file",
				 "--mode", "vhe,nvhe", "--tune", "--boots=3", "--no-icount" };
	static const char *const wanted[] = { "run", "--samples=32", "--tune", "--no-icount", "--emulated=x,y", "--kernel=b",
					      "--mode=nvhe", "--output=file-2" };
	struct own_values own = { .cpu = "x,y", .kernel = "b", .mode = "nvhe", .archive = "file-2" };
	static char *typed[ARRAY_SIZE(words) + 1]; /* options point into what it holds */
	char **argv;
	struct options o, one;
	int status, argc;
	bool same;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		typed[i] = strdup(words[i]);
	status = options_parse(&o, (int)ARRAY_SIZE(words), typed);
	argv = options_alone(&o, &own, &argc);
	same = argv && argc == (int)ARRAY_SIZE(wanted) && !argv[argc];
	ok(!status && o.emulated.kernels.count == 2 && o.emulated.cpus.count == 2 && o.emulated.modes.count == 2,
	   "two kernels, two CPU models, two modes");
	for (int i = 0; same && i < argc; i++)
		same = !strcmp(argv[i], wanted[i]);
	ok(same, "the command line of one run has one of each");
	ok(!options_parse(&one, argc, argv) && one.emulated.kernels.count == 1 && !strcmp(one.emulated.kernel, "b") &&
	   !strcmp(one.emulated.mode, "nvhe") && one.emulated.boots == 1 && !strcmp(one.output.path, "file-2"),
	   "and is one");
	free_alone(argv, argc);
	own = (struct own_values){ .cpu = "max", .archive = "file-1", .resumes = true };
	argv = options_alone(&o, &own, &argc);
	ok(argv && !strcmp(argv[argc - 1], "--resume=file-1") && !strcmp(argv[argc - 2], "--emulated=max"),
	   "the default kernel and mode are not named, and an archive can be continued");
	free_alone(argv, argc);
	options_keep_last(&o);
	ok(o.emulated.kernels.count == 1 && !strcmp(o.emulated.kernel, o.emulated.kernels.value[0]) &&
	   !strcmp(o.emulated.kernel, "b") && !strcmp(o.emulated.mode, "nvhe") && o.emulated.cpus.count == 1 &&
	   o.emulated.boots == 1, "of several hosts the last one is left");
}

int main(void)
{
	struct options o;
	int out = dup(STDOUT_FILENO), null = open("/dev/null", O_WRONLY);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int status;

		fflush(stdout);
		dup2(null, STDOUT_FILENO); /* --help */
		dup2(null, STDERR_FILENO);
		status = parse(cases[i].args, &o);
		fflush(stdout);
		dup2(out, STDOUT_FILENO);
		ok(status == cases[i].status, "%s %s %s", cases[i].args[0], cases[i].args[1] ? cases[i].args[1] : "",
		   cases[i].args[1] && cases[i].args[2] ? cases[i].args[2] : "");
	}
	test_values();
	test_long_values();
	test_outer();
	test_inside();
	test_archived();
	test_archived_values();
	test_alone();
	return tap_done();
}
