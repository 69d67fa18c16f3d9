#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# result.sh [-c CMOBENCH] PLAN
#
# Says how many jobs of a plan are done, and why others are not, and merges the archives that there are into
# PLAN.cmo.jsonl with CMOBENCH [../../build/cmobench beside this script, else cmobench]. Exit status: 0 if all jobs are done,
# else 1.
set -u

fleet=$(cd "$(dirname "$0")" && pwd) || exit 1
cmobench=''
while getopts c: option; do
	case $option in
	c) cmobench=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { echo "usage: result.sh [-c CMOBENCH] PLAN" >&2; exit 2; }
plan=$1 dir=$1.d
. "$fleet/plan.sh"
find_program "$cmobench"
[ -e "$dir/jobs" ] || { echo "result.sh: $dir/jobs is not there: nothing was begun" >&2; exit 1; }

missing=''
set --
while IFS= read -r line; do
	name=$(printf '%s\n' "$line" | cut -f 1)
	if ! tail -n 1 "$dir/$name.cmo.jsonl" 2>/dev/null | grep -q '^{"type":"footer",.*"complete":true'; then
		missing="$missing
$(cat "$dir/$name.state" 2>/dev/null || echo "$name: not begun, or under way")"
	elif [ -s "$dir/$name.begun" ] && [ "$(sed 1d "$dir/$name.begun")" != "$(printf '%s\n' "$line" | cut -f 4-)" ]; then
		missing="$missing
$name: failed: its archive is of another command than the plan says now: remove $dir/$name.*, or give the job another name"
	else
		set -- "$@" "$dir/$name.cmo.jsonl"
	fi
done <"$dir/jobs"
echo "$plan: $# of $(grep -c . "$dir/jobs") jobs are done$missing"
status=0
[ $# = 0 ] || "$cmobench" merge --force -o "$plan.cmo.jsonl" "$@" || status=1
[ -z "$missing" ] && exit $status
exit 1
