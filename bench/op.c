/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/op.h"

const struct op op_table[OP_COUNT] = {
#define OP(id, access_, operand_, spec_, ...)                                                                          \
	[OP_##id] = { .name = #id, .insn = #__VA_ARGS__, .spec = (spec_),                                              \
		      .access = OP_ACCESS_##access_, .operand = OP_OPERAND_##operand_ },
#include "bench/ops.def"
#undef OP
};

bool op_is_cmo(enum op_id op)
{
	return op_table[op].access == OP_ACCESS_INVALIDATE || op_table[op].access == OP_ACCESS_CLEAN;
}
