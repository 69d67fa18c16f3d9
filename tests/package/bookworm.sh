# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A server with Debian 12 on which the packages for arm64 are installed.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	maker=Ampere product='Mt. Jade' system=bookworm-build
}

inside() {
	. ./inside.sh
	step_packages "$(cat commit)"
}
