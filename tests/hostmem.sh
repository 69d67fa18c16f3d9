#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards host memory: runs its unit tests in an emulated host, which has what this machine may lack: hugetlb pages,
# userfaultfd for faults of the kernel, and a file system with page_mkwrite.
set -u
. "$srcdir/tests/tap.sh"

for test in backing backing_verify; do
	"$build/cmobench" probe --kernel "$lean" --emulated --initrd "$build/emulated/$test.cpio" >$test.out 2>$test.err
	is $? 0 "$test ends well"
	is "$(grep -c '^ok' $test.out)" "$(sed -n 's/^1\.\.//p' $test.out)" "$test: as many results as planned"
	is "$(grep -i -e '^not ok' -e '# skip' $test.out)" "" "$test: none failed, none was skipped"
done
tap_done
