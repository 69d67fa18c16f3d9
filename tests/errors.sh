#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards error messages: for bad input and broken hosts cmobench prints one clear line, exits with the right status and
# leaves nothing behind. Some of the hosts are emulated; nothing is measured.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench

# refused STATUS PATTERN ARGUMENTS: test the exit status, the first line on stderr, and that no file is left.
refused() {
	status=$1 pattern=$2
	shift 2
	before=$(ls -A)
	"$cmobench" "$@" >stdout 2>stderr
	got=$?
	is "$got" "$status" "cmobench $(echo "$*" | cut -c 1-100): exit status $status"
	like "$(head -n 1 stderr)" "^cmobench: .*($pattern)" "$(head -n 1 stderr | cut -c 1-200)"
	rm -f stdout stderr
	is "$(ls -A)" "$before" "nothing left behind"
}

# The command line
refused 2 'unknown verb' measure
refused 2 'no suite' run --suite slow
refused 2 'no policy' run --policy mainline
refused 2 'no op is called' run --filter op=dc_nothing
refused 2 'no slot is called' run --filter slot=rx
refused 2 'no axis' run --filter colour=red
refused 2 'not of the form' run --filter op
refused 2 'unknown option' run --nothing
refused 2 'unknown option' probe --samples 16
refused 2 'needs a value' run --suite
refused 2 'no table' list nothing
refused 2 'unknown option' list --nothing
refused 2 'unexpected argument' list ops slots
refused 2 'add --emulated' run --kernel /dev/null
refused 2 'add --emulated' run --smp 2
refused 2 'modes are vhe, nvhe, protected and nested' run --emulated --mode nvhe,hvhe
refused 2 'cortex-a72 has no VHE: it can have nvhe' run --emulated=cortex-a72 --mode vhe -o x.cmo.jsonl
refused 2 'neoverse-n1 has no FEAT_NV2' run --emulated=neoverse-n1 --mode nested -o x.cmo.jsonl
refused 2 'from 6.16 on, and this is Linux 6.12' run --emulated --mode nested -o x.cmo.jsonl
refused 2 'given twice' run --emulated --mode nvhe,nvhe -o x.cmo.jsonl
refused 2 'from 1 to 8' run --emulated --smp 9
refused 2 'not a size' run --rom-bytes 1000
refused 2 'no axis.*vcpus mix' run --filter colour=red
# A value that is too long for its buffer is refused, not cut.
long=$(printf %020000d 0)
for option in "emulated=max," append= machine= kernel= output= filter= policy= allow=; do
	refused 2 'at most 4095 are allowed' run --emulated "--$option$long"
done
refused 2 '--append: 4000 characters are too many, the kernel' run --emulated --append "$(printf %04000d 0)" -o x.cmo.jsonl
for verb in run probe list plot report compare check; do
	"$cmobench" $verb --help >help 2>&1
	is $? 0 "cmobench $verb --help"
	rm help
done

# This machine, unless it is arm64
if [ "$(uname -m)" = aarch64 ]; then
	ok 0 "a foreign machine # SKIP this one is arm64"
else
	refused 77 "$(uname -m).*try cmobench run --emulated" run -o x.cmo.jsonl
	refused 77 "$(uname -m).*try cmobench probe --emulated" probe
fi

# Output
: >there.cmo.jsonl
refused 2 'there.cmo.jsonl .*--force' run --emulated -o there.cmo.jsonl
refused 1 'cannot write no/such/directory' run --emulated -o no/such/directory/x.cmo.jsonl

# Emulated hosts that are broken
refused 77 'no-such-qemu: No such file' run --emulated --qemu no-such-qemu -o x.cmo.jsonl
refused 77 'does not run|status' run --emulated --qemu /bin/false -o x.cmo.jsonl
refused 2 'without a file Image' run --emulated --kernel / -o x.cmo.jsonl
head -c 100000 /dev/zero >zeros
refused 2 'not an arm64 kernel' run --emulated --kernel zeros -o x.cmo.jsonl
printf 'ARM\144' | dd of=zeros bs=1 seek=56 conv=notrunc 2>/dev/null
refused 1 'not done after 5 s|QEMU failed|no sign of life' run --emulated --kernel zeros --timeout 5 -o x.cmo.jsonl
refused 2 'has CONFIG_VIRTIO_MMIO=m,.*but the module is not there' run --emulated --kernel "$build/emulated/kernel/Image" -o x.cmo.jsonl
# Where nothing tells its configuration, the boot does.
cp "$build/emulated/kernel/Image" .
refused 1 'no virtio-serial ports.*CONFIG_VIRTIO_MMIO' run --emulated --kernel Image -o x.cmo.jsonl
rm Image
refused 1 'QEMU failed' run --emulated=no-such-cpu -o x.cmo.jsonl
refused 1 'kernel panicked' run --emulated --append rdinit=/nothing -o x.cmo.jsonl
like "$("$cmobench" run --emulated --append rdinit=/nothing -o x.cmo.jsonl 2>&1)" 'Kernel panic - not syncing: (No working init|VFS: Unable)' \
	"a panic's reason is shown before its backtrace"
