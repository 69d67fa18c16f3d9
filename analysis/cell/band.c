/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/cell/band.h"

#include "bench/array.h"

#include <stdlib.h>
#include <string.h>

#define B(id)    (UINT32_C(1) << (id))
#define RW       B(SLOT_RW)
#define LOG      B(SLOT_RW_LOG)
#define HOLE     B(SLOT_HOLE)
#define RO       B(SLOT_RO)
/* Maintenance that executes without a fault on a page that is mapped in stage 2; DC IVAC does if it is writable. */
#define CLEANS   ((OPS_DATA | OPS_MORE) & ~B(OP_dc_ivac)), RW | LOG | RO, S2_RO | S2_RW
#define IVAC     B(OP_dc_ivac), RW | LOG, S2_RW
#define COLD     B(STAGE2_COLD)
#define S2_RO    B(STAGE2_RO)
#define S2_RW    B(STAGE2_RW)

#define ALTRA    "Neoverse-N1 (Ampere Altra)", 0x41, 0xd0c, "ns", "vhe"
#define KUNPENG  "Kunpeng 920", 0x48, 0xd01, "ns", "vhe"
#define MAX      "QEMU max", 0x00, 0x051, "insns", "vhe"
#define N1       "QEMU neoverse-n1", 0x41, 0xd0c, "insns", "vhe"
#define A72      "QEMU cortex-a72", 0x41, 0xd08, "insns", "nvhe"

#define MICRO_BENCH "kvm-unit-tests micro-bench on Altra, kvm list 2024-10-30, half and double"
#define ELISEI      "kvm-unit-tests micro-bench, A. Elisei, kvm list 2023-11-01, half and double"
#define BELOW_EXIT  "no figure: an op without fault or exit takes less than an empty exit (micro-bench)"
#define EXPECTED    "no figure: between exits (micro-bench) and dirty logging times on Altra"
#define OURS        "cmobench with Linux 6.12.117 of this repository, QEMU 10.0.2, less and plus a fifth"

static const struct band band_table[] = {
	{ ALTRA, B(OP_hvc), RW, S2_RW, 153, 612, MICRO_BENCH },
	{ ALTRA, B(OP_mmio_user), RW, S2_RW, 841, 3366, MICRO_BENCH },
	{ ALTRA, B(OP_dc_civac), HOLE, COLD, 225, 902, MICRO_BENCH },
	{ ALTRA, B(OP_dc_ivac), HOLE, COLD, 225, 902, MICRO_BENCH },
	{ ALTRA, B(OP_dc_civac), RW | LOG, COLD, 600, 2000, EXPECTED },
	{ ALTRA, B(OP_dc_ivac), RW | LOG, S2_RO, 500, 1500, EXPECTED },
	{ ALTRA, CLEANS, 0, 612, BELOW_EXIT },
	{ ALTRA, IVAC, 0, 612, BELOW_EXIT },
	{ KUNPENG, B(OP_hvc), RW, S2_RW, 204, 816, ELISEI },
	{ KUNPENG, B(OP_mmio_user), RW, S2_RW, 1153, 4612, ELISEI },
	{ KUNPENG, B(OP_dc_civac), HOLE, COLD, 319, 1276, ELISEI },
	{ KUNPENG, B(OP_dc_ivac), HOLE, COLD, 319, 1276, ELISEI },
	{ KUNPENG, CLEANS, 0, 816, BELOW_EXIT },
	{ KUNPENG, IVAC, 0, 816, BELOW_EXIT },
	{ MAX, B(OP_null), RW, S2_RW, 3, 6, OURS },
	{ MAX, CLEANS, 3, 7, OURS },
	{ MAX, IVAC, 3, 7, OURS },
	{ MAX, B(OP_hvc), RW, S2_RW, 866, 1300, OURS },
	{ MAX, B(OP_mmio_user), RW, S2_RW, 4103, 6162, OURS },
	{ MAX, B(OP_dc_civac), HOLE, COLD, 1054, 1585, OURS },
	{ MAX, B(OP_dc_civac), RW | LOG, COLD, 2580, 3989, OURS },
	{ MAX, B(OP_dc_ivac), RW | LOG, S2_RO, 2309, 3500, OURS },
	{ N1, B(OP_null), RW, S2_RW, 3, 6, OURS },
	{ N1, CLEANS, 3, 7, OURS },
	{ N1, IVAC, 3, 7, OURS },
	{ N1, B(OP_hvc), RW, S2_RW, 854, 1282, OURS },
	{ N1, B(OP_mmio_user), RW, S2_RW, 4014, 6028, OURS },
	{ N1, B(OP_dc_civac), HOLE, COLD, 1042, 1567, OURS },
	{ N1, B(OP_dc_civac), RW | LOG, COLD, 2728, 4211, OURS },
	{ N1, B(OP_dc_ivac), RW | LOG, S2_RO, 2284, 3463, OURS },
	{ A72, B(OP_null), RW, S2_RW, 3, 6, OURS },
	{ A72, CLEANS, 3, 7, OURS },
	{ A72, IVAC, 3, 7, OURS },
	{ A72, B(OP_hvc), RW, S2_RW, 1242, 1864, OURS },
	{ A72, B(OP_mmio_user), RW, S2_RW, 3813, 5726, OURS },
	{ A72, B(OP_dc_civac), HOLE, COLD, 1430, 2149, OURS },
	{ A72, B(OP_dc_civac), RW | LOG, COLD, 3147, 4843, OURS },
	{ A72, B(OP_dc_ivac), RW | LOG, S2_RO, 2798, 4240, OURS },
};

#define BAND_PAGE_BYTES 4096

/* MIDR_EL1.Implementer and .PartNum: Arm ARM DDI 0487J.a, D19.2.92. */
static bool is_host(const struct band *band, const struct archive *archive)
{
	uint64_t midr = archive->host.midr ? strtoull(archive->host.midr, NULL, 16) : UINT64_MAX;

	return (midr >> 24 & 0xff) == band->implementer && (midr >> 4 & 0xfff) == band->part &&
	       !strcmp(archive->clock.unit, band->unit) &&
	       (!archive->host.hyp_mode || !strcmp(archive->host.hyp_mode, band->hyp_mode));
}

static bool is_plain(const struct cell *cell)
{
	bool page = op_table[cell->op].operand == OP_OPERAND_PAGE && slot_table[cell->slot].exists;

	return cell->backing == BACKING_ANON && (!page || cell->host_page == HOST_PAGE_WRITTEN) &&
	       cell->line == LINE_ANY && cell->lines == LINES_1 && cell->timed == TIMED_OP && !cell->vcpus &&
	       !cell->mix;
}

const struct band *band_find(const struct archive *archive, const struct cell *cell)
{
	bool our_kernel = archive->knob.name && !archive_is_hooked(archive);

	if (!is_plain(cell) || archive->host.page_bytes.value != BAND_PAGE_BYTES ||
	    (archive->platform == PLATFORM_EMULATED && !our_kernel))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(band_table); i++) {
		const struct band *b = &band_table[i];

		if (b->ops >> cell->op & 1 && b->slots >> cell->slot & 1 && b->stage2s >> cell->stage2 & 1 &&
		    is_host(b, archive))
			return b;
	}
	return NULL;
}

bool band_holds(const struct band *band, double cost)
{
	return cost >= band->low && cost <= band->high;
}
