/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/machine/platform.h"

#include "bench/array.h"
#include "host/os/hostfile.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DMI_DIR  "/sys/class/dmi/id"
#define TREE_DIR "/proc/device-tree"

enum model_kind { MODEL_METAL, MODEL_VIRTUAL, MODEL_UNKNOWN, MODEL_BIT };

static const struct {
	const char *vendor, *product;
	enum model_kind kind;
} models[] = {
#define MODEL(vendor, product, kind) { vendor, product, MODEL_##kind },
#define SIGN(text)
#include "host/machine/platform.def"
#undef SIGN
#undef MODEL
};

static const char *const signs[] = {
#define MODEL(vendor, product, kind)
#define SIGN(text) text,
#include "host/machine/platform.def"
#undef SIGN
#undef MODEL
};

enum dmi { DMI_PRODUCT, DMI_VENDOR, DMI_BOARD_VENDOR, DMI_BIOS_VENDOR, DMI_VERSION, DMI_COUNT };

struct names {
	char text[DMI_COUNT][64]; /* "" if there is none; cut to fit */
};

static void read_names(struct names *names, const char *root)
{
	static const char *const files[] = { "product_name", "sys_vendor", "board_vendor", "bios_vendor",
					     "product_version" };

	for (size_t i = 0; i < DMI_COUNT; i++)
		hostfile_text(root, names->text[i], sizeof(names->text[i]), DMI_DIR "/%s", files[i]);
}

/* Does the text name nothing? Makers of boards forget to fill in their firmware's fields. */
static bool is_empty(const char *text)
{
	static const char *const fillers[] = {
		"", "Default string", "None", "Not Specified", "O.E.M.", "System Product Name", "System manufacturer",
		"To Be Filled By O.E.M.", "Unknown",
	};

	for (size_t i = 0; i < ARRAY_SIZE(fillers); i++)
		if (!strcasecmp(text, fillers[i]))
			return true;
	return false;
}

#define SMBIOS_BYTES  (64 << 10) /* more than the tables of any machine up to the structure that is looked for */
#define SMBIOS_HEADER 4          /* type, length, handle */

/*
 * Return whether SMBIOS says that the machine is virtual: bit 4 of byte 2 of the BIOS characteristics extension, in the
 * structure of type 0, BIOS Information (SMBIOS 3.7.0, 7.1.2.2). -1: it cannot be read, which takes root, or is not
 * there.
 */
static int read_smbios_bit(const char *root)
{
	static char table[SMBIOS_BYTES];
	long size = hostfile_bytes(root, table, sizeof(table), "/sys/firmware/dmi/tables/DMI"), at = 0;

	while (at + SMBIOS_HEADER <= size) {
		long length = (unsigned char)table[at + 1];

		if (length < SMBIOS_HEADER || at + length > size)
			return -1;
		if (table[at] == 0)
			return length > 0x13 ? table[at + 0x13] >> 4 & 1 : -1;
		/* Its strings follow, and then an empty one. */
		for (at += length; at + 1 < size && (table[at] || table[at + 1]); at++)
			;
		at += 2;
	}
	return -1;
}

/* Is this string in the device tree's compatible, a list of NUL-terminated strings? */
static bool tree_says(const char *root, const char *compatible)
{
	char list[512];
	long size = hostfile_text(root, list, sizeof(list), TREE_DIR "/compatible");

	for (long i = 0; i < size; i += (long)strlen(list + i) + 1)
		if (!strcmp(list + i, compatible))
			return true;
	return false;
}

static bool note_path(void *context, const char *path)
{
	snprintf(context, MACHINE_WHY_BYTES, "%s", path);
	return false;
}

/*
 * Judge by the device tree that firmware or a hypervisor hands over: QEMU, kvmtool, crosvm and Firecracker call their
 * machine "linux,dummy-virt"; QEMU has a node fw-cfg, and Xen, KVM and others a node hypervisor (systemd's virt.c).
 */
static bool tree_is_virtual(const char *root, char why[static MACHINE_WHY_BYTES])
{
	char node[MACHINE_WHY_BYTES] = "", name[64];

	if (tree_says(root, "linux,dummy-virt")) {
		snprintf(why, MACHINE_WHY_BYTES, "its device tree says linux,dummy-virt");
		return true;
	}
	if (hostfile_there(root, TREE_DIR "/hypervisor")) {
		hostfile_text(root, name, sizeof(name), TREE_DIR "/hypervisor/compatible");
		snprintf(why, MACHINE_WHY_BYTES, "its device tree has a hypervisor%s%s", *name ? ", " : "", name);
		return true;
	}
	hostfile_each(root, TREE_DIR "/*fw-cfg*", note_path, node);
	if (*node)
		snprintf(why, MACHINE_WHY_BYTES, "it has %.120s, which is QEMU's", node);
	return *node;
}

