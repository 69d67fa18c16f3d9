#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the package that make kernel-deb builds, with a small configuration: it has the kernel, its modules and its
# configuration, is named by the knob, and boots in an emulated host, where all policies do what is predicted.
set -u
. "$srcdir/tests/tap.sh"

# A lean kernel whose console for the results is a module.
sed -e 's/^# CONFIG_MODULES is not set/CONFIG_MODULES=y/' -e 's/^CONFIG_VIRTIO_CONSOLE=y/CONFIG_VIRTIO_CONSOLE=m/' \
	"$lean/config" >config
CROSS=$([ "$(uname -m)" = aarch64 ] || echo aarch64-linux-gnu-)
KCONFIG=$(pwd)/config
export CROSS KCONFIG
deb=$(sh "$srcdir/host/kernel/kernel-deb.sh" out 2>err)
is $? 0 "a package is built"
sed 's/^/# /' err
like "$(head -n 1 err)" 'has [0-9]+ options\. .* are free for' "and what that takes is said first"
release=$(cat "$lean/release")-cmo
like "${deb##*/}" "^linux-image-${release}_.*_arm64\.deb$" "its name has the knob: ${deb##*/}"
dpkg-deb -c "$deb" >contents
for file in "boot/vmlinuz-$release" "boot/config-$release" "lib/modules/$release/kernel/drivers/char/virtio_console.ko"; do
	ok "$(grep -q "\./$file$" contents; echo $?)" "it has $file"
done
"$build/cmobench" run --emulated --kernel "$deb" --policy all --filter 'op=dc_ivac,dc_civac slot=ro' -o deb.cmo.jsonl 2>ran
is $? 0 "it boots, and is measured under all policies: $(tail -n 1 ran)"
is "$(head -n 1 deb.cmo.jsonl | jq -r '[.host.kernel, .knob.name] | join(" ")')" "$release kvm.cmo_policy" "by its own knob"
is "$(jq -r 'select(.type == "cell") | .policy' deb.cmo.jsonl | sort -u | wc -l)" 9 "each of them"
tap_done
