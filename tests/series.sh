#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the series for the kernel's list, host/kernel/series/: they apply, in order and to the line, to the source of
# the Linux that they are for, the kernel's own judge of style has nothing to say, and their cover letters go to those
# that the kernel's MAINTAINERS names. The selftest in them builds; tests/full/kselftest.sh runs it.
set -u
. "$srcdir/tests/tap.sh"

series=$srcdir/host/kernel/series
selftest=$build/cache/kvm-selftests+7.3/cmo_memslots

# header NAME FILE: print a header of a mail, in one line.
header() {
	sed -n "/^\$/q; /^$1: /{:more;N;s/\n / /;t more;s/\n.*//;s/^$1: //;p;q}" "$2"
}

for cover in "$series"/*/0000-*.patch; do
	directory=${cover%/*}
	name=${directory##*/}
	count=$(header Subject "$cover" | sed -n 's/^\[PATCH 0\/\([0-9]*\)\].*/\1/p')
	is "$(find "$directory" -name '*.patch' | wc -l)" "$((count + 1))" "$name: a cover letter and its $count patches"
	for patch in "$directory"/000[1-9]-*.patch; do
		number=$(basename "$patch" | sed 's/^0*\([0-9]*\)-.*/\1/')
		subject=$(header Subject "$patch")
		like "$subject" "^\[PATCH $number/$count\] KVM: arm64: [A-Za-z]" "$name: $subject"
		is "$(grep -cxF "  ${subject#*\] }" "$cover")" 1 "$name: the cover letter lists it"
	done
done

# digests SCRIPT FILE...: print the digests of what sed leaves of each file, each digest once.
digests() {
	script=$1
	shift
	for patch; do sed "$script" "$patch" | sha256sum; done | sort -u
}
is "$(digests '/^Date: /d' "$series"/*/0001-*.patch | wc -l)" 1 "all begin with the same patch"
is "$(digests '1,/^diff --git/d' "$series"/*/*-selftests-*.patch | wc -l)" 1 "all have the same selftest"

case $(readelf -hd "$selftest" 2>/dev/null) in
*AArch64*"no dynamic section"*) ok 0 "the selftest builds, for arm64, static" ;;
*) ok 1 "the selftest builds, for arm64, static" ;;
esac

for tarball in "${XDG_CACHE_HOME:-$HOME/.cache}"/cmobench/sources/*/linux-source-7.3/linux-source-7.3.tar.xz; do :; done
if ! [ -e "$tarball" ] || ! command -v perl >/dev/null; then
	ok 0 "the series on Linux 7.3 # SKIP there is no perl, or no source of Linux 7.3 in the cache"
	tap_done
fi

# What the patches change, and the tools. New files are not in the source.
changed=$(sed -n 's/^--- a\///p' "$series"/*/*.patch | sort -u)
mkdir source
# shellcheck disable=SC2046,SC2086 # lists
tar -xf "$tarball" -C source --strip-components=1 --occurrence=1 $(printf 'linux-source-7.3/%s ' $changed MAINTAINERS \
	scripts/checkpatch.pl scripts/const_structs.checkpatch scripts/spelling.txt scripts/get_maintainer.pl)
is $? 0 "what they change is there in Linux 7.3"

for cover in "$series"/*/0000-*.patch; do
	directory=${cover%/*}
	name=${directory##*/}
	cp -r source "tree-$name"
	for patch in "$directory"/000[1-9]-*.patch; do
		is "$(cd "tree-$name" && patch -p1 --forward --batch --fuzz=0 <"$patch" 2>&1 | grep -v '^patching file'; echo .)" . \
			"$name: ${patch##*/} applies to the line"
		# Whoever adds a file is asked about MAINTAINERS; get_maintainer.pl says below that they cover it.
		is "$(cd "tree-$name" && perl scripts/checkpatch.pl --no-tree --strict --terse --ignore FILE_PATH_CHANGES \
			"$patch" 2>&1) $?" " 0" "$name: checkpatch --strict of ${patch##*/}"
	done
	(cd "tree-$name" && perl scripts/get_maintainer.pl --no-tree --nogit --nogit-fallback --norolestats \
		"$directory"/000[1-9]-*.patch) | sort -u >"$name.wanted"
	{ header To "$cover"; header Cc "$cover"; } | sed 's/, */\n/g' | sort -u >"$name.has"
	is "$(diff "$name.wanted" "$name.has")" "" "$name: the cover letter goes to whom get_maintainer.pl names"
done
tap_done
