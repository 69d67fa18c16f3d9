/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format html and markdown: what stands on the page, in the order of the text report. */
#include "analysis/report/page_part.h"

#include "analysis/report/answers.h"

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

/* The table and the figure behind an answer. */
static void put_behind(struct page *page, const struct loaded *loaded, enum answer_id id)
{
	const uint32_t names = answer_contrasts[id];
	const struct cell base = loaded->base;

	switch (id) {
	case ANSWER_NEEDS_WRITE:
		report_page_cells(page, loaded, "Warm and read-only in stage 2: one line of a page", STAGE2_RO, LINES_1);
		break;
	case ANSWER_EXTRA:
		report_page_cost_figure(page, loaded, "Cold: the first access to a page that the host wrote", LINES_1);
		report_page_cells(page, loaded, "Cold: the first access to a page, one line of it", STAGE2_COLD, LINES_1);
		report_page_contrasts(page, loaded, "Cold DC IVAC less cold DC CIVAC", names, &base);
		break;
	case ANSWER_PARTS:
		report_page_parts_figure(page, loaded);
		report_page_contrasts(page, loaded, "Parts of a cold DC IVAC", names, &base);
		break;
	case ANSWER_POLICIES:
		report_page_contrasts(page, loaded, "Policy against policy", names, &base);
		break;
	case ANSWER_LINES:
		report_page_cost_figure(page, loaded, "All lines of a cold page", LINES_PAGE);
		report_page_cells(page, loaded, "All lines of a cold page", STAGE2_COLD, LINES_PAGE);
		report_page_lines(page, loaded);
		break;
	case ANSWER_STORE:
		report_page_contrasts(page, loaded,
				      "A cold DC CIVAC and the store after it, less the same under upstream", names, &base);
		break;
	case ANSWER_AFTERMATH:
		report_page_contrasts(page, loaded, "Loads right after the op", names, &base);
		break;
	case ANSWER_SCALING:
		report_page_contrasts(page, loaded, "One op more on a warm page", CONTRAST_BIT(NATIVE_OP), NULL);
		if (page->style->all)
			report_page_contrasts(page, loaded, "Cold DC IVAC less cold DC CIVAC, on all that was measured",
					      names, NULL);
		break;
	case ANSWER_ROM:
		report_page_sweeps(page, loaded);
		report_page_sweep_figure(page, loaded);
		break;
	case ANSWER_COUNT:
		break;
	}
}

static void put_answers(struct page *page, const struct loaded *loaded)
{
	page->style->heading(page, 1, "Questions and answers");
	page_paragraph(page,
		       "Intervals are at 95 %%. Costs stand with the stage-2 faults that were counted for them: a "
		       "number is believed only with its faults.");
	for (int id = 0; id < ANSWER_COUNT; id++) {
		const struct answer answer = answer_make(loaded, (enum answer_id)id);

		page->style->heading(page, 2, answer.question);
		page->style->paragraph(page, answer.text, false);
		put_behind(page, loaded, (enum answer_id)id);
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
	if (archive_findings(a, FINDING_REFUSE))
		page->style->paragraph(page, "THIS RUN WAS REFUSED, and made because its user allowed it.", true);
}

/* 0 or -ENOMEM; then the page is not whole. */
static int put_page(struct page *page, const struct loaded *loaded)
{
	int err;

	page->style->begin(page, "cmobench: what DC IVAC and DC CIVAC cost a guest under KVM/arm64");
	put_warning(page, &loaded->archive);
	err = report_on_page(loaded, report_machine, true, page);
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
	page->style->heading(page, 1, "How to reproduce");
	err = err ? err : report_on_page(loaded, report_reproduction, true, page);
	page->style->heading(page, 1, "What these data cannot say");
	err = err ? err : report_on_page(loaded, report_limits, false, page);
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
