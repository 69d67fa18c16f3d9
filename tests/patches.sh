#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards host/kernel/linux-*-cmo-policy.patch: all say the same, so that a policy is the same on each series of Linux; each
# applies with git am to the source that it is for, as far as that is in the cache. tests/module.sh has their style.
set -u
. "$srcdir/tests/tap.sh"

sources=${XDG_CACHE_HOME:-$HOME/.cache}/cmobench/sources

# part FILE PATCH: print what the patch does to FILE; "message" is the commit's message.
part() {
	if [ "$1" = message ]; then
		sed '/^---$/,$d' "$2"
	else
		awk -v file="b/$1" '/^diff --git / { inside = $4 == file } inside && /^[+-]/' "$2"
	fi
}

reference=$srcdir/host/kernel/linux-6.12-cmo-policy.patch
for patch in "$srcdir"/host/kernel/linux-*-cmo-policy.patch; do
	name=${patch##*/}
	series=${name#linux-}
	series=${series%-cmo-policy.patch}
	for file in message arch/arm64/kvm/cmo_policy.c arch/arm64/kvm/cmo_policy.h Documentation/admin-guide/kernel-parameters.txt; do
		is "$(part $file "$patch" | wc -l | grep -x 0) $(part $file "$patch")" " $(part $file "$reference")" \
			"$series: ${file##*/} is the same in all"
	done
	like "$(sed -n '/^---$/,/^diff/p' "$patch")" "^Applies to linux-source-$series of Debian \(made on $series\.[0-9]+\)," \
		"$series: it says what it is for"
	for tarball in "$sources"/*/"linux-source-$series/linux-source-$series.tar.xz"; do :; done
	if ! [ -e "$tarball" ] || ! command -v git >/dev/null; then
		ok 0 "$series: git am # SKIP there is no git, or no source of this series in the cache"
		continue
	fi
	mkdir "$series"
	# shellcheck disable=SC2046 # a list of files without blanks
	tar -xf "$tarball" -C "$series" --strip-components=1 --occurrence=1 \
		$(printf "linux-source-$series/%s\n" Documentation/admin-guide/kernel-parameters.txt \
			arch/arm64/kvm/Makefile arch/arm64/kvm/mmu.c)
	cd "$series" || exit 1
	git init -q . && git add . && git -c user.name=T -c user.email=t@example.org commit -qm source
	git -c user.name=T -c user.email=t@example.org am "$patch" >../am 2>&1
	is "$? $(grep -c fuzz ../am) $(git diff --name-only HEAD~1 | wc -l)" "0 0 5" "$series: git am: $(tail -n 1 ../am)"
	is "$(git grep -ln 'kvm_is_write_fault' -- arch/arm64/kvm/mmu.c)" "" "$series: what is a write is decided in one place"
	cd ..
done
is "$(find "$srcdir/host/kernel" -name 'linux-*-cmo-policy.patch' | wc -l)" 3 "there are patches for three series"
tap_done
