#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# recipe.sh NAME [PARAMETER]
# recipe.sh --missing NAME[+PARAMETER]...
# recipe.sh --offers NAME
#
# Builds what recipes/NAME.sh describes unless the cache has it, and prints the entry's directory, and nothing else, on
# standard output. Progress goes to standard error, the output of the build to a log. With --missing, prints a line for
# each entry that the cache does not have: what would be done, and how long that takes. With --offers, prints which
# parameters the recipe can have, as far as it knows without the network.
#
#   $XDG_CACHE_HOME/cmobench/NAME[-PARAMETER]-HASH   an entry, always complete; HASH is that of all its inputs
#                           …/sources/               what was fetched, for every recipe that needs it
#                           …/apt/                   our own lists of packages
#                           …/tmp/ lock/ log/        builds under way, one lock per entry, logs of failed builds
#
# A recipe is a file of shell functions. inputs() prints everything that decides the result besides the recipe's own
# text, without using the network. build() runs in an empty directory and fills $out; note KEY VALUE records the origin;
# refuse SENTENCE ends it where the log says no more than that.
# The variable about says what is built, for those who wait. Recipes can use $top (the source tree), $here, $parameter,
# $cache, $jobs and $CROSS_COMPILE (prefix of the arm64 toolchain).
#
# From the environment: LINUX_SOURCE and QEMU_SOURCE (a tarball or a directory, instead of the distribution's source
# package), JOBS, RECIPES (another directory of recipes).
#
# shellcheck disable=SC2034,SC2154 # set for recipes, and by them
set -eu

say() { printf 'cmobench: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?recipe.sh: neither XDG_CACHE_HOME nor HOME is set}/.cache}/cmobench
recipes=${RECIPES:-$here/recipes}
jobs=${JOBS:-$(nproc)}
. "$here/fetch.sh"

case $(uname -m) in
aarch64) CROSS_COMPILE='' ;;
*) CROSS_COMPILE=aarch64-linux-gnu- ;;
esac

note() { printf '%s: %s\n' "$1" "$2" >>"$out/provenance"; }

# Print the digest of a source given by option: of a tarball's bytes, or of the name, size and time of a directory's
# files.
given_source() {
	if [ -d "$1" ]; then
		(cd "$1" && find . -path ./.git -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum)
	else
		sha256sum <"$1"
	fi
}

# Print the first line of a tool's --version, so that another compiler makes another entry.
tool_version() { "$@" --version 2>/dev/null | head -n 1; }

load() {
	recipe=$1
	parameter=${2:-}
	[ -f "$recipes/$recipe.sh" ] ||
		fail "no recipe \"$recipe\": there are $(cd "$recipes" && echo *.sh | sed 's/\.sh//g')"
	. "$recipes/$recipe.sh"
}

# The build itself, run by this script with --build as the leader of a process group, with its output in the log.
if [ "${1:-}" = --build ]; then
	work=$2
	shift 2
	load "$@"
	out=$work/out
	refuse() { echo "$*" >"$work/why"; exit 1; }
	mkdir "$out" "$work/build"
	cd "$work/build"
	# Variables that a user set for cmobench's make or another project must not affect an entry, which is kept.
	unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES ARCH CC CXX CPP LD AR AS CFLAGS CXXFLAGS CPPFLAGS LDFLAGS LLVM \
		KBUILD_OUTPUT KCFLAGS KCONFIG_CONFIG O V PYTHONPATH PYTHONHOME
	LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
	export LC_ALL PATH
	set -x
	build
	exit 0
fi

# Set $entry, the directory of the entry that these inputs make, its $key and its $name.
identify() {
	load "$@"
	name=$recipe${parameter:+-$parameter}
	inputs_text=$(inputs) || fail "$name: cannot tell what it is built from"
	hash=$({ cat "$recipes/$recipe.sh"; printf '%s\n' "$inputs_text"; } | sha256sum | cut -c 1-16)
	key=$name-$hash
	entry=$cache/$key
}

