/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a made-up host offers as knobs, what its module's hooks are said to cost, and what is between it and the module. */
#include "bench/array.h"
#include "host/knob/knob.h"
#include "host/knob/module.h"
#include "host/os/err.h"
#include "host/test/hosttree.h"

#define RELEASE    "6.12.0-arm64"
#define PARAMETERS "/sys/module/cmo_policy/parameters"
#define ENABLED    "/sys/kernel/tracing/enabled_functions"
#define KERNEL     "/sys/module/kvm/parameters/cmo_policy"
#define CONFIG     "/boot/config-" RELEASE
#define LOCKDOWN   "/sys/kernel/security/lockdown"
#define ENFORCE    "/sys/module/module/parameters/sig_enforce"
#define OS_RELEASE "/etc/os-release"
#define MODULES    "/lib/modules/" RELEASE
#define PROGRAM    "/opt/bin"

static struct host_findings findings;

static const struct host_findings *judge(const struct knob_state *state)
{
	findings.count = 0;
	knob_judge(state, &findings);
	return &findings;
}

static bool is_only(const struct host_findings *f, const char *id, enum severity severity, const char *says)
{
	for (size_t i = 0; i < f->count; i++)
		printf("# %s: %s: %s\n", f->finding[i].id, f->finding[i].what, f->finding[i].remedy);
	return f->count == 1 && !strcmp(f->finding[0].id, id) && f->finding[0].severity == severity &&
	       strstr(f->finding[0].what, says);
}

static void put_module(const char *hook, const char *hooked, const char *enabled)
{
	put_line(PARAMETERS "/policy", "inject");
	put_line(PARAMETERS "/hook", hook);
	put_line(PARAMETERS "/hooked", hooked);
	put_line(PARAMETERS "/policies", "upstream read inject mainline_of_2030");
	put(ENABLED, enabled);
}

static void test_knob(void)
{
	struct knob_state state;

	knob_look(ROOT, &state);
	ok(!state.knob && !judge(&state)->count, "a stock kernel has no knob, and nothing is said of hooks");
	put_line(KERNEL, "skip_ro");
	knob_look(ROOT, &state);
	ok(state.knob && !strcmp(state.knob->name, "kvm.cmo_policy") && state.policy == POLICY_SKIP_RO &&
		   !state.has_policies && !*state.hook && !judge(&state)->count, "a patched kernel has kvm.cmo_policy");
	put_line(KERNEL, "no such policy");
	knob_look(ROOT, &state);
	ok(state.policy < 0, "which may show what nobody knows");
	put_module("ftrace", "Y", "kvm_handle_guest_abort (1) R\nio_mem_abort (1) R I\n");
	knob_look(ROOT, &state);
	ok(!strcmp(state.knob->name, "cmo_policy.policy") && state.policy == POLICY_INJECT && state.hooked &&
		   !strcmp(state.hook, "ftrace"), "the module's knob goes before the kernel's");
	ok(state.has_policies && state.policies == ((1u << POLICY_UPSTREAM) | (1u << POLICY_READ) |
						    (1u << POLICY_INJECT)), "it says which policies it has");
	ok(!judge(&state)->count, "a module alone on its functions has no finding");
	put(KERNEL, NULL);
}

static void test_hooks(void)
{
	static const struct {
		const char *hook, *hooked, *enabled, *says; /* says NULL: not shared */
	} cases[] = {
		{ "ftrace", "Y", "kvm_handle_guest_abort (2) R\nio_mem_abort (1) R I\n", "(2 of them" },
		{ "ftrace", "Y", "kvm_handle_guest_abort (1) R\nio_mem_abort (3) R I\n", "(3 of them" },
		{ "ftrace", "N", "kvm_handle_guest_abort (1)\n", "(1 of them" },
		{ "ftrace", "N", "", NULL },
		{ "ftrace", "Y", "kvm_handle_guest_abort_other (7) R\n", NULL },
		{ "ftrace", "Y", NULL, NULL },
	};
	struct knob_state state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		put_module(cases[i].hook, cases[i].hooked, cases[i].enabled);
		knob_look(ROOT, &state);
		judge(&state);
		ok(cases[i].says ? is_only(&findings, "hook-shared", SEVERITY_FLAG, cases[i].says) : !findings.count,
		   "hooked=%s, tracers: %s", cases[i].hooked, cases[i].enabled ? cases[i].enabled : "not known");
	}
	put_module("kprobe", "Y", "");
	knob_look(ROOT, &state);
	ok(is_only(judge(&state), "hook-kprobe", SEVERITY_FLAG, "kprobes"), "kprobes are told");
	put_module("ftrace", "Y", "");
	knob_look(ROOT, &state);
	state.may_hook = false;
	ok(is_only(judge(&state), "hook-unmeasured", SEVERITY_FLAG, "this user"), "who may not measure a hook is told");
}

