# SPDX-License-Identifier: GPL-2.0-or-later
#
#   make             the program for this machine, the arm64 program that runs the VMs, the guest
#   make run         measure: here, or in an emulated arm64 host where this machine has no arm64 KVM; with
#                    RUN_FLAGS='--tune --allow governor' and other options of cmobench run
#   make bench       measure the suite's own overhead, in an emulated host
#   make check       run every kind of test; check-unit runs the unit tests without an emulated host; with
#                    TESTS='tests/build.sh …' only these (tests/README.md)
#   make check-full  run all tests: whole suites and simulations, hosts with 16 KiB and 64 KiB pages
#   make check-fleet run plans of many hosts with GNU parallel and Slurm on this machine, with nodes that die
#   make rehearsal   whole arm64 systems that look like servers and boards, and what users do there
#   make emulated-host   the emulated host: QEMU, a kernel, initramfs (minutes, the first time); emulated: and the kernels
#                    of the tests; emulated-full: and those of check-full; bench-tools: the kernel's own tests that time
#                    stage-2 faults
#   make module      the kernel module that sets the policy, for the running kernel, or for that of KDIR=HEADERS
#   make fuzz        run libFuzzer (clang) on everything that parses input, a minute for each target
#   make dist        build/cmobench-VERSION.tar.gz: the sources of the commit that is checked out, which build without git
#   make bundle      build/cmobench-VERSION-arm64.tar.gz: the arm64 program and its libraries, for a machine without compilers
#   make deb         build/deb/*.deb: Debian packages of that tarball: the program, the emulated host, on arm64 the module;
#                    DEB_ARCH=arm64 builds those for arm64 on another machine, without an emulated host
#   make install     with DESTDIR; uninstall, clean, distclean; V=1 shows commands
#
# make is not recursive. An object is build/VARIANT/DIRECTORY/FILE.o. A variant is a toolchain: native (CC), arm64
# (CROSS_CC), guest (GUEST_CC); $(self) is the variant of --host. The user's flags come last, so that make CFLAGS=-O0
# works. build/VARIANT/runner is the program without the verbs that read archives, for the emulated host.
#
# What a Dir.mk must define: DIR/Dir.mk of bench, analysis and host sets DIR-files to the .c and .S files that every
# variant compiles into libDIR.a, as paths from DIR; new files are found by wildcards in the folders that it names.
# host/Dir.mk also sets host-files-VARIANT for files of one variant. guests/Dir.mk, host/kernel/Dir.mk, host/emulated/Dir.mk
# and tests/Dir.mk define rules instead: for build/guest/guest.bin; for module; for emulated-host, emulated and
# bench-tools; for check, check-unit, bench and fuzz.

.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
MAKEFLAGS += -rR

all:
src := $(filter-out ./,$(dir $(lastword $(MAKEFILE_LIST))))
goals := $(or $(MAKECMDGOALS),all)

# What is measured on: "yes", this machine; "no" and why, an emulated host; "forbidden", and whom to ask.
kvm := $(shell sh $(src)host/kvm.sh)
metal := $(filter yes,$(firstword $(kvm)))
# What configure installs packages for.
purpose := $(if $(filter check check-full rehearsal,$(goals)),check,$(if $(filter check-fleet,$(goals)),fleet,$(if \
	$(filter deb,$(goals)),deb,$(if $(filter bench,$(goals)),run,$(if $(filter run,$(goals)),$(if $(metal),metal,run))))))

config.mk: $(src)configure
ifneq ($(wildcard config.mk),)
	@echo "$(or $(configure-why),configure has changed):"
	$(CONFIGURE) $(configure-more)
else ifneq ($(purpose),)
	$(src)./configure --install-deps=$(purpose)
else
	@echo "run ./configure first: see ./configure --help (make run and make check do it themselves)" >&2
	@exit 1
endif

# Where KVM may not be used, make run ends before anything is installed or built, with status 77 of this recipe.
ifeq ($(firstword $(kvm))$(filter run,$(goals)),forbiddenrun)
config.mk: kvm-access
kvm-access:
	@echo 'make run: $(wordlist 2,$(words $(kvm)),$(kvm))' >&2; exit 77
