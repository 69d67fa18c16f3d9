#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards plans of runs on many hosts: which jobs a plan makes and what they are called, what is refused with its line, how
# long jobs take by earlier archives; and the script that runs a job: what it does with what an attempt before it left, and
# what it makes of each end of a run. A made-up cmobench plays the runs. tests/fleet/ has the engines.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
job=$srcdir/host/fleet/job.sh

# jobs WORD...: print this column of the plan's jobs, or their count.
jobs() { "$cmobench" fleet jobs "$1" 2>err | cut -f "$2" | paste -sd ' '; }

cat >lab <<'END'
# A laboratory, that isn't large
host altra-1 altra arm64   # "two" of them
host me@pi4 --cpus 2-3
run --suite standard --policy all --tune
run lines --filter 'op=dc_ivac slot=rw_log # no comment'

emulated cortex-a72 max,dc-ivac-needs-write=off --kernel debian:6.1 --kernel /k/new/Image --mode vhe,nvhe
run --policy inject,upgrade
emulated max
run
END
sed -i 's/ # no comment//' lab
is "$(jobs lab 1)" "altra-1-standard-all me-pi4-standard-all altra-1-lines me-pi4-lines \
cortex-a72-6.1-nvhe-quick-inject+upgrade cortex-a72-new-Image-nvhe-quick-inject+upgrade \
max-dc-ivac-needs-write-off-6.1-vhe-quick-inject+upgrade max-dc-ivac-needs-write-off-new-Image-vhe-quick-inject+upgrade \
max-dc-ivac-needs-write-off-6.1-nvhe-quick-inject+upgrade max-dc-ivac-needs-write-off-new-Image-nvhe-quick-inject+upgrade max-quick" \
	"hosts and runs, models, modes and kernels multiply; a run is for the hosts above it"
is "$(grep -c . err) $(grep -c 'lab:7: left out: .*cortex-a72 has no VHE' err)" "1 1" "what cannot be is left out, in one line"
is "$(jobs lab 2 | tr ' ' '\n' | uniq -c | awk '{ print $2 $1 }' | paste -sd ' ')" "altra-11 me@pi41 altra-11 me@pi41 emulated7" \
	"each job has its host"
is "$("$cmobench" fleet jobs lab 2>err | sed -n '3p;4p')" "altra-1-lines	altra-1	altra&arm64	run '--filter=op=dc_ivac slot=rw_log' --output=altra-1-lines.cmo.jsonl
me-pi4-lines	me@pi4		run --cpus=2-3 '--filter=op=dc_ivac slot=rw_log' --output=me-pi4-lines.cmo.jsonl" \
	"features for Slurm, options of host and run, words for the shell"
printf "emulated max --append \"it's # \$HOME\" # no more\nrun\n" >quoted
is "$(eval "set -- $("$cmobench" fleet jobs quoted | cut -f 4)"; echo "$2")" "--append=it's # $HOME" \
	"a quote in a word survives"

sed -n '/^    # lab.fleet/,/^[^ ]/s/^    //p' "$srcdir/host/fleet/README.md" >shown
is "$(jobs shown 1 | wc -w) $(cat err)" "10 " "the plan in host/fleet/README.md is one"

