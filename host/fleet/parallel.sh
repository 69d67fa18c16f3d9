#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# parallel.sh [-c CMOBENCH] [-b BUNDLE] [-j N] [-r TRIES] [-l SECONDS] PLAN
#
# Runs the jobs of a plan that are not done with GNU parallel, one at a time on each host, and brings the archives back into
# PLAN.d. Give it the same plan again to go on with what is missing.
#
#   -c CMOBENCH  the program that reads the plan, and runs jobs of this machine and of emulated hosts [../../build/cmobench
#                beside this script, else cmobench]
#   -b BUNDLE    what other hosts get, of make bundle [../../build/cmobench-*-arm64.tar.gz]
#   -j N         emulated hosts at a time [1]; while this machine itself is measured, none
#   -r TRIES     of a job that fails [3]
#   -l SECONDS   before a host that refuses for now is tried again [600]
#
# On another host it uses ~/cmobench-fleet: the bundle, and a folder for the plan, which may be removed at the end.
set -u
umask 022

usage() { sed -n 's/^# \(parallel\.sh .*\)/usage: \1/p' "$0" >&2; exit 2; }
say() { printf 'parallel.sh: %s\n' "$*" >&2; }
here=$(cd "$(dirname "$0")" && pwd) || exit 1
cmobench='' bundle='' emulated_jobs=1 tries=3 later=600
while getopts c:b:j:r:l: option; do
	case $option in
	c) cmobench=$OPTARG ;;
	b) bundle=$OPTARG ;;
	j) emulated_jobs=$OPTARG ;;
	r) tries=$OPTARG ;;
	l) later=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || usage
plan=$1 dir=$1.d
fleet=$here
. "$fleet/plan.sh"
find_program "$cmobench"
command -v parallel >/dev/null || { say "GNU parallel is not installed (Debian: parallel)"; exit 1; }
[ -n "$bundle" ] || for bundle in "$here"/../../build/cmobench-*-arm64.tar.gz; do :; done

list_jobs "$plan" "$dir"
# On other hosts the folder's name needs no quotes.
folder=cmobench-fleet/$(basename "$plan" | tr -c '[:alnum:]._+\n-' -).d
ssh='ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15'

# prepare HOST: have the programs and the list there. Prints what becomes of its jobs if that cannot be: a state, and why.
prepare() {
	answer=$({ echo 'uname -m'; cat "$here/../kvm.sh"; } | $ssh "$1" sh -s 2>"$dir/ssh.$1") ||
		{ echo "failed: cannot be reached: $(tail -n 1 "$dir/ssh.$1")"; return; }
	machine=$(printf '%s\n' "$answer" | sed -n 1p) kvm=$(printf '%s\n' "$answer" | sed -n 2p)
	[ "$machine" = aarch64 ] || { echo "never: is $machine, and the bundle is for arm64"; return; }
	[ "${kvm%% *}" = yes ] || { echo "never: cannot be measured: ${kvm#* }"; return; }
	[ -e "$bundle" ] || { echo "failed: needs a bundle: make bundle makes it, or give it with -b"; return; }
	programs=cmobench-fleet/$(cat "$bundle" "$here/job.sh" | cksum | cut -d ' ' -f 1)
	# shellcheck disable=SC2029,SC2086 # the paths are of this side; a command and its options
	{
		$ssh "$1" "mkdir -p '$folder' && cat >'$folder/jobs'" <"$dir/jobs" &&
			{ $ssh "$1" "[ -e $programs/job.sh ]" </dev/null ||
				{ $ssh "$1" "mkdir -p $programs && tar -xzf - --strip-components=1 -C $programs" <"$bundle" &&
				$ssh "$1" "cat >$programs/job.sh" <"$here/job.sh"; }; }
	} 2>"$dir/ssh.$1" || { echo "failed: cannot be given the programs: $(tail -n 1 "$dir/ssh.$1")"; return; }
	echo "$programs" >"$dir/programs.$1"
}

# quoted TEXT: print it as a word of the shell's.
quoted() { printf "'%s'" "$(printf '%s\n' "$1" | sed "s/'/'\\\\''/g")"; }

# lines_of HOST...: print the lines of their jobs; jobs_of: their names.
lines_of() { awk -F '\t' -v hosts=" $* " 'index(hosts, " " $2 " ")' "$dir/jobs"; }
jobs_of() { lines_of "$@" | cut -f 1; }

# forget LOG QUEUE: take from the log what has no archive, unless it is never to be: an archive was removed to have it anew.
forget() {
	[ -e "$1" ] || return 0
	gone=' ' number=0
	while read -r name; do
		number=$((number + 1))
		[ -e "$dir/$name.cmo.jsonl" ] || grep -qs "^$name: never: " "$dir/$name.state" || gone="$gone$number "
	done <"$2"
	awk -F '\t' -v gone="$gone" '!index(gone, " " $1 " ")' "$1" >"$1.new" && mv "$1.new" "$1"
}

# queue AT-A-TIME HOSTS JOB.SH'S-OPTIONS: begin the jobs of these hosts. A log is of one list of jobs and commands only.
queue() {
	jobs_of "$2" >"$dir/queue.${2%% *}"
	log=$dir/joblog.${2%% *}.$(lines_of "$2" | cksum | cut -d ' ' -f 1)
	forget "$log" "$dir/queue.${2%% *}"
	job="sh $(quoted "$here/job.sh") $3 $(quoted "$dir") {}; status=\$?"
	job="$job; case \$status in 75) sleep $later ;; 77) exit 0 ;; esac; exit \$status"
	PARALLEL_SHELL=/bin/sh parallel --will-cite --line-buffer -j "$1" --resume-failed --retries "$tries" \
		--joblog "$log" "$job" :::: "$dir/queue.${2%% *}" &
	queues="$queues $!"
}

queues='' stopped=''
# shellcheck disable=SC2086 # a list
trap 'stopped=yes; say "no more jobs are begun; once more ends those that run"; [ -z "$queues" ] || kill $queues' INT TERM
hosts=$(cut -f 2 "$dir/jobs" | sort -u)
for host in $hosts; do
	[ -z "$stopped" ] || break
	case $host in
	local) queue 1 "local emulated" "-c $(quoted "$cmobench")" ;;
	emulated)
		# Where this machine is measured, nothing else runs.
		printf '%s\n' "$hosts" | grep -qx local || queue "$emulated_jobs" emulated "-c $(quoted "$cmobench")" ;;
	*)
		rm -f "$dir/programs.$host"
		state=$(prepare "$host")
		if [ -n "$stopped" ]; then
			break
		elif [ -n "$state" ]; then
			say "$host: ${state#*: }"
			for name in $(jobs_of "$host"); do echo "$name: ${state%%: *}: $host ${state#*: }" >"$dir/$name.state"; done
		else
			queue 1 "$host" "-s '$host' -r '$(cat "$dir/programs.$host")' -d '$folder'"
		fi
		;;
	esac
done
# A signal ends wait, not the queues.
for queue in $queues; do
	while kill -0 "$queue" 2>/dev/null; do wait "$queue"; done
done
trap - INT TERM
sh "$here/result.sh" -c "$cmobench" "$plan"
