# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A Raspberry Pi 5: device tree, GICv2, Cortex-A76, pages of 16 KiB.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	cpu=cortex-a76 gic=2 counter_hz=54000000 smp=4 kernel=debian-6.12-16k-system \
		model='Raspberry Pi 5 Model B Rev 1.0' compatible='raspberrypi,5-model-b brcm,bcm2712'
}

inside() {
	step_users
	step_facts 'metal Cortex-A76 vhe v2 54000000 16384'
	step_all
}
