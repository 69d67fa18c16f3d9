# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# QEMU with nothing but the arm64 virt board. qemu-stock is as the distribution has it; qemu-system-aarch64 is the same
# tree with our patches, that is, data cache maintenance by address translates and can fault.

about='building QEMU, twice; about 5 minutes on 2 cores'

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
	for patch in "$here/qemu"/0000-*.patch; do
		patch -d source -p1 --forward --batch <"$patch"
	done
	set -- --python=/usr/bin/python3 --target-list=aarch64-softmmu --without-default-features \
		--without-default-devices --with-devices-aarch64=cmobench --enable-tcg --enable-system \
		--enable-fdt=system --disable-docs --disable-install-blobs --disable-tools --disable-guest-agent --disable-download \
		--disable-debug-info --disable-werror
	note configure "$*"
	mkdir object
	(cd object && ../source/configure "$@")
	ninja -C object -j "$jobs" qemu-system-aarch64
	cp object/qemu-system-aarch64 "$out/qemu-stock"
	for patch in "$here/qemu"/000[1-9]-*.patch; do
		patch -d source -p1 --forward --batch <"$patch"
	done
	ninja -C object -j "$jobs" qemu-system-aarch64
	cp object/qemu-system-aarch64 "$out/qemu-system-aarch64"
	strip "$out/qemu-stock" "$out/qemu-system-aarch64"
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
