/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Find, judge and load the module cmo_policy (host/kernel/module/), which gives a kernel without the policy patch a knob.
 */
#ifndef HOST_KNOB_MODULE_H
#define HOST_KNOB_MODULE_H

#include "host/os/finding.h"
#include "host/os/hostfile.h"

#include <stdbool.h>
#include <stddef.h>

/* What is between this host and the module, the first that applies. */
enum module_outlook {
	MODULE_NO_OPTION,  /* the kernel lacks an option that the module needs */
	MODULE_LOCKED,     /* the kernel takes signed modules only */
	MODULE_READY,      /* nothing: there is a file */
	MODULE_UNBUILT,    /* it is not built for this kernel */
	MODULE_NO_HEADERS, /* nor are there the headers that building it takes */
};

struct module {
	enum module_outlook outlook;
	char path[HOSTFILE_PATH_BYTES]; /* MODULE_READY: its file, without root */
	bool compressed;                /* by the kernel, or modprobe(8), before it is loaded */
	char what[160];                 /* what is missing, as a finding says it; "": MODULE_READY */
	char remedy[184];               /* how to get it; "" as well */
};

/* Where module_look() looks. */
struct module_place {
	const char *root;        /* directory that every path is below, as in struct host_view */
	const char *program_dir; /* directory of the program; NULL: find out */
	bool emulated;           /* an emulated host: the module is built outside of it */
};

/*
 * Look for the module of the kernel there: in module/RELEASE/ beside the program, in ../lib/cmobench/module/RELEASE/,
 * then among the kernel's own modules.
 */
void module_look(const struct module_place *place, struct module *module);

/*
 * Load a module that is MODULE_READY into this kernel. At the end it is unloaded (restore_unload()). 0; or -errno
 * (fail_text() says what the kernel has against it), no module being loaded then.
 */
int module_load(const struct module *module);

/*
 * Raise "module-lockdown" or "module-missing". failed: why it could not be loaded; NULL: it is not MODULE_READY, so
 * loading was not tried.
 */
void module_judge(const struct module *module, const char *failed, struct host_findings *findings);

/*
 * Write why the module last refused something, as it says in the kernel's log. False, and text is "": it did not, or
 * the log may not be read.
 */
bool module_reason(char *text, size_t size);

#endif
