/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completes words of a command line from the catalogue (bench/cli/complete.h). */
#ifndef BENCH_OFFER_H
#define BENCH_OFFER_H

#include "bench/cli/complete.h"

/* Offer the suites; a list of policies, with "all" and "current"; a filter, its axes and their values. */
void offer_suites(const struct complete *c);
void offer_policies(const struct complete *c);
void offer_filter(const struct complete *c);

#endif
