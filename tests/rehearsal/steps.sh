# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What a user does on a machine, in steps that its file puts together. Each user works in /srv/USER.

# as USER COMMAND...: run a command as this user, in the user's directory. The shell that starts it may have SIGINT ignored.
as() {
	user=$1
	shift
	runuser -u "$user" -- env -C "/srv/$user" --default-signal=INT "$@"
}

# does USER STATUS ARGUMENTS...: run the program, which must end with STATUS; what it prints is in /srv/out and /srv/err.
does() {
	who=$1 wanted=$2
	shift 2
	as "$who" cmobench "$@" >/srv/out 2>/srv/err
	is "$?" "$wanted" "$who: cmobench $*: status $wanted"
	[ -z "${SHOW:-}" ] || sed 's/^/# /' /srv/out /srv/err
}

# says PATTERN...: each must match a line of what the program has printed.
says() {
	for pattern; do like "$(cat /srv/out /srv/err)" "$pattern" "and says: $pattern"; done
}

# lacks PATTERN...: none may match.
lacks() {
	for pattern; do
		is "$(grep -E -e "$pattern" /srv/out /srv/err)" "" "and does not say: $pattern"
	done
}

# header USER FILE FILTER
header() { head -n 1 "/srv/$1/$2" | jq -r "$3"; }

# cells USER FILE FILTER: print what a filter of jq says of all cells.
cells() { jq -s -r "[.[] | select(.type == \"cell\")] | $3" "/srv/$1/$2"; }

# measures USER FILE ARGUMENTS...: make a run that leaves FILE, complete. Nobody promises that this machine is quiet: what
# other tests do beside it may change its speed, which a finding at the end of the run says.
measures() {
	who=$1 file=$2
	shift 2
	as "$who" cmobench run -o "$file" "$@" >/srv/out 2>/srv/err
	status=$?
	if [ $status = 3 ] && grep -q 'a finding at the end of the run refuses it' /srv/err; then status=0; fi
	is "$status $(cat /srv/err)" "0 $(cat /srv/err)" "$who: cmobench run -o $file $*"
	[ $status = 0 ] || cells "$who" "$file" '.[] | select(.findings != []) |
		"# \(.op) \(.slot) \(.host_page) \(.stage2): \(.findings | join("; "))"'
	is "$(as "$who" cmobench check "$file" >/srv/check 2>&1; echo $?)" 0 "$file: $(tail -n 1 /srv/check)"
	is "$(tail -n 1 "/srv/$who/$file" | jq -r .complete)" true "$file is complete"
}

# hide_emulator: QEMU's firmware says in its SMBIOS that the machine is virtual, by bit 4 of byte 0x13 of the structure of
# type 0. Show tables in which that bit is clear.
hide_emulator() {
	tables=/sys/firmware/dmi/tables/DMI
	[ -e $tables ] || return 0
	cat $tables >/srv/tables
	at=$(od -An -v -w1 -tu1 /srv/tables | awk '
		{ byte[NR - 1] = $1 }
		END {
			for (at = 0; at < NR && byte[at] != 0; at += 2)
				for (at += byte[at + 1]; byte[at] || byte[at + 1]; at++);
			print at + 19, byte[at + 19] - (int(byte[at + 19] / 16) % 2) * 16
		}')
	printf '%b' "\\0$(printf %o "${at#* }")" | dd of=/srv/tables bs=1 seek="${at% *}" conv=notrunc status=none
	mount --bind /srv/tables $tables
	# systemd looks here.
	bios=/sys/firmware/dmi/entries/0-0/raw
	dd if=/srv/tables of=/srv/bios bs=1 skip=$((${at% *} - 19)) count="$(wc -c <$bios)" status=none
	mount --bind /srv/bios $bios
}

# screen USER FILE: in the full form, show the first screen of a report.
screen() {
	# shellcheck disable=SC2154 # from form
	[ "$full" = yes ] || return 0
	as "$1" cmobench report "$2" >/srv/out 2>/srv/err
	status=$?
	case $status in 0 | 3) ok 0 "cmobench report $2: status $status" ;; *) is $status "0, or 3 if disturbed" "$(cat /srv/err)" ;; esac
	sed 's/^/# /' /srv/out /srv/err
}

few='--samples 16 --filter op=dc_ivac,dc_civac'

# step_users: the three users try.
step_users() {
	for user in root owner; do
		does $user 0 probe
	done
	does outsider 77 probe
	says '/dev/kvm: Permission denied' 'kvm'
	does outsider 77 run -o none.cmo.jsonl
	is "$(ls /srv/outsider)" "" "outsider: nothing is left"
}

