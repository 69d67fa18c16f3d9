#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards findings in real kernels: host/emulated/init.c sets up their causes in an emulated host, as the kernel's
# command line says; they must be reported, refuse a run, be allowed, and be removed by --tune. It is many probes and
# runs of one cell. host/test/findings.c raises the others on a made-up host. With CHECK_FULL=yes there are more probes.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
thp=/sys/kernel/mm/transparent_hugepage/enabled
compaction=/proc/sys/vm/compaction_proactiveness

# found OPTIONS: print the findings of a probe with these options, in one line.
found() {
	case "${1:-}" in --emulated=*) ;; *) set -- --emulated "$@" ;; esac
	"$cmobench" probe --json "$@" 2>probe.err |
		jq -r '[.findings[] | .severity + " " + .id] | join(", ")'
}

# modes OPTIONS: print KVM's mode, as root and as an ordinary user.
modes() {
	for user in 0:0 1000:36; do
		"$cmobench" probe --emulated --json --user "$user" "$@" 2>probe.err | jq -r '.host.hyp_mode // .record.hyp_mode_missing'
	done | paste -sd ' '
}

# run NAME STATUS OPTIONS: make the shortest possible run, which must end with STATUS.
run() {
	name=$1 status=$2
	shift 2
	"$cmobench" run --emulated --samples 16 --filter 'op=null' -o "$name.cmo.jsonl" "$@" 2>"$name.err"
	is $? "$status" "$name: exit status $status: $(tail -n 1 "$name.err")"
}

# said NAME: print what the run said on standard error about what went wrong.
said() {
	grep -v ': vCPUs on CPUs\|cmobench: [0-9]* of [0-9]* cells' "$1.err"
}

# header NAME FILTER, end NAME FILTER
header() {
	head -n 1 "$1.cmo.jsonl" | jq -r "$2"
}
end() {
	jq -r "select(.type == \"end\") | $2" "$1.cmo.jsonl"
}

# Probes
is "$("$cmobench" probe --emulated | tail -n 1)" "findings:  none" "there is nothing to say against the emulated host"
"$cmobench" probe --emulated --append "cmobench_write=$compaction=7;$thp=always;/sys/kernel/tracing/events/kvm/enable=1" \
	>probe.out
is "$(sed -n 's/^\(flag\|refuse\) *\([a-z-]*\): .*/\1 \2/p' probe.out | paste -sd ,)" \
	"flag thp,flag compaction,flag tracing" "huge pages of all memory, compaction, tracing"
like "$(grep -A 1 '^flag' probe.out)" '^flag compaction: .*compaction_proactiveness is 7' "a probe says what it saw,"
like "$(grep -A 1 '^flag' probe.out)" '^  echo 0 \| tee /proc/sys/vm/compaction_proactiveness # or --tune$' "and what to do about it"
is "$(found --no-icount)" "flag clock-not-exact" "without -icount the counter counts nothing"
is "$(found --append cmobench_without=tracefs)" "" "without tracefs nothing is missing, for debugfs has it too"
if [ "${CHECK_FULL:-}" = yes ]; then
	is "$(found --append cmobench_without=debugfs)" "" "nor without debugfs"
	is "$(found --user 1000:36)" "flag perf-paranoid, flag tracefs" "an ordinary user may not count"
	is "$(found --append transparent_hugepage=always)" "flag thp" "a kernel may make huge pages of all memory"
fi
is "$(found --user 1000:36 --append 'cmobench_write=/proc/sys/kernel/perf_event_paranoid=-1')" "flag tracefs" \
	"an ordinary user whom perf_event_paranoid lets count lacks tracefs only"
for kernel in 6.1 7.3; do
	[ $kernel = 6.1 ] || [ "${CHECK_FULL:-}" = yes ] || continue
	is "$(found --user 1000:36 --kernel "$build/emulated/kernels/debian-$kernel" --append \
		'cmobench_tracefs=gid=36,mode=750 cmobench_write=/proc/sys/kernel/perf_event_paranoid=-1')" "" \
		"on Linux $kernel none who did what the remedies say"
done
is "$(found --emulated=cortex-a72 --append cmobench_without=emulator)" "refuse virtual, flag isolation" \
	"of a model of a real core, only that it is a machine of QEMU's"

"$cmobench" probe --emulated --append lockdown=confidentiality >locked.out 2>&1
like "$(cat locked.out)" '^flag tracefs: the kernel is locked down \(confidentiality\), which refuses tracefs to root, too: fault' \
	"a lockdown is named, not root asked for"
like "$(cat locked.out)" '^counts: *the kernel is locked down' "and so it is where counts are"

# KVM's mode, which an ordinary user, who may not read the log of Debian's kernels, must know as well as root
for kernel in 6.1 7.3; do
	for mode in default nvhe protected; do
		want=vhe append=
		[ $mode = default ] || want=$mode append="kvm-arm.mode=$mode"
		[ $kernel$mode != 7.3protected ] || [ "${CHECK_FULL:-}" = yes ] || continue
		is "$(modes --kernel "$build/emulated/kernels/debian-$kernel" --append "$append")" "$want $want" \
			"Linux $kernel, mode $mode: known to root and to a user"
	done
