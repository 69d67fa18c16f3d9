/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The contract between the host runner and the guest image; included by both, and by assembler.
 *
 * Guest physical = guest virtual (identity map, 4 KiB granule, 1 GiB blocks):
 *
 *   0x0000_0000  Device-nGnRE   vGIC, doorbell, mmio_user page: never backed by a memslot
 *   0x4000_0000  Normal WB      memslot 0: image, a control area per vCPU, sample ring, sentinels;
 *                                always warm
 *   0x8000_0000  Normal WB      the memslots under test, the other memslots of a mix, and holes
 *
 * Memory is mapped once more at + ABI_NC_OFFSET, Normal Non-cacheable: without FEAT_S2FWB a load there shows what is in
 * memory, not what is in a cache.
 */
#ifndef BENCH_ABI_H
#define BENCH_ABI_H

#define ABI_VERSION 4

/* Guest physical addresses, in bytes. Multiples of 64 KiB, the largest host page. */
#define ABI_GIC_DIST_GPA    0x08000000
#define ABI_GIC_CPU_GPA     0x08010000 /* GICv2 CPU interface */
#define ABI_DOORBELL_GPA    0x09000000 /* a store here leaves the guest; the value is an ABI_BELL_ */
#define ABI_MMIO_USER_GPA   0x09010000 /* op mmio_user loads from here */
#define ABI_GIC_REDIST_GPA  0x0a000000 /* GICv3 redistributors: 128 KiB for each vCPU */
#define ABI_WARM_GPA        0x40000000
#define ABI_WARM_BYTES      0x00400000
#define ABI_CONTROL_GPA     0x40080000 /* control area of vCPU 0; that of vCPU i: + i * ABI_CONTROL_STRIDE */
#define ABI_CONTROL_STRIDE  0x1000
#define ABI_VCPUS_MAX       128
#define ABI_RING_GPA        0x40100000
#define ABI_RING_BYTES      0x00100000
#define ABI_SENTINEL_GPA    0x40200000 /* sentinel pages, one host page (at most 64 KiB) apart */
#define ABI_SENTINEL_PAGES  32
#define ABI_TEST_GPA        0x80000000
#define ABI_IPA_BITS        36 /* guest physical addresses have at most so many bits: 64 GiB */
#define ABI_NC_OFFSET       0x1000000000 /* 1 << ABI_IPA_BITS */

#define ABI_SAMPLE_BYTES    8
/* Number of samples that the ring holds: those of all vCPUs for one entry into the guest. */
#define ABI_RING_SAMPLES    (ABI_RING_BYTES / ABI_SAMPLE_BYTES)
#define ABI_BLOCK_MAX       32

#define ABI_BELL_DONE       1 /* all blocks ran */
#define ABI_BELL_FATAL      2 /* an exception outside a timed op: see abi_control.fatal_* */
#define ABI_BELL_BAD_BLOCK  3 /* a block that the guest cannot run: see abi_control.fatal_far (its index) */

/*
 * Function identifier of op hvc. It lies in the vendor-specific hypervisor range of the SMC Calling Convention
 * (Arm DEN 0028, table of function identifiers); KVM does not allocate it, so the kernel answers NOT_SUPPORTED.
 */
#define ABI_HVC_FUNCTION    0x4b000000

/* A sample that took longer than this many ticks is archived as this value and makes the batch invalid. */
#define ABI_TICKS_MAX       0xffffffff

/* abi_block.shape: what one sample is. */
#define ABI_SHAPE_LINE      0 /* the op once, timed */
#define ABI_SHAPE_PAGE      1 /* the op on each line of span_bytes, timed as one */
#define ABI_SHAPE_AFTER     2 /* the op once, not timed, then timed loads of sentinel pages */
#define ABI_SHAPES          3

/* abi_block.line: what the guest does, untimed, to every line of the sample right before it. */
#define ABI_LINE_ANY        0 /* nothing */
#define ABI_LINE_ABSENT     1 /* DC CIVAC */
#define ABI_LINE_CLEAN      3 /* DC CIVAC, then a load */
#define ABI_LINE_DIRTY      5 /* DC CIVAC, then a store */

/* Offsets in struct abi_block, in bytes, for assembler. */
#define ABI_BLOCK_COUNT      4
#define ABI_BLOCK_BASE_GPA   8
#define ABI_BLOCK_PAGE_MASK  24
#define ABI_BLOCK_MULTIPLIER 32
#define ABI_BLOCK_LINE_BYTES 48
#define ABI_BLOCK_LINE       56
#define ABI_DITHER_SHIFT     16 /* of dither_mask, in the word that begins with line */

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

/* One run of one op over pages; the guest only reads it. 64 bytes. */
struct abi_block {
	uint32_t op;           /* enum op_id */
	uint32_t count;        /* samples, 1 … ABI_RING_SAMPLES - ring_index */
	uint64_t base_gpa;     /* guest physical address of page 0 */
	uint64_t stride_bytes; /* from page to page; 0 for an op that has no page */
	uint32_t page_mask;    /* pages - 1; pages is a power of two, at most 65536 */
	uint32_t first;        /* index of the first page, <= page_mask */
	uint32_t multiplier;   /* next page = (page * multiplier + increment) & page_mask: 5 and odd for a   */
	uint32_t increment;    /* full-period random order (Hull-Dobell), 1 and 1 for the sequential one     */
	uint32_t ring_index;   /* where in the ring the first sample goes */
	uint32_t shape;        /* ABI_SHAPE_ */
	uint32_t line_bytes;   /* from line to line; > 0 */
	uint32_t span_bytes;   /* LINE: line_bytes; PAGE: whole lines, up to a page; AFTER: between sentinels */
	uint16_t line;         /* ABI_LINE_ */
	uint16_t dither_mask;  /* 2^n - 1: before each sample the guest spins 0 … dither_mask times; 0: never */
	uint32_t dither_seed;  /* seeds the generator of the number of spins; not 0 unless dither_mask is 0 */
};

