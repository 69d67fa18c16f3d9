#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the estimators: R and scipy compute them as well, from samples of an emulated host whose clock is not exact, so
# that they spread. Deterministic results must agree to nine digits, the ends of a bootstrap interval to a tenth of its
# width.
set -u
. "$srcdir/tests/tap.sh"

print=$build/oracle/print
python=/usr/bin/python3
if ! command -v Rscript >/dev/null || ! Rscript -e 'library(boot)' >/dev/null 2>&1; then
	echo "1..0 # SKIP R is not installed (r-base-core, r-cran-boot)"
	exit
fi
if ! "$python" -c 'import scipy' 2>/dev/null; then
	echo "1..0 # SKIP scipy is not installed (python3-scipy)"
	exit
fi

"$build/cmobench" run --emulated --no-icount --policy inject --samples 512 --batch 512 \
	--filter 'op=dc_ivac,dc_civac slot=rw_log host_page=written stage2=cold backing=anon lines=1 copy=1' \
	-o spread.cmo.jsonl 2>run.err
[ -s spread.cmo.jsonl ]
is $? 0 "a run whose samples spread"
for op in dc_ivac dc_civac; do
	jq -r --arg op $op 'select(.type == "cell" and .op == $op and .stage2 == "cold" and .slot == "rw_log" and
		.host_page == "written" and .status == "done") | .ticks[]' spread.cmo.jsonl | head -n 512 >$op
done
is "$(wc -l <dc_ivac) $(wc -l <dc_civac)" "512 512" "samples of two cells"
"$print" dc_ivac dc_civac >ours
is $? 0 "our figures: $(wc -l <ours)"

# compare NAME: compare our figures with those of NAME; print those that disagree, and last how many agree.
compare() {
	awk -v width="$(awk '$1 == "bca.lo" { lo = $2 } $1 == "bca.hi" { print $2 - lo }' ours)" '
		NR == FNR { ours[$1] = $2; next }
		!($1 in ours) { print "not ours: " $0; next }
		{
			off = ours[$1] - $2; if (off < 0) off = -off
			most = $1 ~ /^bca/ ? width / 10 : 1e-9 * ($2 < 0 ? -$2 : $2) + 1e-12
			if (off > most) print $1 ": ours " ours[$1] ", theirs " $2
			else same++
		}
		END { print same + 0 }' ours "$1"
}
"$python" "$srcdir/tests/oracle/oracle.py" dc_ivac dc_civac >scipy
is "$(compare scipy)" 13 "scipy's agree"
Rscript "$srcdir/tests/oracle/oracle.R" dc_ivac dc_civac >R
is "$(compare R)" 12 "R's agree"
tap_done
