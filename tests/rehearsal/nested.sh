# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# The names of the clouds' and hypervisors' machines, as systemd-detect-virt knows them, mounted over those of a server. A
# KVM host that is itself a guest gives times that mean nothing.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	maker=Supermicro product=ARS-110M-NR
}

names=/sys/class/dmi/id

# call_it VENDOR PRODUCT: have the machine's DMI say this, and check what follows: virtual, metal or unknown.
call_it() {
	echo "$1" >/srv/vendor
	echo "$2" >/srv/product
	systemd=$(systemd-detect-virt --vm)
	does root 0 probe
	case $3 in
	virtual) says 'platform: *virtual' 'refuse virtual: ' ;;
	metal) says 'platform: *metal' && lacks 'platform-unknown' ;;
	unknown) says 'platform: *metal' 'flag platform-unknown: ' ;;
	esac
	echo "# $1, $2: $3; systemd-detect-virt says $systemd"
}

inside() {
	call_it "$(cat $names/sys_vendor)" "$(cat $names/product_name)" metal
	for name in vendor product; do : >/srv/$name; done
	mount --bind /srv/vendor $names/sys_vendor
	mount --bind /srv/product $names/product_name
	call_it QEMU 'QEMU Virtual Machine' virtual
	call_it QEMU 'KVM Virtual Machine' virtual
	call_it 'Red Hat' KVM virtual
	call_it 'OpenStack Foundation' 'OpenStack Nova' virtual
	call_it KubeVirt None virtual
	call_it 'VMware, Inc.' VMware20,1 virtual
	call_it 'innotek GmbH' VirtualBox virtual
	call_it Xen 'HVM domU' virtual
	call_it Bochs Bochs virtual
	call_it 'Parallels International GmbH.' 'Parallels ARM Virtual Machine' virtual
	call_it BHYVE BHYVE virtual
	call_it 'Apple Inc.' 'Apple Virtualization Generic Platform' virtual
	call_it 'Microsoft Corporation' 'Virtual Machine' virtual
	call_it 'Microsoft Corporation' 'Windows Dev Kit 2023' metal
	call_it 'Amazon EC2' m8g.metal-24xl metal
	call_it Google 'Google Compute Engine' unknown
	call_it 'Alibaba Cloud' 'Alibaba Cloud ECS' virtual
	call_it HPE 'ProLiant RL300 Gen11' metal
}
