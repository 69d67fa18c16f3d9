#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards plans run with Slurm, with several slurmd on this machine: arrays by features, a node that is killed while it
# measures, a job that is put back into the queue, nodes that are tuned before a job and drained if it leaves one otherwise.
# No cell is lost, and none is there twice.
set -u
. "$srcdir/tests/tap.sh"
PATH=$PATH:/usr/sbin:/sbin

fleet=$srcdir/host/fleet
cells='--samples 64 --filter "op=dc_ivac,dc_civac slot=rw,rw_log"'
here=$(pwd)
export SLURM_CONF="$here/slurm.conf"

# A cluster of three nodes: two with the emulated host, one that stands for a board.
port=$((20000 + $$ % 10000 * 4))
[ $port -lt 60000 ] || port=$((port - 30000))
user=$(id -un)
cat >slurm.conf <<END
ClusterName=check
SlurmctldHost=$(uname -n)(127.0.0.1)
AuthType=auth/none
AuthInfo=cred_expire=5
CredType=cred/none
SlurmUser=$user
SlurmdUser=$user
StateSaveLocation=$here/spool
SlurmdSpoolDir=$here/spool/%n
SlurmctldPidFile=$here/slurmctld.pid
SlurmdPidFile=$here/%n.pid
SlurmctldLogFile=$here/slurmctld.log
SlurmdLogFile=$here/%n.log
SlurmctldPort=$port
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SlurmdTimeout=10
KillWait=5
ReturnToService=2
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
Prolog=$here/prolog
Epilog=$here/epilog
PrologFlags=Alloc
NodeName=n1 NodeHostname=$(uname -n) NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1 Feature=emulated
NodeName=n2 NodeHostname=$(uname -n) NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1 Feature=emulated
NodeName=n3 NodeHostname=$(uname -n) NodeAddr=127.0.0.1 Port=$((port + 3)) CPUs=1 Feature=board,arm64
PartitionName=bench Nodes=ALL Default=YES OverSubscribe=EXCLUSIVE State=UP
END
mkdir spool
for script in prolog epilog; do
	cat >$script <<-END
		#!/bin/sh
		echo "$script \$SLURMD_NODENAME \$SLURM_JOB_ID" >>"$here/scripts"
		export SLURM_CONF="$here/slurm.conf" CMOBENCH_ROOT="$here/root.\$SLURMD_NODENAME" CMOBENCH_STATE="$here/state.\$SLURMD_NODENAME"
		exec sh "$fleet/slurm/$script.sh"
	END
	chmod +x $script
done
for node in n1 n2 n3; do
	mkdir -p root.$node/sys/kernel/mm/ksm spool/$node
	echo 1 >root.$node/sys/kernel/mm/ksm/run
done

slurmctld -D >/dev/null 2>controller.err &
daemons=$!
for node in n1 n2 n3; do
	slurmd -D -N $node >/dev/null 2>$node.err &
	daemons="$daemons $!"
	eval "$node=\$!"
done
# of_node NODE: print the processes of its jobs, those of Slurm's that started them first.
of_node() {
	of_jobs=$(grep -lsz "^SLURMD_NODENAME=$1\$" /proc/[0-9]*/environ | xargs -r grep -lsz "^SLURM_CONF=$here/" | cut -d / -f 3)
	for process in $of_jobs; do
		parent=$(sed -n 's/^PPid:[[:blank:]]*//p' "/proc/$process/status" 2>/dev/null)
		[ "$(cat "/proc/$parent/comm" 2>/dev/null)" != slurmstepd ] || echo "$parent"
	done
	echo "$of_jobs"
}
# The daemons end with the test, and what they started.
# shellcheck disable=SC2046,SC2086 # numbers
end_all() {
	kill $daemons 2>/dev/null
	wait
	for node in n1 n2 n3; do kill -KILL $(of_node $node) 2>/dev/null; done
}
trap end_all EXIT
trap 'exit 143' INT TERM HUP
# state NODE: print what Slurm says of it.
state() { sinfo -h -N -n "$1" -o %T 2>/dev/null; }
while [ "$(state n1)$(state n2)$(state n3)" != idleidleidle ]; do
	kill -0 "${daemons%% *}" 2>/dev/null || { cat controller.err slurmctld.log; break; }
	sleep 0.5
done
is "$(state n1) $(state n2) $(state n3)" "idle idle idle" "three nodes"

# What runs on the board stands for a run there.
cat >program <<END
#!/bin/sh
case \$SLURMD_NODENAME:\$1 in
n3:run) exec "$build/cmobench" "\$@" --emulated=max ;;
esac
exec "$build/cmobench" "\$@"
END
chmod +x program
cat >plan <<END
emulated max cortex-a76 neoverse-n1 cortex-a72
host any-board board arm64
run $cells
END
sh "$fleet/slurm/submit.sh" -c "$here/program" plan >out 2>err
is "$? $(grep -c 'Submitted batch job' out)" "0 2" "a plan is submitted, an array for each kind of host"

