# SPDX-License-Identifier: GPL-2.0-or-later
# The runner: what every machine needs, what the machine that runs VMs needs, what stands in for the latter elsewhere.

host-files := backing.c backing_verify.c cellset.c clock_judge.c cpulist.c err.c facts.c findings.c \
	findings_end.c findings_kernel.c findings_machine.c findings_memory.c frequency.c hostfile.c hostmem.c \
	jsonl.c keep.c list.c main.c options.c os.c outfile.c pages.c place.c pmu_event.c precision.c progress.c record.c \
	restore.c resume.c run.c scratch.c tune.c uffd.c worker.c emulated/cpio.c emulated/launch.c emulated/watch.c
host-aarch64-files := archive.c batch.c clock.c counting.c crew.c env.c exits.c guest_image.S knob.c kvm.c measure.c mix.c \
	pin.c pmu.c probe.c rounds.c session.c slot.c trace.c tracefs.c vcpu.c verdict.c vm.c work.c
host-foreign-files := foreign.c

# The commit that the programs are built from. Written anew only if it changed.
build/commit.c: FORCE
	@mkdir -p $(@D)
	@if [ -e $(src).git ] && commit=$$(git -C $(or $(src),.) describe --always --abbrev=12 --dirty 2>/dev/null); then \
		commit="\"$$commit\""; \
	else \
		commit=NULL; \
	fi; \
	printf '#include "host/version.h"\n\n#include <stddef.h>\n\nconst char *const build_commit = %s;\n' \
		"$$commit" >$@.tmp
	@if cmp -s $@.tmp $@; then rm $@.tmp; else mv $@.tmp $@; fi

build/%/commit.o: build/commit.c
	@mkdir -p $(@D)
	$(call compile,$*)

build/arm64/host/guest_image.o: build/guest/guest.bin
