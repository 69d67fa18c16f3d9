/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memslots that stand beside the one under test. */
#ifndef HOST_MIX_H
#define HOST_MIX_H

#include "bench/slot.h"
#include "host/vm/vm.h"

#include <stdint.h>

/*
 * Make the other memslots of a mix, of one page each, numbered from first_slot on; the one under test is the caller's.
 * They go with the VM. 0 or -errno (fail_text()); -ENOTSUP if KVM does not have as many memslots. *page is what they
 * all map: the caller unmaps it (vm->page_bytes) once the VM is closed; NULL if there are none.
 */
int mix_open(struct vm *vm, const struct mix *mix, uint32_t first_slot, void **page);

#endif
