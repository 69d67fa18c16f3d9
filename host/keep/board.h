/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that the measuring process and the keeper of the archive share. The measuring process writes there which cell
 * it is measuring, so that the keeper knows the cell should that process die; the keeper writes there that it must
 * stop. No system call is needed for either, so a measurement is not disturbed.
 */
#ifndef HOST_BOARD_H
#define HOST_BOARD_H

#include "bench/cell.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct board {
	pid_t keeper;                /* process of the keeper; 0: the keeper has no process of its own */
	_Atomic uint32_t stop;       /* not 0: the measuring process must end after the current batch */
	_Atomic size_t planned;      /* number of planned cells, each policy counted; 0: not known yet */
	_Atomic uint32_t begun;      /* what is measured of cells that are not archived yet, in thousandths of a cell */
	_Atomic uint32_t unrestored; /* number of host settings that could not be restored */
	_Atomic uint32_t under_way;  /* not 0: cell is being measured */
	_Atomic uint32_t sample_lines; /* lines in a sample of that cell */
	struct cell cell;            /* the cell begun last; read it only while the measuring process does not run */
};

/* Record that a batch of this cell begins. */
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
