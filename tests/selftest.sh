#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards that a wrong guest, clock, kernel or prediction is reported. It runs tests/kvm/selftest.c, which breaks each
# of them on purpose and prints TAP, in an emulated host with two Cortex-A76.
set -u

exec "$build/cmobench" probe --kernel "$build/emulated/kernels/lean" --emulated=cortex-a76 --smp 2 --initrd "$build/emulated/selftest.cpio"
