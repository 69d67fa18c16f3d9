#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards report --format gbench: google-benchmark's own compare.py must read it and find a difference made on purpose, in
# times and in instructions. An emulated host has no times, so its report is rewritten to be one of metal, with 1 ns for
# an instruction.
set -u
. "$srcdir/tests/tap.sh"

python=/usr/bin/python3 compare=/usr/share/benchmark/compare.py
if [ ! -e $compare ]; then
	echo "1..0 # SKIP google-benchmark's compare.py is not installed (libbenchmark-tools)"
	exit
fi
if ! $python -c 'import scipy' 2>/dev/null; then
	echo "1..0 # SKIP scipy is not installed (python3-scipy)"
	exit
fi

"$build/cmobench" run --emulated --policy inject --samples 160 --batch 16 \
	--filter 'op=dc_ivac,dc_civac slot=ro host_page=written stage2=cold backing=anon lines=1 copy=1' \
	-o insns.cmo.jsonl 2>run.err
is $? 0 "a run: $(tail -n 1 run.err)"
"$build/cmobench" report --format gbench insns.cmo.jsonl >refused.json 2>err
is "$?$(cat refused.json)" 2 "an emulated run has no times, and is refused"
like "$(cat err)" '^cmobench: report: insns.cmo.jsonl: .*: --gbench-unit insns puts instructions in their place$' "with what to do"
"$build/cmobench" report --format gbench --gbench-unit insns insns.cmo.jsonl >insns.json
is $? 0 "in google-benchmark's form"
# scaled FACTOR: print the report with other costs.
scaled() {
	jq --argjson factor "$1" '.benchmarks |= map(.real_time *= $factor | .cpu_time = .real_time)' insns.json
}
# metal FACTOR: print the report as one of metal whose costs are FACTOR ns for an instruction.
metal() {
	scaled "$1" | jq '.benchmarks |= map(del(.instructions, .label) | .name |= sub("^cmo_insns/"; "cmo/") | .run_name = .name)'
}
metal 1 >base.json
metal 1.25 >new.json
scaled 0.5 >half.json

# held BASE NEW EXPECTED WHAT: test which shifts compare.py finds for the cold DC IVAC, and whether it has times.
held() {
	$python $compare --no-color benchmarks "$1" "$2" >table 2>err
	is "$? $(cat err)$(awk '$1 ~ /dc_ivac.*cold/ && NF == 7 { print $2, $3, ($5 > 0) }' table | sort -u)" "0 $3" "$4"
}
held base.json base.json "+0.0000 +0.0000 1" "compare.py finds that the same is the same"
held base.json new.json "+0.2500 +0.2500 1" "and that a quarter more is that"
is "$(awk '/dc_ivac.*cold.*_pvalue/ { print ($2 < 0.05) }' table)" 1 "rounds are its repetitions: it tests them"
held insns.json half.json "-0.5000 -0.5000 1" "a change of instructions by half is no \"no change\""
held insns.json base.json "" "instructions are never compared with times"
tap_done
