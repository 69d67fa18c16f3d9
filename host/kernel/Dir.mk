# SPDX-License-Identifier: GPL-2.0-or-later
# make module: the module that sets the policy on a kernel as distributed, for the running kernel or the one of KDIR.

# make kernel-deb: a kernel with the policy knob as a package, from the running kernel's configuration, or KCONFIG's.

# $(call build-module,KDIR)
build-module = CROSS_CC='$(CC_arm64)' sh $(src)host/kernel/module.sh build $(1)

module:
	@$(call build-module,'$(KDIR)')

# DKMS builds it for each kernel that is installed: dkms install DIRECTORY.
module_version := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' $(src)host/kernel/module/dkms.conf)
module_dir = $(DESTDIR)$(prefix)/src/cmobench-cmo-policy-$(module_version)
module-files := cmo_policy.c Kbuild dkms.conf
install-module:
	install -d $(module_dir)
	install -m 644 $(addprefix $(src)host/kernel/module/,$(module-files)) $(module_dir)/
	@for ko in build/module/*/cmo_policy.ko; do [ -e "$$ko" ] || continue; (set -x; \
		install -D -m 644 "$$ko" '$(DESTDIR)$(libdir)/cmobench'"/$${ko#build/}"); done
uninstall-module:
	rm -f $(addprefix $(module_dir)/,$(module-files))
	rm -f $(DESTDIR)$(libdir)/cmobench/module/*/cmo_policy.ko
	-rmdir $(module_dir) $(DESTDIR)$(libdir)/cmobench/module/* $(DESTDIR)$(libdir)/cmobench/module 2>/dev/null

kernel-deb:
	@KCONFIG='$(KCONFIG)' LINUX_SOURCE='$(or $(LINUX_SOURCE),$(linux_source))' CROSS='$(CROSS)' \
		sh $(src)host/kernel/kernel-deb.sh build/kernel-deb

.PHONY: module install-module uninstall-module kernel-deb
