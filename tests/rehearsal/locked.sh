# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A server with one CPU, whose kernel is locked down, as with Secure Boot and a strict administrator.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	maker=GIGABYTE product=R272-P30-JG smp=1 append=lockdown=confidentiality
}

inside() {
	does root 0 probe
	says 'lockdown|locked down'
	lacks 'mount -t tracefs' 'run as root'
	# shellcheck disable=SC2086,SC2154 # options, from steps.sh
	measures root locked.cmo.jsonl $few
	does root 77 run --policy all -o no.cmo.jsonl
	says 'lockdown'
}
