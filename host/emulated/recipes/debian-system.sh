# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# A Debian arm64 system with systemd for tests/rehearsal: disk.img, an ext4 file system made by debootstrap, all of whose
# maintainer scripts ran; busybox, a static one, for an initramfs; QEMU_EFI.fd, a firmware. Parameter: bookworm (default) or
# trixie; bookworm-build and trixie-build also have what builds cmobench. debootstrap's second stage runs in QEMU, on a
# stock kernel.

about='making a Debian system with debootstrap; about 5 minutes'

system_packages='systemd systemd-sysv libpam-systemd systemd-container dbus udev kmod procps jq libjansson4 libhwloc15'
build_packages='gcc libc6-dev make pkg-config libjansson-dev libhwloc-dev automake git'

inputs() {
	suite
	echo "$system_packages"
	case ${parameter:-bookworm} in
	bookworm | trixie) ;;
	bookworm-build | trixie-build) echo "$build_packages" ;;
	*) fail "debian-system: \"$parameter\": bookworm or trixie is expected, or one of these with -build" ;;
	esac
}

build() {
	release=${parameter:-bookworm}
	packages=$system_packages
	case $release in *-build) packages="$packages $build_packages" ;; esac
	release=${release%-build}
	kernel=$(sh "$here/recipe.sh" linux-debian 6.12-system)
	qemu=$(sh "$here/recipe.sh" qemu)
	fetch_once busybox-arm64 "bin bin-bookworm" download busybox-static
	dpkg-deb -x "$fetched"/*.deb busybox
	cp busybox/bin/busybox "$out/"
	fetch_once qemu-efi "bin bin-bookworm" download qemu-efi-aarch64
	dpkg-deb -x "$fetched"/*.deb firmware
	cp firmware/usr/share/qemu-efi-aarch64/QEMU_EFI.fd "$out/"

	fakeroot -s owners debootstrap --foreign --arch=arm64 --variant=minbase \
		--include="$(echo "$packages" | tr ' ' ,)" "$release" root "$(mirror)"
	note source "debootstrap $release: $(cat root/debootstrap/required root/debootstrap/base | tr -s '\n ' ' ')"
	unpack_members root/var/cache/apt/archives
	mkdir -p root/etc/dpkg/dpkg.cfg.d
	echo force-unsafe-io >root/etc/dpkg/dpkg.cfg.d/rehearsal
	second_stage >root/second-stage
	chmod 755 root/second-stage
	truncate -s 4G "$out/disk.img"
	fakeroot -i owners mke2fs -q -F -t ext4 -d root "$out/disk.img"
	sh "$top/tests/rehearsal/initramfs.sh" "$out/busybox" "$kernel" initramfs.cpio
	"$qemu/qemu-system-aarch64" -accel tcg -M virt -cpu neoverse-n1 -m 1024 -display none -nodefaults \
		-no-reboot -serial stdio -drive "if=none,id=disk,format=raw,cache=unsafe,file=$out/disk.img" \
		-device virtio-blk-device,drive=disk -kernel "$kernel/Image" -initrd initramfs.cpio \
		-append 'console=ttyAMA0 panic=-1 quiet init=/second-stage' </dev/null | tee second-stage.log
	grep -q '^the system is ready' second-stage.log
}

# Print the address of the mirror that this machine's own packages come from.
mirror() {
	# shellcheck disable=SC2016 # apt-get's own variables
	apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 'Component: main' |
		sed -n "s/ $(. /etc/os-release && echo "$VERSION_CODENAME")\$//p" | head -n 1
}

# Decompress what packages contain, which dpkg would do in QEMU.
unpack_members() (
	cd "$1" || exit
	for deb in *.deb; do
		mkdir members
		(
			cd members || exit
			ar x "../$deb"
			[ ! -e data.tar.xz ] || xz -d data.tar.xz
			rm "../$deb"
			ar rcS "../$deb" debian-binary control.tar.* data.tar*
		)
		rm -r members
	done
)

# Of the users that it makes, owner is in group kvm, outsider is not.
second_stage() {
	cat <<-'END'
		#!/bin/sh
		PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
		export PATH DEBIAN_FRONTEND LC_ALL
		mount -t proc proc /proc
		mount -t sysfs sys /sys
		/debootstrap/debootstrap --second-stage &&
			apt-get clean &&
			useradd -m -s /bin/bash -G kvm owner &&
			useradd -m -s /bin/bash outsider &&
			echo rehearsal >/etc/hostname &&
			rm /second-stage /etc/dpkg/dpkg.cfg.d/rehearsal &&
			echo the system is ready
		cd /
		[ -e /proc/sysrq-trigger ] || mount -t proc proc /proc
		for command in s u o; do
			echo $command >/proc/sysrq-trigger
			sleep 2
		done
		sleep 60
	END
}
