/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/pairs.h"

#include "bench/array.h"

static const struct policy_pair pair_table[] = {
	{ POLICY_READ, POLICY_UPSTREAM, PAIR_DIFFERENCE },
	{ POLICY_INJECT, POLICY_UPSTREAM, PAIR_DIFFERENCE },
	{ POLICY_INJECT, POLICY_READ, PAIR_DIFFERENCE },
	{ POLICY_UPGRADE, POLICY_SKIP_RO, PAIR_BREAK_EVEN },
	{ POLICY_INJECT, POLICY_SKIP_RO, PAIR_BREAK_EVEN },
	{ POLICY_UPGRADE, POLICY_INJECT, PAIR_DIFFERENCE | PAIR_BREAK_EVEN },
	/* On read-only memslots these do what the policies without _ro do, elsewhere what upstream does. */
	{ POLICY_READ_RO, POLICY_READ, 0 },
	{ POLICY_INJECT_RO, POLICY_INJECT, 0 },
	{ POLICY_UPGRADE_RO, POLICY_UPGRADE, 0 },
	/* Nobody proposes these: other policies are compared with them, and the sweep uses them. */
	{ POLICY_SKIP_RO, POLICY_UPSTREAM, 0 },
	{ POLICY_FLUSH_RO, POLICY_UPSTREAM, 0 },
};

#define PAIR_COUNT ARRAY_SIZE(pair_table)

static bool is_named(enum policy_id policy)
{
	for (size_t i = 0; i < PAIR_COUNT; i++)
		if (pair_table[i].policy == policy)
			return true;
	return policy == POLICY_UPSTREAM || policy >= POLICY_COUNT;
}

/* Return the i-th pair: a row of the table, or one made for a policy that the table does not name. */
static struct policy_pair pair_at(size_t i)
{
	const enum policy_id base[] = { POLICY_UPSTREAM, POLICY_SKIP_RO };
	const uint32_t use[] = { PAIR_DIFFERENCE, PAIR_BREAK_EVEN };
	enum policy_id policy;

	if (i < PAIR_COUNT)
		return pair_table[i];
	i -= PAIR_COUNT;
	policy = (enum policy_id)(i / 2);
	return (struct policy_pair){ policy, base[i % 2], is_named(policy) ? 0 : use[i % 2] };
}

struct pairs pairs_of(const struct archive *archive, uint32_t use)
{
	struct pairs pairs = { .count = 0 };

	for (size_t i = 0; i < PAIR_COUNT + 2 * POLICY_COUNT && pairs.count < PAIRS_MAX; i++) {
		const struct policy_pair pair = pair_at(i);

		if (pair.use & use && archive_visited(archive, pair.policy) && archive_visited(archive, pair.base))
			pairs.pair[pairs.count++] = pair;
	}
	return pairs;
}

bool pairs_have(enum policy_id policy, enum policy_id base, uint32_t use)
{
	for (size_t i = 0; i < PAIR_COUNT + 2 * POLICY_COUNT; i++) {
		const struct policy_pair pair = pair_at(i);

		if (pair.policy == policy && pair.base == base && pair.use & use)
			return true;
	}
	return false;
}
