#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards host/kernel/bisect.sh: its exit statuses, the one line that it says, and that git bisect run comes to the commit
# that changed something, past one that does not build and one that does not boot. The tree, its build and the program
# are made up: a commit holds what its kernel costs.
set -u
. "$srcdir/tests/tap.sh"

if ! command -v git >/dev/null; then
	echo "1..0 # SKIP git is not installed"
	exit 0
fi
bisect_sh=$srcdir/host/kernel/bisect.sh
base=$(pwd)/base.cmo.jsonl
dir=$(pwd)/dir

# make: the Image is what the commit costs. cmobench: that is the archive, and what differs by more than 32 has changed.
mkdir bin
cat >bin/make <<'END'
#!/bin/sh
echo "$@" >>"$TOOLS/made"
for argument; do
	case $argument in O=*) object=${argument#O=} ;; esac
done
case " $* " in *" Image "*) ;; *) exit 0 ;; esac
! grep -q broken cost || { echo "mmu.c:1: error: it is broken"; exit 2; }
mkdir -p "$object/arch/arm64/boot"
cp cost "$object/arch/arm64/boot/Image"
END
cat >bin/cmobench <<'END'
#!/bin/sh
verb=$1
while [ $# -gt 0 ]; do
	case $1 in
	--kernel) image=$2 ;;
	--filter) filter=$2 ;;
	-o) out=$2 ;;
	--threshold) threshold=$2 ;;
	esac
	before=${last:-} last=$1
	shift
done
case $verb in
run)
	[ "$filter" != op=none ] || { echo "cmobench: run: no op is called none" >&2; exit 2; }
	grep -q '^[0-9]' "$image" || { echo "cmobench: the kernel panics" >&2; exit 1; }
	cp "$image" "$out"
	exit "$(cat "$TOOLS/status" 2>/dev/null || echo 0)"
	;;
compare)
	grep -q '^[0-9]' "$before" "$last" || { echo "cmobench: compare: $before: no archive" >&2; exit 1; }
	! grep -q other "$before" || [ "$before" = "$last" ] || { echo "cmobench: compare: other CPUs" >&2; exit 1; }
	difference=$(($(sed 's/ .*//' "$last") - $(sed 's/ .*//' "$before")))
	[ "$difference" -gt "${threshold:-0}" ] || exit 0
	echo "Changed: 1 worse"
	exit 3
	;;
