# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# qemu-system-aarch64: QEMU with nothing but the arm64 virt board, and with our patches, so that data cache maintenance by
# address translates and can fault. Tracing, checked casts and debug information are left out, as nothing here uses them.
# qemu-plugin.h is what plugin.c is compiled against.

about='building QEMU; about 4 minutes on 2 cores'

inputs() {
	suite
	tool_version gcc
	cat "$here/qemu"/*
	[ -z "${QEMU_SOURCE:-}" ] || given_source "$QEMU_SOURCE"
}

build() {
	if [ -n "${QEMU_SOURCE:-}" ]; then
		unpack_given "$QEMU_SOURCE" source
	else
		fetch_once qemu src fetch_qemu
		note source "$(cat "$fetched/version")"
		note source_sha256 "$(sha256sum <"$fetched/qemu.tar" | cut -d ' ' -f 1)"
		unpack_tar "$fetched/qemu.tar" source
	fi
	# Debian 12's meson is too old; both distributions' newest are fetched but not installed.
	case $(suite) in
	debian-*)
		fetch_once meson bin fetch_meson
		for deb in "$fetched"/*.deb; do
			dpkg-deb -x "$deb" tools
		done
		;;
	esac
	export PYTHONPATH="$PWD/tools/usr/lib/python3/dist-packages"
	PATH=$PWD/tools/usr/bin:$PATH

	cp "$here/qemu/cmobench.mak" source/configs/devices/aarch64-softmmu/
	for patch in "$here/qemu"/*.patch; do
		patch -d source -p1 --forward --batch <"$patch"
	done
	set -- --python=/usr/bin/python3 --target-list=aarch64-softmmu --without-default-features \
		--without-default-devices --with-devices-aarch64=cmobench --enable-tcg --enable-system \
		--enable-fdt=system --disable-docs --disable-install-blobs --disable-tools --disable-guest-agent --disable-download \
		--disable-debug-info --disable-werror --enable-trace-backends=nop --disable-qom-cast-debug --enable-plugins
	note configure "$*"
	mkdir object
	(cd object && ../source/configure "$@")
	ninja -C object -j "$jobs" qemu-system-aarch64
	cp object/qemu-system-aarch64 source/include/qemu/qemu-plugin.h "$out/"
	strip "$out/qemu-system-aarch64"
}

# Only the upstream tarball: of the Debian part nothing is used.
fetch_qemu() {
	apt-get source --download-only --tar-only qemu &&
		echo qemu_*.orig.tar.* >version &&
		mv qemu_*.orig.tar.* qemu.tar
}

# Of the newest suite that the lists name.
fetch_meson() {
	for package in meson python3-pycotap; do
		version=$(apt-cache madison "$package" | awk -F ' *[|] *' 'NR == 1 { print $2 }')
		download "$package=$version" || return
	done
}
