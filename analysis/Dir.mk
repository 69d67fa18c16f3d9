# SPDX-License-Identifier: GPL-2.0-or-later
# What archives mean: for any machine.

analysis-files := aa.c archive.c band.c break_even.c check.c contrast.c contrast_estimate.c cost.c counted.c decode.c \
	decode_cell.c decode_run.c json.c load.c report.c report_cells.c report_contrast.c report_counters.c \
	report_effects.c report_json.c report_json_run.c report_lines.c report_run.c report_scaling.c report_skipped.c \
	report_sweep.c report_table.c report_text.c result.c stats.c sweep.c text.c value.c
analysis-files += report_csv.c
analysis-files += answers.c
analysis-files += page.c page_html.c page_markdown.c report_asked.c report_page.c svg.c
analysis-files += lint.c
analysis-files += report_hosts.c
analysis-files += report_gbench.c
analysis-files += deliver.c
analysis-files += compare.c compare_archive.c compare_counts.c compare_estimate.c compare_json.c compare_make.c \
	compare_text.c
analysis-files += bootstrap.c families.c ranks.c robust.c
