/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operations that can be timed: enum and table, both expanded from ops.def. */
#ifndef BENCH_OP_H
#define BENCH_OP_H

#include <stdbool.h>
#include <stdint.h>

enum op_id {
#define OP(id, ...) OP_##id,
#include "bench/ops.def"
#undef OP
	OP_COUNT
};

/* What the op asks of stage 2, and what KVM's abort handler learns from the syndrome. */
enum op_access {
	OP_ACCESS_NONE,       /* touches no page */
	OP_ACCESS_READ,       /* a load: ISV = 1 */
	OP_ACCESS_WRITE,      /* a store: ISV = 1, WnR = 1 */
	OP_ACCESS_ZERO,       /* DC ZVA: a store with ISV = 0; not maintenance, CM = 0 (Arm ARM, ISS of a Data Abort) */
	OP_ACCESS_INVALIDATE, /* CM = 1, WnR = 1; needs write permission on some CPUs (predict_host.ivac_needs_write) */
	OP_ACCESS_CLEAN,      /* CM = 1, WnR = 1; needs a translation, but no permission, at EL1 */
	OP_ACCESS_EXIT,       /* leaves to the host kernel whatever stage 2 says */
	OP_ACCESS_EXIT_USER,  /* leaves to userspace whatever stage 2 says */
};

/* Which scenarios take an op. */
enum op_set {
	OP_SET_YARDSTICK, /* the empty timed region and exits, with which other costs are compared; in every run */
	OP_SET_ACCESS,    /* plain accesses to memory */
	OP_SET_DATA,      /* maintenance of the data cache, to the point of coherency or unification */
	OP_SET_MORE,      /* other maintenance: to the points of persistence, or of the instruction cache */
};

/* Masks of the ops of each set, a bit by enum op_id. They are constant expressions, for tables. */
#define OP_SET_BIT(id, set, wanted) | (uint32_t)((set) == OP_SET_##wanted) << (id)

enum {
	OPS_YARDSTICK = 0
#define OP(id, access, operand, feature, set, ...) OP_SET_BIT(OP_##id, OP_SET_##set, YARDSTICK)
#include "bench/ops.def"
#undef OP
	,
	OPS_ACCESS = 0
#define OP(id, access, operand, feature, set, ...) OP_SET_BIT(OP_##id, OP_SET_##set, ACCESS)
#include "bench/ops.def"
#undef OP
	,
	OPS_DATA = 0
#define OP(id, access, operand, feature, set, ...) OP_SET_BIT(OP_##id, OP_SET_##set, DATA)
#include "bench/ops.def"
#undef OP
	,
	OPS_MORE = 0
#define OP(id, access, operand, feature, set, ...) OP_SET_BIT(OP_##id, OP_SET_##set, MORE)
#include "bench/ops.def"
#undef OP
};

enum op_operand { OP_OPERAND_NONE, OP_OPERAND_PAGE, OP_OPERAND_MMIO };

enum op_feature_id { OP_FEATURE_ALWAYS, OP_FEATURE_DPB, OP_FEATURE_DPB2, OP_FEATURE_COUNT };

/* A feature that a CPU has if a field of 4 bits of an ID register is least or more. */
struct op_feature {
	const char *name; /* in the architecture, such as "FEAT_DPB"; NULL: every CPU has it */
	const char *id_reg;
	unsigned int shift, least; /* the field's lowest bit, and its least value */
};

extern const struct op_feature op_feature_table[OP_FEATURE_COUNT];

struct op {
	const char *name;         /* canonical; never renamed, never reused */
	const char *insn;         /* as in ops.def; "" for null */
	const char *spec;         /* document and section; "" for null */
	enum op_access access;
	enum op_operand operand;
	enum op_feature_id feature;
};

extern const struct op op_table[OP_COUNT];

/* True if the op is cache maintenance, that is, if an abort of it carries ESR_ELx.ISS.CM = 1. */
bool op_is_cmo(enum op_id op);

/* True if a CPU has the op; id_reg is the value of its register op_feature_table[].id_reg. */
bool op_is_implemented(enum op_id op, uint64_t id_reg);

#endif
