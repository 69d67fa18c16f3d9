#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# build.sh OUT KDIR
#
# Builds the module with the policies against the headers of a kernel, KDIR, as OUT/RELEASE/cmo_policy.ko, and prints
# that path. The messages of the build are shown if it fails.
set -eu
umask 022

[ $# = 2 ] || { echo "usage: build.sh OUT KDIR" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
out=$1
kdir=$(cd "$2" && pwd)
# What a user set for our make is not for the kernel's.
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES CC CFLAGS CPPFLAGS LDFLAGS KCFLAGS O V
set -- ARCH=arm64
[ "$(uname -m)" = aarch64 ] || set -- "$@" CROSS_COMPILE=aarch64-linux-gnu-

release=$(cat "$kdir/include/config/kernel.release")
mkdir -p "$out/$release"
work=$(mktemp -d "$out/$release/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
cp "$here"/module/* "$work/"
if ! make -C "$kdir" "$@" M="$(cd "$work" && pwd)" modules >"$work/log" 2>&1; then
	cat "$work/log" >&2
	exit 1
fi
mv "$work/cmo_policy.ko" "$out/$release/cmo_policy.ko"
echo "$out/$release/cmo_policy.ko"
