#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards plans run with GNU parallel: emulated hosts on this machine, and on others by an ssh that is made up and runs its
# command here; a job that is killed, a connection that breaks, a driver that is killed; hosts that cannot be had. No cell is
# lost, and none is there twice.
set -u
. "$srcdir/tests/tap.sh"

fleet=$srcdir/host/fleet
cells='--samples 64 --filter "op=dc_ivac,dc_civac slot=rw,rw_log"'
here=$(pwd)

# run PLAN OPTION...: run it.
run() {
	plan=$1
	shift
	sh "$fleet/parallel.sh" -c "$build/cmobench" -l 0 "$@" "$plan" >out 2>err
	status=$?
}
# cells_of FILE: print the axes of its cells with the run, one cell a line.
cells_of() { sed -n 's/^{"type":"header",.*"--output=\([^"]*\)".*/\1/p; s/^{"type":"cell",\(.*\),"status":.*/\1/p' "$1" |
	awk '/^"policy"/ { print run, $0; next } { run = $0 }'; }
# whole PLAN JOBS: its merged archive has so many runs, each cell of each once.
whole() {
	cells_of "$1.cmo.jsonl" >cells
	is "$(cut -d ' ' -f 1 cells | sort -u | grep -c .) $(sort cells | uniq -d | grep -c .)" "$2 0" "$1: $2 runs in one archive, no cell twice"
	is "$(cut -d ' ' -f 1 cells | sort | uniq -c | awk '{ print $1 }' | sort -u)" "$(grep -c . one)" "$1: as many cells in each as in a run alone"
	"$build/cmobench" check "$1.cmo.jsonl" >checked 2>&1
	is "$? $(grep -c ': ok, ' checked)" "0 $2" "$1: check finds nothing"
}
# waits FILE: until it is there.
waits() { while [ ! -e "$1" ]; do sleep 0.1; done; }
# job_of DIR NAME: print the processes that hold the job's lock.
job_of() {
	for lock in /proc/[0-9]*/fd/9; do
		[ "$(readlink "$lock" 2>/dev/null)" != "$1/$2.begun" ] || echo "$lock" | cut -d / -f 3
	done
}

# A run alone.
eval "set -- $cells"
"$build/cmobench" run --emulated=max "$@" -o one.cmo.jsonl 2>err
is "$?" 0 "a run alone"
cells_of one.cmo.jsonl >one
[ "$(grep -c . one)" -ge 10 ]
ok $? "has $(grep -c . one) cells"

printf 'emulated max cortex-a76 neoverse-n1\nrun %s\n' "$cells" >here
# One job is killed once, when it has measured something.
{
	waits here.d/max-quick.cmo.jsonl.partial
	while ! grep -qs '"type":"cell"' here.d/max-quick.cmo.jsonl.partial && [ ! -e here.d/max-quick.cmo.jsonl ]; do sleep 0.05; done
	job_of "$here/here.d" max-quick >pids
	# shellcheck disable=SC2046 # numbers
	kill -KILL $(cat pids)
} &
killer=$!
run here
wait $killer
is "$status $(grep 'jobs are done' out)" "0 here: 3 of 3 jobs are done" "a plan runs to its end, though a job was killed"
ok "$(grep -c '^{"type":"resume"' here.d/max-quick.cmo.jsonl | sed 's/1/0/; t; s/.*/1/')" "the job that was killed went on with what it had"
whole here 3
"$build/cmobench" fleet plan here >out
is "$(grep -c ' done  cmobench' out) $(grep -c ' [0-9]*:[0-9][0-9]  done ' out) $(tail -n 1 out)" "3 2 emulated: 3 runs, 3 done" \
	"fleet plan knows that all are done, and how long those took that were not resumed"
run here
is "$status $(grep 'jobs are done' out) $(grep -c . err)" "0 here: 3 of 3 jobs are done 0" "a second time nothing is left to do"

# All is killed, the driver too, while a job runs.
printf 'emulated max cortex-a72\nrun %s\n' "$cells" >killed
setsid sh "$fleet/parallel.sh" -c "$build/cmobench" -j 2 killed >out 2>err &
driver=$!
waits killed.d/cortex-a72-quick.cmo.jsonl.partial
kill -KILL "-$driver"
wait $driver 2>/dev/null
run killed
is "$status $(grep 'jobs are done' out)" "0 killed: 2 of 2 jobs are done" "after a kill of everything the same command goes on"
whole killed 2

# Other hosts. The made-up ssh runs its command here, in a folder for each host; what runs there is an emulated host.
mkdir bin arm
cat >arm/uname <<'END'
#!/bin/sh
[ "$*" != -m ] || { echo aarch64; exit; }
PATH=${PATH#*:} exec uname "$@"
END
cat >bin/ssh <<END
#!/bin/sh
while [ "\$1" = -o ]; do shift 2; done
host=\$1
shift
echo "\$host \$*" >>"$here/ssh.calls"
case \$host in
gone) echo "ssh: connect to host gone port 22: No route to host" >&2; exit 255 ;;
intel) ;;
*) PATH=$here/arm:\$PATH ;;
esac
mkdir -p "$here/on.\$host"
cd "$here/on.\$host"
case \$* in
"sh -s") sed "s,/dev/kvm,$here/kvm.\$host," | sh -s; exit ;;
*job.sh\'*)
	# The first connection breaks while the job runs, which nobody tells it.
	if [ \$host = flaky ] && [ ! -e broken ]; then
		: >broken
		setsid sh -c "\$*" >/dev/null 2>&1 &
		while [ ! -e cmobench-fleet/remote.d/flaky-quick.cmo.jsonl.partial ] && [ ! -e cmobench-fleet/remote.d/flaky-quick.state ]; do
			sleep 0.1
		done
		exit 255
	fi ;;
esac
exec sh -c "\$*"
END
mkdir bundle
cat >bundle/cmobench <<END
#!/bin/sh
exec "$build/cmobench" "\$@" --emulated=max
END
chmod +x bin/ssh arm/uname bundle/cmobench
tar -czf bundle.tar.gz bundle
: >kvm.good
: >kvm.flaky
printf 'host good\nhost flaky\nhost gone\nhost intel\nhost nokvm\nrun %s\n' "$cells" >remote
PATH=$here/bin:$PATH
run remote -b bundle.tar.gz
is "$status $(grep 'jobs are done' out)" "1 remote: 2 of 5 jobs are done" "of five hosts, two can be had"
like "$(grep ' gone: ' err)" 'gone: cannot be reached: .*No route to host' "one that cannot be reached is named"
like "$(grep ' intel: ' err)" "intel: is $(uname -m), and the bundle is for arm64" "one of another architecture"
like "$(grep ' nokvm: ' err)" 'nokvm: cannot be measured: .*kvm.nokvm is not there' "one without /dev/kvm"
is "$(grep -c '^parallel.sh: ' err) $(grep -cE '^(gone-quick: failed|intel-quick: never|nokvm-quick: never): ' out)" "3 3" "in one line each, and again at the end"
whole remote 2
is "$(grep -c '^{"type":"resume"' remote.d/flaky-quick.cmo.jsonl) $(grep -c "^flaky .*job.sh'" ssh.calls)" "0 2" \
	"where the connection broke the run went on, and the second attempt waited for it"
sed -i '/gone\|intel\|nokvm/d' remote
run remote -b bundle.tar.gz
is "$status $(grep 'jobs are done' out) $(grep -c 'tar -xzf' ssh.calls) $(grep -c "job.sh'" ssh.calls)" "0 remote: 2 of 2 jobs are done 2 3" \
	"a second time nothing runs, and no program is copied"
tap_done
