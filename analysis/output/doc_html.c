/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes a document as one HTML file that includes its style and script; a policy in its head forbids loading anything
 * else. The script sorts a table by a column when its name is clicked.
 */
#include "analysis/output/doc.h"
#include "analysis/output/svg.h"

#include <math.h>

static const char head[] =
	"<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta name=\"color-scheme\" content=\"light dark\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
	"script-src 'unsafe-inline'; img-src data:\">\n"
	"<link rel=\"icon\" href=\"data:,\">\n"
	"<style>\n"
	":root { color-scheme: light dark; --back: #fff; --text: #1c1c1c; --dim: #5a5a5a; --line: #d4d4d4;\n"
	"  --shade: #f3f5f7; --loud: #fff3d6; --edge: #b36b00;\n"
	"  --c1: #0072b2; --c2: #e69f00; --c3: #009e73; --c4: #cc79a7 }\n"
	"@media (prefers-color-scheme: dark) { :root { --back: #14171a; --text: #e4e4e4; --dim: #a8a8a8;\n"
	"  --line: #3a3f44; --shade: #1f2429; --loud: #3a2e12; --edge: #e69f00; --c1: #56b4e9; --c2: #e69f00;\n"
	"  --c3: #2bbf95; --c4: #d98cb5 } }\n"
	"* { box-sizing: border-box }\n"
	"body { margin: 0 auto; padding: 1rem; max-width: 62rem; background: var(--back); color: var(--text);\n"
	"  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }\n"
	".list { max-width: 100rem } a { color: var(--c1) } [hidden] { display: none }\n"
	".search { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; background: var(--shade); padding: .75rem }\n"
	".search label { font-size: .875rem; color: var(--dim); max-width: 100% } .search input, .search select { display: block;\n"
	"  font: inherit; color: var(--text); background: var(--back); border: 1px solid var(--line); padding: .25rem .5rem;\n"
	"  max-width: 100% } .search input { width: 18rem }\n"
	"h1 { font-size: 1.5rem; line-height: 1.25 } h2 { font-size: 1.25rem; margin-top: 2.5rem;\n"
	"  border-bottom: 1px solid var(--line) } h3 { font-size: 1.05rem; margin-top: 2rem }\n"
	"p, li { max-width: 46rem }\n"
	".loud { background: var(--loud); border-left: 4px solid var(--edge); padding: .5rem .75rem }\n"
	"pre { background: var(--shade); padding: .75rem; white-space: pre-wrap }\n"
	".wide { overflow-x: auto; margin: 1rem 0 }\n"
	"table { border-collapse: collapse; font-size: .875rem; overflow-wrap: normal }\n"
	"caption, figcaption { text-align: left; color: var(--dim); font-size: .875rem; padding-bottom: .25rem }\n"
	"caption { position: sticky; left: 0; max-width: calc(100vw - 2rem) }\n"
	"th, td { padding: .2rem .5rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap }\n"
	"thead th { background: var(--shade); padding: 0 }\n"
	"th button { all: unset; cursor: pointer; padding: .4rem .5rem; display: block; width: 100%;\n"
	"  box-sizing: border-box; font-weight: 600 }\n"
	"th button:focus-visible { outline: 2px solid var(--c1) }\n"
	"th[aria-sort=ascending] button::after { content: ' \\2191' } th[aria-sort=descending] button::after "
	"{ content: ' \\2193' }\n"
	".number { text-align: right; font-variant-numeric: tabular-nums } th.number button { text-align: right }\n"
	"td.words { white-space: normal; min-width: 12rem }\n"
	"@media (max-width: 40rem) { th, td, td.words { white-space: normal; min-width: 0; padding: .2rem }\n"
	"  th button { padding: .2rem } }\n"
	"figure { margin: 1.5rem 0 } svg { display: block; width: 100%; max-width: 34rem; height: auto;\n"
	"  font: 11px system-ui, sans-serif; fill: var(--text) }\n"
	"svg .note { text-anchor: end; fill: var(--dim) } .bar1 { fill: var(--c1) } .bar2 { fill: var(--c2) }\n"
	".bar3 { fill: var(--c3) } .bar4 { fill: var(--c4) } .axis { stroke: var(--dim); fill: none }\n"
	".whisker { stroke: var(--text); stroke-width: 1.5; fill: none }\n"
	".name { text-anchor: middle } .grid { stroke: var(--line); fill: none } .ring { stroke: var(--text); fill: none }\n"
	".line1 { stroke: var(--c1) } .line2 { stroke: var(--c2); stroke-dasharray: 6 3 }\n"
	".line3 { stroke: var(--c3); stroke-dasharray: 2 3 } .line4 { stroke: var(--c4); stroke-dasharray: 8 3 2 3 }\n"
	".line1, .line2, .line3, .line4 { stroke-width: 2; fill: none }\n"
	".dot1 { fill: var(--c1) } .dot2 { fill: var(--c2) } .dot3 { fill: var(--c3) } .dot4 { fill: var(--c4) }\n"
	"summary { cursor: pointer; padding: .5rem 0 } .all > summary { font-size: 1.25rem; font-weight: 600;\n"
	"  margin-top: 2.5rem; border-bottom: 1px solid var(--line) }\n"
	"@media print { details > * { display: block } }\n"
	"</style>\n";