report) grep -q '^[0-9]' "$last" || { echo "cmobench: $last: this is no archive" >&2; exit 1; } ;;
esac
END
printf '#!/bin/sh\n' >bin/aarch64-linux-gnu-gcc
cp bin/aarch64-linux-gnu-gcc bin/gcc
chmod +x bin/*
TOOLS=$(pwd) CMOBENCH=$(pwd)/bin/cmobench PATH=$(pwd)/bin:$PATH
unset CROSS_COMPILE JOBS
export TOOLS CMOBENCH PATH

# A tree of Linux, and its commits: what they cost, and what they are called.
mkdir -p linux/arch/arm64/kvm && cd linux || exit 1
git init -q -b main . && git config user.name Tester && git config user.email tester@example.org
commit() {
	echo "$1" >cost
	: >arch/arm64/kvm/mmu.c
	git add . && git commit -qm "$2"
}
commit 1000 good
git tag good
commit 1020 layout
commit broken unbuildable
commit panic unbootable
commit 1500 culprit
commit 1510 later

# bisect VERB ARGUMENT...: the output in $output, the status in $status
bisect() {
	status=0
	output=$(sh "$bisect_sh" "$@" 2>&1) || status=$?
}
checkout() { git checkout -q --detach "$(git rev-list --all --grep "^$1\$")"; }

checkout good
bisect step "$base" -d "$dir"
is "$status $output" "128 bisect: $base is not there: check out a good commit, and run bisect.sh base $base" "a step without a base"
bisect base "$base" -d "$dir"
is "$status $(cat "$base")" "0 1000" "the base is measured: $output"
like "$output" 'is the base \(build [0-9]+ s, run [0-9]+ s\)$' "and how long that took is said"
# shellcheck disable=SC2046 # numbers
is "$(grep -c allnoconfig "$TOOLS/made") $(grep -c ' Image$' "$TOOLS/made") $(grep -c -v -e allnoconfig -e ' Image$' "$TOOLS/made")" \
	"1 1 0" "of a kernel, only the Image is built"
is "$(git status --porcelain)" "" "the tree is left as it was"
bisect base "$base" -d "$dir"
is "$status $output" "128 bisect: $base exists: remove it, or name another file" "a base is not overwritten"

git bisect start main good >../out 2>&1
git bisect run sh "$bisect_sh" step "$base" -d "$dir" >../out 2>../err
is "$(git log -1 --format=%s refs/bisect/bad)" culprit "git bisect run comes to the commit"
git bisect reset -q >../out 2>&1

for row in "good 0 as in the base" "layout 0 as in the base" "culprit 1 changed: 1 worse" \
	"unbuildable 125 does not build: mmu.c:1: error: it is broken" "unbootable 125 cannot be measured: cmobench: the kernel panics"; do
	checkout "${row%% *}"
	row=${row#* }
	bisect step "$base" -d "$dir"
	is "$status $(echo "$output" | wc -l)" "${row%% *} 1" "status ${row%% *}: $output"
	like "$output" "^bisect: [0-9a-f]{12}: ${row#* }" "and the line says why"
done
checkout layout
bisect step "$base" -d "$dir" -t 10
is "$status" 1 "a smaller threshold: $output"
echo 3 >"$TOOLS/status"
bisect step "$base" -d "$dir"
is "$status" 0 "a run that is not as predicted is compared all the same"
rm "$TOOLS/status"
is "$(find "$dir" -name '*.cmo.jsonl' | wc -l)" 1 "archives of commits are not kept"
bisect step "$base" -d "$dir" -k
is "$(cat "$dir/$(git rev-parse --short=12 HEAD).cmo.jsonl")" 1020 "but with -k"

# refused PATTERN ARGUMENT...: status 128, which ends a bisection, and one line
refused() {
	pattern=$1
	shift
	bisect "$@"
	is "$status $(echo "$output" | wc -l)" "128 1" "$output"
	like "$output" "^bisect: $pattern" "is the line about it"
}
refused 'base or step is expected'
refused 'base or step is expected' measure "$base"
refused 'step: an archive is expected' step
refused '-t few: a number of instructions' step "$base" -t few
refused '-c nothing: there is no such file' step "$base" -c nothing
refused 'cmobench run: .*no op is called none' step "$base" -d "$dir" -f op=none
echo 'no archive' >../text
refused '.*/text cannot be compared with: .*this is no archive' step ../text -d "$dir"
echo '1000 other' >../other
refused '\.\./other cannot be compared with: cmobench: compare: other CPUs' step ../other -d "$dir"
echo 7 >cost
refused 'the tree has changes that are not committed \(cost\)' step "$base"
git checkout -q cost
CROSS_COMPILE=none-
export CROSS_COMPILE
refused 'there is no none-gcc: install it' step "$base"
unset CROSS_COMPILE
CMOBENCH=/none refused 'CMOBENCH=/none: there is no such program' step "$base"
: >.config
refused 'a kernel was built in this tree' step "$base"
rm .config
cd ..
mkdir empty && cd empty || exit 1
GIT_CEILING_DIRECTORIES=$TOOLS
export GIT_CEILING_DIRECTORIES
refused '.*/empty is in no git tree' step "$base"
git init -q . && git -c user.name=T -c user.email=t@example.org commit -q --allow-empty -m empty
refused '.*/empty is not the top of a tree of Linux' step "$base"
tap_done
