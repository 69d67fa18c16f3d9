# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A server on which its owner builds cmobench: make run from a clone, the unit tests, and the installation.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	maker=Ampere product='Mt. Jade' system=bookworm-build source=yes
}

# builds USER COMMAND: run a command in the user's clone; what it prints is in /srv/out.
builds() {
	who=$1
	shift
	runuser -u "$who" -- env -C "/srv/$who/cmobench" LC_ALL=C.UTF-8 HOME="/srv/$who" "$@" >/srv/out 2>&1
}

inside() {
	: >/srv/err
	for user in owner outsider; do
		as $user git clone -q /job/source.git cmobench
		builds $user ./configure --with-libperf=/job/libperf
		is $? 0 "$user: ./configure: $(tail -n 1 /srv/out)"
	done
	builds outsider make run
	is $? 2 "outsider: make run ends at once"
	says 'kvm' 'Error 77'
	lacks ' CC '
	builds owner make run RUN_FLAGS='--samples 16'
	is $? 0 "owner: make run: $(tail -n 3 /srv/out)"
	says 'Scorecard .ns' 'Answers'
	lacks 'QEMU' 'cross'
	commit=$(as owner git -C cmobench rev-parse --short=12 HEAD)
	is "$(head -n 1 /srv/owner/cmobench/results/*.cmo.jsonl | jq -r .cmobench.commit)" "$commit" "the archive has the commit"
	touch /srv/owner/cmobench/host/main.c
	(cd /srv/owner/cmobench && make >/srv/out 2>&1)
	is $? 0 "root: make in the owner's clone: $(tail -n 1 /srv/out)"
	like "$(strings -a /srv/owner/cmobench/build/cmobench 2>/dev/null)" "$commit" "and the program still knows its commit"
	(cd /srv/owner/cmobench && make install >/srv/out 2>&1)
	is $? 0 "root: make install: $(tail -n 1 /srv/out)"
	is "$(/usr/local/bin/cmobench --version | head -n 1 | cut -d ' ' -f 1)" cmobench "the installed program runs"
	is "$(ls /usr/local/share/man/man1)" cmobench.1 "with its man page"
	(cd /srv/owner/cmobench && make uninstall >/srv/out 2>&1)
	is "$(find /usr/local -name '*cmobench*')" "" "make uninstall leaves nothing"
	builds owner make check-unit
	is "$(grep -E -e '^FAILED|passed, ' /srv/out | grep -v ' 0 failed')" "" "owner: make check-unit: $(tail -n 1 /srv/out)"
}