# refused LINE PATTERN TEXT WHAT: the plan TEXT is refused in one line, which names its line.
refused() {
	printf '%b\n' "$3" >bad
	"$cmobench" fleet jobs bad >out 2>err
	is "$? $(grep -c . err) $(grep -c . out)" "2 1 0" "$4: status 2, in one line"
	like "$(cat err)" "^cmobench: (fleet: )?bad$1: .*$2" "$4: which line, and why"
}
refused :2 'no model "cortex-a27".*cortex-a72' '#\nemulated cortex-a27\nrun' "a model that QEMU has not"
refused :2 'no suite is called that' 'emulated max\nrun --suite foo' "a suite"
refused :2 'no policy is called that' 'emulated max\nrun --policy inject,foo' "a policy"
refused :1 'a series of Linux is expected' 'emulated max --kernel debian:new\nrun' "a kernel's name"
refused :1 'give the whole path' 'emulated max --kernel build/Image\nrun' "a kernel's path, from somewhere"
refused :1 'modes are vhe, nvhe' 'emulated max --mode vhe,foo\nrun' "a mode"
refused :2 'no cell of suite quick passes --filter' 'host a\nrun --filter vcpus=8' "a filter that leaves nothing"
refused :3 'a second job max-quick, after that of line 2' 'emulated max\nrun\nrun' "a job's name, twice"
refused :3 'two hosts or kernels above make one name, a-quick' 'host a\nhost a\nrun' "a host, twice"
refused :1 'run.* is missing' 'host a' "hosts without a run"
refused :1 'no host is named above' 'run\nhost a' "a run without hosts"
refused :1 'begins with host, emulated or run' 'hosts a\nrun' "another word"
refused :1 'a quote is not closed' "host a'\\\\nrun" "half a quote"
refused :1 'not quoted' 'host a;b\nrun' "a character of the shell's"
refused :1 'not a name for ssh' 'host a/b\nrun' "a host's name"
refused :1 'not a name for ssh' 'host ""\nrun' "a host without a name"
refused :1 'not a feature of Slurm' 'host a ""\nrun' "a feature without a name"
refused :1 'a carriage return is in the line' 'host a\rhost b\nrun' "two lines that end as no line does here"
refused :2 'not in a plan' 'host a\nrun --help' "--help"
lines='a
b' && export lines
refused :1 'a newline is in a word' 'emulated max --append "$lines"\nrun' "a word of several lines"
refused :2 '--output: jobs name their archives' 'host a\nrun -o x' "-o"
refused :2 'see cmobench run --help' 'host a\nrun --frob' "an option"
refused :1 'lines of their own' 'host a --emulated\nrun' "--emulated of a host"
refused '' 'no job' '# nothing' "an empty plan"
printf 'host a\r\nrun\r' >windows
is "$(jobs windows 1)" "a-quick" "lines may end as in Windows, and the last one anyhow"
if [ -w /dev/full ]; then
	is "$("$cmobench" fleet jobs lab 2>&1 >/dev/full | tail -n 1; "$cmobench" fleet jobs lab >/dev/full 2>err; echo $?)" \
		"cmobench: standard output: cannot be written
1" "a list that cannot be written fails"
fi

# What earlier archives tell
# ran FILE COMMAND SECONDS COMPLETE DAY: append a run to an archive, as far as it is read for that.
ran() {
	printf '{"type":"header","schema":4,"created":"2026-11-%sT00:00:00Z","options":{"argv":[%s]}}\n' "$5" \
		"$(eval "set -- $2"; printf '"%s"\n' "$@" | paste -sd ,)" >>"$1"
	printf '{"type":"cell"}\n{"type":"footer","cells":1,"complete":%s,"seconds":%s,"sha256":"0"}\n' "$4" "$3" >>"$1"
}
command_of() { "$cmobench" fleet jobs times 2>err | awk -F '\t' -v name="$1" '$1 == name { print $4 }'; }
printf 'host a\nhost b\nrun --tune\nemulated max cortex-a76\nrun\n' >"times"
is "$("$cmobench" fleet plan times)" "\
a-quick           a         not known        cmobench run --tune --output=a-quick.cmo.jsonl
b-quick           b         not known        cmobench run --tune --output=b-quick.cmo.jsonl
max-quick         emulated  not known        cmobench run --emulated=max --output=max-quick.cmo.jsonl
cortex-a76-quick  emulated  not known        cmobench run --emulated=cortex-a76 --output=cortex-a76-quick.cmo.jsonl

