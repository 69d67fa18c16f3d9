#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the passes in which a run takes its rounds. tests/kvm/passes.c tests their order and what is archived when, in an
# emulated host whose counter counts instructions. Then, in one without -icount, a run of four passes tells its progress,
# and is killed before its first cell is archived, and after.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
cells='op=dc_ivac,dc_civac backing=anon lines=1 line=any timed=op'

"$cmobench" probe --kernel "$lean" --emulated --initrd "$build/emulated/passes.cpio" >inside 2>inside.err
is $? 0 "tests/kvm/passes.c: $(grep -c '^ok' inside) of $(sed -n 's/^1\.\.//p' inside) results are ok"
is "$(grep '^not ok' inside)" "" "and none is not"
like "$(grep -c '^ok' inside)" '^[1-9][0-9]$' "and there were such"

# begin NAME OPTION...: begin a run in the background; its process is $pid.
begin() {
	name=$1
	shift
	"$cmobench" run --kernel "$lean" --emulated --no-icount --policy current --json-progress --filter "$cells" "$@" \
		-o "$name.cmo.jsonl" 2>"$name.err" &
	pid=$!
}
# await PATTERN FILE: wait until a line of FILE matches, or the run has ended.
await() {
	until grep -q "$1" "$2" 2>/dev/null || ! alive "$pid"; do sleep 0.05; done
}
# resume NAME: go on with a run whose launcher was killed.
resume() {
	until "$cmobench" run --resume "$1.cmo.jsonl" 2>>"$1.err"; do
		# QEMU may have the file open for a moment after its launcher was killed.
		tail -n 1 "$1.err" | grep -q 'another run' || break
		sleep 0.1
	done
}
# problems NAME...: print what check finds.
problems() {
	for name; do
		"$cmobench" check "$name.cmo.jsonl" 2>&1 | grep -v '[0-9] cells, '
	done
}
# facts NAME: print the number of cells, of those measured, and of those whose times of rounds are wrong; then resumes.
facts() {
	jq -rs 'map(select(.type == "cell")) as $cells | ($cells | map(select(.status == "done"))) as $done |
		($done | map(select((.round_at_s | length) != (.round_samples | length) or
			(.round_at_s | . != sort or . != unique or .[0] < 0)))) as $wrong |
		"\($cells | length) \($done | length) \($wrong | length) \(map(select(.type == "resume")) | length)"' "$1.cmo.jsonl"
}

begin whole --samples 64
wait $pid
like $? '^[03]$' "a run without -icount: $(tail -n 1 whole.err)"
whole=$(facts whole)
like "$whole" '^[1-9][0-9] [1-9][0-9] 0 0$' "has the times of all rounds: cells, done, wrong, resumes: $whole"
is "$(jq -rs '[.[] | select(.type == "cell" and .status == "done")] | .[0] as $first |
	any(.[]; .host_page != $first.host_page and .round_at_s[0] > $first.round_at_s[0] and .round_at_s[0] < $first.round_at_s[1])' \
	whole.cmo.jsonl)" true "between the first cell's first round and its second one, another group takes rounds"
is "$(grep '^{' whole.err | jq -rs 'map(select(.type == "progress")) |
	[any(.[]; .done == 0 and .begun > 0 and .left_s != null), all(.[]; .done + .begun <= .planned), .[-1].done == .[-1].planned] |
	map(tostring) | join(" ")')" "true true true" "tells what is measured before the first cell is done"
is "$(problems whole)" "" "every cell is as predicted"

begin early --samples 64
await '"done":0,.*"begun":[1-9]' early.err
kill -KILL $pid
wait $pid 2>/dev/null
is "$(grep -c '"type":"cell"' early.cmo.jsonl.partial)" 0 "killed in an early pass: no cell yet"
resume early
is "$(facts early)" "${whole% *} 1" "--resume measures them all"

# The number of samples is chosen by time, once.
begin late --seconds 2
await '"type":"cell"' late.cmo.jsonl.partial
kill -KILL $pid
wait $pid 2>/dev/null
if [ -e late.cmo.jsonl ]; then
	ok 0 "killed in the last pass # SKIP the run had ended before"
else
	grep '^{.*}$' late.cmo.jsonl.partial >had
	like "$(grep -c '"type":"cell"' had)" '^[1-9]' "killed in the last pass: some cells"
	resume late
	head -c "$(stat -c %s had)" late.cmo.jsonl | cmp -s - had
	is $? 0 "which --resume keeps"
	is "$(facts late)" "${whole% *} 1" "and adds the others"
	is "$(jq -rs '(.[0].options.samples / .[0].options.batch) as $rounds | [.[0].options.seconds, $rounds >= 4,
		(map(select(.type == "cell" and .status == "done")) | all(.round_samples | length == $rounds)),
		(map(select(.type == "resume").header.options | .samples) | unique == [$rounds * 16])] |
		map(tostring) | join(" ")' late.cmo.jsonl)" "2 true true true" \
		"all with the number of samples that was chosen at the beginning: $(head -n 1 late.cmo.jsonl | jq .options.samples)"
fi
is "$(problems early late)" "" "in both every cell is as predicted"
"$cmobench" report early.cmo.jsonl >report.out
is $? 0 "a report of it"

"$cmobench" run --kernel "$lean" --emulated --policy current --samples 16 --filter "$cells slot=rw" -o exact.cmo.jsonl 2>exact.err
is $? 0 "a run that counts instructions: $(tail -n 1 exact.err)"
is "$(jq -s 'map(select(.type == "cell" and .round_at_s != null)) | length' exact.cmo.jsonl)" 0 "has no times"
tap_done
