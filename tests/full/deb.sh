#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the packages of make deb where users have them: installed in a clean Debian 12 and 13, on this machine in a chroot
# without a network, for arm64 on emulated servers, they run, measure, and are removed without a trace.
set -u
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/package/clone.sh"
. "$srcdir/tests/rehearsal/boot.sh"

if ! is_checkout || ! command -v dh >path || ! command -v dh_dkms >path; then
	echo "1..0 # SKIP $srcdir is no git checkout, or dh or dh_dkms is not installed"
	exit 0
fi
make_clone
commit=$(in_git -C clone describe --always --abbrev=12)
make_debs
is "$status" 0 "make deb"
make_debs DEB_ARCH=arm64
is "$status" 0 "make deb DEB_ARCH=arm64"
debs=$(pwd)/clone/build/deb
printf '%s\n' "$commit" >commit

for release in bookworm trixie; do
	if [ "$(id -u)" != 0 ]; then
		ok 0 "in a chroot with $release # SKIP not root"
		continue
	fi
	entry=$(sh "$srcdir/host/emulated/recipe.sh" debian-root "$release")
	is "$?" 0 "there is a root with $release"
	[ -e "$entry/root.tar" ] || continue
	mkdir -p "$release-root/srv/job"
	tar -x -C "$release-root" -f "$entry/root.tar"
	cp "$debs"/*.deb "$srcdir/tests/tap.sh" "$srcdir/tests/package/"*.sh "$release-root/srv/job/"
	mkdir chroot-$release
	# shellcheck disable=SC2016 # for the inner shell
	env -u TMPDIR unshare --mount --pid --net --fork --kill-child \
		sh -c 'mount -t proc proc "$1/proc" && exec chroot "$1" sh /srv/job/chroot.sh "$2"' \
		sh "$release-root" "$commit" >"chroot-$release/tap" 2>"chroot-$release/console"
	relay chroot-$release
	rm -rf "$release-root"
done

for name in bookworm trixie; do
	boot $name "$(pwd)/commit" "$debs"/cmobench_*_arm64.deb "$srcdir/tests/package/"*.sh || ok 1 "$name: QEMU ended with status $?"
	relay $name
done
tap_done
