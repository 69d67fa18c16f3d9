#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards against leaks: a run must leave no open file, mapping, thread, VM or memory behind. tests/kvm/leaks.c
# measures the cells of one op on one slot in an emulated host with 4 CPUs and counts before and after; with
# CHECK_FULL=yes it measures over 1000 cells.
set -u

set -- --smp 4 --no-icount
[ "${CHECK_FULL:-}" != yes ] || set -- "$@" --append leaks_full=yes
exec "$build/cmobench" probe --kernel "$build/emulated/kernels/lean" --emulated "$@" --initrd "$build/emulated/leaks.cpio"
