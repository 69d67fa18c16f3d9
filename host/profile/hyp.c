/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/profile/hyp.h"

#include <string.h>

#define KERNEL_BEGIN UINT64_C(0xffff000000000000) /* addresses that TTBR1 translates, with 48 bits */

/* Functions of the hypervisor, and its vectors for the host (arch/arm64/kvm/hyp/nvhe/host.S, 6.12). */
#define HYP_PREFIX   "__kvm_nvhe_"
#define HOST_VECTORS HYP_PREFIX "__kvm_hyp_host_vector"

/* An exception from EL1 in AArch64 state goes there (Arm ARM DDI 0487J.a D1.3.1.3). */
#define VECTOR_LOWER 0x400
#define VECTORS_MASK 0x7ff

#define PAGE_MASK    0xfff /* of 4 KiB, the smallest page */

bool hyp_is(const struct counts_insn *insn)
{
	return insn->level == 2 && insn->address < KERNEL_BEGIN;
}

static const struct symbol *find(const struct symbols *symbols, const char *name)
{
	for (size_t i = 0; i < symbols->count; i++)
		if (!strcmp(symbols->symbol[i].name, name))
			return &symbols->symbol[i];
	return NULL;
}

/*
 * Return how many functions of the hypervisor are then executed from their first instruction on; 0 if an instruction would be
 * in none of its functions.
 */
static size_t fit(const struct counts_path *path, const struct symbols *symbols, uint64_t offset)
{
	size_t begun = 0;

	for (size_t i = 0; i < path->count; i++) {
		uint64_t address = path->insn[i].address - offset;
		const char *name;

		if (!hyp_is(&path->insn[i]))
			continue;
		name = symbols_name(symbols, address);
		if (!name || strncmp(name, HYP_PREFIX, strlen(HYP_PREFIX)) != 0)
			return 0;
		begun += symbols_begin(symbols, address);
	}
	return begun;
}

bool hyp_offset(const struct counts_path *path, const struct symbols *symbols, uint64_t *offset)
{
	const struct symbol *vectors = find(symbols, HOST_VECTORS);
	size_t best = 0;

	for (size_t i = 0; vectors && i < path->count; i++) {
		uint64_t address = path->insn[i].address, candidate = address - VECTOR_LOWER - vectors->address;
		size_t begun;

		if (!hyp_is(&path->insn[i]) || (address & VECTORS_MASK) != VECTOR_LOWER || candidate & PAGE_MASK)
			continue;
		begun = fit(path, symbols, candidate);
		if (begun > best) {
			best = begun;
			*offset = candidate;
		}
	}
	return best > 0;
}