endif

ifneq ($(filter-out clean distclean dist,$(goals)),)
include config.mk

# What was installed for one purpose is not enough for another.
missing-run := $(EMULATED_MISSING)
missing-deb := $(EMULATED_MISSING) $(DEB_MISSING)
missing-check := $(missing-deb) $(KERNELS_MISSING) $(CHECK_MISSING)
missing-fleet := $(EMULATED_MISSING) $(FLEET_MISSING)
ifneq ($(and $(INSTALLS),$(filter-out $(INSTALLS),$(purpose)),$(strip $(missing-$(purpose)))),)
config.mk: FORCE
configure-why := make $(goals) needs more packages
configure-more := --install-deps=$(purpose)
endif
# These take minutes the first time, in which downloads and single-threaded steps should overlap with the rest.
ifneq ($(filter run check check-full check-fleet rehearsal bench,$(goals)),)
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif
endif

self := $(if $(filter aarch64,$(host_arch)),arm64,native)
bindir := $(prefix)/bin
libdir := $(prefix)/lib
mandir := $(prefix)/share/man
bash_completion := $(prefix)/share/bash-completion/completions/cmobench
zsh_completion := $(prefix)/share/zsh/site-functions/_cmobench

warnings := -Wall -Wextra -Wshadow -Wundef -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings $(werror)
standard := -std=gnu11 -D_GNU_SOURCE= -I$(or $(src),.)
sanitize := $(if $(filter yes,$(sanitizer)),-fsanitize=address -fsanitize=undefined -fno-omit-frame-pointer)

# Libraries for arm64 are this machine's own, or those that the recipes have built.
ifeq ($(SYSROOT)$(filter yes,$(cross))$(filter native,$(self)),)
arm64_includes := $(JANSSON_CFLAGS) $(HWLOC_CFLAGS)
arm64_libraries := $(JANSSON_LIBS) $(HWLOC_LIBS)
else
sysroot := $(or $(SYSROOT),build/cache/sysroot/root)
arm64_library_dir := $(sysroot)/usr/lib/aarch64-linux-gnu
arm64_includes := -isystem $(sysroot)/usr/include -isystem $(sysroot)/usr/include/aarch64-linux-gnu
arm64_libraries := -L$(arm64_library_dir) -Wl,-rpath-link,$(arm64_library_dir) -ljansson -lhwloc
arm64_stamps := $(if $(SYSROOT),,build/cache/sysroot.stamp)
endif
ifeq ($(perf_package),)
perf := $(or $(libperf),build/cache/libperf+arm64)
arm64_includes += -isystem $(perf)/include
arm64_libraries += $(perf)/lib/libperf.a
arm64_stamps += $(if $(libperf),,build/cache/libperf+arm64.stamp)
else
arm64_includes += $(PERF_CFLAGS)
arm64_libraries += $(PERF_LIBS)
endif

CC_native = $(CC)
flags_native = $(standard) $(warnings) $(JANSSON_CFLAGS) $(sanitize) $(CPPFLAGS) $(CFLAGS)
LDFLAGS_native = $(sanitize) $(LDFLAGS)
libraries_native = $(JANSSON_LIBS) -lm

ifeq ($(self),arm64)
CC_arm64 = $(CC)
flags_arm64 = $(standard) $(warnings) $(arm64_includes) $(sanitize) $(CPPFLAGS) $(CFLAGS)
LDFLAGS_arm64 = $(sanitize) $(LDFLAGS)
else
CC_arm64 = $(CROSS_CC)
flags_arm64 = $(standard) $(warnings) $(arm64_includes) $(CROSS_CFLAGS)
LDFLAGS_arm64 = $(CROSS_LDFLAGS)
endif
libraries_arm64 = $(arm64_libraries) -lm

# $(call say,WHAT) prints what a rule does, unless V=1 shows its command. The others take a variant, link also objects.
say = $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' '$(1)' '$@' && )
compile = $(call say,CC)$(CC_$(1)) $(flags_$(1)) -pthread -MMD -MP -c -o $@ $<
assemble = $(call say,AS)$(CC_$(1)) $(flags_$(1)) -Wa,-Ibuild -Wa,-I$(or $(src),.) -MMD -MP -c -o $@ $<
link = $(call say,LD)$(CC_$(1)) $(flags_$(1)) -pthread $(LDFLAGS_$(1)) -o $@ $(2) $(libraries_$(1))

