# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A Raspberry Pi 4: device tree, GICv2, Cortex-A72 without VHE, a counter of 54 MHz, Debian 12's own kernel.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	cpu=cortex-a72 gic=2 counter_hz=54000000 smp=4 hotplug=once kernel=debian-6.1-system \
		model='Raspberry Pi 4 Model B Rev 1.4' compatible='raspberrypi,4-model-b brcm,bcm2711'
}

inside() {
	step_users
	step_facts 'metal Cortex-A72 nvhe v2 54000000 4096'
	step_all
}
