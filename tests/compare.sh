#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards cmobench compare on archives of an emulated host: the same run twice is the same to the instruction, and each
# change that is made on purpose is reported as what it is. It is several runs of a few cells. analysis/test/compare.c
# tests each verdict.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
filter='op=null,hvc,dc_ivac,dc_civac slot=rw_log,ro host_page=read,written'

# run NAME OPTION...: make an archive.
run() {
	name=$1
	shift
	case " $*" in *' --emulated='*) ;; *) set -- --emulated "$@" ;; esac
	"$cmobench" run --kernel "$lean" --filter "$filter" -o "$name.cmo.jsonl" "$@" >"$name.err" 2>&1
	is $? 0 "$name: $(tail -n 1 "$name.err")"
}
# compared STATUS BASE NEW OPTION...: compare two archives into the file text, which must pass --lint, and into json.
compared() {
	status=$1 base=$2 new=$3
	shift 3
	"$cmobench" compare "$base.cmo.jsonl" "$new.cmo.jsonl" "$@" >text
	is $? "$status" "$base against $new $*: exit $status: $(tail -n 1 text)"
	is "$("$cmobench" report --lint text 2>&1)" "" "in a form that may be mailed"
	"$cmobench" compare "$base.cmo.jsonl" "$new.cmo.jsonl" --format json "$@" >json
	is $? "$status" "the same status of json"
}
# verdicts: print the different verdicts of the cells.
verdicts() {
	jq -r '[.cells[].verdict] | unique | join(", ")' json
}

run one --policy upstream,inject
run two --policy upstream,inject
run seed --policy upstream,inject --seed 2
run nvhe --policy upstream,inject --append kvm-arm.mode=nvhe
run inject --policy inject
run upgrade --policy upgrade
run old --policy inject --emulated=max,dc-ivac-needs-write=off
run core --policy inject --emulated=cortex-a76
run coarse --policy inject --no-icount --samples 64

compared 0 one two
is "$(jq -r '.exact, .threshold, .threshold_unit, .comparable, .same' json | paste -sd ' ')" 'true 0 insns true true' \
	"the same run twice is the same to the instruction"
is "$(jq -c '[.cells[].shift, .contrasts[].shift] | unique' json)" '[0]' "in every cell and every contrast"
compared 0 one seed --threshold 32
compared 3 one nvhe --threshold 32
is "$(verdicts)" 'better, same, worse' "another way into the kernel is other path lengths, and no other counts"
is "$(jq -r '.cells[] | select(.op == "hvc" and .policy == "inject") | .verdict' json)" worse "an exit is longer without VHE"
like "$(cat text)" '^  - hypervisor mode: vhe -> nvhe$' "which is said"
is "$(jq -r '[.cells[] | .shift == .new - .base and (.verdict == "worse") == (.shift > 32 and (.ci95 == null or .ci95[0] > 0))
	and (.verdict == "better") == (.shift < -32 and (.ci95 == null or .ci95[1] < 0))] | all' json)" true \
	"verdicts go by the threshold, where the interval leaves 0 out"

# Several archives of an exact clock are seeds.
"$cmobench" compare one.cmo.jsonl seed.cmo.jsonl -- nvhe.cmo.jsonl >text
is $? 3 "two seeds against another way into the kernel: $(tail -n 1 text)"
"$cmobench" compare one.cmo.jsonl one.cmo.jsonl 2>err
is "$? $(cat err)" "2 cmobench: compare: one.cmo.jsonl and one.cmo.jsonl are one archive, given twice: give each run once" \
	"an archive given twice"
"$cmobench" compare one.cmo.jsonl nvhe.cmo.jsonl -- seed.cmo.jsonl 2>err
like "$? $(cat err)" '^2 cmobench: compare: two kernels or setups in one arm: one.cmo.jsonl and nvhe.cmo.jsonl: kernel command line ' \
	"two kernels in one arm"

# Where instructions are not counted a boot is one of many.
"$cmobench" run --kernel "$lean" --emulated --no-icount --boots 2 --policy inject --samples 64 --filter 'op=hvc' -o boots.cmo.jsonl 2>err
is "$?, $(echo boots*)" "0, boots-1.cmo.jsonl boots-2.cmo.jsonl" "an archive a boot: $(tail -n 1 err)"
is "$(cat boots-?.cmo.jsonl | jq -r '.boot.id // empty' | sort -u | wc -l)" 2 "each of another boot"
"$cmobench" run --kernel "$lean" --emulated --no-icount --boots 3 -o boots.cmo.jsonl 2>err
is "$? $(cat err)" "1 cmobench: run: boots-1.cmo.jsonl exists: give another -o, overwrite it with --force, or go on with --resume boots.cmo.jsonl in the place of -o" \
	"an archive that is there, before anything is measured"
"$cmobench" run --emulated --boots 2 2>err
is "$? $(cat err)" "2 cmobench: run: --boots 2: where instructions are counted, every boot counts the same: add --no-icount" \
	"boots of an exact clock"
"$cmobench" run --emulated --no-icount --boots 2 -o - 2>err
is "$? $(cat err)" "2 cmobench: run: --boots: each run has an archive of its own: give a file, not -o -" \
	"several archives on standard output"

compared 3 one inject
is "$(jq -r '[.cells[] | select(.policy == "upstream") | .why] | unique | join(" ")' json)" \
	'NEW did not visit policy upstream' "a policy that NEW does not have"
