/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/image/needs.h"

#include "bench/array.h"
#include "host/os/err.h"

#include <string.h>

const struct need need_table[] = {
	{ "CONFIG_ARM64", "an arm64 machine", NULL },
	{ "CONFIG_KVM", "VMs", NULL },
	{ "CONFIG_BLK_DEV_INITRD", "the initramfs", NULL },
	{ "CONFIG_BINFMT_ELF", "programs", NULL },
	{ "CONFIG_PROC_FS", "/proc", NULL },
	{ "CONFIG_SYSFS", "/sys", NULL },
	{ "CONFIG_DEVTMPFS", "/dev", NULL },
	{ "CONFIG_SERIAL_AMBA_PL011", "the console", NULL },
	{ "CONFIG_SERIAL_AMBA_PL011_CONSOLE", "the console", NULL },
	{ "CONFIG_VIRTIO_MMIO", "the ports that results come out of", "virtio_mmio" },
	{ "CONFIG_VIRTIO_CONSOLE", "the ports that results come out of", "virtio_console" },
};

const size_t need_count = ARRAY_SIZE(need_table);

const char *needs_value(const struct blob *config, const char *option)
{
	const char *at = (const char *)config->bytes, *end = at + config->size;
	size_t length = strlen(option);

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		if ((size_t)(end - at) > length + 1 && !strncmp(at, option, length) && at[length] == '=')
			return at + length + 1;
		at = newline ? newline + 1 : end;
	}
	return NULL;
}

int needs_check(const struct blob *config, bool (*has_module)(const void *context, const char *name), const void *context,
		const char *what, const char *advice)
{
	for (size_t i = 0; config->size && i < need_count; i++) {
		const struct need *need = &need_table[i];
		const char *value = needs_value(config, need->option);

		if (!value)
			return fail(0, "%s: this kernel lacks %s, which an emulated host needs for %s", what, need->option,
				    need->what);
		if (*value != 'm' || (need->module && has_module(context, need->module)))
			continue;
		return fail(0, "%s: this kernel has %s=m, which an emulated host needs for %s, but the module is not there: %s",
			    what, need->option, need->what, advice);
	}
	return 0;
}
