#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Over 1000 cells in an emulated host of 4 CPUs: no open file, mapping, thread or VM is left behind, and no memory.
set -u

exec "$build/cmobench" probe --emulated --smp 4 --no-icount --initrd "$build/emulated/leaks.cpio"
