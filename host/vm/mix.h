/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Create the memslots beside the one under test. */
#ifndef HOST_MIX_H
#define HOST_MIX_H

#include "bench/slot.h"
#include "host/vm/vm.h"

#include <stdint.h>

/*
 * Create the other memslots of a mix, each of one page, numbered from first_slot on; the caller creates the one under
 * test. They are deleted with the VM. All of them map *page, which the caller unmaps (vm->page_bytes) once the VM is
 * closed; NULL if there are none. 0 or -errno (fail_text()); -ENOTSUP if KVM does not have that many memslots.
 */
int mix_open(struct vm *vm, const struct mix *mix, uint32_t first_slot, void **page);

#endif
