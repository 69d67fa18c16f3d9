# SPDX-License-Identifier: GPL-2.0-or-later
# What archives mean: for any machine.

analysis-files := check.c contrast.c decode.c json.c load.c report.c report_json.c report_table.c report_text.c \
	result.c stats.c text.c value.c
