#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tests of tests/kvm/, which need KVM: each in place of the program in an emulated host. They print TAP themselves.
set -u

exec "$build/cmobench" probe --emulated=cortex-a76 --smp 2 --initrd "$build/emulated/selftest.cpio"
