# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Functions for systems in which packages are installed and removed, sourced after tests/tap.sh.

# left: print what is in the file system, with the settings of users and groups, but for what any installation of any
# package changes: the states and logs of apt and dpkg, caches, and what is mounted.
left() {
	find / -xdev \( -path /srv -o -path /tmp -o -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /job \
		-o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache -o -path /var/log -o -path /root \) -prune \
		-o -print | LC_ALL=C sort
	cat /etc/passwd /etc/group
}

# none_left BEFORE WHAT: test that left prints what it printed into BEFORE, and that the packages are forgotten.
none_left() {
	left >/srv/after
	is "$(diff "$1" /srv/after)" "" "$2"
	# shellcheck disable=SC2016 # dpkg-query's own variables
	is "$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 'cmobench*' 2>/dev/null | grep -v not-installed)" "" \
		"and dpkg knows none of them"
}

# step_packages COMMIT: on an arm64 machine of tests/rehearsal, whose steps.sh has the other functions.
step_packages() {
	rm /usr/local/bin/cmobench
	left >/srv/before
	dpkg -i /job/cmobench_*_arm64.deb >/srv/out 2>&1
	is "$?" 0 "dpkg installs cmobench: all that it needs is there"
	sed 's/^/# /' /srv/out
	like "$(cmobench --version)" ", commit $1, guest [0-9a-f]{64}$" "it runs, is of commit $1, and has its guest"
	like "$(gzip -dc /usr/share/man/man1/cmobench.1.gz | head -n 5)" '^\.Dt CMOBENCH 1' "its manual is where man looks"
	does owner 0 list suites
	# shellcheck disable=SC2086,SC2154 # options, of steps.sh
	measures owner package.cmo.jsonl $few
	dpkg --purge cmobench >/srv/out 2>&1
	is "$?" 0 "dpkg removes it"
	rm -rf /srv/owner/*
	none_left /srv/before "and nothing is left"
}
