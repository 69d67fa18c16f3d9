/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/image/modes.h"

#include "bench/array.h"
#include "host/os/err.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * QEMU's models that lack something, by the version of the architecture that they are of: FEAT_VHE is mandatory from
 * Armv8.1 on, FEAT_NV2 exists since Armv8.4 (DDI 0487, A2.2). Those that are not here have both, or are not known.
 */
static const struct {
	const char *cpu;
	bool has_vhe;
} older[] = {
	{ "cortex-a35", false }, { "cortex-a53", false }, { "cortex-a57", false }, { "cortex-a72", false },
	{ "cortex-a55", true },  { "cortex-a76", true },  { "neoverse-n1", true }, { "a64fx", true },
};

/* Linux offers EL2 to guests from this release on (KVM_CAP_ARM_EL2). */
#define NESTED_MAJOR 6
#define NESTED_MINOR 16

static bool is_before_nested(const char *release)
{
	unsigned int major, minor;

	return sscanf(release, "%u.%u", &major, &minor) == 2 &&
	       (major < NESTED_MAJOR || (major == NESTED_MAJOR && minor < NESTED_MINOR));
}

static int refuse(const char *mode, const char *cpu, const char *what)
{
	fail(0, "--mode %s: QEMU's %.*s %s", mode, (int)strcspn(cpu, ","), cpu, what);
	return -EINVAL;
}

int modes_check(const char *mode, const char *cpu, const char *release)
{
	bool is_vhe = mode && !strcmp(mode, "vhe"), is_nested = mode && !strcmp(mode, "nested");
	size_t length = strcspn(cpu, ","), i = 0;

	while (i < ARRAY_SIZE(older) && (strlen(older[i].cpu) != length || strncmp(older[i].cpu, cpu, length) != 0))
		i++;
	if (is_vhe && i < ARRAY_SIZE(older) && !older[i].has_vhe)
		return refuse(mode, cpu, "has no VHE: it can have nvhe and protected");
	if (is_nested && i < ARRAY_SIZE(older))
		return refuse(mode, cpu, "has no FEAT_NV2: max has");
	if (!is_nested || !is_before_nested(release))
		return 0;
	fail(0, "--mode nested: Linux offers it from %d.%d on, and this is Linux %s", NESTED_MAJOR, NESTED_MINOR, release);
	return -EINVAL;
}
