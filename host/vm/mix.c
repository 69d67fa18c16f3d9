/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm/mix.h"

#include "host/os/err.h"

#include <errno.h>
#include <sys/mman.h>

/*
 * The other memslots begin here, below and above the windows under test (host/vm/region.c); guests/start.S maps both.
 */
#define BELOW_GPA UINT64_C(0x80000000)
#define ABOVE_GPA UINT64_C(0x800000000)

/* Return the kind of the i-th memslot: kinds alternate in the mix's ratio. */
static enum slot_id kind_of(const struct mix *mix, uint32_t i)
{
	uint32_t turn = 0;

	for (int kind = 0; kind < SLOT_COUNT; kind++)
		turn += mix->ratio[kind];
	i %= turn;
	for (int kind = 0; kind < SLOT_COUNT; kind++) {
		if (i < mix->ratio[kind])
			return (enum slot_id)kind;
		i -= mix->ratio[kind];
	}
	return SLOT_RW;
}

/* Return how many of the others lie below the memslot under test. */
static uint32_t below(const struct mix *mix, uint32_t others)
{
	return mix->position == MIX_FIRST ? 0 : mix->position == MIX_LAST ? others : others / 2;
}

int mix_open(struct vm *vm, const struct mix *mix, uint32_t first_slot, void **page)
{
	uint32_t others = mix->slots ? mix->slots - 1 : vm->memslots_max - first_slot, lower = below(mix, others);
	int err = 0;

	*page = NULL;
	if (others > vm->memslots_max - first_slot)
		return fail(ENOTSUP, "KVM has %u memslots, not %u", vm->memslots_max, first_slot + others);
	if (!others)
		return 0;
	*page = mmap(NULL, vm->page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (*page == MAP_FAILED) {
		*page = NULL;
		return fail(errno, "a page for %u memslots", others);
	}
	for (uint32_t i = 0; i < others && !err; i++) {
		uint64_t gpa = i < lower ? BELOW_GPA + i * vm->page_bytes :
					   ABOVE_GPA + (uint64_t)(i - lower) * vm->page_bytes;

		err = vm_set_memslot(vm, first_slot + i, slot_table[kind_of(mix, i)].kvm_flags, gpa, *page,
				     vm->page_bytes);
	}
	return err;
}