# partial NODE: print the job that has measured something there, if it is not done.
partial() {
	for begun in plan.d/*.cmo.jsonl.partial; do
		name=$(basename "$begun" .cmo.jsonl.partial)
		if grep -qs '"type":"cell"' "$begun" && grep -qs "^$name on .*node $1," plan.d/slurm-*.out; then echo "$name"; fi
	done
}
# Two nodes measure. One loses its job, which is put back into the queue; the other one dies.
killed='' requeued=''
while [ -z "$killed" ] || [ -z "$requeued" ]; do
	if [ -z "$killed" ] && [ -n "$(partial n1)" ]; then
		killed=$(partial n1 | tail -n 1)
		# shellcheck disable=SC2046 # numbers
		kill -KILL "$n1" $(of_node n1) 2>/dev/null
	fi
	if [ -z "$requeued" ] && [ -n "$(partial n2)" ]; then
		requeued=$(partial n2 | tail -n 1)
		scontrol requeue "$(squeue -h -w n2 -o %A | head -n 1)"
	fi
	[ -n "$(squeue -h)" ] || break
	sleep 0.1
done
ok "$([ -n "$killed" ]; echo $?)" "a node is killed while it runs ${killed:-nothing}"
ok "$([ -n "$requeued" ]; echo $?)" "and ${requeued:-nothing} is put back into the queue"
while [ -n "$(squeue -h)" ]; do sleep 1; done
like "$(state n1)" '^down' "the node that died is down"
sh "$fleet/result.sh" -c "$build/cmobench" plan >out 2>err
is "$? $(grep 'jobs are done' out)" "0 plan: 5 of 5 jobs are done" "and the plan has run to its end"
cells_of() { sed -n 's/^{"type":"header",.*"--output=\([^"]*\)".*/\1/p; s/^{"type":"cell",\(.*\),"status":.*/\1/p' "$1" |
	awk '/^"policy"/ { print run, $0; next } { run = $0 }'; }
cells_of plan.cmo.jsonl >cells
is "$(cut -d ' ' -f 1 cells | sort -u | grep -c .) $(sort cells | uniq -d | grep -c .)" "5 0" "five runs in one archive, no cell twice"
is "$(cut -d ' ' -f 1 cells | sort | uniq -c | awk '{ print $1 }' | sort -u | grep -c .)" 1 "and as many cells in each"
"$build/cmobench" check plan.cmo.jsonl >checked 2>&1
is "$? $(grep -c ': ok, ' checked)" "0 5" "check finds nothing"
for name in $killed $requeued; do
	is "$(grep -c '^{"type":"resume"' "plan.d/$name.cmo.jsonl") $(grep -l "^$name on " plan.d/slurm-*.out | xargs grep -c "^$name on ")" "1 2" \
		"$name went on where it was, in its second life"
done
like "$(cat plan.d/slurm-*.out | grep '^any-board-quick on')" 'node n3,' "the board's run was on the node with its features"

# What a host refuses.
cat >refuses <<END
#!/bin/sh
[ "\$1" = run ] || exec "$build/cmobench" "\$@"
echo "\$*" >>"$here/refused"
case \$(grep -c . "$here/refused") in
1) exit 1 ;;
2) echo "cmobench: run: throttled: too hot" >&2 ;;
*) echo "cmobench: run: virtual: a guest" >&2 ;;
esac
exit 77
END
chmod +x refuses
printf 'host any board\nrun\n' >later
sh "$fleet/slurm/submit.sh" -c "$here/refuses" later >out 2>err
while [ -n "$(squeue -h)" ]; do sleep 1; done
is "$(grep -c . refused)" 3 "what fails or is refused for now is tried again, what a host can never do is not"
sh "$fleet/result.sh" -c "$build/cmobench" later >out 2>err
is "$? $(sed 1d out)" "1 any-quick: never: run: virtual: a guest" "and it is said at the end"

# What the nodes have been through
is "$(cat root.n2/sys/kernel/mm/ksm/run root.n3/sys/kernel/mm/ksm/run | paste -sd ' ') $(state n2) $(state n3)" "1 1 idle idle" \
	"nodes are as they were, and stay in service"
sbatch -w n3 --output=/dev/null --wrap "cat $here/root.n3/sys/kernel/mm/ksm/run >$here/tuned; rm $here/root.n3/sys/kernel/mm/ksm/run" >out
while [ "$(state n3)" = idle ] || [ -n "$(squeue -h)" ]; do sleep 1; done
is "$(cat tuned)" 0 "during a job a node is tuned"
like "$(state n3) $(sinfo -h -n n3 -o %E)" '^drained cmobench: not put back: was .*/ksm/run 1' "a job that leaves a node otherwise drains it"
tap_done