if [ "${1:-}" = --missing ]; then
	shift
	for entry; do
		parameter=${entry#"${entry%%+*}"}
		identify "${entry%%+*}" "${parameter#+}"
		[ -d "$entry" ] || printf '  %s: %s\n' "$name" "$about"
	done
	exit 0
fi

if [ "${1:-}" = --offers ] && [ $# = 2 ]; then
	load "$2"
	offers
	exit 0
fi

[ $# -ge 1 ] && [ $# -le 2 ] || { echo "usage: recipe.sh NAME [PARAMETER]" >&2; exit 2; }
identify "$@"
if [ -d "$entry" ]; then
	echo "$entry"
	exit 0
fi

mkdir -p "$cache/tmp" "$cache/lock" "$cache/log"
exec 9>"$cache/lock/$key"
if ! flock -n 9; then
	say "$name: another process is building it; waiting"
	flock 9
fi
if [ -d "$entry" ]; then
	echo "$entry"
	exit 0
fi

# Remove what killed builds left: each directory whose lock nobody holds, and that of our key, whose lock we hold.
for stale in "$cache/tmp"/*.??????; do
	[ -d "$stale" ] || continue
	stale_key=${stale##*/}
	stale_key=${stale_key%.*}
	if [ "$stale_key" = "$key" ] || flock -n "$cache/lock/$stale_key" true; then
		# Its processes may still run if only the outer shell was killed.
		orphan=$(cat "$stale/pid" 2>/dev/null) || orphan=none
		if [ -r "/proc/$orphan/cmdline" ] && tr '\0' '\n' <"/proc/$orphan/cmdline" | grep -qxF "$stale"; then
			kill -TERM "-$orphan" 2>/dev/null || :
			sleep 1
		fi
		rm -rf "$stale" 2>/dev/null || { sleep 2; rm -rf "$stale"; } || say "cannot remove $stale"
	fi
done

work=$(mktemp -d "$cache/tmp/$key.XXXXXX")
log=$cache/log/$key.log
pid=
give_up() {
	[ -z "$pid" ] || kill -TERM "-$pid" 2>/dev/null || :
	rm -rf "$work" 2>/dev/null || { sleep 1; rm -rf "$work"; }
}
trap 'give_up; exit 130' INT
trap 'give_up; exit 143' TERM HUP
trap 'give_up' EXIT

say "$name: $about; log: $log"
begin=$(date +%s)
setsid sh "$here/recipe.sh" --build "$work" "$@" 9>&- </dev/null >"$log" 2>&1 &
pid=$!
echo "$pid" >"$work/pid"

# Print progress: on a terminal one line that changes, elsewhere a line every 20 s. It is the last line of the log.
progress() {
	printf '%s: %d:%02d  %.80s' "$name" $((seconds / 60)) $((seconds % 60)) \
		"$(tail -n 1 "$log" | tr '\r' '\n' | tail -n 1)"
}
tick=0
while kill -0 "$pid" 2>/dev/null; do
	sleep 1
	tick=$((tick + 1))
	seconds=$(($(date +%s) - begin))
	if [ -t 2 ]; then
		printf '\r\033[K%s' "$(progress)" >&2
	elif [ $((tick % 20)) = 0 ]; then
		say "$(progress)"
	fi
done
[ ! -t 2 ] || printf '\r\033[K' >&2
status=0
wait "$pid" || status=$?
pid=
seconds=$(($(date +%s) - begin))
if [ "$status" != 0 ]; then
	[ ! -s "$work/why" ] || fail "$name: $(cat "$work/why")"
	tail -n 30 "$log" >&2
	fail "$name: failed after $seconds s (status $status); the above is the end of $log"
fi

out=$work/out
note recipe "$key"
note seconds "$seconds"
printf '%s\n' "$inputs_text" >"$out/inputs"
gzip -9n <"$log" >"$out/build.log.gz"
mv -T "$out" "$entry"
rm -f "$log"
say "$name: done in $seconds s"
echo "$entry"
