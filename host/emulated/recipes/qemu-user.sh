# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# qemu-aarch64: runs an arm64 program on this machine, without a kernel of its own; for tests.

about="fetching Debian's QEMU for programs, seconds"

inputs() { suite; }

# Debian 12 has the program without shared libraries in qemu-user-static, Debian 13 in qemu-user.
build() {
	fetch_once qemu-user native fetch_qemu_user
	mkdir root
	for deb in "$fetched"/*.deb; do
		dpkg-deb -x "$deb" root
	done
	for program in qemu-aarch64-static qemu-aarch64; do
		[ -e "$out/qemu-aarch64" ] || ! [ -f root/usr/bin/$program ] || cp -L root/usr/bin/$program "$out/qemu-aarch64"
	done
	note_fetched
	"$out/qemu-aarch64" --version
}

fetch_qemu_user() {
	download qemu-user qemu-user-static && downloaded >packages
}
