/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the process that measures and the one that keeps the archive tell each other without a word: memory that both
 * map. The first writes what it is at, which costs it nothing, and is told from it should it die; the second asks it to
 * stop.
 */
#ifndef HOST_BOARD_H
#define HOST_BOARD_H

#include "bench/cell.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct board {
	pid_t keeper;                /* its process; 0: it has none of its own */
	_Atomic uint32_t stop;       /* end after the batch under way */
	_Atomic size_t planned;      /* cells, each policy counted; 0: not known yet */
	_Atomic uint32_t unrestored; /* settings of the host that could not be put back */
	_Atomic uint32_t under_way;  /* cell says which */
	_Atomic uint32_t sample_lines; /* of that cell */
	struct cell cell;            /* the last one that was begun; stable while its process does not run */
};

/* A cell's next batch begins. */
static inline void board_begin(struct board *board, const struct cell *cell, uint32_t sample_lines)
{
	atomic_store_explicit(&board->under_way, 0, memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
	board->cell = *cell;
	atomic_store_explicit(&board->sample_lines, sample_lines, memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
	atomic_store_explicit(&board->under_way, 1, memory_order_relaxed);
}

#endif
