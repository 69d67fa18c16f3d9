# SPDX-License-Identifier: GPL-2.0-or-later
# The runner. host-files are compiled for every machine, host-files-arm64 only for the machine that runs VMs (they use
# hwloc, libperf, KVM's arm64 registers or the guest's image). host-files-native take their place elsewhere.

host-all := $(patsubst $(src)host/%,%,$(sort $(foreach suffix,c S,$(wildcard $(src)host/*.$(suffix) \
	$(addsuffix /*.$(suffix),$(addprefix $(src)host/,batch cell clock emulated findings fleet image keep knob machine memory options os \
	place plan pmu profile run trace vm))))))
host-files-native := run/foreign.c
host-files-arm64 := $(filter cell/cell_record.c cell/verdict.c trace/% clock/clock.c place/pin.c \
	pmu/counting.c pmu/pmu.c \
	$(filter-out run/main.c vm/hang.c batch/traps.c batch/kept_judge.c $(host-files-native),$(filter batch/% run/% vm/%,$(host-all))),$(host-all))
host-files := $(filter-out $(host-files-arm64) $(host-files-native) emulated/init.c profile/plugin.c,$(host-all))

# commit.c has the commit that the programs are built from. It is written only if the commit has changed. git
# mistrusts a clone of another user's; root, who runs make there, does not. A tarball of make dist has a file COMMIT.
build/commit.c: FORCE
	@mkdir -p $(@D)
	@if [ -e $(src).git ] && commit=$$(git -c safe.directory='*' -C $(or $(src),.) describe --always --abbrev=12 --dirty \
			2>build/commit.err); then \
		commit="\"$$commit\""; \
	elif [ ! -e $(src).git ] && [ -e $(src)COMMIT ]; then \
		commit="\"$$(cat $(src)COMMIT)\""; \
	else \
		[ ! -e $(src).git ] || echo "the programs will not know their commit: git: $$(tail -n 1 build/commit.err)" >&2; \
		commit=NULL; \
	fi; \
	printf '#include "host/os/version.h"\n\n#include <stddef.h>\n\nconst char *const build_commit = %s;\n' \
		"$$commit" >$@.tmp
	@if cmp -s $@.tmp $@; then rm $@.tmp; else mv $@.tmp $@; fi

build/%/commit.o: build/commit.c
	@mkdir -p $(@D)
	$(call compile,$*)

build/arm64/host/vm/guest_image.o: build/guest/guest.bin