compared 3 inject upgrade
is "$(verdicts)" 'not comparable' "no policy in common"
like "$(jq -r '.cells[] | select(.op == "dc_ivac" and .slot == "ro" and .host_page == "written" and .stage2 == "ro" and
	.lines == "1") | .changes' json)" 'outcome abort_injected -> executes, ESR 0x96000010 -> none' "but what counts it changes"

# A DC IVAC that needs no write permission takes one fault less on a logged page and sets no bit in the log.
compared 3 inject old
is "$(jq -r '.cells[] | select(.op == "dc_ivac" and .slot == "rw_log" and .host_page == "written" and
	.stage2 == "cold" and .lines == "1") | .verdict + ": " + .changes' json)" \
	'counts changed: permission faults 1 -> 0, CM=1 faults 2 -> 1, sequence "TP" -> "T", pages dirtied 1 -> 0' \
	"another reading of DC IVAC: counts, before costs"
is "$(grep -nE '^(COUNTS CHANGED|Cells worse|Cells better|Contrasts worse)' text | sed 's/:.*//' | sort -nc 2>&1)" "" \
	"in that order"

compared 3 inject core
is "$(jq -r '.reasons | join("; ")' json)" 'core: QEMU max (MIDR_EL1 0xf0510) in BASE, Cortex-A76 (MIDR_EL1 0x414fd0b1) in NEW' "another core"
compared 3 inject coarse
like "$(jq -r '.reasons | join("; ")' json)" '^unit: insns in BASE, ticks in NEW; .*without -icount' "a clock that counts nothing"
is "$(jq -r '[.cells[].shift] | unique | join(" ")' json)" "" "of these no shift is given"

# More than two arms: a column each.
"$cmobench" compare one.cmo.jsonl two.cmo.jsonl nvhe.cmo.jsonl >text
is $? 3 "one against two others: $(tail -n 1 text)"
is "$("$cmobench" report --lint text 2>&1)" "" "in a form that may be mailed"
like "$(cat text)" '^ +vhe +vhe +nvhe$' "columns by the mode"
like "$(cat text)" '^ +one +two +nvhe$' "and by the file, where that is the same"
like "$(cat text)" '^  - hypervisor mode: vhe -> nvhe$' "which settings differ"
"$cmobench" compare one.cmo.jsonl two.cmo.jsonl nvhe.cmo.jsonl --format json >json
is "$? $(jq -c '.passes, [.comparisons[].same], [.comparisons[].one_kernel_file]' json | paste -sd ' ')" \
	'3 false [true,false] [true,true]' "json: what each comes to"
"$cmobench" compare inject.cmo.jsonl core.cmo.jsonl coarse.cmo.jsonl upgrade.cmo.jsonl >text
is $? 3 "others that cannot be compared: $(tail -n 1 text)"
is "$(grep -cE '^  (NOT COMPARABLE: (core|unit)|NO POLICY IN COMMON): ' text)" 3 "each with its reason, in a line"

# No file is left half-written, and none is overwritten.
cp one.cmo.jsonl precious
"$cmobench" compare one.cmo.jsonl two.cmo.jsonl -o precious 2>err
is "$? $(cat err)" "1 cmobench: compare: precious: exists: name another file, or add --force" "a file that exists is left"
is "$(cmp precious one.cmo.jsonl)" "" "as it was"
head -c 20000 one.cmo.jsonl >cut.cmo.jsonl
"$cmobench" compare one.cmo.jsonl cut.cmo.jsonl -o out 2>err
is "$? $(wc -l <err)" "1 1" "a cut archive: one line, status 1: $(cat err)"
ok "$([ ! -e out ]; echo $?)" "and nothing is written"

# git bisect as in analysis/README.md: the commits choose a kernel's behaviour; one of these kernels does not boot.
if command -v git >path; then
	mkdir bisect && cd bisect || exit 1
	git init -q -b main . && git config user.name Tester && git config user.email tester@example.org
	commit() {
		echo "$1" >cmdline
		git add cmdline && git commit -qm "$2"
	}
	commit nowatchdog good
	git tag good
	commit 'nowatchdog audit=0' harmless
	commit rdinit=/nothing unbootable
	commit 'nowatchdog kvm-arm.mode=nvhe' culprit
	commit 'nowatchdog kvm-arm.mode=nvhe audit=0' later
	cat >../step.sh <<-'END'
	"$cmobench" run --kernel "$lean" --emulated --append "$(cat cmdline)" --filter "op=dc_ivac slot=rw_log" -o ../new.cmo.jsonl \
		--force 2>../log
	case $? in 0|3) ;; *) exit 125 ;; esac
	[ -e ../base.cmo.jsonl ] || { mv ../new.cmo.jsonl ../base.cmo.jsonl; exit 0; }
	"$cmobench" compare --threshold 32 ../base.cmo.jsonl ../new.cmo.jsonl >../changes
	case $? in 0) exit 0 ;; 3) exit 1 ;; *) exit 125 ;; esac
	END
	export cmobench lean
	git checkout -q good && sh ../step.sh
	git bisect start main good >../out 2>&1
	git bisect run sh ../step.sh >../out 2>&1
	is "$(git log -1 --format=%s refs/bisect/bad)" culprit \
		"git bisect run comes to the commit: $(grep 'first bad' ../out) it, and the one before, that it had to skip"
	git checkout -q --detach "$(git rev-list --all --grep unbootable)" && sh ../step.sh
	is $? 125 "and skips what cannot be measured"
	cd .. || exit 1
else
	ok 0 "git bisect # SKIP git is not installed"
fi
tap_done