/* One timed operation; the guest writes it. ABI_SAMPLE_BYTES. */
struct abi_sample {
	uint32_t ticks;        /* CNTVCT_EL0 delta, overhead of the timed region included */
	uint16_t page;         /* index of the page that it worked on */
	uint16_t aborts;       /* exceptions that the guest took on the op and stepped over */
};

/* The control area of a vCPU. */
struct abi_control {
	uint32_t version;      /* guest writes ABI_VERSION once it is up */
	uint32_t block_count;  /* host writes; 0 … ABI_BLOCK_MAX */
	uint32_t gate_vcpus;   /* host writes: wait until vCPUs 0 … gate_vcpus - 1 have all arrived; 0: do not wait */
	uint32_t gate_ticket;  /* host writes: a number that no earlier entry had, the same for all vCPUs */
	uint32_t gate_arrived; /* guest writes gate_ticket when it arrives */
	uint32_t page_bytes;   /* host writes, for vCPU 0, before its first entry: size of the host's pages */
	uint64_t aborts;       /* guest: exceptions stepped over in the last entry */
	uint64_t abort_esr;    /* guest: ESR_EL1 of the last of them */
	uint64_t abort_far;    /* guest: FAR_EL1 of the last of them */
	uint64_t fatal_esr;    /* guest: with ABI_BELL_FATAL, ESR_EL1, */
	uint64_t fatal_elr;    /*        ELR_EL1, */
	uint64_t fatal_far;    /*        FAR_EL1 (or the index of a bad block), */
	uint64_t fatal_vector; /*        and the vector's index, 0 … 15 */
	uint64_t ctr_el0;      /* guest: CTR_EL0 as the guest sees it */
	uint64_t dczid_el0;    /* guest: DCZID_EL0 as the guest sees it */
	uint64_t loops_begin;  /* guest: address of the first instruction of the timed loops, and the address */
	uint64_t loops_end;    /*        behind the last; KVM may hand back accesses made by these loops only */
	uint32_t view_count;   /* host: after the blocks, look at so many pages, at their first 8 bytes each: */
	uint32_t view_memory;  /* guest: of how many these are not 0, seen Non-cacheable, */
	uint32_t view_cached;  /*        and then as all else is; both only if view_count is not 0 */
	uint64_t view_gpa;     /* host: the first of these pages, */
	uint64_t view_stride_bytes; /* and from page to page */
	struct abi_block block[ABI_BLOCK_MAX];
};

_Static_assert(sizeof(struct abi_sample) == ABI_SAMPLE_BYTES, "the guest's assembler steps by this");
_Static_assert(sizeof(struct abi_block) == 64, "the guest and the host must agree");
_Static_assert(offsetof(struct abi_block, count) == ABI_BLOCK_COUNT &&
	       offsetof(struct abi_block, base_gpa) == ABI_BLOCK_BASE_GPA &&
	       offsetof(struct abi_block, stride_bytes) == ABI_BLOCK_BASE_GPA + 8 &&
	       offsetof(struct abi_block, page_mask) == ABI_BLOCK_PAGE_MASK &&
	       offsetof(struct abi_block, first) == ABI_BLOCK_PAGE_MASK + 4 &&
	       offsetof(struct abi_block, multiplier) == ABI_BLOCK_MULTIPLIER &&
	       offsetof(struct abi_block, increment) == ABI_BLOCK_MULTIPLIER + 4 &&
	       offsetof(struct abi_block, line_bytes) == ABI_BLOCK_LINE_BYTES &&
	       offsetof(struct abi_block, span_bytes) == ABI_BLOCK_LINE_BYTES + 4 &&
	       offsetof(struct abi_block, line) == ABI_BLOCK_LINE &&
	       offsetof(struct abi_block, dither_mask) == ABI_BLOCK_LINE + ABI_DITHER_SHIFT / 8 &&
	       offsetof(struct abi_block, dither_seed) == ABI_BLOCK_LINE + 4, "loops.S loads these in pairs");
_Static_assert(ABI_NC_OFFSET == UINT64_C(1) << ABI_IPA_BITS, "the second mapping follows the first");
_Static_assert(ABI_GIC_REDIST_GPA + ABI_VCPUS_MAX * 0x20000 <= ABI_WARM_GPA, "redistributors run into memory");
_Static_assert(ABI_SENTINEL_GPA + ABI_SENTINEL_PAGES * 0x10000 <= ABI_WARM_GPA + ABI_WARM_BYTES,
	       "sentinels run out of it");
_Static_assert(sizeof(struct abi_control) <= ABI_CONTROL_STRIDE &&
	       ABI_VCPUS_MAX * ABI_CONTROL_STRIDE <= ABI_RING_GPA - ABI_CONTROL_GPA, "control runs into the ring");
#endif
#endif
