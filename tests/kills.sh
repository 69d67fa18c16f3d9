#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards what was measured: the launcher, its QEMU and the program inside are killed or interrupted at random moments;
# the finished cells must survive, and --resume must measure the rest. Runs are of some ops of the quick suite, with
# CHECK_FULL=yes of all. LOST_KILLS=N sets the number of times that the launcher is killed (default 1, or 6 with
# CHECK_FULL=yes).
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
filter=op=dc_ivac,dc_civac
[ "${CHECK_FULL:-}" != yes ] || filter=''

# tests/kvm/lost.c injects failures of KVM and kills processes inside the emulated host. It prints TAP.
"$cmobench" probe --kernel "$lean" --emulated --initrd "$build/emulated/lost.cpio" >inside 2>inside.err
is $? 0 "inside the emulated host: $(grep -c '^ok' inside) of $(sed -n 's/^1\.\.//p' inside) as expected"
is "$(grep '^not ok' inside)" "" "a cell that goes wrong costs itself and no other"
like "$(grep -c '^ok' inside)" '^[1-9][0-9]$' "and there were such"

# cells FILE: print the number of complete cell lines.
cells() {
	grep -c '^{"type":"cell".*}$' "$1"
}

# await_cell NAME PID: wait until the first cell of the run is in its file, or the run has ended.
await_cell() {
	until grep -q '"type":"cell"' "$1.cmo.jsonl.partial" 2>/dev/null || ! alive "$2"; do sleep 0.1; done
}

# run_killed MILLISECONDS: begin a run and kill the launcher with SIGKILL this long after the first cell.
run_killed() {
	"$cmobench" run --kernel "$lean" --emulated --policy inject,upgrade --samples 16 --filter "$filter" -o k.cmo.jsonl 2>/dev/null &
	pid=$!
	await_cell k $pid
	sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
	kill -KILL $pid 2>/dev/null
	wait $pid 2>/dev/null
}

"$cmobench" run --kernel "$lean" --emulated --policy inject,upgrade --samples 16 --filter "$filter" -o whole.cmo.jsonl 2>/dev/null &
pid=$!
await_cell whole $pid
begin=$(date +%s%N)
wait $pid
is $? 0 "an undisturbed run"
took_ms=$((($(date +%s%N) - begin) / 1000000))
planned=$(cells whole.cmo.jsonl)

