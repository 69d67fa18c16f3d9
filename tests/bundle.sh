#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards make bundle: its program runs from any folder, on an arm64 machine that has a C library and nothing else of ours.
# Elsewhere qemu-aarch64 (user-mode emulation) takes the machine's place.
set -u
. "$srcdir/tests/tap.sh"

variable() { sed -n "s/^$1 = //p" "$build/../config.mk"; }
name=cmobench-$(sed -n 's/^#define CMOBENCH_VERSION "\(.*\)"$/\1/p' "$srcdir/host/os/version.h")-arm64
mkdir -p "some where/else"
tar -x -C "some where/else" -f "$build/$name.tar.gz"
status=$?
is "$status" 0 "there is a bundle: $name"
[ "$status" = 0 ] || tap_done # make bundle makes it
bundle="$(pwd)/some where/else/$name"
cc=$(if [ "$(variable host_arch)" = aarch64 ]; then variable CC; else variable CROSS_CC; fi)

is "$(cd "$bundle" && find . -type f ! -path './li*' | LC_ALL=C sort | paste -sd ' ')" \
	"./COPYING ./README ./cmobench ./cmobench.1 ./cmobench.bash ./cmobench.zsh" "what is in it"
is "$(cd "$bundle/licences" && echo ./*)" "$(cd "$bundle/lib" && echo ./*)" "each library has its licence"

# What programs and libraries say of themselves.
dynamic() { readelf -dW "$1" | sed -n "s/.*($2).*\[\(.*\)\].*/\1/p"; }
is "$(dynamic "$bundle/cmobench" RPATH)" "\$ORIGIN/lib" "the program looks for libraries beside itself"
is "$(for file in "$bundle"/lib/*; do dynamic "$file" RPATH; dynamic "$file" RUNPATH; done)" "" "and so do they"
outside=$(for file in "$bundle/cmobench" "$bundle"/lib/*; do dynamic "$file" NEEDED; done | sort -u | while read -r library; do
	[ -e "$bundle/lib/$library" ] || echo "$library"
done)
is "$(printf '%s\n' "$outside" | grep -vE '^(libc|libm|libpthread|libdl|librt|ld-linux-aarch64)\.so\.[0-9]+$')" "" \
	"outside of the bundle nothing but the C library is needed: $(echo "$outside" | paste -sd ' ')"
glibc=$(for file in "$bundle/cmobench" "$bundle"/lib/*; do readelf -VW "$file"; done | grep -oE 'GLIBC_[0-9.]+' | sed 's/.*_//' |
	sort -uV | tail -n 1)
like "$(cat "$bundle/README")" "glibc $glibc or later" "README says which: $glibc"
is "$(grep -c "$srcdir" "$bundle/README")" 0 "and nothing of where it was made"

# A root with the C library only.
qemu=
if [ "$(uname -m)" != aarch64 ]; then
	qemu=$(PATH=$PATH:$build/cache/qemu-user command -v qemu-aarch64 || command -v qemu-aarch64-static)
	if [ -z "$qemu" ]; then
		ok 0 "it runs # SKIP this is no arm64 machine, and there is no qemu-aarch64 (make check fetches it; Debian: qemu-user)"
		tap_done
	fi
fi
mkdir -p root/lib
for library in ld-linux-aarch64.so.1 $outside; do
	# shellcheck disable=SC2086 # a command and its flags
	cp -L "$($cc -print-file-name="$library")" root/lib/
done
# shellcheck disable=SC2086 # empty on arm64
on_target() { env -u LD_LIBRARY_PATH ${qemu:+"$qemu" -L "$(pwd)/root"} "$@"; }
version=$(on_target "$bundle/cmobench" --version 2>&1)
is "${version##* }" "$(sha256sum <"$build/guest/guest.bin" | sed 's/ .*//')" "it runs, and has the guest: $version"
is "$(on_target "$bundle/cmobench" list ops 2>&1)" "$("$build/cmobench" list ops)" "it lists the ops"
probed=$(on_target "$bundle/cmobench" probe 2>&1)
status=$?
# User-mode emulation has no KVM: then the program has run as far as to say so.
[ "$status" = 0 ] || probed="one line: $(printf '%s\n' "$probed" | grep -c .): $probed"
like "$probed" '^one line: 1: cmobench: probe: .*kvm|^policy' "probe exits with $status: $(printf '%s\n' "$probed" | head -n 1)"
mv "$bundle/lib/libjansson.so.4" .
like "$(on_target "$bundle/cmobench" --version 2>&1)" "libjansson\.so\.4: cannot open" "(without its library it does not run)"
tap_done
