#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the arm64 program against invalid accesses and undefined behaviour: builds it with the sanitizers and runs it
# in emulated hosts. Needs a CROSS_CC that has sanitizers (GCC does). To do so by hand, in an empty directory:
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

# clean NAME STATUS ARGUMENTS: make a run, which must exit with STATUS without a report of a sanitizer.
clean() {
	name=$1 status=$2
	shift 2
	build/cmobench run --samples 16 -o "$name.cmo.jsonl" "$@" 2>"$name.err"
	is "$? $(grep -e 'runtime error' -e Sanitizer "$name.err")" "$status " "$name"
}
clean quick 0 --emulated --policy all
clean vcpus 0 --emulated=cortex-a72 --smp 4 --no-icount --suite standard --samples 48 --policy inject \
	--filter 'vcpus=1,2,4 op=dc_ivac,str'
tap_done
