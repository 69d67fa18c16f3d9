#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# module.sh BUILD [KDIR [MAKE-ARGUMENT]...]
#
# Builds module/ against the headers of a kernel, KDIR or those of the running kernel, unless that was done before, and
# leaves BUILD/module/RELEASE/cmo_policy.ko, where RELEASE is what uname -r says under that kernel. Prints nothing but
# what the compiler has to say. From the environment: CROSS_CC, the arm64 compiler on other machines.
set -eu

fail() { printf 'make module: %s\n' "$*" >&2; exit 1; }

here=$(cd "$(dirname "$0")/module" && pwd)
mkdir -p "$1"
build=$(cd "$1" && pwd)
kdir=${2:-}
shift $(($# > 1 ? 2 : 1))

running=$(uname -r)
if [ -z "$kdir" ]; then
	kdir=/lib/modules/$running/build
	[ "$(uname -m)" = aarch64 ] || fail "this machine is $(uname -m): give the headers of an arm64 kernel, KDIR=DIR"
	if ! [ -e "$kdir/Makefile" ]; then
		if command -v apt-get >/dev/null; then
			package="linux-headers-$running: apt install linux-headers-$running"
		elif command -v dnf >/dev/null; then
			package="kernel-devel-$running: dnf install kernel-devel-$running"
		else
			package="the package with the headers of Linux $running"
		fi
		fail "the kernel's headers are missing, $package"
	fi
fi
[ -e "$kdir/Makefile" ] || fail "KDIR=$kdir: no headers of a kernel are there"
# include/config/kernel.release is another one in Debian 12.
release=$(sed -n 's/^#define UTS_RELEASE "\(.*\)"/\1/p' "$kdir/include/generated/utsrelease.h" 2>/dev/null) || :
[ -n "$release" ] || fail "KDIR=$kdir: this kernel is not configured and built"
for option in ARM64 KVM MODULES; do
	grep -q "^CONFIG_$option=y" "$kdir/include/config/auto.conf" ||
		fail "KDIR=$kdir: Linux $release was built without CONFIG_$option"
done

# Debian names the compiler that built the kernel.
compiler=$(sed -n 's/^CC *= *.*)\(gcc-[0-9.]*\)$/\1/p' "$kdir/.kernelvariables" 2>/dev/null) || :
compiler=${compiler:-gcc}
prefix=
if [ "$(uname -m)" != aarch64 ]; then
	case ${CROSS_CC:-} in
	*-gcc | *-gcc-[0-9]*) prefix=${CROSS_CC%-gcc*}- ;;
	*) prefix=aarch64-linux-gnu- ;;
	esac
fi
command -v "$prefix$compiler" >/dev/null || fail "the compiler of Linux $release is missing, $prefix$compiler"

out=$build/module/$release
inputs=$(
	cat "$here/cmo_policy.c" "$here/Kbuild" "$kdir/include/config/auto.conf" "$kdir/Module.symvers" "$0"
	"$prefix$compiler" --version
	echo "$*"
)
inputs=$(printf '%s' "$inputs" | sha256sum)
if [ -e "$out/cmo_policy.ko" ] && [ "$(cat "$out/inputs" 2>/dev/null)" = "$inputs" ]; then
	exit 0
fi

# Kbuild leaves its files beside the source.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
cp "$here/cmo_policy.c" "$here/Kbuild" "$work/"
# What was set for cmobench's make must not reach that of the kernel.
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES CC CFLAGS LDFLAGS CPPFLAGS V
make -s -C "$kdir" M="$work" ARCH=arm64 ${prefix:+CROSS_COMPILE="$prefix"} "$@" modules >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	fail "the module does not build for Linux $release; the above says why"
}
cat "$work/log" >&2
"${prefix}strip" --strip-debug "$work/cmo_policy.ko"
mkdir -p "$out"
mv "$work/cmo_policy.ko" "$out/cmo_policy.ko"
echo "$inputs" >"$out/inputs"
