#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the cache of host/emulated/recipe.sh: it must hold complete entries only, whatever happens to a build. It
# runs a toy recipe; nothing is downloaded.
set -u
. "$srcdir/tests/tap.sh"

XDG_CACHE_HOME=$(pwd)/cache
RECIPES=$(pwd)/recipes
export XDG_CACHE_HOME RECIPES
cache=$XDG_CACHE_HOME/cmobench
mkdir recipes
cat >recipes/toy.sh <<'END'
about="building a toy"
inputs() { echo "${TOY_COLOUR:-red}"; }
build() {
	echo begun >>"$cache/../begun"
	echo "flags: ${MAKEFLAGS-}${CFLAGS-}"
	[ -z "${TOY_GATE:-}" ] || until [ -e "$TOY_GATE" ]; do sleep 0.1; done
	set -f
	[ -z "${TOY_FETCH:-}" ] || fetch_once toy-parts bin "$TOY_FETCH" || refuse "there are no parts"
	set +f
	[ -z "${TOY_LACKS:-}" ] || refuse "the toy shop has no $TOY_LACKS"
	[ -z "${TOY_BROKEN:-}" ] || { echo "the toy is broken"; return 1; }
	note source "a toy shop"
	echo "${TOY_COLOUR:-red} $parameter" >"$out/toy"
}
fetch_parts() { touch a.part b.part && echo *.part >list; }
offers() { echo "large, small"; }
# Fetch without a network.
with_apt() { shift && "$@"; }
END

recipe() {
	output=$(sh "$srcdir/host/emulated/recipe.sh" "$@" 2>err)
	status=$?
}
begun() {
	wc -l <"$XDG_CACHE_HOME/begun"
}
entries() {
	find "$cache" -mindepth 1 -maxdepth 1 -name 'toy*' | wc -l
}
leftovers() {
	ls "$cache/tmp"
}

MAKEFLAGS=n CFLAGS=-O9 recipe toy
is "$status" 0 "a recipe builds"
is "$(cat "$output/toy")" "red " "its directory, and nothing else, is printed"
like "$(cat err)" "toy: building a toy" "what is built is said"
is "$(sed 's/:.*//' "$output/provenance" | tr '\n' ' ')" "source recipe seconds " "provenance is recorded"
is "$(gzip -dc "$output/build.log.gz" | grep '^flags')" "flags: " "the caller's make flags and CFLAGS do not reach the build"
first=$output
recipe toy
is "$output $(begun)" "$first 1" "the second time it is there already"
is "$(cat err)" "" "and nothing is said"
PATH=$(pwd)/bin:$PATH
mkdir bin
printf '#!/bin/sh\necho called >%s/apt\nexit 1\n' "$(pwd)" >bin/apt-get
chmod +x bin/apt-get
recipe toy
is "$output" "$first" "and it needs no network"
rm bin/apt-get
TOY_COLOUR=blue recipe toy
is "$(cat "$output/toy") $(entries)" "blue  2" "other inputs make another entry"
recipe toy large
is "$(cat "$output/toy") $(entries)" "red large 3" "and so does a parameter"
echo '# changed' >>recipes/toy.sh
recipe toy
is "$(entries)" 4 "and a change of the recipe"
is "$(sh "$srcdir/host/emulated/recipe.sh" --missing toy toy+large)" "  toy-large: building a toy" \
	"what is missing is told, and what it is"
is "$(entries)" 4 "and not built"
recipe nothing
is "$status" 1 "there is no other recipe"
like "$(cat err)" 'no recipe "nothing": there are toy$' "and it says which there are"

# A build that fails.
export TOY_COLOUR=green
TOY_BROKEN=1 recipe toy
is "$status $output" "1 " "a build that fails gives no entry"
like "$(cat err)" "^the toy is broken" "the end of its log is shown"
like "$(cat err)" "end of $cache/log/toy-[0-9a-f]*\.log" "and the log's name"
is "$(entries) $(leftovers)" "4 " "nothing is left behind"
TOY_LACKS=wheels recipe toy
is "$status $(tail -n 1 err) $(entries) $(leftovers)" "1 cmobench: toy: the toy shop has no wheels 4 " "one that is refused says why"
is "$(grep -c . err)" 2 "in one line, without the log"
TOY_FETCH=false recipe toy
is "$status $(find "$cache" -name '*toy-parts' ! -path '*/lock/*')" "1 " "nothing is kept of a fetch that failed"
TOY_FETCH=fetch_parts recipe toy
is "$status $(cat "$cache"/sources/*/toy-parts/list)" "0 a.part b.part" \
	"mended, it builds; what is fetched is matched by patterns, also for a recipe that turned these off"
is "$(sh "$srcdir/host/emulated/recipe.sh" --offers toy) $(entries)" "large, small 5" "what a recipe offers is told, and not built"

# Two builds at once. The first does not end before the second says that it waits.
TOY_COLOUR=white TOY_GATE=$(pwd)/gate
export TOY_COLOUR TOY_GATE
before=$(begun)
sh "$srcdir/host/emulated/recipe.sh" toy >one 2>one.err &
until [ "$(begun)" != "$before" ]; do sleep 0.1; done
{ until grep -q waiting err; do sleep 0.1; done; : >"$TOY_GATE"; } &
: >err
recipe toy
wait
rm "$TOY_GATE"
is "$(cat one)" "$output" "two at once get the same entry"
is "$(($(begun) - before))" 1 "which was built once"
like "$(cat err)" "another process is building it; waiting" "the second says that it waits"

# A build is killed by a signal that can be caught and by one that cannot.
start() {
	export TOY_COLOUR="$1"
	before=$(begun)
	sh "$srcdir/host/emulated/recipe.sh" toy >one 2>one.err &
	pid=$!
	until [ "$(begun)" != "$before" ]; do sleep 0.1; done
}
count=$(entries)
start black
kill -TERM $pid
wait $pid
is "$? $(entries) $(leftovers)" "143 $count " "a build that is ended leaves nothing behind"
start grey
kill -KILL $pid
wait $pid 2>/dev/null
is "$(entries)" "$count" "a build that is killed leaves no entry"
is "$(leftovers | wc -l)" 1 "but its directory"
unset TOY_GATE
recipe toy
is "$status $(cat "$output/toy")" "0 grey " "the next one builds it at once"
is "$(leftovers)" "" "and removes what was left"
is "$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -c -e "[-]-build $cache/tmp/toy")" 0 "and ends the build that went on without its parent"

tap_done
