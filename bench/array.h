/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_ARRAY_H
#define BENCH_ARRAY_H

/* Number of elements of an array. A pointer compiles, too, but gives nonsense. */
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
