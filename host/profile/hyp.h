/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Without VHE, where the hypervisor's code is at EL2, beside where the kernel's symbols have it. */
#ifndef HOST_PROFILE_HYP_H
#define HOST_PROFILE_HYP_H

#include "host/profile/counts.h"

#include <stdbool.h>

/* Is it an instruction of the hypervisor's, at an address of its own? With VHE the kernel is at EL2, at its usual ones. */
bool hyp_is(const struct counts_insn *insn);

/*
 * Set *offset to what is to be subtracted from the hypervisor's addresses for those of the symbols. They map the code as a whole
 * (kern_hyp_va(), arch/arm64/include/asm/kvm_mmu.h, 6.12), so that one offset serves all. It makes an exception from the
 * host be at its vector, whole pages away from its symbol, and every instruction in a function of the hypervisor; of several
 * such, it is the one with which the most functions are executed from their first instruction on. False: there is none.
 */
bool hyp_offset(const struct counts_path *path, const struct symbols *symbols, uint64_t *offset);

#endif
