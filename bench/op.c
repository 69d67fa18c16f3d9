/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/op.h"

#include <stddef.h>

const struct op op_table[OP_COUNT] = {
#define OP(id, access_, operand_, feature_, set, spec_, ...)                                                           \
	[OP_##id] = { .name = #id, .insn = #__VA_ARGS__, .spec = (spec_), .access = OP_ACCESS_##access_,               \
		      .operand = OP_OPERAND_##operand_, .feature = OP_FEATURE_##feature_ },
#include "bench/ops.def"
#undef OP
};

/* Arm ARM DDI 0487J.a D17.2.61: ID_AA64ISAR1_EL1.DPB is 1 for FEAT_DPB, 2 for FEAT_DPB2 as well. */
const struct op_feature op_feature_table[OP_FEATURE_COUNT] = {
	[OP_FEATURE_ALWAYS] = { NULL, NULL, 0, 0 },
	[OP_FEATURE_DPB]    = { "FEAT_DPB", "ID_AA64ISAR1_EL1", 0, 1 },
	[OP_FEATURE_DPB2]   = { "FEAT_DPB2", "ID_AA64ISAR1_EL1", 0, 2 },
};

bool op_is_implemented(enum op_id op, uint64_t id_reg)
{
	const struct op_feature *feature = &op_feature_table[op_table[op].feature];

	return !feature->name || (id_reg >> feature->shift & 0xf) >= feature->least;
}

bool op_is_cmo(enum op_id op)
{
	return op_table[op].access == OP_ACCESS_INVALIDATE || op_table[op].access == OP_ACCESS_CLEAN;
}
