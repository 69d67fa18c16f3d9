/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/array.h"
#include "host/findings/check.h"
#include "host/os/hostfile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * The taints that speak against a kernel's numbers, by their bit (Documentation/admin-guide/tainted-kernels.rst, 6.12).
 * Those of modules remain after the module is unloaded, so they count only while another module than ours has them.
 */
static const struct {
	int bit;
	char letter;    /* as in /sys/module/MODULE/taint */
	bool by_module;
	const char *what;
} taints[] = {
	{ 0, 'P', true, "proprietary module" },
	{ 1, 'F', true, "module loaded by force" },
	{ 4, 'M', false, "machine check" },
	{ 5, 'B', false, "bad page" },
	{ 7, 'D', false, "the kernel has crashed (oops)" },
	{ 9, 'W', false, "the kernel has warned" },
	{ 12, 'O', true, "module from outside the kernel" },
	{ 14, 'L', false, "a CPU hung" },
	{ 15, 'K', false, "live patch" },
};

/* A search for modules that have a taint. */
struct tainting {
	const char *root;
	char letter;
	char names[96]; /* of the modules, separated by blanks */
};

static bool add_module(void *context, const char *path)
{
	struct tainting *t = context;
	const char *name = path + strlen("/sys/module/");
	int size = (int)strcspn(name, "/");
	char letters[32];

	if (hostfile_text(t->root, letters, sizeof(letters), "%s", path) > 0 && strchr(letters, t->letter) &&
	    strncmp(name, "cmo_policy/", strlen("cmo_policy/")))
		snprintf(t->names + strlen(t->names), sizeof(t->names) - strlen(t->names), " %.*s", size, name);
	return true;
}

void check_tainted(const struct check *c)
{
	char text[160] = "", modules[160] = "", remedy[FINDING_REMEDY_BYTES];
	bool lasts = false;
	int64_t bits;

	if (!hostfile_number(c->view->root, &bits, "/proc/sys/kernel/tainted"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(taints); i++) {
		struct tainting t = { .root = c->view->root, .letter = taints[i].letter };
		size_t used = strlen(text);

		if (!(bits >> taints[i].bit & 1))
			continue;
		if (taints[i].by_module)
			hostfile_each(t.root, "/sys/module/*/taint", add_module, &t);
		if (!taints[i].by_module || *t.names)
			snprintf(text + used, sizeof(text) - used, "%s%s%s%s", used ? ", " : "", taints[i].what,
				 *t.names ? ":" : "", t.names);
		lasts |= !taints[i].by_module;
		used = strlen(modules);
		snprintf(modules + used, sizeof(modules) - used, "%s", t.names);
	}
	snprintf(remedy, sizeof(remedy), lasts ? "reboot" : "sudo modprobe -r%s", modules);
	if (*text)
		finding_raise(c->findings, c->kind, remedy, "the kernel is tainted (%" PRId64 "): %s", bits, text);
}
