#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards tests/run: it must notice every way in which a test can fail or hang, and leave slow tests alone. It runs it on
# small trees of deliberately broken tests and needs no emulated host.
set -u
. "$srcdir/tests/tap.sh"

run=$srcdir/tests/run

# fake NAME: make a tree with one test, whose text is read from standard input.
fake() {
	rm -rf tree
	mkdir -p tree/tests tree/build
	cat >"tree/tests/$1.sh"
}

# drive STATUS CLOSING WHAT [ARGUMENTS]: run tests/run on the tree; test its exit status and its last line.
drive() {
	expected=$1 closing=$2 what=$3
	shift 3
	output=$(sh "$run" -s "$(pwd)/tree" -b "$(pwd)/tree/build" "$@" 2>&1)
	is "$?: $(printf '%s\n' "$output" | tail -n 1)" "$expected: $closing" "$what"
}

fake good <<'END'
echo 1..2; echo "ok 1 - one"; echo "noise"; echo "ok 2 - two"
END
drive 0 "2 passed, 0 failed" "a good test passes"

fake late <<'END'
echo "ok 1 - one"; echo 1..1
END
drive 0 "1 passed, 0 failed" "the plan may come last"

fake bad <<'END'
echo 1..2; echo "ok 1 - one"; echo "the reason"; echo "not ok 2 - two"
END
drive 1 "1 passed, 1 failed" "a result that is not ok fails"
like "$output" "[|] the reason" "the output of a failed test is shown"

fake crash <<'END'
echo 1..1; echo "ok 1 - one"; kill -SEGV $$
END
drive 1 "1 passed, 1 failed" "a test that crashes after its last result fails"
like "$output" "died of signal 11" "and it says so"

fake status <<'END'
echo 1..1; echo "ok 1 - one"; exit 3
END
drive 1 "1 passed, 1 failed" "a test that exits non-zero fails"
like "$output" "exit status 3" "and it says so"

fake short <<'END'
echo 1..3; echo "ok 1 - one"
END
drive 1 "1 passed, 1 failed" "a test with fewer results than planned fails"
like "$output" "1 results of 3 planned" "and it says so"

fake long <<'END'
echo 1..1; echo "ok 1 - one"; echo "ok 2 - two"
END
drive 1 "2 passed, 1 failed" "a test with more results than planned fails"

fake twice <<'END'
echo 1..2; echo "ok 1 - one"; echo "ok 1 - one"
END
drive 1 "2 passed, 1 failed" "a result that is given twice fails"

fake none <<'END'
echo "all is well"
END
drive 1 "0 passed, 1 failed" "a test without a plan fails"
like "$output" "no plan" "and it says so"

fake empty </dev/null
drive 1 "0 passed, 1 failed" "a test that prints nothing fails"

fake bail <<'END'
echo 1..1; echo "ok 1 - one"; echo "Bail out! no disk"
END
drive 1 "1 passed, 1 failed" "a test that bails out fails"

fake skip <<'END'
echo 1..2; echo "ok 1 - one"; echo "ok 2 - two # SKIP no such device"
END
drive 0 "1 passed, 0 failed, 1 skipped" "a skipped result is no failure"
like "$output" "no such device" "and its reason is shown"

fake all <<'END'
echo "1..0 # SKIP wrong moon"
END
cat >tree/tests/good.sh <<'END'
echo 1..1; echo "ok 1"
END
drive 0 "1 passed, 0 failed, 1 skipped" "a skipped test is no failure"
like "$output" "wrong moon" "and its reason is shown"
rm tree/tests/good.sh
drive 1 "0 passed, 0 failed, 1 skipped" "a run in which nothing was tested fails"

# Each kind of hang. tests/run looks at a test once a second.
fake sleeper <<'END'
echo 1..1; sleep 1000; echo "ok 1 - one"
END
drive 1 "0 passed, 1 failed" "a test that sleeps for ever is killed and fails" -t 3
like "$output" "hangs: no progress, and asleep at 3 looks" "and it says so"
fake spinner <<'END'
echo 1..1; while :; do :; done
END
drive 1 "0 passed, 1 failed" "a test that spins for ever is killed and fails" -c 2
like "$output" "hangs: no progress in [2-9][0-9]* s of CPU time" "and it says so"
fake stopped <<'END'
echo $$ >"$srcdir/pid"
sleep 1000 & machine=$!
echo $machine >"$srcdir/machine"
kill -STOP $machine
echo 1..1; while kill -0 $machine; do sleep 0.1; done; echo "ok 1 - one"
END
drive 1 "0 passed, 1 failed" "a test whose machine is stopped, and that goes on asking for it, is killed and fails" -t 3
like "$output" "hangs: no progress, and asleep" "and it says so"
for who in pid machine; do
	alive "$(cat tree/$who)"
	is $? 1 "its $who is gone"