refused 1 'not done after 1 s' run --emulated --timeout 1 --policy all --samples 65536 -o x.cmo.jsonl
refused 77 '/dev/kvm: No such file' run --emulated --machine virtualization=off -o x.cmo.jsonl
refused 77 '/dev/kvm: Permission denied.*group' run --emulated --user 1000 -o x.cmo.jsonl
refused 2 'no cell' run --emulated --filter 'slot=hole stage2=rw' -o x.cmo.jsonl
refused 77 '--policy: only root can set the policy: leave out --user$' run --emulated --user 1000:36 --policy all -o x.cmo.jsonl

# A killed launcher leaves no QEMU behind
"$cmobench" run --emulated --policy all -o killed.cmo.jsonl 2>/dev/null &
pid=$!
until child=$(ps -o pid= --ppid $pid | tr -d ' ') && [ -n "$child" ] || ! alive $pid; do sleep 0.1; done
kill -KILL $pid
wait $pid 2>/dev/null
# QEMU ends a moment later. If it does not, tests/run ends this test because it makes no progress.
while [ -n "$child" ] && alive "$child"; do sleep 0.1; done
like "$child" '^[0-9]+$' "a killed launcher leaves no QEMU"
rm -f killed.cmo.jsonl*

# Archives
"$cmobench" run --emulated --samples 16 --filter 'op=null,dc_ivac slot=rw' -o good.cmo.jsonl 2>/dev/null
"$cmobench" check good.cmo.jsonl >/dev/null
is $? 0 "a good archive to break"
"$cmobench" run --emulated --samples 16 --filter 'op=null,dc_ivac slot=rw' -o closed.cmo.jsonl 2>&-
is $? 0 "a run whose standard error is closed"
"$cmobench" check closed.cmo.jsonl >stdout 2>&1
is $? 0 "has no line of that in its archive: $(cat stdout)"
rm -f stdout
"$cmobench" run --emulated --samples 16 --filter 'op=null,dc_ivac slot=rw' -o - <&- >&- 2>stderr
is "$? $(tail -n 1 stderr)" "1 cmobench: run: writing standard output: Bad file descriptor: stopped" "without standard streams"
rm -f stderr
refused 1 '--resume .: Is a directory' run --resume .
: >empty.cmo.jsonl
echo 'PK not an archive' >foreign.cmo.jsonl
echo '{"some":"json"}' >json.cmo.jsonl
sed '$d' good.cmo.jsonl >nofooter.cmo.jsonl
head -c 3000 good.cmo.jsonl >cut.cmo.jsonl
sed '2s/"ticks":\[[0-9]*/"ticks":[7/' good.cmo.jsonl >altered.cmo.jsonl
sed '1s/"schema":4/"schema":5/' good.cmo.jsonl >future.cmo.jsonl
sed '1s/"schema":4/"schema":1/' good.cmo.jsonl >past.cmo.jsonl
for verb in check report "plot -o figures"; do
	# shellcheck disable=SC2086 # a verb with its option
	refused 1 'empty' $verb empty.cmo.jsonl
	refused 1 'foreign.cmo.jsonl' $verb foreign.cmo.jsonl
	refused 1 'header|cmobench archive' $verb json.cmo.jsonl
	refused 1 'footer|truncated|cut' $verb nofooter.cmo.jsonl
	refused 1 'footer|truncated|cut|line' $verb cut.cmo.jsonl
	refused 1 'altered|sha256|SHA-256|digest' $verb altered.cmo.jsonl
	refused 1 'schema 5' $verb future.cmo.jsonl
	refused 1 'schema 1|older' $verb past.cmo.jsonl
	refused 1 'No such file' $verb no-such-file.cmo.jsonl
done
refused 1 'cut.cmo.jsonl: .*(footer|truncated|cut|line)' compare good.cmo.jsonl cut.cmo.jsonl
refused 1 'altered' compare altered.cmo.jsonl good.cmo.jsonl
"$cmobench" run --emulated --samples 16 --filter 'op=null,dc_ivac slot=rw' -o again.cmo.jsonl 2>/dev/null
refused 1 'good.cmo.jsonl: exists' compare good.cmo.jsonl again.cmo.jsonl -o good.cmo.jsonl
refused 2 'one archive, given twice' compare good.cmo.jsonl good.cmo.jsonl
refused 2 'two archives' compare good.cmo.jsonl
refused 2 'threshold' compare good.cmo.jsonl good.cmo.jsonl --threshold -5
refused 2 'format' report --format pdf good.cmo.jsonl
refused 2 'terminal' plot good.cmo.jsonl -o figures --term pdf
refused 2 '-o DIR' plot good.cmo.jsonl
refused 1 'not a directory' plot good.cmo.jsonl -o good.cmo.jsonl
refused 2 '.' report
refused 2 '.' check
tap_done
