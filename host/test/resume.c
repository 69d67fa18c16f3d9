/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which headers may stand in one archive: not those of two hosts, but of one of which less is known at one time, or
 * that had a bit more memory.
 */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "host/keep/resume.h"
#include "host/os/err.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char header[] =
	"{\"type\":\"header\",\"schema\":4,\"cmobench\":{\"version\":\"1\",\"commit\":null,\"guest_sha256\":\"00\"},"
	"\"platform\":\"metal\",\"created\":\"2026-11-29T00:00:00Z\",\"host\":{\"machine\":\"aarch64\","
	"\"kernel\":\"6.12.117\",\"kernel_version\":\"#1 SMP\",\"cmdline\":\"quiet\",\"model\":\"R272-P30-JG\","
	"\"midr\":\"0x413fd0c1\",\"cpu\":\"Neoverse-N1\",\"cores\":[{\"capacity\":1024}],\"cpus\":80,\"page_bytes\":4096,\"hyp_mode\":\"vhe\","
	"\"gic\":\"v3\",\"nisv_to_user\":true,\"memory_bytes\":135000000000,\"ipa_bits\":40,\"memslots_max\":32764},"
	"\"emulator\":null,\"id_regs\":{\"CTR_EL0\":\"0x9444c004\"},\"clock\":{\"hz\":25000000,\"unit\":\"ns\","
	"\"units_per_tick\":40.0},\"probe\":{\"ivac_needs_write\":true},\"knob\":null,\"options\":{\"argv\":[\"run\"]}}";

static const struct {
	const char *from, *to, *why; /* why NULL: it fits */
} edits[] = {
	{ "quiet", "quiet", NULL },
	{ "\"hyp_mode\":\"vhe\"", "\"hyp_mode\":null", NULL },
	{ "\"model\":\"R272-P30-JG\"", "\"model\":null", NULL },
	{ "\"cpu\":\"Neoverse-N1\"", "\"cpu\":null", NULL },
	{ "135000000000", "134999998464", NULL },
	{ "2026-11-29T00", "2026-11-30T00", NULL },
	{ "\"hyp_mode\":\"vhe\"", "\"hyp_mode\":\"nvhe\"", "another host.hyp_mode: \"vhe\"" },
	{ "R272-P30-JG", "R152-P30", "another host.model" },
	{ "\"machine\":\"aarch64\"", "\"machine\":\"aarch64_be\"", "another host.machine" },
	{ "6.12.117", "6.12.118", "another host.kernel" },
	{ "#1 SMP", "#2 SMP", "another host.kernel_version" },
	{ "quiet", "loud", "another host.cmdline" },
	{ "0x413fd0c1", "0x414fd0c1", "another host.midr" },
	{ "Neoverse-N1", "Neoverse-N2", "another host.cpu" },
	{ "\"cpus\":80", "\"cpus\":79", "another host.cpus" },
	{ "4096", "16384", "another host.page_bytes" },
	{ "\"gic\":\"v3\"", "\"gic\":\"v2\"", "another host.gic" },
	{ "\"nisv_to_user\":true", "\"nisv_to_user\":false", "another host.nisv_to_user" },
	{ "32764", "512", "another host.memslots_max" },
	{ "\"capacity\":1024", "\"capacity\":446", "another host.cores" },
	{ "\"ipa_bits\":40", "\"ipa_bits\":39", "another host.ipa_bits" },
	{ "0x9444c004", "0x8444c004", "another id_regs" },
	{ "25000000", "25000001", "another clock.hz" },
	{ "\"ivac_needs_write\":true", "\"ivac_needs_write\":null", "another probe" },
	{ "\"metal\"", "\"virtual\"", "another platform" },
};

/* A file of several runs is refused: what follows the first would be lost. */
static void test_fleet(void)
{
	static const char footer[] = "{\"type\":\"footer\",\"cells\":0,\"complete\":false,\"sha256\":\"%s\"}\n";
	char path[] = "resume-XXXXXX", digest[SHA256_HEX_SIZE];
	struct sha256 sha256;
	int fd = mkstemp(path);

	sha256_init(&sha256);
	sha256_update(&sha256, header, strlen(header));
	sha256_update(&sha256, "\n", 1);
	sha256_hex(&sha256, digest);
	for (int runs = 1; runs <= 2; runs++) {
		FILE *out = fopen(path, "a");
		struct resume r;
		int err;

		if (fd < 0 || !out || fprintf(out, "%s\n", header) < 0 || fprintf(out, footer, digest) < 0 || fclose(out)) {
			printf("Bail out! %s\n", path);
			exit(1);
		}
		err = resume_open(&r, path);
		if (!ok(runs == 1 ? !err : err && strstr(fail_text(), "it holds several runs"),
			"%d run%s in a file: %s", runs, runs == 1 ? "" : "s", runs == 1 ? "goes on" : "refused"))
			printf("# %s\n", fail_text());
		resume_close(&r);
	}
	close(fd);
	unlink(path);
}

/* A header whose command line is none of verb run, which would begin another run. */
static void test_command_line(void)
{
	static const char *const lines[] = { "[]", "[\"probe\"]", "[\"--resume\"]", "7" };
	const char *end = strstr(header, "[\"run\"]");
	char path[] = "resume-XXXXXX";
	int fd = mkstemp(path);

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		FILE *out = fopen(path, "w");
		struct resume r;
		int err;

		if (fd < 0 || !out || fprintf(out, "%.*s%s}}\n", (int)(end - header), header, lines[i]) < 0 || fclose(out)) {
			printf("Bail out! %s\n", path);
			exit(1);
		}
		err = resume_open(&r, path);
		ok(err && strstr(fail_text(), "its header is broken"), "a command line %s is refused", lines[i]);
		resume_close(&r);
	}
	close(fd);
	unlink(path);
}

int main(void)
{
	test_fleet();
	test_command_line();
	for (size_t i = 0; i < ARRAY_SIZE(edits); i++) {
		const char *at = strstr(header, edits[i].from);
		char *other;

		if (!at || asprintf(&other, "%.*s%s%s", (int)(at - header), header, edits[i].to,
				    at + strlen(edits[i].from)) < 0) {
			printf("Bail out! %s\n", edits[i].from);
			return 1;
		}
		for (int turned = 0; turned < 2; turned++) {
			const char *a = turned ? other : header, *b = turned ? header : other;
			int err = resume_fits(a, b, strlen(b));

			if (!ok(!err == !edits[i].why && (!err || turned || strstr(fail_text(), edits[i].why)),
				"%s, then %s: %s", turned ? edits[i].to : edits[i].from,
				turned ? edits[i].from : edits[i].to, edits[i].why ? "refused" : "goes on"))
				printf("# %s\n", err ? fail_text() : "it fits");
		}
		free(other);
	}
	return tap_done();
}
