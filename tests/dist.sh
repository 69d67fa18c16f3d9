#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards make dist: the tarball has what is committed and nothing else, is the same to the byte whoever makes it, and
# builds where there is no git and no cache a program that knows its commit. What is no commit is refused in one line.
set -u
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/package/clone.sh"

if ! is_checkout; then
	echo "1..0 # SKIP $srcdir is no git checkout"
	exit 0
fi
here=$(pwd)

make_clone
commit=$(in_git -C clone describe --always --abbrev=12)
version=$(sed -n 's/^#define CMOBENCH_VERSION "\(.*\)"$/\1/p' clone/host/os/version.h)
name=cmobench-$version

run make -C clone --no-print-directory dist
is "$status $output" "0 build/$name.tar.gz" "make dist prints the tarball's name, and needs no configure"
tarball=clone/build/$name.tar.gz
is "$(tar -tf $tarball | grep -v '/$' | sed "s|^$name/||" | LC_ALL=C sort)" \
	"$({ in_git -C clone ls-files; echo COMMIT; } | LC_ALL=C sort)" "it has what is committed, and COMMIT"
is "$(tar -tf $tarball | sed 's|/$||' | tr / '\001' | LC_ALL=C sort -c 2>&1; tar -tf $tarball | sed 's|/.*||' | sort -u)" "$name" \
	"all in one folder, sorted by name, folder by folder"
is "$(TZ=UTC tar --numeric-owner --full-time -tvf $tarball | awk '{ print $2, $4, $5 }' | sort -u)" \
	"0/0 $(TZ=UTC in_git -C clone log -1 --date=format-local:'%F %T' --format=%cd)" "all of owner 0, and of the commit's time"

# Somebody else's clone, later.
in_git clone -q clone other
(umask 077 && TZ=Pacific/Chatham LC_ALL=C.UTF-8 make -C other dist) >path 2>&1
is "$(sha256sum <other/build/$name.tar.gz)" "$(sha256sum <$tarball)" "another clone gives the same bytes"

# What is refused, in one line of ours and one of make's.
refused() {
	run make -C "$1" --no-print-directory dist
	is "$status $(printf '%s\n' "$output" | grep -c -v '^make: \*\*\*')" "2 1" "$3"
	like "$output" "^make dist: $2" "and said: $(printf '%s\n' "$output" | head -n 1)"
	is "$(ls "$1"/build 2>/dev/null)" "$4" "nothing is left in build"
}
rm -r other/build
touch other/stray
refused other 'not committed: stray: commit' "a file that is not committed is refused" ""
echo >>other/README.md
refused other 'not committed: README.md and 1 more: commit' "and a change" ""

# Where there is neither git nor a cache.
mkdir bin home unpacked
for directory in /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
	cp -s "$directory"/* bin/ 2>/dev/null
done
rm -f bin/git
tar -x -C unpacked -f $tarball
cd "unpacked/$name" || exit 1
set --
# On arm64 the program needs libperf, which a recipe builds of the kernel's sources.
[ "$(uname -m)" != aarch64 ] || [ ! -e "$build/cache/libperf+arm64" ] || set -- "--with-libperf=$build/cache/libperf+arm64"
without() { run env -u XDG_CACHE_HOME PATH="$here/bin" HOME="$here/home" "$@"; }
without ./configure "$@"
is "$status" 0 "configure works in the unpacked tarball"
without make -j 2 build/cmobench CFLAGS=-O0
is "$status" 0 "and make, with neither git nor a cache"
[ "$status" = 0 ] || printf '%s\n' "$output" | tail -n 20 | sed 's/^/# /'
is "$(printf '%s\n' "$output" | grep -v '^  ')" "" "which says nothing of a commit that it does not find"
like "$(build/cmobench --version)" ", commit $commit," "the program knows that it is of $commit"
without make --no-print-directory dist
is "$status $(printf '%s\n' "$output" | grep -c '^make dist: .*git is not installed')" "2 1" "make dist without git is refused"
cd "$here" || exit 1
refused "unpacked/$name" '.*no git checkout' "and of an unpacked tarball" "$(ls "unpacked/$name/build")"
tap_done
