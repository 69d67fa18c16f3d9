#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A run leaves no open file, mapping, thread, VM or memory behind: tests/kvm/leaks.c measures over 1000 cells in an
# emulated host of 4 CPUs and counts before and after.
set -u

exec "$build/cmobench" probe --emulated --smp 4 --no-icount --initrd "$build/emulated/leaks.cpio"