done
is "$(modes --kernel "$build/emulated/kernels/debian-7.3" --append kvm-arm.mode=nested)" \
	"nested nested" "Linux 7.3, mode nested: known to root and to a user"

# Runs
run few 0 --append cmobench_without=tracefs,debugfs
is "$(header few '[.findings[] | .severity + " " + .id] | join(", ")')" "flag tracefs" \
	"without tracefs and debugfs kinds of faults are missing"
like "$(cat few.err)" 'fault kinds are missing' "a run without tracefs says what is missing"
run paranoid 0 --user 1000:36 --append 'cmobench_write=/proc/sys/kernel/perf_event_paranoid=3'
is "$(header paranoid '[.findings[].id, .record.perf_event_paranoid] | join(" ")')" "perf-paranoid tracefs 3" \
	"an ordinary user may time, perf_event_paranoid=3 or not"
run refused 77 --append cmobench_without=emulator
is "$(said refused | cut -d : -f 1-3)" "cmobench: run: virtual
cmobench: run: emulator" "one line each"
like "$(said refused | head -n 1)" 'its times mean nothing: measure on bare metal$' "with what was seen, and the remedy"
is "$(find . -name 'refused.cmo.jsonl*')" "" "and no file"
run half 77 --append cmobench_without=emulator --allow emulator
is "$(said half | cut -d : -f 1-3)" "cmobench: run: virtual" "what is allowed is not refused any more"
run allowed 0 --append cmobench_without=emulator --allow emulator --allow-virtual
is "$(header allowed '[.platform, .options.allow[], (.findings[] | .severity + " " + .id)] | join(", ")')" \
	"virtual, emulator, virtual, refuse virtual, refuse emulator, flag isolation" \
	"a program that is not told of the emulator finds it out, and CPUs that others use; and is archived as what it is"
is "$(end allowed '.record.interrupts > 0')" true "the end has what happened meanwhile"

# --tune
causes="transparent_hugepage=always cmobench_write=$compaction=20;/sys/kernel/mm/ksm/run=1;/proc/sys/kernel/numa_balancing=1"
is "$(found --append "$causes")" "flag thp, flag ksm, flag numa-balancing, flag compaction" "what Debian's kernel can do"
run tuned 0 --append "$causes" --tune
is "$(header tuned '[.findings[].id] | join(" ")')" "" "--tune mends it"
is "$(header tuned '.record | [.tuned_thp, .tuned_ksm_run, .tuned_numa_balancing, .tuned_compaction_proactiveness] |
	join(", ")')" "always -> madvise, 1 -> 0, 1 -> 0, 20 -> 0" "and says what it did"
settings='.record | [.thp, .ksm_run, .numa_balancing, .compaction_proactiveness] | join(" ")'
is "$(header tuned "$settings"), $(end tuned "$settings")" "madvise 0 0 0, madvise 0 0 0" "from the start to the end"
is "$(end tuned '.findings | length')" 0 "which is nobody else's change"
run console 0 --append 'cmobench_without=emulator cmobench_write=/proc/sys/kernel/printk=7' --allow emulator,virtual --tune
is "$(header console '.record | [.tuned_console_loglevel, .console_loglevel] | join(", ")')" "7 -> 3, 3" \
	"a serial console is kept silent"
run untuned 0 --append "cmobench_write=$compaction=20"
is "$(header untuned '.record.compaction_proactiveness')" 20 "without --tune it stays as it is"
run powerless 77 --append "cmobench_write=$compaction=20" --tune --user 1000:36
like "$(said powerless)" '^cmobench: run: --tune: .*compaction_proactiveness: cannot be set to 0: Permission denied' \
	"who may not is told so"
is "$(said powerless | wc -l)$(find . -name 'powerless.cmo.jsonl*')" 1 \
	"in one line, and there is no file"

# Changes that somebody else makes during a run. The run compares the clock for a second and lasts a tenth of one
# longer.
run meddled 3 --samples 2048 --filter 'op=dc_ivac slot=rw_log stage2=cold backing=anon' \
	--append "cmobench_later=1080:$compaction=20"
is "$(header meddled '[.findings[].id] | join(" ")'), $(end meddled '[.findings[] | .severity + " " + .id] | join(", ")')" \
	", refuse setting-changed" "a setting that somebody else changes during the run is found at its end"
like "$(cat meddled.err)" '^cmobench: run: setting-changed: .*was "0" at the start and is "20"' "and told"
is "$(end meddled '.findings[].allowed'), $(header allowed '[.findings[].allowed] | join(" ")')" "false, true true false" \
	"the archive tells what its user allowed"
like "$("$cmobench" report --full meddled.cmo.jsonl)" '^THIS RUN WAS REFUSED AT ITS END: measure again' \
	"a report says to measure again, not that it was allowed"
tap_done