kills=1
[ "${CHECK_FULL:-}" != yes ] || kills=6
kills=${LOST_KILLS:-$kills} seed=${LOST_SEED:-$$} lost=0 broken=0 kept=0 again=0 empty=0 ended=0 tried=0
while [ "$((tried += 1))" -le "$kills" ]; do
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	# The kill comes while cells are measured.
	run_killed $((seed / 65536 * took_ms / 32768 * 7 / 10))
	if [ -e k.cmo.jsonl ]; then
		ended=$((ended + 1))
		rm -f k.cmo.jsonl*
		continue
	fi
	if ! [ -e k.cmo.jsonl.partial ] || ! grep -q '"type":"header".*}$' k.cmo.jsonl.partial; then
		empty=$((empty + 1))
		rm -f k.cmo.jsonl*
		continue
	fi
	# Lines that were complete when the launcher was killed must be in the archive byte for byte.
	had=$(cells k.cmo.jsonl.partial)
	kept=$((kept + had))
	grep '^{.*}$' k.cmo.jsonl.partial >had
	until "$cmobench" run --resume k.cmo.jsonl 2>resume.err; do
		# QEMU may have the file open for a moment after its launcher was killed.
		grep -q 'another run' resume.err || break
		sleep 0.1
	done
	if [ -e k.cmo.jsonl ]; then
		head -c "$(stat -c %s had)" k.cmo.jsonl | cmp -s - had || lost=$((lost + 1))
		"$cmobench" check k.cmo.jsonl >/dev/null 2>&1 && [ "$(cells k.cmo.jsonl)" = "$planned" ] ||
			broken=$((broken + 1))
		again=$((again + $(jq -r 'select(.type == "cell") | del(.ticks, .exits, .retaken) |
			[.policy, .op, .slot, .backing, .host_page, .stage2, .line, .lines, .timed, .vcpus, .mix, .copy] |
			join(" ")' k.cmo.jsonl | sort | uniq -d | wc -l)))
	else
		broken=$((broken + 1))
		sed 's/^/# /' resume.err
	fi
	rm -f k.cmo.jsonl*
	echo "# kill $tried of $kills"
done
is "$lost $broken $again" "0 0 0" \
	"$kills times killed ($empty before the first line, $ended too late), $kept finished cells: none lost, none twice, all archives completed"

# QEMU is killed, as the kernel does when memory runs out: it is started again, and no cell is missing.
"$cmobench" run --kernel "$lean" --emulated --policy inject,upgrade --samples 2048 --filter "$filter" -o q.cmo.jsonl \
	2>q.err &
pid=$!
await_cell q $pid
kill -KILL "$(ps -o pid= --ppid $pid | tr -d ' ')"
wait $pid
is $? 0 "a QEMU that is killed is started again: $(grep 'signal 9' q.err)"
"$cmobench" check q.cmo.jsonl >check.out 2>&1
is $? 0 "$(cat check.out)"
is "$(cells q.cmo.jsonl) $(jq -r 'select(.type == "resume") | .why' q.cmo.jsonl)" "$planned QEMU died of signal 9 (Killed)" \
	"the archive is whole, and tells of it"

# SIGINT and SIGTERM
for signal in INT TERM; do
	# A background job of a script ignores SIGINT, and so do its children, unless env restores it.
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$cmobench" run --kernel "$lean" --emulated --policy inject,upgrade \
		--filter "$filter" -o s$signal.cmo.jsonl 2>s.err &
	pid=$!
	await_cell s$signal $pid
	child=$(ps -o pid= --ppid $pid | tr -d ' ')
	kill -$signal $pid
	wait $pid
	is $? 1 "SIG$signal ends a run: $(grep interrupted s.err)"
	# If QEMU does not end, tests/run ends this test because it makes no progress.
	while alive "${child:-none}"; do sleep 0.1; done
	like "$child" '^[0-9]+$' "and its QEMU"
	is "$("$cmobench" check s$signal.cmo.jsonl 2>&1 | grep -c 'not completed')" 1 "with a valid archive that says so"
	is "$(ls s$signal.cmo.jsonl*)" s$signal.cmo.jsonl "and nothing else"
	[ "$signal" = INT ] || [ "${CHECK_FULL:-}" = yes ] || continue
	"$cmobench" run --resume s$signal.cmo.jsonl 2>/dev/null
	is "$? $(cells s$signal.cmo.jsonl)" "0 $planned" "which is completed by --resume"
done

# A full disk, which needs a file system of our own: the lines of cells that did not fit say so, and every verb reads them.
cat >qemu <<'END'
#!/bin/sh
[ "$1" != --version ] || { echo "QEMU emulator version 10.0.0"; exit; }
for word; do
	case $word in
	file,id=stdout,path=*) out=${word##*=} ;;
	file,id=end,path=*) end=${word##*=} ;;
	esac
done
cat whole.cmo.jsonl >"$out"
echo "exit 0" >"$end"
END
chmod +x qemu
mkdir small
if unshare -rm mount -t tmpfs small small 2>/dev/null; then
	size=16
	until grep -q '"status":"failed","reason":"its numbers could not be stored' full.cmo.jsonl 2>/dev/null || [ $size = 64 ]; do
		unshare -rm sh -c "mount -t tmpfs -o size=${size}k small small &&
			'$cmobench' run --kernel '$lean' --emulated --qemu ./qemu -o small/full.cmo.jsonl
			mv -f small/full.cmo.jsonl ." 2>/dev/null
		size=$((size + 4))
	done
	"$cmobench" check full.cmo.jsonl >out 2>&1
	is "$? $(grep -c 'not measured: its numbers could not be stored' out)" "3 $(grep -c '"status":"failed"' full.cmo.jsonl)" \
		"cells that did not fit on a full disk failed: $(tail -n 1 out)"
	is "$(grep -vc 'not measured' out)" 1 "and nothing else is wrong with their archive"
else
	ok 0 "a full disk # SKIP a file system cannot be mounted here"
fi

# What --resume refuses
"$cmobench" run --resume sINT.cmo.jsonl 2>err
is $? 2 "$(cat err)"
"$cmobench" run --resume sINT.cmo.jsonl -o x 2>err
is $? 2 "$(cat err)"
"$cmobench" run --kernel "$lean" --emulated --samples 16 --filter 'op=dc_ivac slot=rw_log' -o c.cmo.jsonl 2>/dev/null
sed '$d' c.cmo.jsonl | head -n 4 >cut.cmo.jsonl.partial
cp cut.cmo.jsonl.partial cut
"$cmobench" run --resume cut.cmo.jsonl --emulated=neoverse-n1 2>err
is $? 1 "another CPU does not go on: $(head -n 1 err)"
like "$(cat err)" 'another (host|emulator): ' "and why"
is "$(cells cut.cmo.jsonl) $(jq -r 'select(.type == "footer") | .complete' cut.cmo.jsonl)" "3 false" "what was there stays"
"$cmobench" run --resume cut.cmo.jsonl 2>err
is "$? $(cells cut.cmo.jsonl)" "0 $(cells c.cmo.jsonl)" "and can still be gone on with"

# Progress
"$cmobench" run --kernel "$lean" --emulated --json-progress --filter 'op=dc_ivac' -o p.cmo.jsonl 2>progress
is $? 0 "a run with --json-progress"
is "$(jq -rs '[.[] | select(.type == "progress")] | [length > 1, .[-1].done == .[-1].planned, all(.left_s == null or .left_s >= 0)] |
	map(tostring) | join(" ")' progress)" "true true true" "tells it as JSON, up to the end"
like "$(script -qec "'$cmobench' run --kernel '$build/emulated/kernels/lean' --emulated --filter op=dc_ivac -o t.cmo.jsonl" /dev/null | tr '\r' '\n' |
	grep -Ec 'cmobench: [0-9]+ of [0-9]+ cells')" '^([2-9]|[1-9][0-9]+)$' "and rewrites a line on a terminal"
tap_done