# step_facts EXPECTED: what the archive's header says of the machine.
step_facts() {
	# shellcheck disable=SC2086 # options
	measures root facts.cmo.jsonl $few
	is "$(header root facts.cmo.jsonl '[.platform, .host.cpu, .host.hyp_mode, .host.gic, .clock.hz, .host.page_bytes] |
		map(tostring) | join(" ")')" "$1" "the archive says: $1"
	is "$(cells root facts.cmo.jsonl 'map(select(.status == "failed")) | length')" 0 "no cell failed"
	is "$(cells root facts.cmo.jsonl '[.[] | .findings[]] | map(select(startswith("disturbed") | not)) | unique | join("; ")')" "" \
		"every cell is as predicted"
	screen root facts.cmo.jsonl
}

# step_reports: suite quick by a user who is not root, and what is made of its archive.
step_reports() {
	measures owner quick.cmo.jsonl --suite quick
	does owner 0 report quick.cmo.jsonl
	says 'Scorecard .ns' 'Answers'
	does owner 0 report --full quick.cmo.jsonl
	does owner 77 plot quick.cmo.jsonl -o figures
	says 'no gnuplot'
	measures owner again.cmo.jsonl --suite quick
	as owner cmobench compare quick.cmo.jsonl again.cmo.jsonl >/srv/out 2>/srv/err
	is $? 0 "one boot each: costs may differ, but no change is found"
	says 'ONE BOOT AN ARM'
}

# cut_short SIGNAL FILE: begin a run and end it by a signal after the first line of its archive.
cut_short() {
	as owner cmobench run --suite quick --samples 64 -o "$2" >/srv/out 2>/srv/err &
	runner=$!
	until [ -s "/srv/owner/$2.partial" ]; do sleep 0.2; done
	sleep 2
	pkill -"$1" -u owner -o -x cmobench
	wait $runner
	status=$?
}

# step_signals: what is cut is finished by --resume, each cell once.
step_signals() {
	cut_short INT int.cmo.jsonl
	is $status 1 "SIGINT ends a run with status 1"
	says 'interrupted: .*--resume int.cmo.jsonl'
	does owner 0 check int.cmo.jsonl
	says 'not complete|incomplete'
	cut_short KILL kill.cmo.jsonl
	is $status 137 "SIGKILL ends it at once"
	for name in int kill; do
		as owner cmobench run --resume $name.cmo.jsonl >/srv/out 2>/srv/err
		is "$(tail -n 1 /srv/owner/$name.cmo.jsonl | jq -r .complete)" true "$name: --resume finishes it"
		is "$(cells owner $name.cmo.jsonl '"\(length) \(map(del(.ticks, .round_samples, .round_at_s)) |
			unique_by(.policy, .op, .slot, .backing, .host_page, .stage2, .line, .lines, .timed, .vcpus, .mix, .copy) |
			length)"')" "144 144" "$name: all cells are there, each once"
	done
}

# settings: print every setting that --tune may change.
settings() {
	for file in /sys/kernel/mm/transparent_hugepage/enabled /proc/sys/vm/compaction_proactiveness /proc/sys/kernel/printk \
		/proc/sys/kernel/numa_balancing /sys/kernel/mm/ksm/run /proc/sys/kernel/randomize_va_space \
		/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor; do
		[ ! -e "$file" ] || printf '%s: %s\n' "$file" "$(cat "$file")"
	done
}

# step_tune: --tune changes settings, says so, and puts them back, also if it is killed.
step_tune() {
	settings >/srv/before
	# shellcheck disable=SC2086 # options
	measures root tuned.cmo.jsonl $few --tune
	is "$(settings)" "$(cat /srv/before)" "--tune has put everything back"
	like "$(header root tuned.cmo.jsonl '.record | to_entries | map(select(.key | startswith("tuned_"))) | length')" '^[1-9]' \
		"and the archive says what it changed"
	as root cmobench run --suite quick --tune -o tuned-kill.cmo.jsonl >/srv/out 2>/srv/err &
	runner=$!
	until [ "$(settings)" != "$(cat /srv/before)" ]; do sleep 0.1; done
	pkill -KILL -u root -o -x cmobench
	wait $runner
	for try in 1 2 3 4 5 6 7 8 9 10; do
		[ "$(settings)" != "$(cat /srv/before)" ] || break
		sleep 1
	done
	is "$(settings)" "$(cat /srv/before)" "so it has when it is killed (looked $try times)"
	# shellcheck disable=SC2086 # options
	does owner 77 run $few --tune -o no.cmo.jsonl
}

# back_online CPU: put it back, unless that breaks the machine.
back_online() {
	# shellcheck disable=SC2154 # from machine
	[ "${hotplug:-}" = once ] || echo 1 >"/sys/devices/system/cpu/cpu$1/online"
}

