# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# qemu-system-aarch64: the distribution's own QEMU for this machine, without our patches, with the libraries that it
# needs; for tests.

about="fetching Debian's QEMU, seconds"

inputs() { suite; }

build() {
	fetch_once qemu-system-arm native fetch_qemu_system
	for deb in "$fetched"/*.deb; do
		dpkg-deb -x "$deb" "$out/root"
	done
	note_fetched
	rm -rf "$out/root/usr/share/doc" "$out/root/usr/share/locale"
	multiarch=$(dpkg-architecture -q DEB_HOST_MULTIARCH 2>/dev/null || gcc -print-multiarch)
	cat >"$out/qemu-system-aarch64" <<-END
		#!/bin/sh
		root=\$(dirname "\$(readlink -f "\$0")")/root
		LD_LIBRARY_PATH=\$root/usr/lib/$multiarch:\$root/lib/$multiarch exec "\$root/usr/bin/qemu-system-aarch64" "\$@"
	END
	chmod 755 "$out/qemu-system-aarch64"
	"$out/qemu-system-aarch64" --version
}

# The newest, with what it needs, from an empty package state, but for the C library, which is this machine's.
fetch_qemu_system() {
	from=$(apt-cache madison qemu-system-arm |
		awk -F ' *[|] *' 'NR == 1 { split($3, word, " "); sub("/.*", "", word[2]); print word[2] }') &&
		closure=$(apt-get --print-uris -qq -t "$from" install qemu-system-arm |
			awk '{ gsub(/%3a/, ":", $2); split($2, part, "_"); print part[1] "=" part[2] }' | grep -v '^libc6=') || return
	# shellcheck disable=SC2086 # a list
	download $closure && downloaded >packages
}
