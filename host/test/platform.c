/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells machines from virtual ones, and says so if it cannot; by made-up hosts, one a row. */
#include "bench/array.h"
#include "host/findings/findings.h"
#include "host/machine/platform.h"
#include "host/test/hosttree.h"

#define DMI  "/sys/class/dmi/id/"
#define TREE "/proc/device-tree/"
#define PTP  "/sys/class/ptp/ptp1/clock_name"

/* A host by its DMI, NULL: it has no such file; and other files, with a line each. */
static const struct {
	enum machine_kind kind;
	const char *vendor, *product, *board_vendor, *bios_vendor, *version;
	struct {
		const char *path, *text;
	} file[2];
	const char *why; /* part of what is said of it; NULL: of metal, nothing */
} hosts[] = {
	/* What systemd-detect-virt knows. */
	{ .kind = MACHINE_VIRTUAL, .vendor = "QEMU", .product = "QEMU Virtual Machine",
	  .bios_vendor = "EFI Development Kit II / OVMF", .why = "its DMI names QEMU QEMU Virtual Machine" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "QEMU", .product = "KVM Virtual Machine", .why = "KVM" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Red Hat", .product = "KVM", .why = "Red Hat KVM" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Red Hat", .product = "RHEL", .why = "Red Hat RHEL" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Tilaa", .product = "KVM", .why = "Tilaa KVM" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "innotek GmbH", .product = "VM", .why = "innotek GmbH VM" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "LENOVO", .product = "VirtualBox", .why = "LENOVO VirtualBox" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "OpenStack Foundation", .product = "OpenStack Nova",
	  .why = "OpenStack Nova" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Tilaa", .product = "OpenStack Nova", .why = "Tilaa OpenStack Nova" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "KubeVirt", .product = "None", .why = "KubeVirt None" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "VMware, Inc.", .product = "VMware20,1", .why = "VMware20,1" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "LENOVO", .product = "20N2S00600", .board_vendor = "LENOVO",
	  .bios_vendor = "VMW71.00V", .why = "LENOVO 20N2S00600 (VMW71.00V)" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "innotek GmbH", .product = "VirtualBox",
	  .board_vendor = "Oracle Corporation", .why = "VirtualBox" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Oracle Corporation", .product = "VirtualBox",
	  .why = "Oracle Corporation VirtualBox" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "LENOVO", .product = "20N2S00600",
	  .board_vendor = "Oracle Corporation", .why = "(Oracle Corporation)" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Xen", .product = "HVM domU", .why = "HVM domU" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Bochs", .product = "Bochs", .why = "Bochs" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Parallels International GmbH.",
	  .product = "Parallels ARM Virtual Machine", .why = "Parallels ARM" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "FreeBSD", .product = "BHYVE", .why = "BHYVE" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Microsoft Corporation", .product = "Virtual Machine",
	  .why = "Virtual Machine" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Somebody", .product = "Something",
	  .version = "Hyper-V UEFI Release v4.1", .why = "(Hyper-V UEFI" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Apple Inc.", .product = "Apple Virtualization Generic Platform",
	  .version = "1", .why = "Apple Virtualization Generic Platform" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Somebody", .product = "Google Compute Engine",
	  .why = "Google Compute Engine" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Alibaba Cloud", .product = "Alibaba Cloud ECS",
	  .why = "Alibaba Cloud ECS" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Hetzner", .product = "vServer", .why = "Hetzner vServer" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Amazon EC2", .product = "c6g.large", .board_vendor = "Amazon EC2",
	  .bios_vendor = "Amazon EC2", .why = "Amazon EC2 c6g.large" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Amazon EC2", .product = "c6g.metallic", .why = "c6g.metallic" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Amazon EC2", .why = "Amazon EC2" },
	/* What the device tree and the kernel say. */
	{ .kind = MACHINE_VIRTUAL,
	  .file = { { TREE "hypervisor/compatible", "xen,xen" } }, .why = "hypervisor, xen,xen" },
	{ .kind = MACHINE_VIRTUAL,
	  .file = { { TREE "hypervisor/compatible", "linux,kvm" } }, .why = "hypervisor, linux,kvm" },
	{ .kind = MACHINE_VIRTUAL, .file = { { TREE "hypervisor/reg", "" } }, .why = "has a hypervisor" },
	{ .kind = MACHINE_VIRTUAL,
	  .file = { { TREE "compatible", "linux,dummy-virt" } }, .why = "linux,dummy-virt" },
	{ .kind = MACHINE_VIRTUAL,
	  .file = { { TREE "fw-cfg@9020000/reg", "" } }, .why = "fw-cfg@9020000, which is QEMU's" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "GIGABYTE", .product = "R272",
	  .file = { { "/sys/hypervisor/type", "xen" } }, .why = "/sys/hypervisor/type" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "GIGABYTE", .product = "R272",
	  .file = { { "/proc/xen/xenbus", "" } }, .why = "/proc/xen" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "GIGABYTE", .product = "R272",
	  .file = { { "/proc/stat", "cpu  1 2 3 4 5 6 7 9 0 0\ncpu0 0" } }, .why = "90 ms that a hypervisor took" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "GIGABYTE", .product = "R272",
	  .file = { { PTP, "KVM virtual PTP" } }, .why = "clock that KVM offers" },
	{ .kind = MACHINE_VIRTUAL, .vendor = "Amazon EC2", .product = "c6g.metal",
	  .file = { { "/sys/hypervisor/type", "xen" } }, .why = "/sys/hyp" },
	/* Machines. */
	{ .kind = MACHINE_METAL, .vendor = "GIGABYTE", .product = "R272-P30-JG", .board_vendor = "GIGABYTE",
	  .bios_vendor = "GIGABYTE", .version = "0100" },
	{ .kind = MACHINE_METAL, .vendor = "WIWYNN", .product = "Mt.Jade Server System B81.030Z1.0007",
	  .board_vendor = "WIWYNN", .bios_vendor = "Ampere(TM)" },
	{ .kind = MACHINE_METAL, .vendor = "Ampere(R)", .product = "Mt. Jade" },
	{ .kind = MACHINE_METAL, .vendor = "HPE", .product = "ProLiant RL300 Gen11", .board_vendor = "HPE",
	  .bios_vendor = "HPE" },
	{ .kind = MACHINE_METAL, .vendor = "To Be Filled By O.E.M.", .product = "To Be Filled By O.E.M.",
	  .board_vendor = "ASRockRack" },
	{ .kind = MACHINE_METAL, .vendor = "Amazon EC2", .product = "c6g.metal", .board_vendor = "Amazon EC2",
	  .bios_vendor = "Amazon EC2" },
	{ .kind = MACHINE_METAL, .vendor = "Amazon EC2", .product = "c8g.metal-24xl" },
	{ .kind = MACHINE_METAL, .vendor = "Microsoft Corporation", .product = "Windows Dev Kit 2023" },
	{ .kind = MACHINE_METAL, .vendor = "Microsoft Corporation", .product = "Surface Pro 9" },
	{ .kind = MACHINE_METAL, .vendor = "Huawei", .product = "TaiShan 200 (Model 2280)" },
	{ .kind = MACHINE_METAL, .vendor = "GIGABYTE", .product = "R272",
	  .file = { { PTP, "i40e" }, { "/proc/stat", "cpu  1 2 3 4 5 6 7 0 0 0" } } },
	{ .kind = MACHINE_METAL,
	  .file = { { TREE "compatible", "raspberrypi,4-model-b" },
		    { TREE "model", "Raspberry Pi 4 Model B Rev 1.5" } } },
	{ .kind = MACHINE_METAL, .file = { { TREE "compatible", "raspberrypi,5-model-b" } } },
	{ .kind = MACHINE_METAL, .file = { { TREE "compatible", "apple,j274" } } },
	{ .kind = MACHINE_METAL, .file = { { TREE "compatible", "linux,dummy-virtual" } } },
	/* A container on a machine is on that machine. */
	{ .kind = MACHINE_METAL, .vendor = "GIGABYTE", .product = "R272-P30-JG",
	  .file = { { "/.dockerenv", "" }, { "/run/.containerenv", "" } } },
	{ .kind = MACHINE_METAL, .vendor = "GIGABYTE", .product = "R272-P30-JG",
	  .file = { { "/run/host/container-manager", "systemd-nspawn" }, { "/proc/1/environ", "container=lxc" } } },
	/* What cannot be known. */
	{ .kind = MACHINE_UNKNOWN, .vendor = "Google", .product = "Google Compute Engine",
	  .board_vendor = "Google", .bios_vendor = "Google",
	  .why = "Google Google Compute Engine is the name of machines and of virtual ones" },
	{ .kind = MACHINE_UNKNOWN, .vendor = "Microsoft Corporation", .product = "C2080",
	  .why = "Microsoft Corporation C2080 is" },
	{ .kind = MACHINE_UNKNOWN, .vendor = "Alibaba Cloud", .product = "ECS EBM",
	  .why = "Alibaba Cloud ECS EBM is" },
	{ .kind = MACHINE_UNKNOWN, .vendor = "Oracle Corporation", .product = "ORACLE SERVER A1-2c",
	  .why = "Oracle Corporation ORACLE SERVER" },
	{ .kind = MACHINE_UNKNOWN, .vendor = "Hetzner", .product = "Something else",
	  .why = "Hetzner Something else" },
	{ .kind = MACHINE_UNKNOWN, .why = "neither its DMI nor a device tree" },
	{ .kind = MACHINE_UNKNOWN, .vendor = "Default string", .product = "Default string",
	  .board_vendor = "default string", .why = "neither its DMI" },
};