static const char script[] =
	"<script>\n"
	"'use strict';\n"
	"function key(row, column) {\n"
	"  const cell = row.cells[column];\n"
	"  return 'value' in cell.dataset ? Number(cell.dataset.value) : cell.textContent;\n"
	"}\n"
	"function compare(a, b) {\n"
	"  const numbers = (typeof a === 'number') + (typeof b === 'number');\n"
	"  return numbers === 2 ? a - b : numbers ? (typeof a === 'number' ? -1 : 1) : a < b ? -1 : a > b ? 1 : 0;\n"
	"}\n"
	"document.addEventListener('click', event => {\n"
	"  const button = event.target.closest('th button');\n"
	"  if (!button) return;\n"
	"  const head = button.parentElement, body = head.closest('table').tBodies[0];\n"
	"  const down = head.getAttribute('aria-sort') === 'ascending';\n"
	"  for (const other of head.parentElement.cells) other.removeAttribute('aria-sort');\n"
	"  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');\n"
	"  const rows = [...body.rows].map(row => [key(row, head.cellIndex), row]);\n"
	"  rows.sort((a, b) => down ? compare(b[0], a[0]) : compare(a[0], b[0]));\n"
	"  body.append(...rows.map(pair => pair[1]));\n"
	"});\n"
	"</script>\n";

static void end_list(struct doc *doc)
{
	if (doc->in_list)
		fputs("</ul>\n", doc->out);
	doc->in_list = false;
}

static void element(struct doc *doc, const char *open, const char *text, const char *close)
{
	fputs(open, doc->out);
	svg_text(doc->out, text);
	fputs(close, doc->out);
}

static void begin(struct doc *doc, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n", doc->out);
	element(doc, "<title>", title, "</title>\n");
	fputs(head, doc->out);
	fputs(doc->script ? "</head>\n<body class=\"list\">\n" : "</head>\n<body>\n", doc->out);
	if (doc->up)
		element(doc, "<nav><a href=\"", doc->up, "\">All runs</a></nav>\n");
	element(doc, "<main>\n<h1>", title, "</h1>\n");
}

static void end(struct doc *doc)
{
	end_list(doc);
	fputs("</main>\n", doc->out);
	fputs(script, doc->out);
	if (doc->script)
		fprintf(doc->out, "<script>\n%s</script>\n", doc->script);
	fputs("</body>\n</html>\n", doc->out);
}

static void heading(struct doc *doc, int level, const char *text)
{
	end_list(doc);
	element(doc, level == 1 ? "<h2>" : "<h3>", text, level == 1 ? "</h2>\n" : "</h3>\n");
}

static void paragraph(struct doc *doc, const char *text, bool loud)
{
	end_list(doc);
	element(doc, loud ? "<p class=\"loud\">" : "<p>", text, "</p>\n");
}

static void item(struct doc *doc, const char *text)
{
	if (!doc->in_list)
		fputs("<ul>\n", doc->out);
	doc->in_list = true;
	element(doc, "<li>", text, "</li>\n");
}

static void code(struct doc *doc, const char *text)
{
	end_list(doc);
	element(doc, "<pre>", text, "</pre>\n");
}

static void table(struct doc *doc, const char *caption, bool folded)
{
	end_list(doc);
	doc->folded = folded;
	if (folded)
		element(doc, "<details><summary>", caption, "</summary>\n");
	element(doc, "<div class=\"wide\" tabindex=\"0\"><table>\n<caption>", caption, "</caption>\n<thead><tr>");
	for (size_t i = 0; i < doc->columns; i++)
		element(doc, doc->column[i].number ? "<th class=\"number\" scope=\"col\"><button type=\"button\">" :
			"<th scope=\"col\"><button type=\"button\">", doc->column[i].name, "</button></th>");
	fputs("</tr></thead>\n<tbody>\n", doc->out);
}

#define WORDS 40 /* a cell with more characters than this is broken into lines */

static void cell(struct doc *doc, const char *text, double value)
{
	size_t length = 0;

	while (text[length])
		length++;
	fputs(doc->at ? "" : "<tr>", doc->out);
	if (!isnan(value))
		fprintf(doc->out, "<td class=\"number\" data-value=\"%.12g\">", value);
	else if (doc->column[doc->at].number)
		fputs("<td class=\"number\">", doc->out);
	else
		fputs(length > WORDS ? "<td class=\"words\">" : "<td>", doc->out);
	if (doc->link)
		element(doc, "<a href=\"", doc->link, "\">");
	element(doc, "", text, doc->link ? "</a></td>" : "</td>");
	fputs(doc->at + 1 == doc->columns ? "</tr>\n" : "", doc->out);
}

static void table_end(struct doc *doc)
{
	fputs("</tbody>\n</table></div>\n", doc->out);
	fputs(doc->folded ? "</details>\n" : "", doc->out);
}

static void figure(struct doc *doc, const struct doc_figure *f)
{
	end_list(doc);
	element(doc, "<figure>\n<figcaption>", f->title, "");
	element(doc, " [", f->unit, "]</figcaption>\n");
	svg_bars(doc->out, f, ++doc->figures);
	fputs("</figure>\n", doc->out);
}

static void chart(struct doc *doc, const struct chart *c)
{
	end_list(doc);
	element(doc, "<figure>\n<figcaption>", c->title, "");
	element(doc, " ", c->unit, "</figcaption>\n");
	chart_svg(doc->out, c, ++doc->figures);
	fputs("</figure>\n", doc->out);
}

static void fold(struct doc *doc, const char *summary)
{
	end_list(doc);
	element(doc, "<details class=\"all\"><summary>", summary, "</summary>\n");
}

static void unfold(struct doc *doc)
{
	end_list(doc);
	fputs("</details>\n", doc->out);
}

const struct doc_style doc_html = {
	.begin = begin, .end = end, .heading = heading, .paragraph = paragraph, .item = item, .code = code,
	.table = table, .cell = cell, .table_end = table_end, .figure = figure, .chart = chart,
	.fold = fold, .unfold = unfold, .all = true,
};