static struct module_place place = { .root = ROOT, .program_dir = PROGRAM };

static const struct module *look(void)
{
	static struct module module;

	module_look(&place, &module);
	printf("# %d %s: %s: %s\n", (int)module.outlook, module.path, module.what, module.remedy);
	return &module;
}

/* Does the module stand so, and does what is said contain these? */
static bool is(const struct module *m, enum module_outlook outlook, const char *what, const char *remedy)
{
	return m->outlook == outlook && strstr(m->what, what) && strstr(m->remedy, remedy);
}

/* The host of which nothing but the module is missing: headers are there. */
static void put_host(void)
{
	put_line("/proc/sys/kernel/osrelease", RELEASE);
	put("/proc/modules", "");
	put(CONFIG, "CONFIG_MODULES=y\nCONFIG_FUNCTION_TRACER=y\nCONFIG_DYNAMIC_FTRACE_WITH_ARGS=y\nCONFIG_KPROBES=y\n");
	put_line(LOCKDOWN, "[none] integrity confidentiality");
	put_line(ENFORCE, "N");
	put(OS_RELEASE, "PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n");
	put(MODULES "/build/Makefile", "");
}

static void test_options(void)
{
	static const struct {
		const char *config, *lacks; /* lacks NULL: nothing */
	} cases[] = {
		{ "# CONFIG_MODULES is not set\nCONFIG_FUNCTION_TRACER=y\nCONFIG_KPROBES=y\n", "CONFIG_MODULES" },
		{ "CONFIG_MODULES=y\n# CONFIG_FUNCTION_TRACER is not set\n", "CONFIG_FUNCTION_TRACER, nor CONFIG_KPROBES" },
		{ "CONFIG_MODULES=y\nCONFIG_FUNCTION_TRACER=y\n", "CONFIG_DYNAMIC_FTRACE_WITH_ARGS, nor" },
		{ "CONFIG_MODULES=y\nCONFIG_FUNCTION_TRACER=y\nCONFIG_DYNAMIC_FTRACE_WITH_REGS=y\n", NULL },
		{ "CONFIG_MODULES=y\nCONFIG_KPROBES=y\n", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		put(CONFIG, cases[i].config);
		ok(cases[i].lacks ? is(look(), MODULE_NO_OPTION, cases[i].lacks, "boot a kernel") :
				    is(look(), MODULE_UNBUILT, "not built", "make module"),
		   "configured so: %.*s: %s", (int)strcspn(cases[i].config, "\n"), cases[i].config,
		   cases[i].lacks ? cases[i].lacks : "nothing is missing");
	}
	put(CONFIG, NULL);
	ok(look()->outlook == MODULE_UNBUILT, "an unknown configuration may have all");
	put("/proc/modules", NULL);
	ok(is(look(), MODULE_NO_OPTION, "CONFIG_MODULES", ""), "but without /proc/modules there are no modules");
	put(CONFIG, NULL);
	put_host();
	put(CONFIG, NULL);
	put("/proc/config", "CONFIG_KPROBES=y\n");
	ok(!system("gzip -c " ROOT "/proc/config >" ROOT "/proc/config.gz") &&
		   is(look(), MODULE_NO_OPTION, "CONFIG_MODULES", ""), "/proc/config.gz is read, too");
	put("/proc/config.gz", NULL);
}

static void test_locks(void)
{
	put_line(LOCKDOWN, "none [integrity] confidentiality");
	ok(is(look(), MODULE_LOCKED, "(integrity)", "Secure Boot"), "lockdown");
	findings.count = 0;
	module_judge(look(), NULL, &findings);
	ok(is_only(&findings, "module-lockdown", SEVERITY_REFUSE, "signed modules only"), "is a finding of its own");
	put(LOCKDOWN, NULL);
	put_line(ENFORCE, "Y");
	ok(is(look(), MODULE_LOCKED, "module.sig_enforce", "sign the module"), "signatures");
	put_host();
}

static void test_headers(void)
{
	static const struct {
		const char *os, *remedy;
	} cases[] = {
		{ "NAME=\"Debian GNU/Linux\"\nID=debian\n", "sudo apt install linux-headers-" RELEASE "; make module" },
		{ "ID=pop\nID_LIKE=\"ubuntu debian\"\n", "sudo apt install linux-headers-" RELEASE },
		{ "ID=\"amzn\"\nID_LIKE=\"fedora\"\n", "sudo dnf install kernel-devel-" RELEASE },
		{ "ID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\n", "sudo dnf install kernel-devel-" RELEASE },
		{ "ID=arch\n", "install the headers of Linux " RELEASE "; make module" },
		{ NULL, "install the headers of Linux " RELEASE },
	};

	ok(is(look(), MODULE_UNBUILT, "not built for this kernel, " RELEASE, "make module"), "headers are there");
	put(MODULES "/build/Makefile", NULL);
	place.emulated = true;
	ok(is(look(), MODULE_UNBUILT, "not built", "make module KDIR=DIR"), "in an emulated host there are none");
	place.emulated = false;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		put(OS_RELEASE, cases[i].os);
		ok(is(look(), MODULE_NO_HEADERS, "not built", cases[i].remedy) &&
			   !strncmp(look()->remedy, cases[i].remedy, strlen(cases[i].remedy)), "headers are not: %s",
		   cases[i].remedy);
	}
	place.program_dir = "/usr/bin";
	ok(is(look(), MODULE_NO_HEADERS, "not built", "; sudo apt install ./cmobench-dkms_*.deb"), "a package has a package for it");
	put(MODULES "/build/Makefile", "");
	ok(is(look(), MODULE_UNBUILT, "not built", "sudo apt install ./cmobench-dkms_*.deb"), "with headers and without");
	put(MODULES "/build/Makefile", NULL);
	place.program_dir = PROGRAM;
	findings.count = 0;
	module_judge(look(), NULL, &findings);
	ok(is_only(&findings, "module-missing", SEVERITY_REFUSE, "not built") &&
		   *findings.finding[0].remedy, "that is a finding, with its remedy");
}

