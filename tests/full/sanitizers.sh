#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The arm64 program with the address and undefined-behaviour sanitizers, in emulated hosts: they have nothing to say.
# Needs a CROSS_CC that has them (GCC does); by hand, in a directory of its own:
#
#   CROSS_CFLAGS='-O1 -g -fsanitize=address,undefined' CROSS_LDFLAGS=-fsanitize=address,undefined SRC/configure
#   make emulated-host
#
set -u
. "$srcdir/tests/tap.sh"

flags='-fsanitize=address -fsanitize=undefined'
CROSS_CFLAGS="-O1 -g -fno-omit-frame-pointer $flags" CROSS_LDFLAGS=$flags "$srcdir/configure" >configure.out 2>&1
is $? 0 "configured with sanitizers"
make emulated-host all >make.out 2>&1
is $? 0 "built with them: $(tail -n 1 make.out)"
is "$(cpio -it <build/emulated/initramfs.cpio 2>/dev/null | grep -c -e libasan -e libubsan)" 2 "the initramfs has them"

# clean NAME STATUS ARGUMENTS
clean() {
	name=$1 status=$2
	shift 2
	build/cmobench run --samples 16 -o "$name.cmo.jsonl" "$@" 2>"$name.err"
	is "$? $(grep -e 'runtime error' -e Sanitizer "$name.err")" "$status " "$name"
}
clean quick 0 --emulated --policy all
clean vcpus 0 --emulated=cortex-a72 --smp 4 --no-icount --suite standard --policy inject \
	--filter 'vcpus=1,2,4 op=dc_ivac,str'
tap_done
