/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Implements `report --format html` and `--format markdown`; the document has the order of the text report. */
#include "analysis/report/doc_report.h"

#include "analysis/cell/blocks.h"
#include "analysis/explain/profile.h"
#include "analysis/report/asked.h"
#include "analysis/report/boots.h"
#include "analysis/report/costs.h"
#include "analysis/report/report.h"
#include "analysis/report/run.h"
#include "analysis/report/text_report.h"
#include "analysis/report/yardsticks.h"
#include "analysis/scorecard/screen_doc.h"
#include "analysis/section/section.h"
#include "analysis/table/doc_tables.h"

struct said {
	const struct loaded *loaded;
	void (*write)(const struct loaded *loaded, FILE *out);
};

static int say(const void *data, FILE *out)
{
	const struct said *said = data;

	said->write(said->loaded, out);
	return 0;
}

int report_in_doc(const struct loaded *loaded, void (*write)(const struct loaded *, FILE *), bool as_code,
		  struct doc *doc)
{
	return doc_written(doc, as_code, say, &(struct said){ loaded, write });
}

static int say_aa(const void *data, FILE *out)
{
	report_costs(data, out);
	report_aa(data, out);
	return 0;
}

static int say_boots(const void *data, FILE *out)
{
	return report_boots(data, out);
}

static void put_answers(struct doc *doc, const struct loaded *loaded)
{
	doc->style->heading(doc, 1, "Questions and answers");
	doc_paragraph(doc,
		      "Intervals are %s. Beside each cost are the stage-2 faults that were counted for it: "
		      "believe a cost only if its faults are as predicted. n: samples. blocks: blocks of rounds on which an interval "
		      "rests, or rounds where the clock counts every instruction%s.", loaded->boots && blocks_exact(&loaded->archive) ?
		      "ranges over seeds" : "at 95 %", loaded->boots ? "; of several archives, their number" : "");
	for (size_t i = 0; section_table[i]; i++) {
		const struct answer answer = section_answer(section_table[i], loaded);

		doc->style->heading(doc, 2, section_table[i]->question);
		doc->style->paragraph(doc, answer.text, false);
		section_table[i]->doc(loaded, doc);
	}
}

/* Says what the numbers are not, before the first of them. */
static void put_warning(struct doc *doc, const struct archive *a)
{
	if (archive_counts_insns(a))
		doc->style->paragraph(doc, "Emulated host: every cost here is a count of instructions, never time.", true);
	else if (a->platform == PLATFORM_EMULATED)
		doc->style->paragraph(doc, "Emulated host without -icount: no cost here means anything; counts hold.", true);
	else if (a->platform == PLATFORM_VIRTUAL)
		doc->style->paragraph(doc, "VIRTUAL host: it is itself a guest.", true);
	if (archive_refused(a, false))
		doc->style->paragraph(doc, "THIS RUN WAS REFUSED AT ITS END: measure again.", true);
	if (archive_refused(a, true))
		doc->style->paragraph(doc, "THIS RUN WAS REFUSED, and its user allowed it.", true);
}

int report_doc(struct doc *doc, const struct loaded *loaded)
{
	int err;

	doc->style->begin(doc, "cmobench: what DC IVAC and DC CIVAC cost a guest under KVM/arm64");
	put_warning(doc, &loaded->archive);
	err = report_in_doc(loaded, report_machine, true, doc);
	err = err ? err : screen_doc(doc, loaded);
	doc->style->fold(doc, "All tables, figures and checks");
	err = err ? err : doc_written(doc, true, say_boots, loaded);
	err = err ? err : report_in_doc(loaded, report_mismatches, false, doc);
	err = err ? err : report_in_doc(loaded, report_warnings, false, doc);
	err = err ? err : report_in_doc(loaded, report_terms, false, doc);
	put_answers(doc, loaded);
	doc->style->heading(doc, 1, "Policies");
	table_doc_policies(doc, loaded);
	err = err ? err : report_in_doc(loaded, report_hook, true, doc);
	if (loaded->archive.profile_count) {
		doc->style->heading(doc, 1, "Where the instructions went");
		err = err ? err : report_in_doc(loaded, report_profile, true, doc);
	}
	doc->style->heading(doc, 1, "A/A: differences where there are none");
	err = err ? err : doc_written(doc, false, say_aa, loaded);
	if (doc->style->all) {
		doc->style->heading(doc, 1, "Every cell");
		table_doc_all_cells(doc, loaded);
	}
	doc->style->heading(doc, 1, "What reviewers ask about such numbers");
	err = err ? err : report_in_doc(loaded, report_asked, false, doc);
	doc->style->heading(doc, 1, "Program, command and data");
	err = err ? err : report_in_doc(loaded, report_reproduction, true, doc);
	doc->style->heading(doc, 1, "What these data cannot say");
	err = err ? err : report_in_doc(loaded, report_limits, false, doc);
	doc->style->unfold(doc);
	doc->style->end(doc);
	return err;
}

int report_html(const struct loaded *loaded, FILE *out)
{
	return report_doc(&(struct doc){ .style = &doc_html, .out = out }, loaded);
}

int report_markdown(const struct loaded *loaded, FILE *out)
{
	return report_doc(&(struct doc){ .style = &doc_markdown, .out = out }, loaded);
}
