#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bisect.sh base ARCHIVE [OPTION]...    measure the commit that is checked out, into ARCHIVE
# bisect.sh step ARCHIVE [OPTION]...    measure it, and compare with ARCHIVE: a step of git bisect run
#
# Run at the top of a git tree of Linux, which it only reads: nothing is fetched, nothing checked out. A lean arm64 kernel is built
# of the commit that is checked out, only its Image, with ccache if that is installed; an emulated host boots it and
# counts the instructions of the cells that are asked for.
#
#   -f FILTER   the cells to measure, as of cmobench run --filter ["op=dc_ivac,dc_civac slot=rw_log,ro"]
#   -t N        a change of N instructions is none, as of cmobench compare --threshold [32]
#   -c CONFIG   the kernel's configuration [lean: linux.config and what releases have in place of some of its options]
#   -d DIR      where to build, and to keep what is built from step to step [.git/cmobench-bisect]
#   -k          keep the archive of each commit as DIR/COMMIT.cmo.jsonl
#
# Exit status, as git bisect run wants it: 0 as in ARCHIVE, 1 changed, 125 cannot be tested (does not build or boot). 128
# ends the bisection: something is wrong with how this was called, or with the machine. From the environment: CMOBENCH,
# the program; CROSS_COMPILE, JOBS.
set -u

fail() { printf 'bisect: %s\n' "$*" >&2; exit 128; }
skip() { printf 'bisect: %s: %s\n' "$commit" "$*" >&2; exit 125; }

here=$(cd "$(dirname "$0")" && pwd)
verb=${1:-} base=${2:-}
case $verb in base | step) ;; *) fail "base or step is expected, and an archive; the top of $0 says more" ;; esac
case $base in '' | -*) fail "$verb: an archive is expected, as in bisect.sh $verb ../base.cmo.jsonl" ;; esac
shift 2
filter='op=dc_ivac,dc_civac slot=rw_log,ro' threshold=32 config='' directory='' keep=''
while getopts f:t:c:d:k option; do
	case $option in
	f) filter=$OPTARG ;;
	t) threshold=$OPTARG ;;
	c) config=$OPTARG ;;
	d) directory=$OPTARG ;;
	k) keep=yes ;;
	*) fail "the top of $0 lists the options" ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 0 ] || fail "$1: what is this for?"
case $threshold in '' | *[!0-9]*) fail "-t $threshold: a number of instructions is expected" ;; esac

# What git, the tree, the compiler and the program must be like
command -v git >/dev/null || fail "git is not installed: apt install git"
commit=$(git rev-parse --short=12 HEAD 2>/dev/null) || fail "$(pwd) is in no git tree: run this in one of Linux"
[ -d arch/arm64/kvm ] || fail "$(pwd) is not the top of a tree of Linux: there is no arch/arm64/kvm"
changed=$(git status --porcelain --untracked-files=no | head -n 1)
[ -z "$changed" ] || fail "the tree has changes that are not committed (${changed#???}): commit or stash them"
[ ! -e .config ] || fail "a kernel was built in this tree, and none can be built beside it: make mrproper"
[ "$(uname -m)" = aarch64 ] || : "${CROSS_COMPILE:=aarch64-linux-gnu-}"
compiler=${CROSS_COMPILE:-}gcc
command -v "$compiler" >/dev/null || fail "there is no $compiler: install it, or set CROSS_COMPILE"
! command -v ccache >/dev/null || compiler="ccache $compiler"
cmobench=${CMOBENCH:-$(command -v "$here/../../build/cmobench" || command -v cmobench)} ||
	fail "cmobench is not built: make, or set CMOBENCH=PATH"
[ -x "$cmobench" ] || fail "CMOBENCH=$cmobench: there is no such program"
[ -z "$config" ] || [ -f "$config" ] || fail "-c $config: there is no such file"

if [ "$verb" = step ]; then
	[ -f "$base" ] || fail "$base is not there: check out a good commit, and run bisect.sh base $base"
	why=$("$cmobench" report "$base" 2>&1 >/dev/null | head -n 1)
	[ -z "$why" ] || fail "$base cannot be compared with: $why"
elif [ -e "$base" ]; then
	fail "$base exists: remove it, or name another file"
fi

directory=${directory:-$(git rev-parse --git-path cmobench-bisect)}
mkdir -p "$directory/object" || fail "-d $directory: cannot be made"
directory=$(cd "$directory" && pwd)
object=$directory/object
now() { date +%s; }

# The configuration. What a commit does not know, Kconfig drops.
began=$(now)
# The same source makes the same Image, and the compiler's cache is not missed for a date.
KBUILD_BUILD_USER=cmobench KBUILD_BUILD_HOST=cmobench KBUILD_BUILD_VERSION=1 KBUILD_BUILD_TIMESTAMP='1970-01-01'
export KBUILD_BUILD_USER KBUILD_BUILD_HOST KBUILD_BUILD_VERSION KBUILD_BUILD_TIMESTAMP
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES KBUILD_OUTPUT
kbuild() {
	make O="$object" ARCH=arm64 CROSS_COMPILE="${CROSS_COMPILE:-}" CC="$compiler" LOCALVERSION= "$@" >>"$directory/log" 2>&1
}
: >"$directory/log"
if [ -n "$config" ]; then
	cp "$config" "$object/.config" && kbuild olddefconfig
else
	# linux-6.1.config and the like have options, and take some back with "is not set".
	grep -h '^CONFIG' "$here/../emulated/linux.config" "$here"/../emulated/linux-[0-9]*.config >"$directory/config"
	kbuild allnoconfig KCONFIG_ALLCONFIG="$directory/config"
fi || skip "cannot be configured: $(tail -n 1 "$directory/log"); all of it is in $directory/log"
kbuild -j "${JOBS:-$(nproc)}" Image ||
	skip "does not build: $(grep -m 1 -E 'error|Error' "$directory/log"); all of it is in $directory/log"
built=$(($(now) - began))

new=$directory/new.cmo.jsonl
began=$(now)
"$cmobench" run --emulated --kernel "$object/arch/arm64/boot/Image" --filter "$filter" -o "$new" --force 2>"$directory/run"
status=$?
ran="build $built s, run $(($(now) - began)) s"
case $status in
0 | 3) ;; # also a cell that is not as predicted is measured
2) fail "cmobench run: $(head -n 1 "$directory/run")" ;;
*) skip "cannot be measured: $(tail -n 1 "$directory/run") ($ran)" ;;
esac

[ -z "$keep" ] || cp "$new" "$directory/$commit.cmo.jsonl"
if [ "$verb" = base ]; then
	mv "$new" "$base" || exit 128
	printf 'bisect: %s: %s is the base (%s)\n' "$commit" "$base" "$ran" >&2
	exit 0
fi
"$cmobench" compare --threshold "$threshold" "$base" "$new" >"$directory/changes" 2>"$directory/why"
case $? in
0) status=0 word='as in the base' ;;
3) status=1 word=$(tail -n 1 "$directory/changes" | sed 's/^C/c/') ;;
*) fail "$base cannot be compared with: $(head -n 1 "$directory/why")" ;;
esac
printf 'bisect: %s: %s (%s)\n' "$commit" "$word" "$ran" >&2
exit $status
