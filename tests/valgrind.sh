#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards memory in the verbs that read archives: runs them under valgrind on real archives of an emulated host and on a
# broken one; valgrind must report no error and no leak.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
if ! command -v valgrind >/dev/null; then
	echo "1..0 # SKIP valgrind is not installed"
	exit
fi
if ! valgrind -q "$cmobench" list suites >valgrind.out 2>&1; then
	echo "1..0 # SKIP valgrind cannot run this program (sanitizers?): $(head -n 1 valgrind.out)"
	exit
fi

"$cmobench" run --kernel "$lean" --emulated --policy upstream,inject --samples 64 --filter 'op=null,hvc,dc_ivac,dc_civac' \
	-o real.cmo.jsonl 2>run.err
is $? 0 "a real archive: $(grep -c '"type":"cell"' real.cmo.jsonl) cells"
"$cmobench" run --kernel "$lean" --emulated --policy inject --samples 64 --filter 'op=null,hvc,dc_civac' -o other.cmo.jsonl 2>run.err
is $? 0 "another: $(grep -c '"type":"cell"' other.cmo.jsonl) cells"
head -c 20000 real.cmo.jsonl >cut.cmo.jsonl
# The same of a later kernel.
head -n -1 real.cmo.jsonl | sed '1s/"kernel":"[^"]*"/"kernel":"6.99.0"/; 1s/"created":"2/"created":"3/' >later.cmo.jsonl
tail -n 1 real.cmo.jsonl | sed "s/\"sha256\":\"[0-9a-f]*\"/\"sha256\":\"$(sha256sum <later.cmo.jsonl | cut -d ' ' -f 1)\"/" \
	>>later.cmo.jsonl

# clean STATUS ARGUMENTS: test that the program exits with STATUS and that valgrind reports nothing.
clean() {
	status=$1
	shift
	valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible \
		--log-file=valgrind.log "$cmobench" "$@" >out 2>err
	is "$? $(cat valgrind.log)" "$status " "$*"
}

clean 0 check real.cmo.jsonl
clean 0 report real.cmo.jsonl
clean 0 report --format json real.cmo.jsonl
clean 2 compare real.cmo.jsonl real.cmo.jsonl
clean 3 compare --format json real.cmo.jsonl other.cmo.jsonl
clean 3 compare real.cmo.jsonl -- other.cmo.jsonl
clean 3 compare real.cmo.jsonl later.cmo.jsonl other.cmo.jsonl
clean 0 history real.cmo.jsonl later.cmo.jsonl
clean 0 history --format html real.cmo.jsonl later.cmo.jsonl
clean 2 history real.cmo.jsonl
mkdir folder
cp real.cmo.jsonl later.cmo.jsonl other.cmo.jsonl cut.cmo.jsonl folder
clean 1 site folder -o site
clean 1 site folder -o site
clean 1 compare real.cmo.jsonl cut.cmo.jsonl
mkdir bin figures
cat >bin/gnuplot <<'END'
#!/bin/sh
echo an image
END
chmod +x bin/gnuplot
PATH=$(pwd)/bin:$PATH clean 0 plot real.cmo.jsonl -o figures
clean 1 plot cut.cmo.jsonl -o figures
clean 1 check cut.cmo.jsonl
clean 1 report cut.cmo.jsonl
clean 2 run --kernel "$lean" --emulated --cpus 3-
clean 0 list
tap_done