/* Return the time that a hypervisor took from all CPUs since the boot, in 1/100 s (proc_stat(5)); 0 if unknown. */
static int64_t read_stolen(const char *root)
{
	char *line = hostfile_line(root, "cpu ", "/proc/stat");
	int64_t stolen = 0;

	if (line)
		sscanf(line, "%*s %*s %*s %*s %*s %*s %*s %*s %" SCNd64, &stolen);
	free(line);
	return stolen;
}

static bool find_guest_clock(void *context, const char *path)
{
	const char **root = context;
	char name[32];

	if (hostfile_text(*root, name, sizeof(name), "%s", path) <= 0 || strcmp(name, "KVM virtual PTP"))
		return true;
	*root = NULL;
	return false;
}

/* Judge by what the kernel does only in a guest. */
static bool kernel_is_guest(const char *root, char why[static MACHINE_WHY_BYTES])
{
	const char *found = root;
	int64_t stolen = read_stolen(root);

	/* Linux: drivers/xen/sys-hypervisor.c; drivers/xen/xenbus/xenbus_probe.c, xenbus_init(), 6.12. */
	if (hostfile_there(root, "/sys/hypervisor/type"))
		snprintf(why, MACHINE_WHY_BYTES, "it has /sys/hypervisor/type");
	else if (hostfile_there(root, "/proc/xen"))
		snprintf(why, MACHINE_WHY_BYTES, "it has /proc/xen");
	else if (stolen > 0) /* arch/arm64/kernel/paravirt.c, pv_time_init(), 6.12: only where a hypervisor offers it */
		snprintf(why, MACHINE_WHY_BYTES, "/proc/stat has %" PRId64 " ms that a hypervisor took", stolen * 10);
	else { /* drivers/ptp/ptp_kvm_arm.c, kvm_arch_ptp_init(), 6.12: only where KVM answers */
		hostfile_each(root, "/sys/class/ptp/ptp*/clock_name", find_guest_clock, &found);
		if (!found)
			snprintf(why, MACHINE_WHY_BYTES, "it has the clock that KVM offers its guests");
		return !found;
	}
	return true;
}

/* Judge by the names of the DMI alone. */
static enum machine_kind judge_names(const struct names *names, int bit, char why[static MACHINE_WHY_BYTES])
{
	const char *vendor = names->text[DMI_VENDOR], *product = names->text[DMI_PRODUCT];

	for (size_t i = 0; i < ARRAY_SIZE(models); i++) {
		if (fnmatch(models[i].vendor, vendor, 0) || fnmatch(models[i].product, product, 0))
			continue;
		if (models[i].kind == MODEL_METAL || (models[i].kind == MODEL_BIT && !bit))
			return MACHINE_METAL;
		if (models[i].kind == MODEL_UNKNOWN) {
			snprintf(why, MACHINE_WHY_BYTES, "%.40s%s%.48s is the name of machines and of virtual ones",
				 vendor, *product ? " " : "", product);
			return MACHINE_UNKNOWN;
		}
		snprintf(why, MACHINE_WHY_BYTES, "its DMI names %s %s", vendor, product);
		return MACHINE_VIRTUAL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(signs) * DMI_COUNT; i++) {
		const char *sign = signs[i / DMI_COUNT], *text = names->text[i % DMI_COUNT];

		if (strncmp(text, sign, strlen(sign)))
			continue;
		if (text == vendor || text == product)
			snprintf(why, MACHINE_WHY_BYTES, "its DMI names %s %s", vendor, product);
		else
			snprintf(why, MACHINE_WHY_BYTES, "its DMI names %.40s %.48s (%.40s)", vendor, product, text);
		return MACHINE_VIRTUAL;
	}
	return MACHINE_METAL;
}

enum machine_kind machine_judge(const char *root, char why[static MACHINE_WHY_BYTES])
{
	int bit = read_smbios_bit(root);
	struct names names;
	enum machine_kind kind;

	why[0] = '\0';
	read_names(&names, root);
	if (tree_is_virtual(root, why) || kernel_is_guest(root, why))
		return MACHINE_VIRTUAL;
	kind = judge_names(&names, bit, why);
	if (kind != MACHINE_VIRTUAL && bit == 1) {
		snprintf(why, MACHINE_WHY_BYTES, "its SMBIOS says so");
		return MACHINE_VIRTUAL;
	}
	if (kind == MACHINE_METAL && is_empty(names.text[DMI_VENDOR]) && is_empty(names.text[DMI_PRODUCT]) &&
	    is_empty(names.text[DMI_BOARD_VENDOR]) && !hostfile_there(root, TREE_DIR "/compatible")) {
		snprintf(why, MACHINE_WHY_BYTES, "neither its DMI nor a device tree names it");
		return MACHINE_UNKNOWN;
	}
	return kind;
}
