#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# curve.sh BUILD: print what report and compare of 1 to 100 archives take. Exit status 3: a target is missed.
set -u

folder=$(mktemp -d "$1/archives.XXXXXX") || exit
trap 'rm -rf "$folder"' EXIT
"$1/archives/curve" "$1/cmobench" "$folder"
