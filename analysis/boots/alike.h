/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells whether archives are of one host, kernel and setup, so that they differ in nothing but the boot. */
#ifndef ANALYSIS_BOOTS_ALIKE_H
#define ANALYSIS_BOOTS_ALIKE_H

#include "analysis/archive/types.h"

#define ALIKE_NUMBER_SIZE 32

/* A property by which two archives differ. */
struct alike_difference {
	const char *what;     /* its name; NULL: none */
	const char *value[2]; /* of the first and of the second; may point to number, or into the archives */
	char number[2][ALIKE_NUMBER_SIZE];
};

/* Are the archives of different machines, or were they measured by different clocks? Then it sets the first difference. */
bool alike_differ_in_host(struct alike_difference *d, const struct archive *a, const struct archive *b);

/* Are the archives of different kernels, or were they measured by different guests or under other policies? */
bool alike_differ_in_kernel(struct alike_difference *d, const struct archive *a, const struct archive *b);

/* Were the runs asked for different cells, or to tune the host or not? Numbers of samples may differ. */
bool alike_differ_in_options(struct alike_difference *d, const struct archive *a, const struct archive *b);

/* Do the archives differ in any of these? Then reports keep them apart; else they are boots, or seeds, of one thing. */
bool alike_differ(struct alike_difference *d, const struct archive *a, const struct archive *b);

/* Are they of one boot, where that matters: is the clock none that counts every instruction? */
bool alike_are_one_boot(const struct archive *a, const struct archive *b);

/*
 * Are they of one run, such as before and after it was resumed? Runs that begin in the same second differ in their command line,
 * of which the archive's name is a part; or a host's boots in their id; where ids are not known, in the seed or in what was
 * measured.
 */
bool alike_are_one_run(const struct archive *a, const struct archive *b);

#endif
