#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards runs in several emulated hosts by one command: which archives there are, what they are called, the order of
# boots, the comparison at the end, exit statuses; that a kernel which cannot be had or fails does not lose the others,
# and that an interrupted plan goes on. Two kernels in two modes are booted; for the rest a made-up QEMU plays what one
# of them has written.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
older=$build/emulated/kernels/debian-6.1 newer=$build/emulated/kernels/debian-7.3
header() { head -n 1 "$1.cmo.jsonl" | jq -r "$2"; }
archives() { find . -name '*.cmo.jsonl' ! -name real-\* | sed 's/^\.\///; s/\.cmo\.jsonl$//' | LC_ALL=C sort | paste -sd ' '; }

# Two kernels in two modes, of which one cannot have one.
"$cmobench" run --emulated --kernel "$older" --kernel "$newer" --mode vhe,nested --samples 16 --filter 'op=dc_ivac slot=rw' \
	-o real.cmo.jsonl >real.out 2>real.err
is "$?" 1 "of four hosts one cannot be had: status 1"
like "$(cat real.err)" '--mode nested: Linux offers it from 6\.16 on, and this is Linux 6\.1' "and it is said why, before anything boots"
is "$(for name in real-6.1-vhe real-7.3-vhe real-7.3-nested; do header $name .host.hyp_mode; done | paste -sd ' ')" \
	"vhe vhe nested" "the archives of the others have the mode that KVM was found in"
[ ! -e real-6.1-nested.cmo.jsonl ]
ok $? "and it has none"
like "$(header real-7.3-vhe '.options.argv | join(" ")')" "^run --samples=16 .*--kernel=$newer --mode=vhe --output=real-7.3-vhe" \
	"each has the command line of its own run"
like "$(cat real.err)" 'compare real-6\.1-vhe\.cmo\.jsonl real-7\.3-vhe\.cmo\.jsonl real-7\.3-nested\.cmo\.jsonl' \
	"the command that compares them is printed"
"$cmobench" run --emulated --mode vhe --append kvm-arm.mode=nvhe --filter 'op=dc_ivac slot=rw' -o no.cmo.jsonl 2>no.err
is "$? $(grep -c . no.err)" "77 1" "a kernel that comes up in another mode is refused in one line"
like "$(cat no.err)" '--mode vhe: Linux 6\.12.* has come up in mode nvhe' "which says both modes"

# A QEMU that plays that archive, as one of the machine and kernel that it is given.
cat >qemu <<'END'
#!/bin/sh
if [ "$1" = --version ]; then
	echo "QEMU emulator version 10.0.0"
	# A signal that comes between two runs.
	if [ -e stops-between ] && [ -e boots ]; then
		rm stops-between
		kill -INT $PPID
	fi
	exit
fi
for word; do
	case $word in
	file,id=stdout,path=*) out=${word##*=} ;;
	file,id=stderr,path=*) err=${word##*=} ;;
	file,id=end,path=*) end=${word##*=} ;;
	esac
	case $previous in
	-cpu) cpu=$word ;;
	-kernel) release=$(strings -n 8 "$word" | sed -n 's/^Linux version \([0-9][^ ]*\) .*/\1/p') ;;
	-append) mode=$(echo "$word" | sed -n 's/.*kvm-arm\.mode=\([a-z]*\).*/ \1/p') ;;
	esac
	previous=$word
done
echo "$release$mode $cpu" >>boots
[ "$release" != "$(cat fails 2>/dev/null)" ] || exit 1
echo "progress 0 9 0.0 a cell" >"$err"
sed "1s/\"kernel\":\"[^\"]*\"/\"kernel\":\"$release\"/
	1s/\"boot_id\":\"[^\"]*\"/\"boot_id\":\"$(printf %016d $$)\"/" real-7.3-vhe.cmo.jsonl >played
