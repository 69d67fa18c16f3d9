/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What keeps even root from KVM, tracefs and perf events is named, and nothing else is; on made-up hosts. */
#include "bench/array.h"
#include "host/machine/confine.h"
#include "host/test/hosttree.h"

#define LOCKDOWN "/sys/kernel/security/lockdown"
#define UID_MAP  "/proc/self/uid_map"
#define STATUS   "/proc/self/status"
#define ROOT_ALL "Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\nSeccomp:\t"
#define ROOT_FEW "Uid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\nSeccomp:\t"
#define USER     "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\nSeccomp:\t"
#define INITIAL  "         0          0 4294967295"

static const struct {
	const char *what;
	struct {
		const char *path, *text;
	} file[4];
	const char *says[3]; /* of KVM, tracefs and perf events; NULL: nothing */
} hosts[] = {
	{ "root", { { STATUS, ROOT_ALL "0" }, { UID_MAP, INITIAL }, { LOCKDOWN, "[none] integrity confidentiality" } },
	  { NULL, NULL, NULL } },
	{ "a user", { { STATUS, USER "0" }, { UID_MAP, INITIAL } }, { NULL, NULL, NULL } },
	{ "Secure Boot", { { STATUS, ROOT_ALL "0" }, { LOCKDOWN, "none [integrity] confidentiality" } },
	  { NULL, NULL, NULL } },
	{ "lockdown", { { STATUS, ROOT_ALL "0" }, { LOCKDOWN, "none integrity [confidentiality]" } },
	  { NULL, "locked down (confidentiality)", NULL } },
	{ "lockdown, no securityfs", { { STATUS, USER "0" }, { "/proc/cmdline", "quiet lockdown=confidentiality" } },
	  { NULL, "locked down (confidentiality)", NULL } },
	{ "a user namespace", { { STATUS, ROOT_ALL "0" }, { UID_MAP, "         0       1000          1" } },
	  { NULL, "in a user namespace", "in a user namespace" } },
	{ "a user namespace of all users but root", { { STATUS, ROOT_ALL "0" }, { UID_MAP, "0 1000 4294967295" } },
	  { NULL, "in a user namespace", "in a user namespace" } },
	{ "docker", { { STATUS, ROOT_FEW "2" }, { UID_MAP, INITIAL }, { "/.dockerenv", "" } },
	  { "a container (docker)", "neither CAP_SYS_ADMIN nor CAP_PERFMON, being in a container (docker)",
	    "neither CAP_SYS_ADMIN nor CAP_PERFMON, being in a container (docker)" } },
	{ "systemd-nspawn", { { STATUS, ROOT_ALL "2" }, { "/run/host/container-manager", "systemd-nspawn" } },
	  { "a container (systemd-nspawn)", NULL, "seccomp" } },
	{ "podman", { { STATUS, ROOT_ALL "0" }, { "/run/.containerenv", "" } }, { "(podman)", NULL, NULL } },
	{ "lxc", { { STATUS, ROOT_ALL "0" }, { "/run/systemd/container", "lxc" } }, { "(lxc)", NULL, NULL } },
	{ "root without capabilities", { { STATUS, ROOT_FEW "0" } },
	  { NULL, "neither CAP_SYS_ADMIN nor CAP_PERFMON", "neither CAP_SYS_ADMIN nor CAP_PERFMON" } },
	{ "root with CAP_PERFMON", { { STATUS, "Uid:\t0\t0\t0\t0\nCapEff:\t0000004000000000\nSeccomp:\t0" } },
	  { NULL, NULL, NULL } },
	{ "a filtered user", { { STATUS, USER "2" } }, { NULL, NULL, "seccomp filter refuses" } },
	{ "strict seccomp is no filter", { { STATUS, USER "1" } }, { NULL, NULL, NULL } },
	{ "nothing known", { { STATUS, "Name:\tcmobench" } }, { NULL, NULL, NULL } },
};

int main(void)
{
	static const char *const of[] = { "KVM", "tracefs", "perf events" };
	struct confine confine;

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		if (system("rm -rf " ROOT))
			return 1;
		for (size_t k = 0; k < ARRAY_SIZE(hosts[i].file) && hosts[i].file[k].path; k++)
			put_line(hosts[i].file[k].path, hosts[i].file[k].text);
		for (int k = 0; k < 3; k++) {
			const char *says = hosts[i].says[k];
			bool found = confine_find(ROOT, (enum confine_of)k, &confine);

			if (!ok(found == (says != NULL) &&
					(!found || (strstr(confine.what, says) && *confine.remedy)),
				"%s: %s: %s", hosts[i].what, of[k], says ? says : "nothing"))
				printf("# %s\n", found ? confine.what : "nothing");
		}
	}
	return tap_done();
}
