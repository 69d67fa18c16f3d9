#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# job.sh [-c CMOBENCH] [-s HOST -r PROGRAMS -d REMOTE] DIR NAME
#
# Runs job NAME of the list DIR/jobs, which "cmobench fleet jobs" prints, with the program CMOBENCH [cmobench]: here, or with
# -s on HOST over ssh, where PROGRAMS has cmobench and this script, and REMOTE is the folder as DIR is here. What is left of
# an attempt that was killed is continued; what is complete is not run again, so that a job can be started any number of
# times, also twice at a time. Prints a line, which is also DIR/NAME.state, and leaves in DIR:
#
#   NAME.cmo.jsonl      the archive, or what there is of it as NAME.cmo.jsonl.partial
#   NAME.begun          the host and the command of the job when it was begun; locked while anything of it runs
#   NAME.log            what cmobench or ssh said at the last attempt
#
# Exit status: 0 the archive is there, even if something in it is not as predicted; 1 failed; 75 not now: try again later;
# 77 never on this host.
set -u
umask 022

# Findings that refuse a run at its start and pass by themselves; those at its end all do.
passing='throttled'

usage() { sed -n 's/^# \(job\.sh .*\)/usage: \1/p' "$0" >&2; exit 2; }
cmobench=cmobench host='' programs='' remote=''
while getopts c:s:r:d: option; do
	case $option in
	c) cmobench=$OPTARG ;;
	s) host=$OPTARG ;;
	r) programs=$OPTARG ;;
	d) remote=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 2 ] || usage
name=$2
case $cmobench in */*) cmobench=$(cd "$(dirname "$cmobench")" && pwd)/${cmobench##*/} ;; esac
cd "$1" || exit 1
archive=$name.cmo.jsonl

# end STATUS WORD WHY: leave and print the job's state.
end() {
	echo "$name: $2: $3" | tee "$name.state"
	exit "$1"
}
is_complete() { tail -n 1 "$1" 2>/dev/null | grep -q '^{"type":"footer",.*"complete":true'; }
# set_refused_aside: a run that a finding at its end refuses is no result, also if its job.sh was killed before it saw that.
set_refused_aside() {
	is_complete "$archive" && grep '^{"type":"end"' "$archive" | grep -q -v '"refused":0[,}]' || return 0
	mv "$archive" "$archive.refused"
	end 75 later "a finding at the end refuses the run, which is kept as $archive.refused"
}
why() { sed 's/^cmobench: //' "$name.log" | tail -n 1; }

where=$(awk -F '\t' -v name="$name" '$1 == name { print $2 }' jobs)
command=$(awk -F '\t' -v name="$name" '$1 == name { sub(/^[^\t]*\t[^\t]*\t[^\t]*\t/, ""); print }' jobs)
[ -n "$command" ] || end 1 failed "no such job in $1/jobs"

exec 9>>"$name.begun" || exit 1
flock -n 9 || { echo "$name: an attempt still runs: waiting for it" >&2; flock 9; }
if [ -s "$name.begun" ] && [ "$command" != "$(sed 1d "$name.begun")" ]; then
	end 1 failed "it was begun as \"cmobench $(sed 1d "$name.begun")\", which is not what the plan says now: remove $1/$name.*, or give \
the job another name"
fi
set_refused_aside
! is_complete "$archive" || end 0 "done" "$archive is complete"

if [ -n "$host" ]; then
	printf '%s\n' "$host" "$command" >"$name.begun"
	ssh='ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15'
	# shellcheck disable=SC2029,SC2086 # the paths are of this side; a command and its options
	answer=$($ssh "$host" "sh '$programs/job.sh' -c '$programs/cmobench' '$remote' '$name'" 2>"$name.log" </dev/null)
	status=$?
	[ $status != 255 ] || end 1 failed "$host: the connection broke: $(tail -n 1 "$name.log")"
	answer=$(printf '%s\n' "$answer" | tail -n 1)
	case $answer in
	"$name: "*) ;;
	*) end 1 failed "$host: the job could not be run, status $status: $(tail -n 1 "$name.log")" ;;
	esac
	if [ $status = 0 ]; then
		# shellcheck disable=SC2029,SC2086
		$ssh "$host" "cat '$remote/$archive'" >"$archive.copy" 2>"$name.log" </dev/null
		is_complete "$archive.copy" || end 1 failed "$host: the archive did not come back: $(tail -n 1 "$name.log")"
		mv "$archive.copy" "$archive"
	fi
	printf '%s\n' "$answer" | tee "$name.state"
	exit $status
fi

# On another machine than before it would be an archive of two hosts; emulated ones are the same everywhere.
here=$(uname -n) before=$(sed 1q "$name.begun")
for file in "$archive" "$archive.partial"; do
	[ -e "$file" ] || continue
	if [ "$where" != emulated ] && [ "$here" != "${before:-$here}" ]; then
		mv "$file" "$file.$before"
	elif ! head -n 1 "$file" | grep -q '^{"type":"header",.*}$'; then
		rm "$file" # killed before it had a line
	fi
done
printf '%s\n' "$here" "$command" >"$name.begun"

if [ -e "$archive" ] || [ -e "$archive.partial" ]; then set -- run --resume "$archive"; else eval "set -- $command"; fi
"$cmobench" "$@" >"$name.log" 2>&1 </dev/null
status=$?
set_refused_aside
case $status in
77)
	# Each finding that refuses has a line.
	lasting=$(grep -E '^cmobench: run: [a-z][a-z0-9-]*: ' "$name.log" | grep -Ev "^cmobench: run: ($passing): " | tail -n 1)
	[ -z "$lasting" ] || end 77 never "${lasting#cmobench: }"
	! grep -Eq "^cmobench: run: ($passing): " "$name.log" || end 75 later "$(why)"
	end 77 never "$(why)"
	;;
esac
is_complete "$archive" || end 1 failed "status $status: $(why)"
case $status in
0) end 0 "done" "$archive" ;;
3) end 0 "done" "$archive: not as predicted: see cmobench report" ;;
*) end 0 "done" "$archive: status $status: $(why)" ;;
esac
