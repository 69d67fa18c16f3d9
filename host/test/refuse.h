/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes system calls fail, or return what another host would return, by seccomp(2): for tests of what the program does
 * on kernels and in sandboxes that cannot be had here. It holds for the calling process, its children and its later
 * threads, and cannot be undone, so a test calls it in a child.
 */
#ifndef HOST_TEST_REFUSE_H
#define HOST_TEST_REFUSE_H

#include "bench/array.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define REFUSE_ANY -1

struct refusal {
	long call;      /* SYS_... */
	int argument;   /* index of an argument, 0 ... 5, of which the low 32 bits must be `value`; REFUSE_ANY: whatever they are */
	uint32_t value;
	int second;     /* the same for another argument */
	uint32_t second_value;
	int result;     /* what it returns: a number, or a negative errno */
};

/* The filter's data, of 16 bits, is the number that the call returns. */
static inline void refuse_answer(int signal, siginfo_t *info, void *context)
{
	ucontext_t *u = context;

	(void)signal;
#ifdef __aarch64__
	u->uc_mcontext.regs[0] = (uint64_t)info->si_errno;
#else
	u->uc_mcontext.gregs[REG_RAX] = info->si_errno;
#endif
}

/*
 * Add to the filter: go on with the next refusal unless this field is value. left: instructions of this refusal after
 * it.
 */
static inline size_t refuse_unless(struct sock_filter *f, uint32_t offset, uint32_t value, uint8_t left)
{
	f[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset);
	f[1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, left);
	return 2;
}

static inline uint32_t refuse_argument(int argument)
{
	return (uint32_t)(offsetof(struct seccomp_data, args) + (size_t)argument * 8);
}

/* Refuse these calls from now on. 0, or -1 if this kernel has no seccomp filters. */
static inline int refuse(const struct refusal *refusals, size_t count)
{
	static const struct sigaction action = { .sa_sigaction = refuse_answer, .sa_flags = SA_SIGINFO };
	struct sock_filter filter[64];
	size_t used = 0;

	for (size_t i = 0; i < count && used + 8 < ARRAY_SIZE(filter); i++) {
		const struct refusal *r = &refusals[i];
		uint8_t left = (uint8_t)(1 + 2 * (r->argument >= 0) + 2 * (r->second > 0));

		used += refuse_unless(&filter[used], offsetof(struct seccomp_data, nr), (uint32_t)r->call, left);
		if (r->argument >= 0)
			used += refuse_unless(&filter[used], refuse_argument(r->argument), r->value, left -= 2);
		if (r->second > 0)
			used += refuse_unless(&filter[used], refuse_argument(r->second), r->second_value, 1);
		filter[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, r->result < 0 ?
			SECCOMP_RET_ERRNO | (uint32_t)-r->result : SECCOMP_RET_TRAP | (uint32_t)r->result);
	}
	filter[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	sigaction(SIGSYS, &action, NULL);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &(struct sock_fprog){ (unsigned short)used, filter });
}

#endif
