# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# An instance of EC2 that is not bare metal: what it measures means nothing.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	maker='Amazon EC2' product=c6g.large counter_hz=121875000 virtual=yes
}

inside() {
	does root 0 probe
	says 'platform: *virtual' 'refuse virtual: .*c6g.large'
	does root 77 run -o refused.cmo.jsonl
	says 'virtual: .*c6g.large'
	is "$(ls /srv/root)" "" "and nothing is left"
	# shellcheck disable=SC2086,SC2154 # options, from steps.sh
	measures root allowed.cmo.jsonl $few --allow virtual
	is "$(header root allowed.cmo.jsonl .platform)" virtual "with --allow the archive says what it is of"
	does root 0 report allowed.cmo.jsonl
	says 'allowed'
}
