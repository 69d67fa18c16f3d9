# SPDX-License-Identifier: GPL-2.0-or-later
# The emulated host: an arm64 machine in QEMU, its kernels, and an initramfs with our program. recipe.sh keeps what
# takes long to fetch or build in a cache outside this tree; build/cache/NAME links to the entry.

recipe := sh $(src)host/emulated/recipe.sh
sources = LINUX_SOURCE='$(or $(linux_source),$(if $(filter libperf% run-begin,$* $@),$(libperf_source)))' QEMU_SOURCE='$(qemu_source)'

# The stamp of a cache entry is touched if the entry is another one than before. $(recipe) returns at once if it exists.
build/cache/%.stamp: FORCE | $(addsuffix -begin,$(filter run check,$(patsubst check-full,check,$(goals))))
	@mkdir -p $(@D)
	@entry=$$($(sources) $(recipe) $(subst +, ,$*)) && \
	if [ "$$entry" != "$$(readlink build/cache/$*)" ] || ! [ -e $@ ]; then \
		ln -sfnT "$$entry" build/cache/$* && touch $@; \
	fi

build/arm64/init: $(src)host/emulated/init.c config.mk
	@mkdir -p $(@D)
	$(call say,LD)$(CC_arm64) $(flags_arm64) -MMD -MP -static $(LDFLAGS_arm64) -fno-sanitize=all -o $@ $<

# $(call pack,PROGRAM) makes an initramfs with this program.
pack = @mkdir -p $(@D)$(newline)	$(call say,CPIO)OBJCOPY='$(GUEST_OBJCOPY)' CC='$(CC_arm64)' \
	sh $(src)host/emulated/initramfs.sh -o $@ -i build/arm64/init -p $(1) $(addprefix -L ,$(arm64_library_dir))
define newline


endef

build/emulated/initramfs.cpio: build/arm64/init build/arm64/runner $(src)host/emulated/initramfs.sh
	$(call pack,build/arm64/runner)

# The plugin of QEMU that counts instructions, for the QEMU that the recipe built.
build/emulated/profile.so: $(src)host/profile/plugin.c $(src)host/profile/mark.h build/cache/qemu.stamp
	@mkdir -p $(@D)
	$(call say,SO)$(CC_native) $(standard) $(warnings) $(CPPFLAGS) -O2 -shared -fPIC -Ibuild/cache/qemu \
		$$(pkg-config --cflags glib-2.0) -o $@ $<

# $(call needs-packages,PACKAGES) is a line of a recipe that fails if any are missing.
needs-packages = @[ -z '$(1)' ] || { echo 'these packages are missing: $(1)' >&2; \
	echo 'install them, or run ./configure with --install-deps' >&2; exit 1; }
emulated-tools:
	$(call needs-packages,$(EMULATED_MISSING))
kernel-tools: emulated-tools
	$(call needs-packages,$(KERNELS_MISSING))

# build/emulated/kernels/NAME, each a kernel directory (host/image/kernel.h): Debian's kernels, debian-SERIES, and
# ours, lean and lean-SERIES, which have the patch. The emulated host boots the default one.
kernels-run := debian-6.12
kernels-check := $(kernels-run) debian-6.1 debian-7.3 lean
kernels-full := lean-6.1 lean-7.3 lean-16k lean-64k debian-6.12-16k lean-4k-module-nokprobes
# Whole systems for tests/rehearsal, and the kernels that real machines have.
systems-check := bookworm
systems-full := bookworm-build trixie-build
system-kernels-check := debian-6.12-system
system-kernels-full := debian-6.1-system debian-6.12-16k-system
kernel-default := $(firstword $(kernels-run))
# $(call kernel-entry,NAME) is the kernel's recipe and parameter, joined by "+".
kernel-entry = $(patsubst debian-%,linux-debian+%,$(patsubst lean-%,linux+%,$(patsubst lean,linux,$(1))))

# The module with the policies for Debian's kernel %.
build/module/debian-%.stamp: build/cache/linux-debian+%.stamp $(src)host/kernel/module.sh \
		$(wildcard $(src)host/kernel/module/*)
	@mkdir -p $(@D)
	$(call say,MODULE)$(call build-module,build/cache/linux-debian+$*/headers) && touch $@
modules-run := $(patsubst %,build/module/%.stamp,$(filter debian-%,$(kernels-run)))
modules-check := $(patsubst %,build/module/%.stamp,$(filter debian-%,$(kernels-check)))
modules-full := $(patsubst %,build/module/%.stamp,$(filter debian-%,$(kernels-full)))

