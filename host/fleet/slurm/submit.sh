#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# submit.sh [-c CMOBENCH] PLAN [SBATCH-OPTION]...
#
# Submits the jobs of a plan to Slurm, an array for each kind of host, each job alone on its node: -C FEATURES where the plan
# gives a host features, else -w HOST; -C emulated for emulated hosts; any node for "local". They write into PLAN.d, which all
# nodes must have under one path, as they must have CMOBENCH [../../../build/cmobench beside this script, else cmobench]. Jobs
# that are done already end at once. At the end, "sh host/fleet/result.sh PLAN" says what became of them.
set -u
umask 022

here=$(cd "$(dirname "$0")" && pwd) || exit 1
cmobench=''
while getopts c: option; do
	case $option in
	c) cmobench=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -ge 1 ] || { echo "usage: submit.sh [-c CMOBENCH] PLAN [SBATCH-OPTION]..." >&2; exit 2; }
plan=$1 dir=$1.d
shift
fleet=$(dirname "$here")
. "$fleet/plan.sh"
find_program "$cmobench"
command -v sbatch >/dev/null || { echo "submit.sh: Slurm is not installed (Debian: slurm-client)" >&2; exit 1; }
list_jobs "$plan" "$dir"
dir=$(cd "$dir" && pwd)
# Tasks are lines of the list as it is now. When they start, the plan may have grown, and the list be another one.
list=$dir/jobs.$(cksum <"$dir/jobs" | cut -d ' ' -f 1)
cp "$dir/jobs" "$list" || exit 1

# The jobs of one kind of host, as numbers of lines for --array.
awk -F '\t' -v OFS='\t' '
	{
		node = $2
		sub(/.*@/, "", node)
		kind = $2 == "emulated" ? "-Cemulated" : $3 != "" ? "-C" $3 : $2 == "local" ? "" : "-w" node
		lines[kind] = lines[kind] (lines[kind] == "" ? "" : ",") NR
	}
	END { for (kind in lines) print lines[kind], kind }' "$dir/jobs" |
	while IFS=$(printf '\t') read -r lines kind; do
		sbatch --job-name="$(basename "$plan")" --array="$lines" ${kind:+"$kind"} --exclusive --requeue --open-mode=append \
			--chdir="$dir" --output=slurm-%A_%a.out "$@" "$here/batch.sh" "$fleet" "$cmobench" "$dir" "$list" </dev/null || exit 1
	done
