#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A guest, a clock, a kernel or a prediction that is wrong is reported as what it is: tests/kvm/selftest.c, in place of
# the program in an emulated host of two Cortex-A76. It prints TAP itself.
set -u

exec "$build/cmobench" probe --emulated=cortex-a76 --smp 2 --initrd "$build/emulated/selftest.cpio"