# step_cpus: fewer CPUs than there are, and one that goes in mid-run.
step_cpus() {
	cpus=/sys/devices/system/cpu
	last=$(($(getconf _NPROCESSORS_CONF) - 1)) # where a run of one vCPU has it
	# shellcheck disable=SC2086 # options
	as root systemd-run -q --pipe --wait -p AllowedCPUs=$last -p WorkingDirectory=/srv/root \
		cmobench run $few -o cpuset.cmo.jsonl 2>/srv/err
	is "$(header root cpuset.cmo.jsonl '.topology.cpus | join(",")')" $last "a cpuset of one CPU is obeyed"
	does root 2 run --cpus 7 -o no.cmo.jsonl
	says 'CPU 7 is not online'
	echo 0 >$cpus/cpu0/online
	# shellcheck disable=SC2086 # options
	measures root cpu0.cmo.jsonl $few
	is "$(header root cpu0.cmo.jsonl '.host.midr')" "$(header root facts.cmo.jsonl '.host.midr')" \
		"with CPU 0 offline, the core is that of a CPU that is there"
	back_online 0
	as root cmobench run --suite quick --samples 64 -o gone.cmo.jsonl >/srv/out 2>/srv/err &
	runner=$!
	until [ -s /srv/root/gone.cmo.jsonl.partial ]; do sleep 0.1; done
	sleep 1
	echo 0 >$cpus/cpu$last/online
	wait $runner
	status=$?
	back_online $last
	is $status 0 "a CPU that goes offline in mid-run: status 0"
	like "$(cells root gone.cmo.jsonl 'map(select(.disturbed.migrated > 0)) | length')" '^[1-9]' \
		"and the cells are marked as disturbed"
	does root 3 report gone.cmo.jsonl
	says 'other work on the machine disturbed .* of the scorecard'
}

# step_containers: in a container, with and without /dev/kvm.
step_containers() {
	systemd-nspawn -q -D / --volatile=yes --as-pid2 /usr/local/bin/cmobench probe >/srv/out 2>&1
	is $? 77 "in a container without /dev/kvm: status 77"
	says 'cannot open /dev/kvm'
	# shellcheck disable=SC2086 # options
	systemd-nspawn -q -D / --volatile=yes --bind=/dev/kvm '--property=DeviceAllow=/dev/kvm rwm' --as-pid2 \
		/usr/local/bin/cmobench run $few --allow virtual -o /tmp/x.cmo.jsonl >/srv/out 2>&1
	status=$?
	case $status in 0 | 3) ok 0 "in a container with /dev/kvm it measures" ;; *) is $status "0 or 3" "$(cat /srv/out)" ;; esac
}

# step_without_tracefs: fault kinds are missing, and it is said why.
step_without_tracefs() {
	umount /sys/kernel/tracing /sys/kernel/debug/tracing /sys/kernel/debug 2>/dev/null
	does root 0 probe
	says 'tracefs is not mounted' 'mount -t tracefs'
	eval "$(grep -m 1 'mount -t tracefs' /srv/out)"
	does root 0 probe
	lacks 'flag tracefs'
}

# builds USER COMMAND: run a command in the user's clone; what it prints is in /srv/out, and on the console, where it shows
# tests/run that there is progress.
builds() {
	who=$1
	shift
	{
		runuser -u "$who" -- env -C "/srv/$who/cmobench" LC_ALL=C.UTF-8 HOME="/srv/$who" "$@" 2>&1
		echo $? >/srv/status
	} | tee /srv/out >/dev/console
	return "$(cat /srv/status)"
}

# step_build: an owner, who has no sudo, builds it from a clone, and root installs it; one who may not measure tries to.
step_build() {
	: >/srv/err
	for user in owner outsider; do
		as $user git -c advice.detachedHead=false clone -q /job/source.bundle cmobench
		builds "$user" ./configure --with-libperf=/job/libperf
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
	is "$(strings -a /srv/owner/cmobench/build/cmobench | grep -o -m 1 "$commit")" "$commit" "and the program still knows its commit"
	(cd /srv/owner/cmobench && make install >/srv/out 2>&1)
	is $? 0 "root: make install: $(tail -n 1 /srv/out)"
	is "$(/usr/local/bin/cmobench --version | sed -n '1s/ .*//p')" cmobench "the installed program runs"
	is "$(ls /usr/local/share/man/man1)" cmobench.1 "with its man page"
	(cd /srv/owner/cmobench && make uninstall >/srv/out 2>&1)
	is "$(find /usr/local -name '*cmobench*')" "" "make uninstall leaves nothing"
	# Without those that take half a second natively, by tests/README.md: floating point is emulated here.
	# shellcheck disable=SC2016 # for awk
	slow=$(awk -F '|' '$2 ~ /[.]c`/ && $4 >= 0.5 { gsub(/[ `]/, "", $2); print $2 }' /srv/owner/cmobench/tests/README.md)
	quick=$(cd /srv/owner/cmobench && grep -l '^int main' ./*/test/*.c | sed 's,^\./,,' | grep -vxF "$slow" | paste -sd ' ')
	builds owner make check-unit TESTS="$quick"
	is "$? $(grep -A 1 -E '^ *[|] not ok' /srv/out)" "0 " "owner: make check-unit: $(tail -n 1 /srv/out)"
}

# step_all: what users do on every machine that may be measured on.
step_all() {
	step_reports
	step_signals
	step_tune
	step_cpus
	step_containers
	step_without_tracefs
}

for user in root owner outsider; do
	install -d -o "$user" "/srv/$user"
done
