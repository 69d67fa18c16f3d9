# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A server: UEFI, ACPI, SMBIOS of a maker, Neoverse N1, GICv3, a counter of 25 MHz.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	maker=GIGABYTE product=R272-P30-JG
}

inside() {
	step_users
	step_facts 'metal Neoverse-N1 vhe v3 25000000 4096'
	# shellcheck disable=SC2154 # from form
	[ "$full" = yes ] || return 0
	step_all
}
