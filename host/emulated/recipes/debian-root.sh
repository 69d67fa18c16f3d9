# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# root.tar: a Debian of this machine's architecture, made by debootstrap, to install our packages in for tests; what they
# need is in its apt's cache. Only root can make it. Parameter: bookworm or trixie.

. "$recipes/debian-system.sh"
about='making a Debian root with debootstrap; about 2 minutes'

# What apt calls them. Only arm64 needs hwloc.
cached_packages='libjansson4 libhwloc15 libfdt1 libglib2.0-0'
installed_packages='man-db dkms'

inputs() {
	suite
	cat "$recipes/debian-system.sh"
	case ${parameter:-} in
	bookworm | trixie) ;;
	*) fail "debian-root: \"${parameter:-}\": bookworm or trixie is expected" ;;
	esac
}

build() {
	[ "$(id -u)" = 0 ] || refuse "debootstrap must be root"
	debootstrap --variant=minbase "$parameter" root "$(mirror)"
	note source "debootstrap $parameter: $(cat root/debootstrap/* 2>/dev/null | tr -s '\n ' ' ')"
	# shellcheck disable=SC2086 # lists
	unshare --mount sh -c '
		mount -t proc proc root/proc &&
		DEBIAN_FRONTEND=noninteractive chroot root apt-get install -y --no-install-recommends $1 &&
		chroot root apt-get clean &&
		chroot root apt-get install -y --no-install-recommends --download-only $2' \
		sh "$installed_packages" "$cached_packages"
	tar -c -C root -f "$out/root.tar" .
}