static void clear(void)
{
	if (system("rm -rf " ROOT))
		exit(1);
}

static void put_host(size_t i)
{
	clear();
	if (hosts[i].vendor)
		put_line(DMI "sys_vendor", hosts[i].vendor);
	if (hosts[i].product)
		put_line(DMI "product_name", hosts[i].product);
	if (hosts[i].board_vendor)
		put_line(DMI "board_vendor", hosts[i].board_vendor);
	if (hosts[i].bios_vendor)
		put_line(DMI "bios_vendor", hosts[i].bios_vendor);
	if (hosts[i].version)
		put_line(DMI "product_version", hosts[i].version);
	for (size_t k = 0; k < ARRAY_SIZE(hosts[i].file) && hosts[i].file[k].path; k++) {
		const char *text = hosts[i].file[k].text;

		/* The device tree's strings end with a NUL, not with a line. */
		if (!strncmp(hosts[i].file[k].path, TREE, strlen(TREE)))
			put_bytes(hosts[i].file[k].path, text, strlen(text) + 1);
		else
			put_line(hosts[i].file[k].path, text);
	}
}

static const char *const kind_name[] = {
	[MACHINE_METAL] = "metal", [MACHINE_VIRTUAL] = "virtual", [MACHINE_UNKNOWN] = "not known",
};

