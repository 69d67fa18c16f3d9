/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The emulated hosts of a plan, and the names of their archives. */
#ifndef HOST_PLAN_HOSTS_H
#define HOST_PLAN_HOSTS_H

#include "host/image/kernel.h"
#include "host/options/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOST_PART_BYTES  64
#define HOST_LABEL_BYTES (3 * HOST_PART_BYTES)

/* A kernel that the options name. */
struct plan_kernel {
	const char *given;            /* as --kernel has it; NULL: the default one */
	char release[RELEASE_BYTES];  /* "": not known */
	char label[HOST_PART_BYTES];   /* tells it from the others: the shortest that does */
	bool refused;                 /* it cannot be used */
};

/* One emulated host: what the comparison calls an arm. */
struct plan_host {
	const char *cpu, *mode;       /* mode: NULL, the kernel's default */
	const struct plan_kernel *kernel;
	char label[HOST_LABEL_BYTES];  /* what tells it from the others, "6.12 nvhe cortex-a72"; "": nothing */
	bool refused;                 /* it cannot be had, and it was said why */
	int worst;                    /* enum status of its runs so far */
};

struct plan_hosts {
	struct plan_kernel kernel[VALUES_MAX];
	size_t kernels;
	struct plan_host *host;              /* by CPU model, then by mode, then by kernel, as the options name them */
	size_t count;
};

/*
 * List the hosts, look at each kernel, and print why one cannot be had. Return STATUS_OK even if none can, or the
 * status of what no host can do without; the error is printed then. Call hosts_free() in either case.
 */
int hosts_find(struct plan_hosts *hosts, const struct options *options);

void hosts_free(struct plan_hosts *hosts);

/*
 * Write the name of a host's archive: path, with what is its own before the ending ".cmo.jsonl" or ".jsonl". boot: its
 * number, 1 ...; 0: there is one only.
 */
void hosts_name(const struct plan_host *host, const char *path, uint32_t boot, char *name, size_t size);

#endif
