/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/test/verdicts.h"

#include <sys/wait.h>

#define CELLS                                                                                                          \
	.policies = 1 << POLICY_INJECT | 1 << POLICY_SKIP_RO, .rounds = 4, .batch = 4, .suite = "full",                \
	.filter = "op=dc_ivac,dc_civac,dc_cvap slot=rw_log host_page=written lines=1 line=any stage2=cold backing=anon mix=1 " \
		  "vcpus=1 timed=op copy=1"

static const struct {
	struct fixture fixture;
	const char *from, *to; /* replaced; NULL: nothing */
} table[VERDICTS_COUNT] = {
	[VERDICTS_METAL] = { .fixture = { CELLS, .platform = PLATFORM_METAL } },
	[VERDICTS_EMULATED] = { .fixture = { CELLS, .platform = PLATFORM_EMULATED } },
	[VERDICTS_INEXACT] = { .fixture = { CELLS, .platform = PLATFORM_EMULATED, .inexact = true } },
	[VERDICTS_VIRTUAL] = { .fixture = { CELLS, .platform = PLATFORM_VIRTUAL } },
	[VERDICTS_ODD] = { .fixture = { CELLS, .platform = PLATFORM_METAL, .odd = true } },
	[VERDICTS_SKIPPED] = { .fixture = { CELLS, .platform = PLATFORM_METAL, .poor = true } },
	[VERDICTS_FAILED] = { .fixture = { CELLS, .platform = PLATFORM_METAL },
			      .from = "\"status\":\"done\",\"reason\":null",
			      .to = "\"status\":\"failed\",\"reason\":\"no \\\"memory\\\"\"" },
	[VERDICTS_UNCHECKED] = { .fixture = { CELLS, .platform = PLATFORM_METAL, .unattributed = true } },
	[VERDICTS_NOP] = { .fixture = { CELLS, .platform = PLATFORM_EMULATED, .untranslated = true } },
	[VERDICTS_DISTURBED] = { .fixture = { CELLS, .platform = PLATFORM_METAL, .spoilt = true, .disturbed = 1 } },
	[VERDICTS_REFUSED] = { .fixture = { CELLS, .platform = PLATFORM_METAL,
				 .findings = "{\"id\":\"governor\",\"severity\":\"refuse\",\"what\":\"ondemand\",\"remedy\":null,"
					     "\"allowed\":true}" } },
	[VERDICTS_TEXT] = { .fixture = { CELLS, .platform = PLATFORM_METAL }, .from = "\"cpu\":null",
			    .to = "\"cpu\":\"a \\\"b\\\" \\\\ # \303\251\"" },
};

const char *const verdicts_name[VERDICTS_COUNT] = {
	[VERDICTS_METAL] = "metal",         [VERDICTS_EMULATED] = "emulated",   [VERDICTS_INEXACT] = "inexact",
	[VERDICTS_VIRTUAL] = "virtual",     [VERDICTS_ODD] = "odd",             [VERDICTS_SKIPPED] = "skipped",
	[VERDICTS_FAILED] = "failed",       [VERDICTS_UNCHECKED] = "unchecked", [VERDICTS_NOP] = "nop",
	[VERDICTS_DISTURBED] = "disturbed", [VERDICTS_REFUSED] = "refused",     [VERDICTS_TEXT] = "text",
};

char *verdicts_archive(enum verdicts which)
{
	char *text = fixture_archive(&table[which].fixture);

	return table[which].from ? replaced(text, table[which].from, table[which].to) : text;
}

size_t count_text(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

int run_command(const char *command, char *out, size_t size)
{
	FILE *pipe;
	size_t n;
	int status;

	fflush(stdout);
	pipe = popen(command, "re");
	n = pipe ? fread(out, 1, size - 1, pipe) : 0;
	out[n] = '\0';
	while (pipe && getc(pipe) != EOF)
		continue;
	status = pipe ? pclose(pipe) : -1;
	return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

const char *python_with(const char *module)
{
	static const char *const python[] = { "/usr/bin/python3", "python3" };
	char command[256], out[16];

	for (size_t i = 0; i < sizeof(python) / sizeof(*python); i++) {
		snprintf(command, sizeof(command), "%s -c 'import %s' 2>&1", python[i], module);
		if (!run_command(command, out, sizeof(out)))
			return python[i];
	}
	return NULL;
}
