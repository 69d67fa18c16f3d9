#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# batch.sh FLEET CMOBENCH DIR: a task of the array that submit.sh submits, the job in that line of DIR/jobs. FLEET is the
# folder of job.sh. A job that a host refuses for now goes back into Slurm's queue, up to 20 times; one that the host can never
# have ends with status 77.
set -u
name=$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$3/jobs" | cut -f 1)

echo "$name on $(uname -n), $(date -u), restart ${SLURM_RESTART_COUNT:-0}"
sh "$1/job.sh" -c "$2" "$3" "$name"
status=$?
if [ $status = 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 20 ] && scontrol requeue "$SLURM_JOB_ID"; then
	# Slurm ends this one.
	sleep 600
fi
exit $status
