#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards hosts whose KVM or kernel offers less than usual: fewer bits of guest physical address. It runs tests/kvm/limits.c, which answers the program's system calls as such a host would, in an emulated host.
# host/test/refused.c does so for host memory.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
emulated=$build/emulated

"$cmobench" probe --emulated --initrd "$emulated/limits.cpio" >inside 2>inside.err
is $? 0 "inside the emulated host: $(grep -c '^ok' inside) of $(sed -n 's/^1\.\.//p' inside) as expected"
is "$(grep -A 2 -e '^not ok' inside)" "" "what KVM does not have is done without, or named"
is "$(grep -c '^ok' inside)" "$(sed -n 's/^1\.\.//p' inside)" "by as many checks as planned"
tap_done
