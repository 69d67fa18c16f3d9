#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the first hour on a real machine: Debian with systemd, as it is installed, boots on emulated hardware that looks
# like a server or a board, and users work there as they would. Nothing tells the program that its host is emulated, and
# the counter is time, so that this is what a real machine would do, but for the numbers. One machine; with CHECK_FULL=yes
# all of tests/rehearsal/. What must happen on a machine is in its file.
set -u
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/rehearsal/boot.sh"

machines=server
if [ "${CHECK_FULL:-}" = yes ]; then
	machines=$(cd "$srcdir/tests/rehearsal" && grep -l '^machine()' ./*.sh | sed 's,^\./,,; s,\.sh$,,')
fi
for name in ${MACHINES:-$machines}; do
	boot "$name" || ok 1 "$name: QEMU ended with status $?"
	relay "$name"
done
tap_done