include $(foreach dir,bench guests host host/kernel host/emulated analysis,$(src)$(dir)/Dir.mk)

# $(call objects,VARIANT,DIRECTORY,FILES)
objects = $(patsubst %,build/$(1)/$(2)/%.o,$(basename $(3)))
bench-objects = $(call objects,$(1),bench,$(bench-files))
analysis-objects = $(call objects,$(1),analysis,$(analysis-files))
host-objects = $(call objects,$(1),host,$(host-files) $(host-files-$(1)))

define variant-rules
build/$(1)/%.o: $(src)%.c config.mk $$(if $$(filter arm64,$(1)),$(arm64_stamps))
	@mkdir -p $$(@D)
	$$(call compile,$(1))
build/$(1)/%.o: $(src)%.S config.mk
	@mkdir -p $$(@D)
	$$(call assemble,$(1))
build/$(1)/libbench.a: $(call bench-objects,$(1))
build/$(1)/libanalysis.a: $(call analysis-objects,$(1))
build/$(1)/libhost.a: $(filter-out build/$(1)/host/main.o,$(call host-objects,$(1))) build/$(1)/commit.o
build/$(1)/cmobench: $(call host-objects,$(1)) build/$(1)/commit.o $(call analysis-objects,$(1)) \
		$(call bench-objects,$(1))
	$$(call link,$(1),$$^)
build/$(1)/runner: $(call host-objects,$(1)) build/$(1)/commit.o $(call bench-objects,$(1))
	$$(call link,$(1),$$^)
-include $(patsubst %.o,%.d,$(call bench-objects,$(1)) $(call analysis-objects,$(1)) $(call host-objects,$(1)))
endef
$(foreach variant,native arm64,$(eval $(call variant-rules,$(variant))))

build/%.a:
	@rm -f $@
	$(call say,AR)$(AR) rcsP $@ $^
AR := ar

include $(src)tests/Dir.mk

# check-full is check with CHECK_FULL=yes in the environment of the tests.
check-full: check
ifneq ($(filter check-full,$(goals)),)
export CHECK_FULL := yes
check: emulated-full
endif

# Fails if the programs are built for another machine than this one.
runnable:
ifneq ($(filter yes,$(cross))$(EMULATOR),yes)
	@:
else
	@echo "configured for $(host_arch): its programs do not run here (EMULATOR=COMMAND if they can)" >&2
	@exit 1
endif

all: build/cmobench build/arm64/cmobench build/guest/guest.bin

build/cmobench: build/$(self)/cmobench
	@ln -f $< $@

# Printed before anything is built.
run-begin:
ifneq ($(word 2,$(kvm)),)
	@echo 'make run: $(wordlist 2,$(words $(kvm)),$(kvm)).'
	@echo 'So it measures in an emulated host, which counts instructions and no time. The first time that takes 6 minutes of'
	@echo 'CPU time on a fast core, most of it to build QEMU; later, one.'
endif
	@echo 'make run: builds the program$(if $(metal),, and an emulated arm64 host), then measures.'
	$(call print-missing,$(if $(metal),$(entries-metal),$(entries-run)))

# An emulated host, which counts instructions, is not disturbed by what is compiled meanwhile: the analysis.
ifeq ($(metal)$(filter run,$(goals)),run)
$(call analysis-objects,$(self)): | emulated-host build/runner
endif
archive := $(if $(filter run,$(goals)),results/$(shell date -u +%Y%m%dT%H%M%SZ).cmo.jsonl)
build/runner: build/$(self)/runner
	@ln -f $< $@
measure: run-begin runnable $(if $(metal),all,emulated-host build/runner)
	@mkdir -p results && { $(if $(metal),build/cmobench run,build/runner run --emulated --policy all) --suite quick \
		-o $(archive) $(RUN_FLAGS); echo $$? >build/measure.status; }
