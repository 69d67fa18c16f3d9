#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kernel-deb.sh DIR
#
# Builds a kernel with the policy knob as a package, DIR/linux-image-RELEASE-cmo_VERSION_arm64.deb, from the configuration
# of the running kernel and Debian's source of its series, by the kernel's own bindeb-pkg. Installs the packages that this
# lacks. What was built is kept in DIR, so that a build which was interrupted goes on. From the environment:
#
#   KCONFIG        the configuration, a file [/boot/config-RELEASE of the running kernel]
#   LINUX_SOURCE   the source, a tarball or a directory [Debian's linux-source]
#   CROSS          on other machines: the prefix of an arm64 compiler, such as aarch64-linux-gnu-
#   JOBS           [as many as there are CPUs]
set -eu

say() { printf 'make kernel-deb: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

here=$(cd "$(dirname "$0")" && pwd)
dir=$1
CROSS_COMPILE=
if [ "$(uname -m)" != aarch64 ]; then
	CROSS_COMPILE=${CROSS:-}
	[ -n "$CROSS_COMPILE" ] || fail "this machine is $(uname -m), and cannot run an arm64 kernel: give" \
		"CROSS=aarch64-linux-gnu- and KCONFIG=FILE to build one for another machine"
	[ -n "${KCONFIG:-}" ] || fail "with CROSS, KCONFIG=FILE must name the other machine's configuration (/boot/config-*)"
fi
config=${KCONFIG:-/boot/config-$(uname -r)}
[ -f "$config" ] || fail "$config: there is no such file: KCONFIG=FILE names the kernel's configuration"
grep -q '^CONFIG_ARM64=y' "$config" || fail "$config is not the configuration of an arm64 kernel"
grep -q '^CONFIG_KVM=y' "$config" || fail "$config: CONFIG_KVM is not y: this kernel has no KVM to put the knob into"
patches() { (cd "$here" && echo linux-*-cmo-policy.patch | sed 's/linux-\([^ ]*\)-cmo-policy\.patch/\1/g'); }
if [ -z "${LINUX_SOURCE:-}" ]; then
	series=$(sed -n 's,^# Linux/arm64 \([0-9]*\.[0-9]*\)[^0-9].*,\1,p' "$config" | head -n 1)
	[ -n "$series" ] || fail "$config does not say of which Linux it is: give LINUX_SOURCE"
	[ -e "$here/linux-$series-cmo-policy.patch" ] ||
		fail "there is no patch for Linux $series, but for $(patches): give KCONFIG, LINUX_SOURCE, or take make module"
fi

# What is needed, as far as it is not there
packages=
need() {
	command -v "$1" >/dev/null || packages="$packages $2"
}
need "${CROSS_COMPILE}gcc" "$([ -z "$CROSS_COMPILE" ] && echo gcc || echo gcc-aarch64-linux-gnu)"
need gcc gcc
for tool in make bc bison flex rsync cpio patch python3; do need $tool $tool; done
need depmod kmod
need dh debhelper
need dpkg-buildpackage dpkg-dev
for package in libssl-dev libelf-dev; do
	dpkg -s $package >/dev/null 2>&1 || packages="$packages $package"
done
if [ -n "$packages" ]; then
	say "installing:$packages"
	sudo=
	[ "$(id -u)" = 0 ] || sudo=sudo
	for tool in apt-get $sudo; do
		command -v "$tool" >/dev/null || fail "there is no $tool to install them: ask for: apt-get install$packages"
	done
	# shellcheck disable=SC2086 # lists
	$sudo apt-get install -y --no-install-recommends $packages >&2 || fail "cannot install them: apt-get says why"
fi

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
options=$(grep -c '^CONFIG_[A-Z0-9_]*=[ym]' "$config")
say "$config has $options options. With 570, of a lean kernel, this takes minutes and 2 GB; with a distribution's, hours" \
	"and several times that. $(df -Ph "$dir" | awk 'NR == 2 { print $4 }') are free for $dir."

# The source, patched. A directory that was given is copied.
jobs=${JOBS:-$(nproc)}
# shellcheck disable=SC2034 # for fetch.sh
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/cmobench linux_series=${series:-}
note() { :; }
. "$here/../emulated/fetch.sh"
wanted=$(cat "$here"/linux-*-cmo-policy.patch "$0" | sha256sum)${series:-$LINUX_SOURCE}
if [ "$(cat "$dir/source/.cmobench" 2>/dev/null)" != "$wanted" ]; then
	rm -rf "$dir/source" "$dir/object"
	unpack_linux "$dir/source" --exclude=*/tools/testing
	series=$(sed -n 's/^VERSION = //p; s/^PATCHLEVEL = /./p' "$dir/source/Makefile" | tr -d '\n')
	patch=$here/linux-$series-cmo-policy.patch
	[ -e "$patch" ] || fail "$LINUX_SOURCE is Linux $series, and there is no patch for it, but for $(patches)"
	patch -s -d "$dir/source" -p1 --forward --batch <"$patch" ||
		fail "the patch for Linux $series does not apply: the above says where"
	[ ! -e "$dir/source/.config" ] || make -s -C "$dir/source" mrproper
	echo "$wanted" >"$dir/source/.cmobench"
fi

# Signed by whom, and what a debugger wants, are the distribution's business.
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES CC CFLAGS LDFLAGS CPPFLAGS V KBUILD_OUTPUT
kbuild() {
	make -s -C "$dir/source" O="$dir/object" ARCH=arm64 CROSS_COMPILE="$CROSS_COMPILE" LOCALVERSION=-cmo "$@"
}
mkdir -p "$dir/object"
cp "$config" "$dir/object/.config"
"$dir/source/scripts/config" --file "$dir/object/.config" --set-str LOCALVERSION '' --disable LOCALVERSION_AUTO \
	--set-str SYSTEM_TRUSTED_KEYS '' --set-str SYSTEM_REVOCATION_KEYS '' --disable MODULE_SIG \
	--disable DEBUG_INFO_DWARF_TOOLCHAIN_DEFAULT --disable DEBUG_INFO_BTF --enable DEBUG_INFO_NONE
log=$dir/log
say "building; log: $log"
rm -f "$dir"/linux-*.deb "$dir"/linux-upstream_*
{
	kbuild olddefconfig && DEB_BUILD_PROFILES=pkg.linux-upstream.nokernelheaders \
		kbuild -j "$jobs" DPKG_FLAGS=-d bindeb-pkg
} >"$log" 2>&1 </dev/null || {
	tail -n 20 "$log" >&2
	fail "the build failed; the above is the end of $log"
}
deb=$(find "$dir" -maxdepth 1 -name 'linux-image-*-cmo_*.deb')
[ -n "$deb" ] || fail "the build left no package; $log"
say "install it, and boot it: dpkg -i $deb"
echo "$deb"
