#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards against leaks: a run must leave no open file, mapping, thread, VM or memory behind. tests/kvm/leaks.c
# measures over 1000 cells in an emulated host with 4 CPUs and counts before and after.
set -u

exec "$build/cmobench" probe --emulated --smp 4 --no-icount --initrd "$build/emulated/leaks.cpio"
