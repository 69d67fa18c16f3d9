#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards make kernel-deb: what it cannot build a kernel of, or on, is refused with one clear line before anything is
# installed, fetched or built.
set -u
. "$srcdir/tests/tap.sh"

# uname: this machine is $MACHINE. No tool that would change anything is there.
mkdir bin
printf '#!/bin/sh\ncase $1 in -m) echo "$MACHINE" ;; -r) echo 6.99.0-test ;; esac\n' >bin/uname
for tool in apt-get sudo make tar; do printf '#!/bin/sh\necho $0 >>%s/used\nexit 1\n' "$(pwd)" >bin/$tool; done
chmod +x bin/*
PATH=$(pwd)/bin:$PATH

# refused PATTERN VARIABLE=VALUE...
refused() {
	pattern=$1
	shift
	status=0
	output=$(env "$@" sh "$srcdir/host/kernel/kernel-deb.sh" out 2>&1) || status=$?
	is "$status $(printf '%s\n' "$output" | wc -l)" "1 1" "$output"
	like "$output" "^make kernel-deb: .*$pattern" "is the line about it"
}
# configuration SERIES OPTION...: print one
configuration() {
	printf '#\n# Automatically generated file; DO NOT EDIT.\n# Linux/arm64 %s.7 Kernel Configuration\n#\n' "$1"
	shift
	printf 'CONFIG_%s=y\n' "$@"
}
configuration 6.12 ARM64 KVM >good
configuration 6.12 X86_64 KVM >foreign
configuration 6.12 ARM64 MODULES >nokvm
configuration 6.11 ARM64 KVM >series
printf 'CONFIG_%s=y\n' ARM64 KVM >nameless

refused 'this machine is x86_64, and cannot run an arm64 kernel: give CROSS=' MACHINE=x86_64 KCONFIG=good CROSS=
refused 'with CROSS, KCONFIG=FILE must name' MACHINE=x86_64 CROSS=aarch64-linux-gnu- KCONFIG=
refused '/boot/config-6\.99\.0-test: there is no such file' MACHINE=aarch64 KCONFIG=
refused 'nothing: there is no such file' MACHINE=aarch64 KCONFIG=nothing
refused 'foreign is not the configuration of an arm64 kernel' MACHINE=aarch64 KCONFIG=foreign
refused 'nokvm: CONFIG_KVM is not y' MACHINE=aarch64 KCONFIG=nokvm
refused 'no patch for Linux 6\.11, but for 6\.1 6\.12 7\.3' MACHINE=aarch64 KCONFIG=series LINUX_SOURCE=
refused 'nameless does not say of which Linux it is: give LINUX_SOURCE' MACHINE=aarch64 KCONFIG=nameless LINUX_SOURCE=
is "$(cat used 2>/dev/null)$([ -e out ] && echo out)" "" "nothing was installed, fetched or made"
tap_done
