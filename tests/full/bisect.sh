#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards host/kernel/bisect.sh with real kernels: in a tree of a few commits on Debian's Linux 6.12, one of which makes the
# handling of stage-2 faults longer, git bisect run comes to that commit. It builds a lean kernel once, and then the
# changed file for each step.
set -u
. "$srcdir/tests/tap.sh"

for tarball in "${XDG_CACHE_HOME:-$HOME/.cache}"/cmobench/sources/*/linux-source-6.12/linux-source-6.12.tar.xz; do :; done
if ! [ -e "$tarball" ] || ! command -v git >/dev/null; then
	echo "1..0 # SKIP there is no git, or no source of Linux in the cache"
	exit 0
fi
dir=$(pwd)
base=$dir/base.cmo.jsonl

# The part of the tree that a lean kernel is made of, and of that, in git, what the commits are about.
(
	. "$srcdir/host/emulated/recipes/linux.sh"
	. "$srcdir/host/emulated/fetch.sh"
	set -f
	# shellcheck disable=SC2086,SC2154 # a list
	unpack_tar "$tarball" source $linux_members
)
cd source || exit 1
git init -q -b main . && git config user.name Tester && git config user.email tester@example.org
mmu=arch/arm64/kvm/mmu.c
git add arch/arm64/kvm && git commit -qm good && git tag good
# commit SUBJECT LINES: commit mmu.c with these lines at the start of kvm_handle_guest_abort().
commit() {
	sed -i "/^int kvm_handle_guest_abort/,/^}/s,^\tis_iabt = kvm_vcpu_trap_is_iabt(vcpu);,&\n$2," $mmu
	git commit -qam "$1"
}
commit comment '\t/* whose fault is it? */'
commit culprit '\tfor (int i = 0; i < 50; i++)\n\t\tbarrier();'
commit later '\t/* it is somebody else'"'"'s */'
is "$(git log --format=%s | tr '\n' ' ')" "later culprit comment good " "there is a tree with four commits"

bisect_sh=$srcdir/host/kernel/bisect.sh
export CMOBENCH="$build/cmobench"
git checkout -q good
sh "$bisect_sh" base "$base" -d "$dir" 2>../err
is $? 0 "the base: $(cat ../err)"
git bisect start main good >../out 2>&1
git bisect run sh "$bisect_sh" step "$base" -d "$dir" >../out 2>../err
is "$(git log -1 --format=%s refs/bisect/bad)" culprit "git bisect run comes to the commit"
echo "# $(cat ../err)" | sed 's/^[^#]/# &/'
is "$(grep -c '^bisect: ' ../err) $(grep -c 'as in the base' ../err) $(grep -c ': changed: ' ../err)" "2 1 1" "in two steps"
tap_done
