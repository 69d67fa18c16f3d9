# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# root/usr/sbin/dkms: Debian's DKMS, a script, not installed, so that it does nothing when this machine gets a kernel; for
# tests.

about="fetching Debian's DKMS, seconds"

inputs() { suite; }

build() {
	fetch_once dkms "bin bin-bookworm" download dkms
	dpkg-deb -x "$fetched"/*.deb "$out/root"
	note source "$(dpkg-deb -W "$fetched"/*.deb)"
}
