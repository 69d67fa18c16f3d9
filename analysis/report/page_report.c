/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format html and markdown: what stands on the page, in the order of the text report. */
#include "analysis/report/page_report.h"

#include "analysis/report/asked.h"
#include "analysis/report/report.h"
#include "analysis/report/run.h"
#include "analysis/report/text_report.h"
#include "analysis/scorecard/screen_page.h"
#include "analysis/section/section.h"
#include "analysis/table/page_tables.h"

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

int report_on_page(const struct loaded *loaded, void (*write)(const struct loaded *, FILE *), bool as_code,
		   struct page *page)
{
	return page_written(page, as_code, say, &(struct said){ loaded, write });
}

static int say_aa(const void *data, FILE *out)
{
	return report_aa(data, out);
}

static void put_answers(struct page *page, const struct loaded *loaded)
{
	page->style->heading(page, 1, "Questions and answers");
	page_paragraph(page,
		       "Intervals are at 95 %%. Costs stand with the stage-2 faults that were counted for them: a "
		       "number is believed only with its faults.");
	for (size_t i = 0; section_table[i]; i++) {
		const struct answer answer = section_answer(section_table[i], loaded);

		page->style->heading(page, 2, section_table[i]->question);
		page->style->paragraph(page, answer.text, false);
		section_table[i]->page(loaded, page);
	}
}

/* What has to be said of the numbers before the first of them. */
static void put_warning(struct page *page, const struct archive *a)
{
	if (archive_counts_insns(a))
		page->style->paragraph(page, "Emulated host: every cost here is a count of instructions, never time.", true);
	else if (a->platform == PLATFORM_EMULATED)
		page->style->paragraph(page, "Emulated host without -icount: no cost here means anything; counts hold.", true);
	else if (a->platform == PLATFORM_VIRTUAL)
		page->style->paragraph(page, "VIRTUAL host: it is itself a guest.", true);
	if (archive_findings(a, SEVERITY_REFUSE))
		page->style->paragraph(page, "THIS RUN WAS REFUSED, and made because its user allowed it.", true);
}

/* 0 or -ENOMEM; then the page is not whole. */
static int put_page(struct page *page, const struct loaded *loaded)
{
	int err;

	page->style->begin(page, "cmobench: what DC IVAC and DC CIVAC cost a guest under KVM/arm64");
	put_warning(page, &loaded->archive);
	err = report_on_page(loaded, report_machine, true, page);
	err = err ? err : screen_page(page, loaded);
	page->style->fold(page, "All tables, figures and checks");
	err = err ? err : report_on_page(loaded, report_mismatches, false, page);
	err = err ? err : report_on_page(loaded, report_warnings, false, page);
	err = err ? err : report_on_page(loaded, report_terms, false, page);
	put_answers(page, loaded);
	page->style->heading(page, 1, "Policies");
	report_page_policies(page, loaded);
	page->style->heading(page, 1, "What the pipeline makes of nothing");
	err = err ? err : page_written(page, false, say_aa, loaded);
	if (page->style->all) {
		page->style->heading(page, 1, "Every cell");
		report_page_all_cells(page, loaded);
	}
	page->style->heading(page, 1, "Asked of such numbers");
	err = err ? err : report_on_page(loaded, report_asked, false, page);
	page->style->heading(page, 1, "Program, command and data");
	err = err ? err : report_on_page(loaded, report_reproduction, true, page);
	page->style->heading(page, 1, "What these data cannot say");
	err = err ? err : report_on_page(loaded, report_limits, false, page);
	page->style->unfold(page);
	page->style->end(page);
	return err;
}

int report_html(const struct loaded *loaded, FILE *out)
{
	return put_page(&(struct page){ .style = &page_html, .out = out }, loaded);
}

int report_markdown(const struct loaded *loaded, FILE *out)
{
	return put_page(&(struct page){ .style = &page_markdown, .out = out }, loaded);
}
