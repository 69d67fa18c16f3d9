/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measures what the module's hooks cost: a few cells under the policy upstream, with the hooks in place and without
 * them. The hooks are removed and put back between rounds, so that both see the same host.
 */
#ifndef HOST_RUN_HOOK_H
#define HOST_RUN_HOOK_H

#include "bench/cell.h"
#include "host/keep/sink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

#define HOOK_CELLS      3
#define HOOK_ROUNDS_MAX 16

/* What was measured once: the archive's line "hook". */
struct hook_record {
	const char *when;             /* "start" or "end" of the run */
	struct {
		struct cell cell;
		uint32_t faults;      /* stage-2 faults of a sample: each passes the hook of kvm_handle_guest_abort() */
		uint32_t io_aborts;   /* how many of them pass that of io_mem_abort(), too */
		uint32_t *ticks;      /* rounds times round_samples of them */
	} of[HOOK_CELLS];
	size_t round_samples;
	uint32_t rounds;              /* even: rounds 2 i and 2 i + 1 are with and without hooks, in random order */
	bool hooked[HOOK_ROUNDS_MAX];
};

/*
 * Measure, and hand the line to the archive; nothing, if the run's knob is not the module's, the user may not remove the
 * hooks, or the run is asked to stop. when: "start" or "end". Afterwards the hooks are in place; the policy is that of
 * before if the run sets none. 0 or -errno (fail_text()), -EPIPE if the archive cannot be written: the hooks are in
 * place then, too, if that is possible.
 */
int hook_measure(struct session *session, const char *when, const struct archive_sink *archive);

#endif