a: 1 run, 1 not known
b: 1 run, 1 not known
emulated: 2 runs, 2 not known" "nothing is known without archives"
ran fleet.cmo.jsonl "$(command_of a-quick)" 12.0 true 01
ran fleet.cmo.jsonl "$(command_of a-quick)" 61.4 true 03
ran fleet.cmo.jsonl "$(command_of a-quick)" 30.0 true 02
ran fleet.cmo.jsonl "$(command_of b-quick)" 3700 false 03
ran fleet.cmo.jsonl "run --emulated=max --output=other.cmo.jsonl" 4000 true 03
mkdir times.d
ran times.d/cortex-a76-quick.cmo.jsonl "$(command_of cortex-a76-quick)" null true 04
"$cmobench" fleet plan times fleet.cmo.jsonl >out
is "$(sed -n '1,4s/  */ /gp' out | cut -d ' ' -f 1-4)" "a-quick a 1:01 cmobench
b-quick b not known
max-quick emulated 1:06:40 cmobench
cortex-a76-quick emulated not known" "the latest complete run counts; an emulated one by any name"
is "$(sed -n '6,$p' out)" "a: 1 run, 1:01
b: 1 run, 1 not known
emulated: 2 runs, 1 done, 1:06:40 to go" "sums, without what is done"
ran times.d/a-quick.cmo.jsonl "$(command_of a-quick)" 5.0 false 09
echo not >times.d/no.cmo.jsonl
"$cmobench" fleet plan times fleet.cmo.jsonl >out 2>err
is "$? $(grep -c "done " out) $(grep -c 'no.cmo.jsonl: .*left out' err)" "0 1 1" "what is incomplete is not done, and other files are no harm"
rm times.d/no.cmo.jsonl
cp times "times [1]"
cp -r times.d "times [1].d"
is "$("$cmobench" fleet plan "times [1]" | grep -c ' done ')" 1 "results are found whatever the plan is called"
mkdir other
ran other/b-quick.cmo.jsonl "$(command_of b-quick)" 5.0 true 09
is "$("$cmobench" fleet plan times other/b-quick.cmo.jsonl | sed -n 's/  */ /g; 2p' | cut -d ' ' -f 1-4)" "b-quick b 0:05 cmobench" \
	"what is done elsewhere is not done in this plan"
"$cmobench" fleet plan times times >out 2>err
is "$? $(grep -c . err)" "1 1" "what is given and is no archive is refused"
is "$("$cmobench" fleet plan nowhere 2>&1; echo $?)" "cmobench: fleet: nowhere: No such file or directory
1" "a plan that is not there"

# One job. The made-up cmobench writes what the file "plays" says, and notes how it was called.
cat >made-up <<'END'
#!/bin/sh
echo "$*" >>"$0.calls"
case $* in
*--resume*) out=${*##*--resume } ;;
*) out=${*##*--output=} ;;
esac
resumes() { case $* in *--resume*) ;; *) printf '{"type":"header","a":1}\n' >"$out.partial" ;; esac; }
finish() {
	printf '{"type":"cell","n":%s}\n{"type":"end","refused":%s,"record":{}}\n{"type":"footer","complete":true}\n' "$$" "${1:-0}" \
		>>"$out.partial"
	mv "$out.partial" "$out"
}
case $(cat "$0.plays") in
well) resumes "$@"; finish ;;
differs) resumes "$@"; finish; exit 3 ;;
fails) resumes "$@"; finish; echo "cmobench: run: 1 of 1 cells failed" >&2; exit 1 ;;
noise) resumes "$@"; finish 1; exit 3 ;;
killed) resumes "$@"; echo well >"$0.plays"; kill -KILL $$ ;;
early) : >"$out.partial"; echo well >"$0.plays"; kill -KILL $$ ;;
interrupted)
	printf '{"type":"header","a":1}\n{"type":"footer","complete":false}\n' >"$out"
	echo well >"$0.plays"
	echo "cmobench: run: interrupted: 0 cells are in it" >&2
	exit 1 ;;
hot) echo "cmobench: run: throttled: the firmware says so: cool it" >&2; exit 77 ;;
both)
	echo "cmobench: run: virtual: this host is a guest: measure on bare metal" >&2
	echo "cmobench: run: throttled: the firmware says so: cool it" >&2
	exit 77 ;;
