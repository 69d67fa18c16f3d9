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

# relay NAME: print the results of a machine as results of this test.
relay() {
	while read -r word rest; do
		case "$word $rest" in
		ok\ *) ok 0 "$1: ${rest#* - }" ;;
		not\ ok\ *) ok 1 "$1: ${rest#* - }" ;;
		'# '*) echo "# $rest" ;;
		esac
	done <"$1/tap"
	is "$(grep -c -E '^(not )?ok ' "$1/tap") results planned: $(sed -n 's/^1\.\.//p' "$1/tap")" \
		"$(sed -n 's/^1\.\.\(.*\)/\1 results planned: \1/p' "$1/tap")" "$1: it came to its end" ||
		tail -n 5 "$1/console"
	is "$(grep -E 'WARNING:|BUG:|Oops|Call trace' "$1/console")" "" "$1: its kernel did not complain"
}

machines=server
if [ "${CHECK_FULL:-}" = yes ]; then
	machines=$(cd "$srcdir/tests/rehearsal" && grep -l '^machine()' ./*.sh | sed 's,^\./,,; s,\.sh$,,')
fi
for name in ${MACHINES:-$machines}; do
	boot "$name" || ok 1 "$name: QEMU ended with status $?"
	relay "$name"
done
tap_done
