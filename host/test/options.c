/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: what is taken, and that everything else is a usage error. */
#include "bench/test/tap.h"
#include "bench/cli/verb.h"
#include "host/options/options.h"

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
	{ { "run", "--user", "1000:36" }, 0 },
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
	{ { "run", "--batch", "64", "--samples", "32" }, STATUS_USAGE },
	{ { "run", "--batch", "48" }, STATUS_USAGE },
	{ { "run", "--batch", "8192" }, STATUS_USAGE },
	{ { "run", "--samples", "-16" }, STATUS_USAGE },
	{ { "run", "--samples", "99999999999999999999999" }, STATUS_USAGE },
	{ { "run", "--seed", "x" }, STATUS_USAGE },
	{ { "run", "--user", "root" }, STATUS_USAGE },
	{ { "run", "--user", "1:2:3" }, STATUS_USAGE },
	{ { "run", "--kernel", "a", "--kernel", "b", "--emulated" }, STATUS_USAGE },
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
	{ { "run", "--nothing" }, STATUS_USAGE },
	{ { "run", "archive" }, STATUS_USAGE },
};

static int parse(const char *const *args, struct options *o)
{
	static char copy[ARGS_MAX][64]; /* parsed options point into it */
	char *argv[ARGS_MAX + 1];
	int argc = 0;

	for (; argc < ARGS_MAX && args[argc]; argc++) {
		strcpy(copy[argc], args[argc]);
		argv[argc] = copy[argc];
	}
	argv[argc] = NULL;
	return options_parse(o, argc, argv);
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

	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		ok(!parse_long(text[i], 4095, &o), "%s of 4095 characters", text[i]);
		ok(parse_long(text[i], 4096, &o) == STATUS_USAGE && parse_long(text[i], 20000, &o) == STATUS_USAGE,
		   "none of 4096, or of 20000");
	}
	ok(!parse_long("--user", 40, &o) && o.uid == 1 && o.gid == 1, "a user's number is read to its end");
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
	ok(!status && o.outer_count == count - 5 && !strcmp(o.outer[0], "run") && !strcmp(o.outer[count - 6], "--nisv"),
	   "behind \"--\" stands what the user typed, %d words", count - 5);
	ok(!status && o.seed == 5 && !o.nisv, "which are not the program's own options");
	ok(options_parse(&o, 3, (char **)elsewhere) == STATUS_USAGE, "outside of an emulated host nothing may stand there");
}

int main(void)
{
	struct options o;
	int out = dup(STDOUT_FILENO), null = open("/dev/null", O_WRONLY);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
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
	ok(!parse((const char *const[]){ "run", NULL }, &o) && o.samples == o.suite->samples && !o.policies &&
	   !strcmp(o.policy_text, "current") && !o.inside.qemu && o.smp == 1 && o.icount && !o.rom_bytes &&
	   !o.file_dir, "defaults");
	ok(!parse((const char *const[]){ "run", "--policy", "all", NULL }, &o) &&
	   o.policies == (1u << POLICY_COUNT) - 1, "all policies, and not unknown");
	ok(!parse((const char *const[]){ "run", "--filter", "policy=inject op=ldr", NULL }, &o) &&
	   o.policies == 1u << POLICY_INJECT, "a filter on policies chooses them");
	ok(!parse((const char *const[]){ "run", "--policy", "all", "--filter", "policy=inject,upgrade", NULL }, &o) &&
	   o.policies == (1u << POLICY_INJECT | 1u << POLICY_UPGRADE), "and narrows --policy down");
	ok(!parse((const char *const[]){ "run", "--user", "1000:36", NULL }, &o) && o.uid == 1000 && o.gid == 36,
	   "user and group");
	ok(!parse((const char *const[]){ "run", "--user", "1000", NULL }, &o) && o.uid == 1000 && o.gid == 1000,
	   "the user's own group");
	ok(!parse((const char *const[]){ "run", "--inside-emulator", "max,pmu=off|virt|4|now|QEMU 10", NULL }, &o) &&
	   !strcmp(o.inside.cpu, "max,pmu=off") && o.inside.icount && o.inside.icount_shift == 4 &&
	   !strcmp(o.inside.started, "now") && !strcmp(o.inside.qemu, "QEMU 10"), "what the launcher tells");
	ok(!parse((const char *const[]){ "run", "--inside-emulator", "max|virt|-|now|QEMU 10", NULL }, &o) &&
	   !o.inside.icount && !strcmp(o.inside.qemu, "QEMU 10"), "also of a host without -icount");
	ok(!parse((const char *const[]){ "run", "--emulated", "--smp", "4", "--no-icount", NULL }, &o) && o.smp == 4 &&
	   !o.icount, "CPUs, and no -icount");
	ok(!parse((const char *const[]){ "run", "--rom-bytes", "8192", NULL }, &o) && o.rom_bytes == 8192, "bytes");
	ok(!parse((const char *const[]){ "run", "--rom-bytes", "256K", NULL }, &o) && o.rom_bytes == 256 << 10, "KiB");
	ok(!parse((const char *const[]){ "run", "--rom-bytes", "128M", NULL }, &o) && o.rom_bytes == 128 << 20, "MiB");
	ok(!parse((const char *const[]){ "run", "--rom-bytes", "1024G", NULL }, &o) && o.rom_bytes == UINT64_C(1) << 40,
	   "GiB, to the limit");
	ok(!parse((const char *const[]){ "run", "--file-dir", "/mnt", NULL }, &o) && !strcmp(o.file_dir, "/mnt"),
	   "where files are made");
	test_long_values();
	test_outer();
	return tap_done();
}