static void test_hosts(void)
{
	char why[MACHINE_WHY_BYTES], name[160];

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		enum machine_kind kind;

		put_host(i);
		kind = machine_judge(ROOT, why);
		snprintf(name, sizeof(name), "%s, %s, %s", hosts[i].vendor ? hosts[i].vendor : "-",
			 hosts[i].product ? hosts[i].product : "-",
			 hosts[i].file[0].path ? hosts[i].file[0].path : "-");
		if (!ok(kind == hosts[i].kind && (hosts[i].why ? strstr(why, hosts[i].why) != NULL : !*why),
			"%s: %s", name, kind_name[hosts[i].kind]))
			printf("# %s: %s\n", kind_name[kind], why);
	}
}

/* Writes SMBIOS tables: a structure of another type with strings, then BIOS Information with this extension byte 2. */
static void put_smbios(size_t length, unsigned char extension)
{
	static unsigned char table[64];
	static const char other[] = { 11, 5, 0, 0, 1, 'o', 'e', 'm', 0, 0 };

	memset(table, 0, sizeof(table));
	memcpy(table, other, sizeof(other));
	table[sizeof(other) + 1] = (unsigned char)length;
	table[sizeof(other) + 0x13] = extension;
	put_bytes("/sys/firmware/dmi/tables/DMI", table, sizeof(other) + length + 2);
}