# What counts differently.
[ "$release" != "$(cat differs 2>/dev/null)" ] || sed -i 's/"minor_faults":8,/"minor_faults":16,/' played
# A signal that comes while the archive is half there.
if [ "$release" = "$(cat stops 2>/dev/null)" ]; then
	rm stops
	head -n 3 played >"$out"
	kill -INT $PPID
	while :; do sleep 1; done
fi
cat played >"$out"
echo "exit 0" >"$end"
END
chmod +x qemu
: >empty.cpio
# kernel FILE RELEASE: make an Image as far as can be told from its bytes.
kernel() {
	head -c 600 /dev/zero >"$1"
	printf 'ARM\144' | dd of="$1" bs=1 seek=56 conv=notrunc 2>/dev/null
	printf 'Linux version %s (made up)\0' "$2" >>"$1"
}
# run OPTION...: run in the made-up machine.
run() {
	rm -f boots ./*.partial
	find . -name 'x*.cmo.jsonl' -delete
	again "$@" -o x.cmo.jsonl
}
again() {
	"$cmobench" run --emulated --qemu ./qemu --initrd empty.cpio --samples 16 --filter 'op=dc_ivac slot=rw' "$@" \
		>out 2>err
	status=$?
}
booted() { paste -sd , boots | sed 's/,/, /g'; }
mkdir a b
kernel a/Image 6.1.0-1-cloud-arm64
kernel b/Image 6.12.9
kernel Image.next 6.12.10
kernel Image.same 6.12.9

run --kernel a/Image --kernel b/Image --emulated=cortex-a76
is "$(booted)" "6.1.0-1-cloud-arm64 max, 6.12.9 max, 6.1.0-1-cloud-arm64 cortex-a76, 6.12.9 cortex-a76" \
	"each kernel on each CPU model is booted once"
is "$status $(archives)" "0 x-6.1-cortex-a76 x-6.1-max x-6.12-cortex-a76 x-6.12-max" "archives are called by series and model"
is "$(grep -c ' compare x-6.1-[^ ]* x-6.12-[^ ]*$' err)" 2 "there is a comparison for each model"
like "$(cat out)" "x-6\.1-max\.cmo\.jsonl" "which is printed"
like "$(cat err)" '^cmobench: run: 2 of 4: 6\.12 max: x-6\.12-max\.cmo\.jsonl$' "it is told which of how many runs this is"
like "$(cat err)" '^cmobench: run 2 of 4: 0 of 9 cells' "and in the lines of progress"
echo 6.12.9 >differs
run --kernel a/Image --kernel b/Image
is "$status" 3 "if one of the kernels counts differently, the status is that of compare"
rm differs
run --kernel b/Image --kernel Image.next --mode nvhe
is "$(archives) $(booted)" "x-6.12.10 x-6.12.9 6.12.9 nvhe max, 6.12.10 nvhe max" "kernels of one series are called by version"
run --kernel b/Image --kernel Image.same
is "$(archives)" "x-Image x-Image.same" "kernels of one release are called by file"
mkdir -p new/kk old/kk
ln -s ../../Image.same new/kk/Image
ln -s ../../Image.same old/kk/Image
run --kernel ./old/kk/Image --kernel ./new/kk/Image
is "$(archives)" "x-new-kk-Image x-old-kk-Image" "or by as much of the path as tells them apart"
run --mode vhe,protected --kernel b/Image
is "$(archives) $(booted)" "x-protected x-vhe 6.12.9 max, 6.12.9 protected max" "modes are called by name"
run --no-icount --boots 3 --kernel a/Image --kernel b/Image
is "$(booted | sed 's/ max//g; s/6.1.0-1-cloud-arm64/A/g; s/6.12.9/B/g; s/, //g')" ABBAAB "whole boots are taken by turns"
is "$(archives)" "x-6.1-1 x-6.1-2 x-6.1-3 x-6.12-1 x-6.12-2 x-6.12-3" "an archive each"
like "$(cat err)" 'compare x-6\.1-1[^ ]* x-6\.1-2[^ ]* x-6\.1-3[^ ]* -- x-6\.12-1[^ ]* x-6\.12-2[^ ]* x-6\.12-3[^ ]*$' \
	"the boots of one are compared with those of the other"
run --no-icount --boots 2 --kernel a/Image --kernel b/Image --mode vhe,nvhe
is "$(grep -o ' compare .*\|boot [12]: ' err | grep -o -- ' -- ' | wc -l)" 3 "of four hosts, with three dashes between"

# What cannot be measured
head -c 1000 /dev/zero >nothing
run --kernel a/Image --kernel nothing --kernel b/Image
is "$status $(archives)" "1 x-6.1 x-6.12" "a file that is no kernel does not lose the others"
is "$(grep -c nothing err)" 1 "it costs one line"
echo 6.12.9 >fails
run --kernel b/Image --kernel a/Image --kernel Image.next
is "$status $(archives)" "1 x-6.1.0 x-6.12.10" "nor does a kernel that does not boot"
like "$(cat err)" '1 of 3 hosts could not be measured' "it is told at the end"
run --no-icount --boots 2 --kernel a/Image --kernel b/Image
is "$status $(booted)" "1 6.1.0-1-cloud-arm64 max, 6.12.9 max, 6.1.0-1-cloud-arm64 max" "whose later boots are not tried"
rm fails
run --kernel a/Image --kernel b/Image --mode vhe,nvhe --emulated=cortex-a72
is "$(booted | grep -o a72 | wc -l) $(grep -c 'cortex-a72 has no VHE' err)" "2 1" "nor does a mode that a model has not"
for given in "--kernel a/Image --kernel a/Image" "--mode nvhe,nvhe" "--emulated=max --kernel a/Image"; do
	# shellcheck disable=SC2086 # options
	run $given
	is "$status $(grep -c . err) $(cat boots 2>/dev/null)" "2 1 " "$given: given twice, which is refused"
done
run --kernel a/Image --kernel b/Image
again --kernel a/Image --kernel b/Image -o x.cmo.jsonl
is "$status $(grep -c . err)" "1 1" "archives that exist are not written over"
like "$(cat err)" 'x-6\.1\.cmo\.jsonl exists.*--resume x\.cmo\.jsonl' "and it is told how to go on"
"$cmobench" run --emulated --kernel a/Image --kernel b/Image -o - >out 2>err
is "$? $(grep -c . err)" "2 1" "several archives do not go to standard output"
"$cmobench" probe --emulated --kernel a/Image --kernel b/Image >out 2>err
is "$? $(grep -c . err)" "2 1" "probe takes one host"

# Interrupted
echo 6.12.9 >stops
run --kernel a/Image --kernel b/Image --kernel Image.next
is "$(booted)" "6.1.0-1-cloud-arm64 max, 6.12.9 max" "SIGINT ends all runs"
like "$(tail -n 1 err)" 'interrupted.*--resume x\.cmo\.jsonl in the place of -o' "and it is told how to go on"
is "$status $(archives)" "1 x-6.1.0 x-6.12.9" "what was measured is there"
again --kernel a/Image --kernel b/Image --kernel Image.next --resume x.cmo.jsonl
is "$status $(booted)" "$status 6.1.0-1-cloud-arm64 max, 6.12.9 max, 6.12.9 max, 6.12.10 max" "what is complete is not measured again"
is "$(archives) $(tail -qn 1 x-*.cmo.jsonl | jq -s 'all(.complete)')" "x-6.1.0 x-6.12.10 x-6.12.9 true" "and all are complete then"
"$cmobench" run --resume x-6.12.9.cmo.jsonl 2>err
like "$(cat err)" "it is complete" "an archive is resumed by its own name, too"
: >stops-between
run --kernel a/Image --kernel b/Image --kernel Image.next
is "$status $(archives)" "1 x-6.1.0" "SIGINT between two runs ends all runs, too"
like "$(tail -n 1 err)" 'interrupted.*--resume x\.cmo\.jsonl in the place of -o' "and it is told how to go on"
tap_done
