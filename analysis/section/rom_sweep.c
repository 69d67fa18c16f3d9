/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/cell/sweep.h"
#include "analysis/table/doc_figures.h"
#include "analysis/table/doc_tables.h"
#include "analysis/table/sweeps.h"

static void answer(struct sentence *s)
{
	struct sweep sweep;
	enum sweep_verdict verdict;
	char ratio[RATIO_SIZE];
	size_t said = 0;

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		if (!sweep_make(&sweep, &s->loaded->results, (enum policy_id)policy) || sweep.ratio <= 0)
			continue;
		if (!said)
			sentence_say(s, "%s: in %s, the ratio of a read-only to a writable memslot is ",
				     sweep.verdict == SWEEP_NO_TIME ? "Not answered here, because these costs are not time" :
				     sweep.verdict == SWEEP_OTHER_SIZE ? "Not answered here, because the slot has another size" :
				     "By policy", archive_unit(&s->loaded->archive));
		verdict = sweep.verdict;
		if (said++)
			sentence_say(s, ", ");
		sentence_say(s, "%s (%s%s)", text_ratio(ratio, sweep.ratio, sweep.ratio_ci95), policy_name(sweep.policy),
			     verdict == SWEEP_REPRODUCED ? ", reproduced" : verdict == SWEEP_NOT_REPRODUCED ?
			     ", not reproduced" : "");
	}
	if (s->used)
		sentence_say(s, "; the published one is %.1f, in time.", sweep_published_ratio());
}

static void brief(const struct loaded *loaded, struct sentences *s)
{
	struct sweep sweep;
	char ratio[RATIO_SIZE];

	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		if (!sweep_make(&sweep, &loaded->results, (enum policy_id)policy) || sweep.ratio <= 0)
			continue;
		text_ratio(ratio, sweep.ratio, sweep.ratio_ci95);
		if (s->count)
			sentences_add(s, "%s %s.", policy_name(sweep.policy), ratio);
		else
			sentences_add(s, "ro to rw %.1f published, %.3g under %s%s.", sweep_published_ratio(), sweep.ratio,
				      policy_name(sweep.policy), sweep.verdict == SWEEP_NO_TIME ? ", not in time" :
				      sweep.verdict == SWEEP_OTHER_SIZE ? ", of another size" :
				      sweep.verdict == SWEEP_REPRODUCED ? ", reproduced" : ", not reproduced");
	}
}

static void text(const struct loaded *loaded, FILE *out)
{
	table_sweep(loaded, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	table_doc_sweeps(doc, loaded);
	table_doc_sweep_figure(doc, loaded);
}

const struct section section_rom_sweep = {
	.id = "rom_sweep",
	.question = "Is the published DC CIVAC sweep over a ROM reproduced?",
	.wanted = "lines=sweep, with --suite standard",
	.label = "ROM sweep",
	.answer = answer,
	.brief = brief,
	.text = text,
	.doc = put_doc,
};