define kernel-rules
emulated-kernel-$(1): build/cache/$(call kernel-entry,$(1)).stamp
	@mkdir -p build/emulated/kernels
	@ln -sfnT ../../cache/$(call kernel-entry,$(1)) build/emulated/kernels/$(1)
build/cache/$(call kernel-entry,$(1)).stamp: $(if $(filter lean%,$(1)),kernel-tools,emulated-tools)
.PHONY: emulated-kernel-$(1)
endef
$(foreach kernel,$(kernels-check) $(kernels-full) $(system-kernels-check) $(system-kernels-full),$(eval $(call kernel-rules,$(kernel))))

# Debian on a disk, build/emulated/systems/NAME.
define system-rules
emulated-system-$(1): build/cache/debian-system+$(1).stamp
	@mkdir -p build/emulated/systems
	@ln -sfnT ../../cache/debian-system+$(1) build/emulated/systems/$(1)
# Its recipe boots QEMU, with a kernel that it fetches itself.
build/cache/debian-system+$(1).stamp: kernel-tools $(if $(qemu),,build/cache/qemu.stamp)
.PHONY: emulated-system-$(1)
endef
$(foreach system,$(systems-check) $(systems-full),$(eval $(call system-rules,$(system))))
emulated-systems: $(addprefix emulated-system-,$(systems-check)) $(addprefix emulated-kernel-,$(system-kernels-check))
emulated-systems-full: emulated-systems $(addprefix emulated-system-,$(systems-full)) \
		$(addprefix emulated-kernel-,$(system-kernels-full))

# Linux without and with each series for the kernel's list, build/emulated/series/NAME.
emulated-series: build/cache/linux-series.stamp
	@mkdir -p build/emulated
	@ln -sfnT ../cache/linux-series build/emulated/series
build/cache/linux-series.stamp: kernel-tools

# What the cache must have for make run on a machine with arm64 KVM and in an emulated host, in addition for make check
# and for make check-full.
entries-metal = $(patsubst build/cache/%.stamp,%,$(arm64_stamps))
entries-run = $(entries-metal) $(foreach kernel,$(kernels-run),$(call kernel-entry,$(kernel))) \
	$(if $(qemu),,qemu)
entries-check = $(foreach kernel,$(filter-out $(kernels-run),$(kernels-check) $(system-kernels-check)),$(call kernel-entry,$(kernel))) \
	$(addprefix debian-system+,$(systems-check)) kvm-selftests+7.3 qemu-stock dkms $(asked)
entries-full = $(foreach kernel,$(kernels-full) $(system-kernels-full),$(call kernel-entry,$(kernel))) \
	$(addprefix debian-system+,$(systems-full)) linux-series
# $(call print-missing,ENTRIES) is a line of a recipe that says which of these are not there.
print-missing = @missing=$$($(sources) $(recipe) --missing $(1)) && if [ -n "$$missing" ]; then \
	printf '%s\n' 'Done now and kept in $${XDG_CACHE_HOME:-~/.cache}/cmobench:' "$$missing"; fi

# emulated-host is what a run needs, emulated what the tests need, emulated-full what those of check-full need.
emulated-host: emulated-tools $(addprefix emulated-kernel-,$(kernels-run)) build/emulated/initramfs.cpio \
		$(modules-run) $(if $(qemu),,build/cache/qemu.stamp build/emulated/profile.so)
	@ln -sfnT kernels/$(kernel-default) build/emulated/kernel
	@ln -sfnT $(abspath $(src)host/emulated) build/emulated/recipes
	@ln -sfnT $(or $(qemu),../cache/qemu/qemu-system-aarch64) build/emulated/qemu-system-aarch64
emulated: emulated-host $(addprefix emulated-kernel-,$(kernels-check)) $(modules-check) emulated-systems \
		build/cache/qemu-stock.stamp
	@ln -sfnT ../cache/qemu-stock/qemu-system-aarch64 build/emulated/qemu-stock
emulated-full: emulated $(addprefix emulated-kernel-,$(kernels-full)) $(modules-full) emulated-systems-full emulated-series

# The kernel's own tests that time stage-2 faults, to run beside ours.
bench-tools: emulated-tools build/cache/kvm-selftests.stamp
	@mkdir -p build/emulated
	@ln -sfn ../cache/kvm-selftests build/emulated/selftests

build/cache/qemu.stamp build/cache/qemu-stock.stamp build/cache/kvm-selftests.stamp \
	build/cache/kvm-selftests+7.3.stamp: emulated-tools
-include build/arm64/init.d
