#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# result.sh [-c CMOBENCH] PLAN
#
# Says how many jobs of a plan are done, and why others are not, and merges the archives that there are into
# PLAN.cmo.jsonl. Exit status: 0 if all jobs are done, else 1.
set -u

cmobench=cmobench
while getopts c: option; do
	case $option in
	c) cmobench=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: result.sh [-c CMOBENCH] PLAN" >&2; exit 2; }
plan=$1 dir=$1.d
[ -e "$dir/jobs" ] || { echo "result.sh: $dir/jobs is not there: nothing was begun" >&2; exit 1; }

missing=''
set --
while IFS=$(printf '\t') read -r name rest; do
	if tail -n 1 "$dir/$name.cmo.jsonl" 2>/dev/null | grep -q '^{"type":"footer",.*"complete":true'; then
		set -- "$@" "$dir/$name.cmo.jsonl"
	else
		missing="$missing
$(cat "$dir/$name.state" 2>/dev/null || echo "$name: not begun, or under way")"
	fi
done <"$dir/jobs"
echo "$plan: $# of $(grep -c . "$dir/jobs") jobs are done$missing"
status=0
[ $# = 0 ] || "$cmobench" merge --force -o "$plan.cmo.jsonl" "$@" || status=1
[ -z "$missing" ] && exit $status
exit 1