/* What root can read besides names: whether SMBIOS says that it is that of a virtual machine. */
static void test_smbios(void)
{
	char why[MACHINE_WHY_BYTES];

	clear();
	put_line(DMI "sys_vendor", "GIGABYTE");
	put_smbios(0x18, 0x1d);
	ok(machine_judge(ROOT, why) == MACHINE_VIRTUAL && !strcmp(why, "its SMBIOS says so"), "SMBIOS says virtual");
	put_smbios(0x18, 0x0d);
	ok(machine_judge(ROOT, why) == MACHINE_METAL && !*why, "SMBIOS says nothing of the kind");
	put_smbios(0x13, 0x1d);
	ok(machine_judge(ROOT, why) == MACHINE_METAL, "a structure that is too short to say it");
	put_line(DMI "sys_vendor", "Amazon EC2");
	put_line(DMI "product_name", "m9g.16xlarge");
	ok(machine_judge(ROOT, why) == MACHINE_VIRTUAL, "Amazon's, where the bit cannot be read: virtual");
	put_smbios(0x18, 0x0d);
	ok(machine_judge(ROOT, why) == MACHINE_METAL, "where the bit is not set: metal, whatever its name");
	put_smbios(0x18, 0x1d);
	ok(machine_judge(ROOT, why) == MACHINE_VIRTUAL, "where it is set: virtual");
	put_line(DMI "sys_vendor", "Google");
	put_smbios(0x18, 0x0d);
	ok(machine_judge(ROOT, why) == MACHINE_UNKNOWN, "Google's does not set it on virtual ones: not known");
	put("/sys/firmware/dmi/tables/DMI", "\1\2\3\4\5\6");
	ok(machine_judge(ROOT, why) == MACHINE_UNKNOWN, "a table that is broken says nothing");
}

/* How many findings have this identifier and severity? */
static size_t count(const struct host_view *view, const char *id, enum severity severity)
{
	static struct host_findings findings;
	size_t n = 0;

	findings.count = 0;
	findings_start(&findings, view);
	for (size_t i = 0; i < findings.count; i++)
		n += !strcmp(findings.finding[i].id, id) && findings.finding[i].severity == severity;
	return n;
}

static void test_findings(void)
{
	struct host_view view = { .root = ROOT, .self = 1, .cpu = { 0 }, .cpu_count = 1 };

	clear();
	put_line(DMI "sys_vendor", "Google");
	ok(count(&view, "platform-unknown", SEVERITY_FLAG) == 1 && !count(&view, "virtual", SEVERITY_REFUSE),
	   "what cannot be known is a flag, and refuses nothing");
	put_line(DMI "sys_vendor", "Parallels");
	ok(!count(&view, "platform-unknown", SEVERITY_FLAG) && count(&view, "virtual", SEVERITY_REFUSE) == 1,
	   "a virtual machine is refused");
	put_line(DMI "sys_vendor", "HPE");
	ok(!count(&view, "platform-unknown", SEVERITY_FLAG) && !count(&view, "virtual", SEVERITY_REFUSE),
	   "of a machine nothing is said");
	put_line(DMI "sys_vendor", "Google");
	view.emulated = true;
	ok(!count(&view, "platform-unknown", SEVERITY_FLAG), "nor of an emulated host");
}

int main(void)
{
	test_hosts();
	test_smbios();
	test_findings();
	return tap_done();
}
