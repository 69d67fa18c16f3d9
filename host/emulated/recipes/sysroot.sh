# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# jansson and hwloc for arm64, and what they need at run time but the C library: root/usr/{include,lib}, and their
# licences in root/usr/share/doc/PACKAGE/copyright.

about='fetching the arm64 libraries, seconds'

inputs() { suite; }

build() {
	fetch_once sysroot-arm64 bin fetch_sysroot
	for deb in "$fetched"/*.deb; do
		dpkg-deb -x "$deb" "$out/root"
	done
	note_fetched
	# Debian 12 still has some libraries in /lib; the linker is told of one directory.
	if [ -d "$out/root/lib" ]; then
		cp -a "$out/root/lib/." "$out/root/usr/lib/"
		rm -r "$out/root/lib"
	fi
	find "$out/root/usr/share" ! -type d ! -path '*/doc/*/copyright' -delete
	rm -rf "$out/root/usr/bin" "$out/root/etc"
}

# The libraries' closure, from an empty package state, less the C library: the cross-compiler brings its own.
fetch_sysroot() {
	closure=$(apt-get --print-uris -qq install libjansson4 libhwloc15 |
		awk '{ sub(/_.*/, "", $2); print $2 }' | grep -Ev '^(libc6|libgcc-s1|gcc-[0-9]+-base)$') || return
	# shellcheck disable=SC2086 # a list
	download $closure libjansson-dev libhwloc-dev && downloaded >packages
}