/* The first of these files that is there is loaded. */
static void test_files(void)
{
	static const struct {
		const char *path;
		bool compressed;
	} files[] = {
		{ MODULES "/extra/cmo_policy.ko.gz", true },
		{ MODULES "/extra/cmo_policy.ko.xz", true },
		{ MODULES "/extra/cmo_policy.ko", false },
		{ MODULES "/updates/cmo_policy.ko.zst", true },
		{ MODULES "/updates/cmo_policy.ko", false },
		{ MODULES "/updates/dkms/cmo_policy.ko.xz", true },
		{ MODULES "/updates/dkms/cmo_policy.ko", false },
		{ PROGRAM "/../lib/cmobench/module/" RELEASE "/cmo_policy.ko", false },
		{ PROGRAM "/module/" RELEASE "/cmo_policy.ko", false },
	};

	put(PROGRAM "/module/6.11.0-arm64/cmo_policy.ko", "");
	ok(look()->outlook == MODULE_NO_HEADERS, "the module of another kernel is none");
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const struct module *m;

		put(files[i].path, "");
		m = look();
		ok(m->outlook == MODULE_READY && !strcmp(m->path, files[i].path) && m->compressed == files[i].compressed &&
			   !*m->what && !*m->remedy, "%s%s", files[i].path, m->compressed ? ", compressed" : "");
	}
	findings.count = 0;
	module_judge(look(), "it is broken", &findings);
	ok(is_only(&findings, "module-missing", SEVERITY_REFUSE, "cannot be loaded: it is broken"),
	   "why the kernel does not take it is told");
}

/* Loading fails before anything is loaded. */
static void test_load(void)
{
	struct module module = { .outlook = MODULE_READY, .path = "other.ko" };
	FILE *out = fopen("other.ko", "w");

	fputs("ELF and so on", out);
	fputc('\0', out);
	fputs("vermagic=1.2.3-other SMP mod_unload aarch64", out);
	fputc('\0', out);
	fclose(out);
	ok(module_load(&module) && strstr(fail_text(), "other.ko is built for Linux 1.2.3-other, and this is "),
	   "a module of another kernel: %s", fail_text());
}

int main(void)
{
	test_knob();
	test_hooks();
	put_host();
	test_options();
	test_locks();
	test_headers();
	test_files();
	test_load();
	return tap_done();
}
