/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

const struct section *const section_table[] = {
#define SECTION(name) &section_##name,
#include "analysis/section/sections.def"
#undef SECTION
	NULL,
};

struct answer section_answer(const struct section *section, const struct loaded *loaded)
{
	struct answer answer = { .known = true };
	struct sentence s = { .answer = &answer, .loaded = loaded };

	section->answer(&s);
	if (!s.used) {
		answer.known = false;
		sentence_say(&s, "This archive has no cells for this question: measure %s.", section->wanted);
	}
	return answer;
}
