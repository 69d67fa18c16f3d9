# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# Image: Linux with our policy knob, as lean as KVM allows. Parameter, in parts joined by "-": a series of Linux that
# host/kernel/ has a patch for, 6.12 (default), 6.1 or 7.3; a page size, 4k (default), 16k or 64k; then any number of
# NAMEs, each for linux-NAME.config on top of linux.config. linux-SERIES.config takes back what that series does not
# have. "4k-module" takes loadable modules, can have functions traced and probed, and also has headers/, to build modules
# with; "4k-module-nokprobes" has no kprobes. A source that was given stands for 6.12. release: what uname -r says.

about='building Linux; about 5 minutes on 2 cores'

inputs() {
	linux_parameter
	suite
	tool_version "${CROSS_COMPILE}gcc"
	tool_version "${CROSS_COMPILE}ld"
	linux_fragments
	cat "$linux_patch"
	[ -z "${LINUX_SOURCE:-}" ] || given_source "$LINUX_SOURCE"
}

# Set $linux_series, $linux_patch, $page_size and $config_names from the parameter.
linux_parameter() {
	linux_series=6.12 page_size=4k config_names=
	for part in $(echo "${parameter:-}" | tr - ' '); do
		case $part in
		[0-9]*.[0-9]*) linux_series=$part ;;
		[0-9]*) page_size=$part ;;
		*) config_names="$config_names $part" ;;
		esac
	done
	case $page_size in
	4k | 16k | 64k) ;;
	*) fail "linux: the page size is 4k, 16k or 64k" ;;
	esac
	linux_patch=$top/host/kernel/linux-$linux_series-cmo-policy.patch
	[ -e "$linux_patch" ] || fail "linux: host/kernel/ has no patch for Linux $linux_series"
	[ "$linux_series" = 6.12 ] || LINUX_SOURCE=
}

# Print the configuration that the parameter asks for.
linux_fragments() {
	cat "$here/linux.config"
	echo "CONFIG_ARM64_$(echo "$page_size" | tr k K)_PAGES=y"
	[ ! -e "$here/linux-$linux_series.config" ] || cat "$here/linux-$linux_series.config"
	for name in $config_names; do
		cat "$here/linux-$name.config" || return
	done
}

# All that an arm64 Image without modules is made of: a seventh of the tree.
linux_members='*/Kconfig* */Makefile* */Kbuild* --exclude=*/dts/* --exclude=*/tools/testing COPYING
	Documentation/admin-guide/kernel-parameters.txt arch/arm64 arch/x86/entry/syscalls/syscall_32.tbl
	drivers/amba drivers/base drivers/bus drivers/char drivers/clk drivers/clocksource drivers/firmware
	drivers/irqchip drivers/of drivers/pci drivers/perf drivers/power drivers/tty drivers/virtio fs include init
	io_uring kernel lib mm scripts security tools/arch tools/build tools/include tools/lib tools/scripts usr virt'

build() {
	linux_parameter
	linux_unpack
	patch -d source -p1 --forward --batch <"$linux_patch"
	linux_configure
	linux_image "$out"
	! grep -q '^CONFIG_MODULES=y' object/.config || linux_headers
}

# Fill source/.
linux_unpack() {
	set -f
	# shellcheck disable=SC2086 # a list
	unpack_linux source $linux_members
	set +f
	[ ! -e source/.config ] || make -C source mrproper
}

# linux_make TARGET...: kbuild, from source/ in object/.
linux_make() {
	make -C source O="$PWD/object" ARCH=arm64 CROSS_COMPILE="$CROSS_COMPILE" "$@"
}

linux_configure() {
	# A later "is not set" takes back what was asked for.
	linux_fragments >asked
	sed -n 's/^# \(CONFIG_[A-Z0-9_]*\) is not set$/^\1=/p' asked >taken_back
	grep -v -f taken_back asked >fragment

	# The same input gives the same Image.
	KBUILD_BUILD_USER=cmobench KBUILD_BUILD_HOST=cmobench KBUILD_BUILD_VERSION=1
	KBUILD_BUILD_TIMESTAMP=$(date -u -d "@$(stat -c %Y source/COPYING)")
	export KBUILD_BUILD_USER KBUILD_BUILD_HOST KBUILD_BUILD_VERSION KBUILD_BUILD_TIMESTAMP
	mkdir object
	linux_make allnoconfig KCONFIG_ALLCONFIG="$PWD/fragment"
	# Kconfig drops in silence what it does not know or what lacks a dependency.
	if grep '^CONFIG' fragment | grep -vxF -f object/.config; then
		fail "linux: the lines above of linux.config were not taken"
	fi
	note configure "make ARCH=arm64 allnoconfig KCONFIG_ALLCONFIG=linux.config, ${parameter:-4k}"
}

# linux_image DIRECTORY: make a kernel directory of source/ as it is now.
linux_image() {
	linux_make -j "$jobs" Image
	mkdir -p "$1"
	cp object/arch/arm64/boot/Image "$1/"
	cp object/.config "$1/config"
	cp object/include/config/kernel.release "$1/release"
}

# Source and object tree in one, of which what a module is built with; its tools are for this machine.
linux_headers() {
	linux_make -j "$jobs" modules
	mkdir "$out/headers"
	tar -c -C source Makefile arch/arm64/Makefile arch/arm64/include include scripts | tar -x -C "$out/headers"
	tar -c -C object --exclude='*.o' --exclude='*.cmd' .config Module.symvers arch/arm64/include include scripts |
		tar -x -C "$out/headers"
}
