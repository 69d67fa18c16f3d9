# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A bare-metal instance of EC2, one of its CPUs isolated.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	maker='Amazon EC2' product=c6g.metal counter_hz=121875000 smp=4 \
		append='isolcpus=nohz,domain,managed_irq,2-3 nohz_full=2-3 rcu_nocbs=2-3 irqaffinity=0'
}

inside() {
	step_users
	step_facts 'metal Neoverse-N1 vhe v3 121875000 4096'
	does root 0 probe
	lacks 'flag isolation'
	says 'vCPUs on CPUs 3'
	step_all
}
