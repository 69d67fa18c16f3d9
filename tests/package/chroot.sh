#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# chroot.sh COMMIT, in a clean Debian, as root, without a network: installs the packages beside this file, uses them, and
# removes them. Prints TAP.
set -u
cd "${0%/*}" || exit 1
. ./tap.sh
. ./inside.sh
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

machine=$(dpkg --print-architecture)
left >/srv/before
apt-get install -y --no-install-recommends ./cmobench_*_"$machine".deb ./cmobench-emulated_*_"$machine".deb >/srv/out 2>&1
is "$?" 0 "apt installs cmobench and cmobench-emulated: $(grep -o '^[0-9]* upgraded.*' /srv/out)"
[ "$(dpkg-query -W -f '${db:Status-Status}' cmobench-emulated 2>/dev/null)" = installed ] || sed 's/^/# /' /srv/out
like "$(cmobench --version)" ", commit $1, " "the program runs, and is of commit $1"
like "$(man cmobench 2>/dev/null | head -n 20)" 'CMOBENCH\(1\)' "man cmobench shows its manual"
is "$(bash -c '. /usr/share/bash-completion/completions/cmobench && complete -p cmobench')" \
	"complete -o default -F _cmobench cmobench" "bash completes it"

# A user who is not root measures.
install -d -o nobody /tmp/nobody
user() { setpriv --reuid=nobody --regid=nogroup --clear-groups env -C /tmp/nobody HOME=/nonexistent "$@"; }
user cmobench run --emulated --policy all --samples 16 --filter 'op=dc_ivac slot=ro' -o x.cmo.jsonl >/srv/out 2>&1
is "$?" 0 "a user measures in the emulated host, under all policies"
sed 's/^/# /' /srv/out
user cmobench check x.cmo.jsonl >/srv/out 2>&1
is "$?" 0 "the archive is good: $(tail -n 1 /srv/out)"

# The module is of use on arm64 only.
before_dkms=$(dkms status 2>&1)
dpkg --force-architecture -i ./cmobench-dkms_*_arm64.deb >/srv/out 2>&1
is "$?" 0 "dpkg installs cmobench-dkms"
like "$(dkms status 2>&1)" '^cmobench-cmo-policy/1: added|^cmobench-cmo-policy/1, .*' "DKMS knows the module: $(dkms status 2>&1 | head -n 1)"
sed 's/^/# /' /srv/out

dpkg --purge cmobench-dkms:arm64 >/srv/out 2>&1
is "$?" 0 "dpkg removes it"
is "$(dkms status 2>&1)" "$before_dkms" "DKMS has forgotten the module"
apt-get purge -y --auto-remove 'cmobench*' >/srv/out 2>&1
is "$?" 0 "apt removes the others: $(grep -o '^[0-9]* upgraded.*' /srv/out)"
none_left /srv/before "and nothing is left"
tap_done
