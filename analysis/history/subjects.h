/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of a history unless --cells chooses others. */
#ifndef ANALYSIS_HISTORY_SUBJECTS_H
#define ANALYSIS_HISTORY_SUBJECTS_H

#include "analysis/history/history.h"

/* A row. Axes that it does not have are those of the history's base. */
struct history_subject {
	const char *group, *label;
	enum history_kind kind;
	enum history_role role;
	enum contrast_id contrast;  /* of HISTORY_CONTRAST; the axes below are those of its first cell */
	enum op_id op;
	enum slot_id slot;
	enum host_page_id host_page;
	enum stage2_id stage2;
	enum lines_id lines;
};

extern const struct history_subject history_subject_table[];
extern const size_t history_subjects; /* rows of the table */

#endif
