/* SPDX-License-Identifier: GPL-2.0-or-later */
/* seed DIRECTORY: writes the fuzzer's first archives, small ones that together have all that an archive can have. */
#include "analysis/test/fixture.h"

#include "bench/array.h"

static const struct fixture seeds[] = {
	{ .platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 2, .batch = 2,
	  .filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written lines=1" },
	{ .platform = PLATFORM_METAL, .policies = 1 << POLICY_UPGRADE, .rounds = 3, .batch = 16, .units_per_tick = 40,
	  .filter = "op=dc_ivac,null slot=ro host_page=written lines=1", .dither_spins = 63, .disturbed = 1,
	  .findings = "{\"id\":\"governor\",\"severity\":\"refuse\",\"what\":\"ondemand\",\"remedy\":null}" },
	{ .platform = PLATFORM_EMULATED, .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_SKIP_RO, .rounds = 2, .batch = 2,
	  .filter = "op=dc_civac slot=ro host_page=read lines=1,page", .resumed = true, .pmu = true, .odd = true },
	{ .platform = PLATFORM_VIRTUAL, .policies = 1 << POLICY_INJECT, .rounds = 1, .batch = 1, .suite = "standard",
	  .filter = "op=dc_cvadp,dc_civac slot=rw_log backing=hugetlb_private,anon lines=1", .poor = true,
	  .unconverged = true, .unattributed = true },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < ARRAY_SIZE(seeds); i++) {
		char path[4096], *text = fixture_archive(&seeds[i]);
		FILE *out;

		snprintf(path, sizeof(path), "%s/seed-%zu.cmo.jsonl", argv[1], i);
		out = fopen(path, "w");
		if (!out || fputs(text, out) < 0 || fclose(out))
			return 1;
		free(text);
	}
	return argc != 2;
}
