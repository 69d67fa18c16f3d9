# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A server with Debian 13, its compiler and its libraries, on which cmobench is built.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	maker=Ampere product='Mt. Jade' system=trixie-build source=yes
}

inside() { step_build; }
