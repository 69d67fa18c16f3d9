#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kvm.sh [DEVICE]
#
# Prints one line for make run. Its first word says whether this machine can be measured on; after it comes a sentence,
# without quotes or dollar signs, for the user:
#
#   yes        it has arm64 KVM, and this user may use it
#   no         it has none: why not, nothing where nobody would expect it
#   forbidden  it has, and this user may not use it: whom to ask
set -u
LC_ALL=C
export LC_ALL
device=${1:-/dev/kvm}
user=$(id -un 2>/dev/null || id -u)

[ "$(uname -m)" = aarch64 ] || { echo no; exit 0; }

if ! [ -e "$device" ]; then
	if grep -qsw kvm /proc/misc; then
		why="this kernel has KVM, but $device is not in this container (podman and docker: --device /dev/kvm)"
	elif [ -d /sys/module/kvm ]; then
		why="this kernel has KVM, but was not started at EL2: firmware, or a virtual machine without nested virtualisation"
	else
		why="this kernel has no KVM"
	fi
	echo "no $device is not there: $why"
	exit 0
fi

# Opening is the only test that a container's rules cannot deceive. It changes nothing.
error=$({ : <>"$device"; } 2>&1) && { echo yes; exit 0; }
case $error in
*"No such device"*)
	echo "no $device cannot be opened: no KVM is behind it"
	exit 0
	;;
*"Operation not permitted"*)
	echo "forbidden this container may not open $device: start it with the device (podman and docker: --device /dev/kvm)"
	exit 0
	;;
esac

# In a user's own list of groups there may be one that this login does not have yet.
has_word() { case " $1 " in *" $2 "*) return 0 ;; esac; return 1; }
group=$(stat -L -c %G "$device")
case $(stat -L -c %A "$device"):$group in
????rw????:root | ????[!r]?????:* | ?????[!w]????:*)
	remedy="only root may: run it as root, or ask who administers this machine" ;;
*)
	if has_word "$(id -nG "$user" 2>/dev/null)" "$group" && ! has_word "$(id -nG)" "$group"; then
		remedy="$user is in its group, $group, since after this login: log in anew"
	else
		remedy="ask for: usermod -aG $group $user (as root), then log in anew; or run it as root"
	fi
	;;
esac
echo "forbidden $user may not open $device: $remedy"
