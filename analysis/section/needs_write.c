/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/section/section.h"

#include "analysis/table/cells.h"
#include "analysis/table/doc_tables.h"

static void answer(struct sentence *s)
{
	const struct archive *a = &s->loaded->archive;

	s->answer->known = a->ivac_needs_write.known;
	if (!(a->translates >> OP_dc_ivac & 1))
		sentence_say(s, "This CPU does not translate the address of DC IVAC, so there is nothing to measure.");
	else if (!a->ivac_needs_write.known)
		sentence_say(s, "Not known: the probe gave no result.");
	else if (a->ivac_needs_write.value)
		sentence_say(s, "Yes (probed): on a page that stage 2 maps read-only a DC IVAC takes a permission fault.");
	else
		sentence_say(s, "No (probed): on a page that stage 2 maps read-only a DC IVAC executes, as a DC CIVAC does.");
}

static void brief(const struct loaded *loaded, struct sentences *s)
{
	const struct archive *a = &loaded->archive;

	if (!(a->translates >> OP_dc_ivac & 1))
		sentences_add(s, "not known; this CPU does not translate its address.");
	else if (!a->ivac_needs_write.known)
		sentences_add(s, "not known.");
	else
		sentences_add(s, "%s (probed%s).", a->ivac_needs_write.value ? "yes" : "no",
			      a->platform == PLATFORM_EMULATED ? "; QEMU's model, not silicon" : "");
}

static void text(const struct loaded *loaded, FILE *out)
{
	table_warm(loaded, out);
}

static void put_doc(const struct loaded *loaded, struct doc *doc)
{
	table_doc_cells(doc, loaded, "Warm and read-only in stage 2: one line of a page", STAGE2_RO, LINES_1);
}

const struct section section_needs_write = {
	.id = "needs_write",
	.question = "Does DC IVAC need stage-2 write permission on this CPU?",
	.label = "IVAC needs stage-2 write",
	.answer = answer,
	.brief = brief,
	.text = text,
	.doc = put_doc,
};
