#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dist.sh SRCDIR DIRECTORY, for make dist: packs the commit that is checked out in SRCDIR into
# DIRECTORY/cmobench-VERSION.tar.gz, and prints that name. A file COMMIT in it names the commit to builds without git
# (host/Dir.mk). One commit gives one tarball, to the byte: names are sorted, all times are the commit's, all owners 0.
set -eu
umask 022

fail() { printf 'make dist: %s\n' "$*" >&2; exit 1; }

srcdir=$1 directory=$2
# Changes of another user's clone are looked for as well (host/Dir.mk).
in_git() { git -c safe.directory='*' -C "$srcdir" "$@"; }

command -v git >/dev/null || fail "git is not installed: it tells which files are sources"
[ -e "$srcdir/.git" ] || fail "${srcdir%/} is no git checkout: a tarball is made of a commit"
changes=$(in_git status --porcelain) || fail "git status fails: its message is above"
if [ -n "$changes" ]; then
	count=$(printf '%s\n' "$changes" | wc -l)
	[ "$count" = 1 ] && others='' || others=" and $((count - 1)) more"
	fail "not committed: $(printf '%s\n' "$changes" | sed -n '1s/^...//p')$others: commit, or git stash -u"
fi
commit=$(in_git describe --always --abbrev=12)
version=$(sed -n 's/^#define CMOBENCH_VERSION "\(.*\)"$/\1/p' "$srcdir/host/os/version.h")
name=cmobench-$version

mkdir -p "$directory"
tmp=$(mktemp -d "$directory/dist.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
in_git archive --format=tar --prefix="$name/" -o "$tmp/git.tar" HEAD
tar -x -C "$tmp" -f "$tmp/git.tar"
printf '%s\n' "$commit" >"$tmp/$name/COMMIT"
sh "${0%/*}/pack.sh" "$tmp" "$name" "$(in_git log -1 --format=%ct)" "$directory/$name.tar.gz"
echo "$directory/$name.tar.gz"
