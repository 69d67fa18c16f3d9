/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Refuses archives that make no history. */
#ifndef ANALYSIS_HISTORY_CHECK_H
#define ANALYSIS_HISTORY_CHECK_H

#include "analysis/boots/hosts.h"

/*
 * A history takes two kernels or more of one machine, in one mode, measured by one clock and for the same suite and filter,
 * and no kernel in two setups; all have a policy in common. Returns STATUS_OK, or STATUS_USAGE after printing a line that
 * says what is wrong.
 */
enum status history_check(const struct hosts *hosts);

/*
 * May two archives be in one history, as two kernels or as boots or seeds of one, if all have a policy in common and no two are
 * of one boot? Their lines are not needed.
 */
bool history_takes(const struct archive *a, const struct archive *b);

/* Was a policy visited on all hosts? */
bool history_has_policy(const struct hosts *hosts, enum policy_id policy);

#endif
