#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# batch.sh FLEET CMOBENCH DIR LIST: a task of the array that submit.sh submits, the job in that line of LIST. FLEET is the
# folder of job.sh. What failed or was killed goes back into Slurm's queue up to 3 times, what a host refuses for now up to 20
# times; a job that the host can never have ends with status 77.
set -u
name=$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$4" | cut -f 1) restarts=${SLURM_RESTART_COUNT:-0}

echo "$name on $(uname -n), node $SLURMD_NODENAME, $(date -u), restart $restarts"
sh "$1/job.sh" -c "$2" "$3" "$name"
status=$?
case $status in
0 | 77) exit $status ;;
75) [ "$restarts" -lt 20 ] || exit 75 ;;
*) [ "$restarts" -lt 3 ] || exit $status ;;
esac
# Slurm ends this one then.
scontrol requeue "$SLURM_JOB_ID" && sleep 600
exit $status