guest) echo "cmobench: run: virtual: this host is a guest: measure on bare metal" >&2; exit 77 ;;
slow) resumes "$@"; : >"$0.begun"; while [ ! -e "$0.go" ]; do sleep 0.1; done; finish ;;
esac
END
chmod +x made-up
here=$(pwd)
# play WHAT [NAME [COMMAND]]: run a job, from the beginning.
play() {
	rm -rf d made-up.calls
	mkdir d
	printf '%s\t%s\t\t%s\n' "${2:-j}" "${3:-emulated}" "run --output=${2:-j}.cmo.jsonl" >d/jobs
	echo "$1" >made-up.plays
	again "${2:-j}"
}
again() {
	out=$(sh "$job" -c "$here/made-up" d "${1:-j}" 2>err)
	status=$?
}
whole() { tail -qn 1 d/*.cmo.jsonl | grep -c '"complete":true'; }
play well
is "$status $out" "0 j: done: j.cmo.jsonl" "a run that ends well is done"
is "$(cat d/j.state) $(cat made-up.calls)" "$out run --output=j.cmo.jsonl" "as its file of state says; it ran with the job's command"
again
is "$status $out $(grep -c . made-up.calls)" "0 j: done: j.cmo.jsonl is complete 1" "a second time it does not run"
play differs
is "$status" 0 "status 3 is done"
like "$out" 'not as predicted' "and says so"
play fails
is "$status $out" "0 j: done: j.cmo.jsonl: status 1: run: 1 of 1 cells failed" "so is one with failed cells"
play killed
is "$status $(whole 2>/dev/null)" "1 0" "one that is killed failed"
again
is "$status $(tail -n 1 made-up.calls)" "0 run --resume j.cmo.jsonl" "and goes on by --resume"
is "$(grep -c cell d/j.cmo.jsonl) $(ls d/*.partial 2>/dev/null)" "1 " "to one archive"
play early
again
is "$status $(tail -n 1 made-up.calls)" "0 run --output=j.cmo.jsonl" "one that is killed before the first line begins anew"
play interrupted
like "$status $out" '^1 j: failed: status 1: run: interrupted' "one that is interrupted failed, and it is said why"
again
is "$status $(tail -n 1 made-up.calls)" "0 run --resume j.cmo.jsonl" "and goes on"
play hot
like "$status $out" '^75 j: later: run: throttled' "a finding that passes: later"
play guest
like "$status $out" '^77 j: never: run: virtual' "one that does not: never"
play both
like "$status $out" '^77 j: never: run: virtual' "nor do both together: never, and for the reason that stays"
play noise
like "$status $out" '^75 j: later: .*j.cmo.jsonl.refused' "a finding at the end: later, and the archive is kept aside"
echo well >made-up.plays
again
is "$status $(tail -n 1 made-up.calls) $(whole)" "0 run --output=j.cmo.jsonl 1" "then it runs anew"
rm -f made-up.begun made-up.go
play killed
cat >d/j.cmo.jsonl <<'END'
{"type":"header","a":1}
{"type":"end","refused":1,"record":{}}
{"type":"footer","complete":true}
END
rm d/j.cmo.jsonl.partial
again
like "$status $out $(ls d/*.refused)" '^75 j: later: .*refused' "also where job.sh was killed before it saw that"
for id in $(sed -n "s/^passing='\(.*\)'/\1/p" "$job" | tr '|' ' '); do
	grep -q "\"$id\", REFUSE, .*\(START\|BOTH\))" "$srcdir/host/os/findings.def"
	ok $? "$id is a finding that refuses at the start"
done
play killed j altra
sed -i "1s/.*/another/" d/j.begun
again
is "$status $(tail -n 1 made-up.calls) $(cd d && ls ./*.another)" "0 run --output=j.cmo.jsonl ./j.cmo.jsonl.partial.another" \
	"what another machine began is put aside"
play killed j emulated
sed -i "1s/.*/another/" d/j.begun
again
is "$(tail -n 1 made-up.calls)" "run --resume j.cmo.jsonl" "but not of an emulated host"
play well
sed -i 's/run /run --tune /' d/jobs
again
like "$status $out" '^1 j: failed: it was begun as .cmobench run --output' "a job of another command under the same name is refused"
again k
like "$status $out" '^1 k: failed: no such job' "as is one that is not in the list"
# Two at a time.
rm -f made-up.begun made-up.go
play well k
printf 'j\temulated\t\trun --output=j.cmo.jsonl\n' >d/jobs
echo slow >made-up.plays
: >made-up.calls
sh "$job" -c "$here/made-up" d j >one &
first=$!
while [ ! -e made-up.begun ]; do sleep 0.1; done
sh "$job" -c "$here/made-up" d j >two 2>waits &
second=$!
while ! grep -qs waiting waits && [ "$(grep -c . made-up.calls)" -lt 2 ]; do sleep 0.1; done
: >made-up.go
wait $first
is "$? $(cat one)" "0 j: done: j.cmo.jsonl" "of two at a time one runs"
wait $second
is "$? $(cat two) $(grep -c . made-up.calls)" "0 j: done: j.cmo.jsonl is complete 1" "the other waits for it, and finds it done"

# Over ssh
mkdir ssh
printf '#!/bin/sh\ncat "%s/ssh.says"\necho "sh: job.sh: no such file" >&2\nexit 127\n' "$here" >ssh/ssh
chmod +x ssh/ssh
for says in '' 'Welcome'; do
	echo "$says" >ssh.says
	rm -f d/j.*
	out=$(PATH=$here/ssh:$PATH sh "$job" -s far -r programs -d there d j)
	is "$? $out $(cat d/j.state)" "1 j: failed: far: the job could not be run, status 127: sh: job.sh: no such file $out" \
		"of a host that does not begin the job it is said why${says:+, whatever it says}"
done

# What the engines share
mkdir path
printf '#!/bin/sh\necho another >&2\n' >path/cmobench
chmod +x path/cmobench
printf 'emulated max\nrun\n' >"it's one"
for script in slurm/submit.sh parallel.sh result.sh; do
	mkdir -p "it's one.d"
	"$cmobench" fleet jobs "it's one" >"it's one.d/jobs"
	PATH=$here/path:$PATH sh "$srcdir/host/fleet/$script" -c nowhere/cmobench "it's one" >out 2>err
	like "$? $(cat err)" '^1 [^ ]*: nowhere/cmobench: no such program' "$script takes no other program than the one it is given"
done
if command -v parallel >/dev/null; then
	printf '#!/bin/sh\n[ "$1" = run ] || exec "%s" "$@"\nexec "%s/made-up" "$@"\n' "$cmobench" "$here" >both
	chmod +x both
	echo well >made-up.plays
	# engine: run the plan, which nothing merges. It prints how many runs there were up to now.
	engine() {
		sh "$srcdir/host/fleet/parallel.sh" -c "$here/both" -l 0 -r 1 "it's one" >out 2>err
		grep -c . made-up.calls
	}
	rm -rf "it's one.d"
	: >made-up.calls
	is "$(engine; engine) $(grep 'jobs are done' out)" "1
1 it's one: 1 of 1 jobs are done" "a plan runs once, whatever it is called"
	rm "it's one.d"/max-quick.*
	is "$(engine) $(grep 'jobs are done' out)" "2 it's one: 1 of 1 jobs are done" "again where its archive was removed"
	sed -i 's/run/run --seed 2/' "it's one"
	is "$(engine) $(grep 'jobs are done' out)" "2 it's one: 0 of 1 jobs are done" "not where the plan says another command now"
	like "$(cat out)" 'max-quick: failed: .*another command.*: remove' "which is not done, and it is said what to do"
	# A signal comes while the first host is asked what it is.
	printf '#!/bin/sh\nwhile [ ! -s "%s/driver" ]; do sleep 0.1; done\nkill "$(cat "%s/driver")"\n' "$here" "$here" >ssh/ssh
	printf 'host a\nrun\nemulated max\nrun\n' >stopped
	PATH=$here/ssh:$PATH sh "$srcdir/host/fleet/parallel.sh" -c "$here/both" stopped >out 2>err &
	echo $! >driver
	wait $!
	is "$? $(grep -c . made-up.calls) $(grep -c 'no more jobs' err) $(grep 'jobs are done' out)" "1 2 1 stopped: 0 of 2 jobs are done" \
		"no job is begun after a signal, also on hosts that come later"
fi

# Slurm's tasks, which start when the plan has grown
printf '#!/bin/sh\nprintf "%%s\\n" "$@" >"%s/submitted"\n' "$here" >path/sbatch
printf '#!/bin/sh\nexit 1\n' >path/scontrol
chmod +x path/*
printf 'host me@b\nrun\n' >grows
PATH=$here/path:$PATH sh "$srcdir/host/fleet/slurm/submit.sh" -c "$cmobench" grows
like "$(paste -sd ' ' submitted)" ' --array=1 -wb ' "the number of a task, and a node's name is the host's without a user"
printf 'host a\nhost me@b\nrun\n' >grows
PATH=$here/path:$PATH sh "$srcdir/host/fleet/slurm/submit.sh" -c "$cmobench" grows >/dev/null
printf 'host a\nhost me@b\nrun\nhost c\nrun\n' >grows
"$cmobench" fleet jobs grows | sort -r >grows.d/jobs
sed -n '/batch\.sh$/,$p' submitted >words
batch() {
	set --
	while IFS= read -r word; do set -- "$@" "$word"; done <words
	SLURMD_NODENAME=n SLURM_ARRAY_TASK_ID=2 SLURM_JOB_ID=1 SLURM_RESTART_COUNT=$restarts PATH=$here/path:$PATH sh "$@"
}
restarts=9
sed -i "s,^$cmobench\$,$here/made-up," words
echo well >made-up.plays
like "$(batch | paste -sd ' ')" '^me-b-quick on .*me-b-quick: done' "a task is the job that it was when it was submitted"

# What became of a plan
printf 'emulated max cortex-a76\nrun\n' >plan
mkdir plan.d
"$cmobench" fleet jobs plan >plan.d/jobs
sh "$srcdir/host/fleet/result.sh" -c "$cmobench" plan >out 2>err
is "$? $(cat out err)" "1 plan: 0 of 2 jobs are done
max-quick: not begun, or under way
cortex-a76-quick: not begun, or under way" "of a plan that was only begun nothing is merged"

# A node's settings, before and after a job
mkdir -p node/sys/kernel/mm/transparent_hugepage node/sys/kernel/mm/ksm node/proc/sys/kernel bin
echo "[always] madvise never" >node/sys/kernel/mm/transparent_hugepage/enabled
echo 0 >node/sys/kernel/mm/ksm/run
printf '7\t4\t1\t7\n' >node/proc/sys/kernel/printk
printf '#!/bin/sh\necho "$*" >>"%s/drained"\n' "$here" >bin/scontrol
printf '#!/bin/sh\nrm -r "%s/node/sys/module/$1"\n' "$here" >bin/rmmod
printf '#!/bin/sh\nexit 77\n' >bin/cmobench
chmod +x bin/*
# node prolog|epilog: run it on the made-up node.
node() {
	PATH=$here/bin:$PATH CMOBENCH_ROOT=$here/node CMOBENCH_STATE=$here/state SLURMD_NODENAME=n1 \
		sh "$srcdir/host/fleet/slurm/$1.sh"
}
show() {
	(cd node && cut -f 1 sys/kernel/mm/transparent_hugepage/enabled sys/kernel/mm/ksm/run proc/sys/kernel/printk | paste -sd ' ')
}
node prolog
is "$? $(show)" "0 madvise 0 3" "the prolog sets what --tune would"
is "$(node epilog; echo "$? $(show)")" "0 always 0 7" "the epilog puts it back"
node prolog
echo 1 >node/sys/kernel/mm/ksm/run
mkdir -p node/sys/module/cmo_policy
node prolog
is "$(node epilog; echo "$? $(show)")" "0 always 0 7" "also what a job has changed, and a second prolog did not see"
[ ! -e node/sys/module/cmo_policy ]
ok $? "and unloads the module that a job has left"
[ ! -e drained ]
ok $? "it drains no node of which all was put back"
node prolog
rm node/sys/kernel/mm/ksm/run
node epilog
like "$(cat drained)" '^update NodeName=n1 State=DRAIN Reason=cmobench: not put back: was .*/ksm/run 0' "it drains one of which something was not"
sed -n '/<<-END/,/END$/s/^[[:blank:]]*\(\/[^ ]*\) .*/\1/p' "$srcdir/host/fleet/slurm/settings.sh" |
	sed 's/.*cpu\[0-9\]\*\///' >tuned
is "$(grep -c . tuned) $(grep -o '"[^"]*",' "$srcdir/host/findings/settings.def" | tr -d '",' | grep -c -x -F -f tuned)" "7 7" \
	"they are settings that cmobench knows"
is "$(grep -c 'wanted = ' "$srcdir/host/findings/settings.def")" 7 "and all that --tune sets"
tap_done