done
fake stubborn <<'END'
trap '' TERM
echo 1..1; while :; do sleep 1; done
END
drive 1 "0 passed, 1 failed" "a test that ignores SIGTERM is killed all the same" -t 3

# A slow test is not ended while it prints, writes a file, or computes.
fake talker <<'END'
echo 1..1; for i in 1 2 3 4 5 6 7 8 9 10; do echo "# $i"; sleep 1; done; echo "ok 1 - one"
END
drive 0 "1 passed, 0 failed" "a test that prints now and then may take its time" -t 3
fake writer <<'END'
echo 1..1; for i in 1 2 3 4 5 6 7 8 9 10; do echo "$i" >>file; sleep 1; done; echo "ok 1 - one"
END
drive 0 "1 passed, 0 failed" "so may one whose files grow" -t 3
fake worker <<'END'
echo 1..1; awk 'BEGIN { for (i = 0; i < 3e8; i++) sum += i }'; echo "ok 1 - one"
END
drive 0 "1 passed, 0 failed" "and one that is at work" -t 2 -c 600
like "$output" 'tests/worker.sh \(1 results, [0-9]+ s, [1-9][0-9]*\.[0-9] s CPU\)' "whose CPU time is told"

fake signalled <<'END'
echo 1..1; perl -e 'kill INT => $$; sleep 1000'; [ $? = 130 ] && echo "ok 1 - one"
END
drive 0 "1 passed, 0 failed" "a test may be ended by its own SIGINT" -t 5

# The order of tests, and how many run at a time.
rm tree/tests/*
for name in brief long middle; do echo 'echo "ok 1"; echo 1..1' >tree/tests/$name.sh; done
cat >tree/tests/README.md <<'END'
| test | needs | seconds | what |
|---|---|---|---|
| `tests/middle.sh` | nothing | 2.5 | something |
| `tests/long.sh` | nothing | 30 | something |
END
drive 0 "3 passed, 0 failed" "three tests" -j 1
is "$(printf '%s\n' "$output" | sed -n 's/^run *//p' | paste -sd ' ')" "tests/long.sh tests/middle.sh tests/brief.sh" \
	"the longest starts first, by the table"
# pair: make two tests that wait for each other.
rm tree/tests/*
for name in left right; do
	cat >tree/tests/$name.sh <<-END
		echo 1..1
		: >"\$srcdir/$name"
		until [ -e "\$srcdir/left" ] && [ -e "\$srcdir/right" ]; do sleep 0.1; done
		echo "ok 1"
	END
done
drive 0 "2 passed, 0 failed" "-j 2: two at a time" -j 2 -t 20
rm tree/left tree/right
output=$(MAKEFLAGS=' -j2 --jobserver-auth=3,4' sh "$run" -s "$(pwd)/tree" -b "$(pwd)/tree/build" -t 20 2>&1)
is "$(printf '%s\n' "$output" | tail -n 1)" "2 passed, 0 failed" "so with make -j2"

# Unit tests: one whose program is missing, and one with a program.
fake good <<'END'
echo 1..1; echo "ok 1 - one"
END
mkdir -p tree/bench/test tree/build/native/bench/test
echo 'int main(void)' >tree/bench/test/unit.c
: >tree/bench/test/library.c
drive 1 "1 passed, 1 failed" "a unit test without a program fails"
printf '#!/bin/sh\necho 1..1; echo "ok 1 - unit"\n' >tree/build/native/bench/test/unit
chmod +x tree/build/native/bench/test/unit
drive 0 "2 passed, 0 failed" "a unit test with its program passes"
drive 0 "1 passed, 0 failed" "-u runs the unit tests only" -u
drive 1 "0 passed, 1 failed" "a test that does not exist is a failure" tests/nowhere.sh

# If tests/run is killed, no test is left running.
fake orphan <<'END'
echo $$ >"$srcdir/pid"; echo 1..1; sleep 500; echo "ok 1 - one"
END
sh "$run" -s "$(pwd)/tree" -b "$(pwd)/tree/build" >output 2>&1 &
driver=$!
while [ ! -s tree/pid ]; do sleep 0.1; done
kill -TERM $driver
wait $driver
is $? 143 "a driver that is ended says so"
# A process that was told to end may need a while until it has. Left alone, this one would end after 5000 times 0.1 s.
tries=0
while alive "$(cat tree/pid)" && [ $tries -lt 3000 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
alive "$(cat tree/pid)"
is $? 1 "and has ended its tests"
tap_done
