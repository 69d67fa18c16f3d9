/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/image/modes.h"

#include "bench/array.h"
#include "host/os/err.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * QEMU's 64-bit models, as of 10.0, and what each has by the version of the architecture that it is of: FEAT_VHE is mandatory
 * from Armv8.1 on, FEAT_NV2 exists since Armv8.4 (DDI 0487, A2.2). Those that are not here have both, or are not known.
 */
static const struct {
	const char *cpu;
	bool has_vhe, has_nv2;
} models[] = {
	{ "max", true, true },          { "neoverse-v1", true, true },  { "neoverse-n1", true, false },
	{ "cortex-a76", true, false },  { "cortex-a72", false, false }, { "neoverse-n2", true, true },
	{ "cortex-a710", true, true },  { "cortex-a57", false, false }, { "cortex-a55", true, false },
	{ "cortex-a53", false, false }, { "cortex-a35", false, false }, { "a64fx", true, false },
};

/* Return the row of a model, with its properties; ARRAY_SIZE(models): it is not here. */
static size_t find(const char *cpu)
{
	size_t length = strcspn(cpu, ","), i = 0;

	while (i < ARRAY_SIZE(models) && (strlen(models[i].cpu) != length || strncmp(models[i].cpu, cpu, length) != 0))
		i++;
	return i;
}

int modes_know(const char *cpu)
{
	char known[256] = "";

	if (find(cpu) < ARRAY_SIZE(models))
		return 0;
	for (size_t i = 0, used = 0; i < ARRAY_SIZE(models) && used < sizeof(known); i++)
		used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s", i ? ", " : "", models[i].cpu);
	fail(0, "QEMU has no model \"%.*s\": it has %s", (int)strcspn(cpu, ","), cpu, known);
	return -EINVAL;
}

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
	size_t i = find(cpu);

	if (is_vhe && i < ARRAY_SIZE(models) && !models[i].has_vhe)
		return refuse(mode, cpu, "has no VHE: it can have nvhe and protected");
	if (is_nested && i < ARRAY_SIZE(models) && !models[i].has_nv2)
		return refuse(mode, cpu, "has no FEAT_NV2: max has");
	if (!is_nested || !is_before_nested(release))
		return 0;
	fail(0, "--mode nested: Linux offers it from %d.%d on, and this is Linux %s", NESTED_MAJOR, NESTED_MINOR, release);
	return -EINVAL;
}
