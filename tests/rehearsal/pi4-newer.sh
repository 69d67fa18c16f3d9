# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A Raspberry Pi 4 with the kernel of Debian 12's backports.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	cpu=cortex-a72 gic=2 counter_hz=54000000 smp=4 hotplug=once \
		model='Raspberry Pi 4 Model B Rev 1.4' compatible='raspberrypi,4-model-b brcm,bcm2711'
}

inside() {
	step_facts 'metal Cortex-A72 nvhe v2 54000000 4096'
	step_all
}
