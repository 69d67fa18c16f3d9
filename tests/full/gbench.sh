#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards report --format gbench: google-benchmark's own compare.py must read it and find a difference made on purpose.
# An emulated host has no times, so its archive is rewritten to be one of metal, with 1 ns for an instruction.
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
"$build/cmobench" report --format gbench insns.cmo.jsonl >insns.json
is $? 0 "in google-benchmark's form"
# metal FACTOR: print the archive as one of metal whose costs are FACTOR ns for an instruction.
metal() {
	jq --argjson factor "$1" '.benchmarks |= map(.real_time = .instructions * $factor | .cpu_time = .real_time |
		del(.instructions))' insns.json
}
metal 1 >base.json
metal 1.25 >new.json

# held BASE NEW EXPECTED WHAT: test which shifts compare.py finds for the cold DC IVAC, and whether it has times.
held() {
	$python $compare --no-color benchmarks "$1" "$2" >table 2>err
	is "$? $(cat err)$(awk '$1 ~ /dc_ivac.*cold/ && NF == 7 { print $2, $3, ($5 > 0) }' table | sort -u)" "0 $3" "$4"
}
held base.json base.json "+0.0000 +0.0000 1" "compare.py finds that the same is the same"
held base.json new.json "+0.2500 +0.2500 1" "and that a quarter more is that"
is "$(awk '/dc_ivac.*cold.*_pvalue/ { print ($2 < 0.05) }' table)" 1 "rounds are its repetitions: it tests them"
held insns.json insns.json "+0.0000 +0.0000 0" "what is emulated has no time"
tap_done
