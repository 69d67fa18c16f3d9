# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A server with Debian 12 on which cmobench is built.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	maker=Ampere product='Mt. Jade' system=bookworm-build source=yes
}

inside() { step_build; }
