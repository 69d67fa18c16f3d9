# SPDX-License-Identifier: GPL-2.0-or-later
# What archives mean: for any machine.

analysis-files := aa.c answers.c archive.c band.c blocks.c bootstrap.c break_even.c check.c compare.c compare_archive.c \
	compare_counts.c compare_estimate.c compare_json.c compare_make.c compare_text.c contrast.c \
	contrast_estimate.c cost.c counted.c decode.c decode_cell.c decode_run.c deliver.c families.c figure.c \
	gnuplot.c json.c lint.c load.c loaded.c page.c page_html.c page_markdown.c parallel.c plot.c plot_cells.c \
	plot_contrasts.c plot_parts.c plot_samples.c plot_templates.S ranks.c report.c report_asked.c report_cells.c \
	report_contrast.c report_counters.c report_csv.c report_effects.c report_gbench.c report_hosts.c report_json.c \
	report_json_run.c report_lines.c report_page.c report_run.c report_scaling.c report_skipped.c report_sweep.c \
	report_table.c report_text.c result.c robust.c stats.c svg.c sweep.c text.c value.c
analysis-files += report_page_figures.c report_page_tables.c

# What the assembler includes.
build/native/analysis/plot_templates.o build/arm64/analysis/plot_templates.o: $(wildcard $(src)analysis/plot/*.gp)
