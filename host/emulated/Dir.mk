# SPDX-License-Identifier: GPL-2.0-or-later
# The emulated host: an arm64 machine in QEMU, its kernels, and an initramfs with our program. recipe.sh keeps what
# takes minutes to build in a cache outside this tree; build/cache/NAME links to the entry.

recipe := sh $(src)host/emulated/recipe.sh

# The stamp of a cache entry is touched if the entry is another one than before. $(recipe) returns at once if it exists.
build/cache/%.stamp: FORCE
	@mkdir -p $(@D)
	@entry=$$(LINUX_SOURCE='$(linux_source)' QEMU_SOURCE='$(qemu_source)' $(recipe) $(subst +, ,$*)) && \
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

build/emulated/initramfs.cpio: build/arm64/init build/arm64/cmobench $(src)host/emulated/initramfs.sh
	$(call pack,build/arm64/cmobench)

build/emulated/initramfs-debian.cpio: build/arm64/init build/arm64/cmobench $(src)host/emulated/initramfs.sh \
		build/cache/linux-debian.stamp
	$(call pack,build/arm64/cmobench) -m build/cache/linux-debian/modules

emulated-tools:
ifneq ($(EMULATED_MISSING),)
	@echo "the emulated host cannot be built without these packages: $(EMULATED_MISSING)" >&2
	@echo "install them, or run ./configure with --install-deps" >&2
	@exit 1
else
	@:
endif

# emulated-host is what a run needs, emulated what the tests need.
emulated-host: emulated-tools build/cache/linux.stamp $(if $(qemu),,build/cache/qemu.stamp) build/emulated/initramfs.cpio
	@ln -sfn $(or $(qemu),../cache/qemu/qemu-system-aarch64) build/emulated/qemu-system-aarch64
	@ln -sfn ../cache/linux/Image build/emulated/Image

emulated: emulated-host build/emulated/initramfs-debian.cpio
	@ln -sfn ../cache/linux-debian/Image build/emulated/Image-debian
	@$(if $(qemu),rm -f build/emulated/qemu-stock,ln -sfn ../cache/qemu/qemu-stock build/emulated/qemu-stock)

# Kernels with larger pages, built on demand only.
emulated-16k emulated-64k: emulated-%: emulated-host build/cache/linux+%.stamp
	@ln -sfn ../cache/linux+$*/Image build/emulated/Image-$*

# The kernel's own tests that time stage-2 faults, to run beside ours.
bench-tools: emulated-tools build/cache/kvm-selftests.stamp
	@mkdir -p build/emulated
	@ln -sfn ../cache/kvm-selftests build/emulated/selftests

build/cache/linux.stamp build/cache/linux+16k.stamp build/cache/linux+64k.stamp build/cache/linux-debian.stamp \
		build/cache/qemu.stamp build/cache/kvm-selftests.stamp: emulated-tools
-include build/arm64/init.d