run: measure build/cmobench
	@report=0; if [ -e $(archive) ]; then build/cmobench report $(archive) || report=$$?; echo; echo $(archive); fi; \
	status=$$(cat build/measure.status); [ "$$status" != 0 ] || status=$$report; { [ "$$status" != 77 ] || \
		echo "options for cmobench run are given so: make run RUN_FLAGS='--tune'" >&2; } && exit "$$status"

# DT_RPATH, unlike DT_RUNPATH, also holds for what the libraries need.
beside := -Wl,--disable-new-dtags -Wl,-rpath,'$$ORIGIN/lib'
build/arm64/bundled: $(call host-objects,arm64) build/arm64/commit.o $(call analysis-objects,arm64) \
		$(call bench-objects,arm64)
	$(call link,arm64,$^ $(beside))
bundle: build/arm64/bundled
	@CC='$(CC_arm64)' OBJCOPY='$(GUEST_OBJCOPY)' OBJDUMP='$(GUEST_OBJDUMP)' sh $(src)host/package/bundle.sh -p $< \
		-s '$(or $(src),.)' -o build $(addprefix -L ,$(arm64_library_dir))

DEB_ARCH = $(if $(filter arm64,$(self)),arm64)
deb: deb-tools dist
	@sh $(src)host/package/deb.sh '$(or $(src),.)' build $(DEB_ARCH)
deb-tools: emulated-tools
	$(call needs-packages,$(DEB_MISSING))

emulated_dir := $(DESTDIR)$(libdir)/cmobench/emulated
# install builds nothing, because under sudo it would use root's cache, which is empty.
install: install-module
	@[ -e build/cmobench ] || { echo "nothing is built: run make first" >&2; exit 1; }
	install -d $(DESTDIR)$(bindir)
	install -m 755 build/cmobench $(DESTDIR)$(bindir)/cmobench
	install -d $(DESTDIR)$(mandir)/man1
	install -m 644 $(src)host/cmobench.1 $(DESTDIR)$(mandir)/man1/cmobench.1
	install -d $(dir $(DESTDIR)$(bash_completion) $(DESTDIR)$(zsh_completion))
	install -m 644 $(src)host/package/cmobench.bash $(DESTDIR)$(bash_completion)
	install -m 644 $(src)host/package/cmobench.zsh $(DESTDIR)$(zsh_completion)
	@if [ -e build/emulated/qemu-system-aarch64 ]; then set -x; \
		install -d $(emulated_dir)/kernel/modules && \
		install -m 755 build/emulated/qemu-system-aarch64 $(emulated_dir)/ && \
		install -m 644 build/emulated/initramfs.cpio $(if $(qemu),,build/emulated/profile.so) $(emulated_dir)/ && \
		install -m 644 $(addprefix build/emulated/kernel/,Image config release) $(emulated_dir)/kernel/ && \
		install -m 644 build/emulated/kernel/modules/* $(emulated_dir)/kernel/modules/; \
	fi

uninstall: uninstall-module
	rm -f $(addprefix $(DESTDIR),$(bindir)/cmobench $(mandir)/man1/cmobench.1 $(bash_completion) $(zsh_completion))
	rm -f $(addprefix $(emulated_dir)/,qemu-system-aarch64 initramfs.cpio profile.so \
		$(addprefix kernel/,Image config release modules/order modules/*.ko))
	-rmdir $(emulated_dir)/kernel/modules $(emulated_dir)/kernel $(emulated_dir) $(DESTDIR)$(libdir)/cmobench 2>/dev/null
endif

dist:
	@sh $(src)host/package/dist.sh '$(or $(src),.)' build

clean:
	rm -rf build

distclean: clean
	rm -f config.mk config.mk.tmp config.log $(if $(src),Makefile)

FORCE:
.PHONY: all kvm-access run run-begin measure bench fuzz check check-begin check-fleet check-full check-unit bench-tools runnable \
	emulated emulated-host emulated-systems emulated-systems-full emulated-series emulated-tools kernel-tools emulated-full rehearsal \
	install uninstall dist bundle deb deb-tools clean distclean FORCE
