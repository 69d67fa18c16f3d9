# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# Image: Debian's arm64 cloud kernel 6.12 as it is, for the behaviour of "upstream"; modules/: what our initramfs needs
# with it, and modules/order.

about="fetching Debian's arm64 kernel, seconds"

inputs() { suite; }

build() {
	fetch_once linux-image-6.12-cloud-arm64 bin fetch_linux_image
	note source "$(cat "$fetched/version")"
	note source_sha256 "$(cut -d ' ' -f 1 "$fetched/SHA256SUMS")"
	dpkg-deb -x "$fetched"/linux-image-*.deb root
	cp root/boot/vmlinuz-* "$out/Image"
	cp root/boot/config-* "$out/config"
	# Everything else that an emulated host needs, virtio-serial included, is built in.
	mkdir "$out/modules"
	module=virtio_mmio.ko
	file=$(find root -path "*/kernel/drivers/virtio/$module*")
	case $file in
	*.xz) xz -dc "$file" ;;
	*) cat "$file" ;;
	esac >"$out/modules/$module"
	echo "$module" >"$out/modules/order"
}

# The newest that the lists name.
fetch_linux_image() {
	package=$(apt-cache pkgnames linux-image-6.12. | grep -E '^linux-image-6\.12\.[^-]*-cloud-arm64$' | sort -V |
		tail -n 1) &&
		download "$package" &&
		dpkg-deb -W linux-image-*.deb >version
}
