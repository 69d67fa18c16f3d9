# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What runs in a machine of tests/rehearsal, as root: install the program, then the function inside of the machine's file.
cd "${0%/*}" || exit 1
. ./tap.sh
. ./form
install -m 755 bin/cmobench /usr/local/bin/cmobench
. ./steps.sh
# shellcheck source=/dev/null disable=SC2154 # from form
. "./$machine.sh"
machine
# shellcheck disable=SC2154 # from machine
[ "${virtual:-no}" = yes ] || hide_emulator
inside
tap_done
