# SPDX-License-Identifier: GPL-2.0-or-later
# Every */test/*.c with a main() is a unit test: a program that prints TAP, linked with the libraries of its directory
# and of bench. tests/run finds them by the same rule.

unit-tests := $(patsubst $(src)%.c,build/$(self)/%,$(shell grep -l '^int main' \
	$(wildcard $(foreach dir,bench analysis host,$(src)$(dir)/test/*.c))))
# Objects that several programs of analysis/test and analysis/fuzz share.
fixture-objects = $(addprefix build/$(1)/analysis/test/,browser.o caught.o fixture.o verdicts.o written.o)
$(foreach variant,$(self) fuzz,$(eval build/$(variant)/libfixture.a: $(call fixture-objects,$(variant))))
runs-tests = EMULATOR='$(EMULATOR)' sh $(src)tests/run -b '$(CURDIR)/build' -v $(self)

# Tests are linked with the library of their directory.
build/$(self)/bench/test/%: build/$(self)/bench/test/%.o build/$(self)/libbench.a
	$(call link,$(self),$^)
build/$(self)/analysis/test/%: build/$(self)/analysis/test/%.o build/$(self)/libfixture.a build/$(self)/libanalysis.a \
		build/$(self)/libbench.a
	$(call link,$(self),$^)
build/$(self)/host/test/%: build/$(self)/host/test/%.o build/$(self)/libhost.a build/$(self)/libbench.a
	$(call link,$(self),$^)

# Tests and the benchmark that run in an emulated host in place of the program.
kvm-tests := selftest passes lost coarse topology leaks counters stress module limits
kvm-programs := $(addprefix build/arm64/tests/kvm/,$(kvm-tests) bench kselftest)
$(kvm-programs): %: %.o build/arm64/libhost.a build/arm64/libbench.a
	$(call link,arm64,$^)
$(patsubst %,build/emulated/%.cpio,$(kvm-tests)): build/emulated/%.cpio: build/arm64/init build/arm64/tests/kvm/% \
		$(src)host/emulated/initramfs.sh
	$(call pack,build/arm64/tests/kvm/$*)
-include $(addsuffix .d,$(kvm-programs))

# Unit tests of host memory, to be run in an emulated host, which has hugetlb pages.
ifneq ($(self),arm64)
build/arm64/host/test/%: build/arm64/host/test/%.o build/arm64/libhost.a build/arm64/libbench.a
	$(call link,arm64,$^)
endif
build/emulated/%.cpio: build/arm64/init build/arm64/host/test/% $(src)host/emulated/initramfs.sh
	$(call pack,build/arm64/host/test/$*)

# The benchmark of the suite, with the kernel's own tests in the same boot.
build/emulated/bench.cpio: build/arm64/init build/arm64/tests/kvm/bench $(src)host/emulated/initramfs.sh bench-tools
	$(call pack,build/arm64/tests/kvm/bench) $(patsubst %,-x build/emulated/selftests/%,\
		demand_paging_test kvm_page_table_test)
bench: runnable all emulated-host build/emulated/bench.cpio build/oracle/speed build/archives/curve
	@sh $(src)tests/oracle/speed.sh build/oracle/speed $(src)tests/oracle
	@sh $(src)tests/archives/curve.sh '$(CURDIR)/build'
	@sh $(src)tests/kvm/bench.sh '$(CURDIR)/build'

# The selftest of the series for the kernel.
build/emulated/kselftest.cpio: build/arm64/init build/arm64/tests/kvm/kselftest $(src)host/emulated/initramfs.sh \
		build/cache/kvm-selftests+7.3.stamp
	$(call pack,build/arm64/tests/kvm/kselftest) -x build/cache/kvm-selftests+7.3/cmo_memslots

# Programs whose results tests/full/oracle.sh compares with R and scipy, and that make bench times.
build/oracle/%: build/$(self)/tests/oracle/%.o build/$(self)/libanalysis.a build/$(self)/libbench.a
	@mkdir -p $(@D)
	$(call link,$(self),$^)

# The program that make bench times report and compare with.
build/archives/curve: build/$(self)/tests/archives/curve.o build/$(self)/libfixture.a build/$(self)/libanalysis.a \
		build/$(self)/libbench.a
	@mkdir -p $(@D)
	$(call link,$(self),$^)

# Printed before anything is built.
check-begin:
	@echo 'make check: builds the programs and an emulated arm64 host with several kernels, then tests them. To test'
	@echo 'without an emulated host: make check-unit.'
	$(call print-missing,$(entries-run) $(entries-check) $(if $(filter check-full,$(goals)),$(entries-full)))

# Programs of other projects that tests ask, and that no package installs alone. Without one, what asks it is skipped.
asked := promtool $(if $(filter arm64,$(self)),,qemu-user)

asked-%: check-begin
	@$(MAKE) --no-print-directory build/cache/$*.stamp || echo 'make check: without $*, what asks it is skipped'

check: check-begin runnable all bundle emulated build/cache/dkms.stamp $(addprefix asked-,$(asked)) build/oracle/print $(patsubst %,build/emulated/%.cpio,$(kvm-tests) backing backing_verify kselftest) $(unit-tests)
	@$(runs-tests) $(TESTS)

check-unit: runnable $(unit-tests)
	@$(runs-tests) -u $(TESTS)

-include $(addsuffix .d,$(unit-tests)) $(patsubst %.o,%.d,$(call fixture-objects,$(self)))
-include $(patsubst %,build/$(self)/tests/%.d,oracle/print oracle/speed archives/curve)

# The engines that run plans, with emulated hosts of this machine's own.
check-fleet: runnable all emulated-host
	@$(runs-tests) $(or $(TESTS),$(patsubst $(src)%,%,$(wildcard $(src)tests/fleet/*.sh)))

# Every machine of tests/rehearsal.
rehearsal: runnable all emulated-host emulated-systems-full
	@CHECK_FULL=yes $(runs-tests) tests/rehearsal.sh

# libFuzzer runs for FUZZ_S seconds on each target. It needs clang and its runtime library.
FUZZ_CC := clang
FUZZ_S := 60
CC_fuzz = $(FUZZ_CC)
flags_fuzz = -O1 -g $(standard) $(warnings) $(JANSSON_CFLAGS) -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined
LDFLAGS_fuzz = -fsanitize=fuzzer,address,undefined
libraries_fuzz = $(JANSSON_LIBS) -lm
fuzz-targets := analysis/fuzz/archive host/fuzz/lines
$(eval $(call variant-rules,fuzz))
build/fuzz/analysis/fuzz/archive: build/fuzz/analysis/fuzz/archive.o build/fuzz/libfixture.a build/fuzz/libanalysis.a \
		build/fuzz/libbench.a
	$(call link,fuzz,$^)
build/fuzz/host/fuzz/lines: build/fuzz/host/fuzz/lines.o build/fuzz/libhost.a build/fuzz/libbench.a
	$(call link,fuzz,$^)
build/$(self)/analysis/fuzz/seed: build/$(self)/analysis/fuzz/seed.o build/$(self)/libfixture.a \
		build/$(self)/libanalysis.a build/$(self)/libbench.a
	$(call link,$(self),$^)
-include $(patsubst %.o,%.d,$(call fixture-objects,fuzz)) $(patsubst %,build/fuzz/%.d,$(fuzz-targets))
-include build/$(self)/analysis/fuzz/seed.d
fuzz: $(addprefix build/fuzz/,$(fuzz-targets)) build/$(self)/analysis/fuzz/seed
	@sh $(src)analysis/fuzz/run.sh '$(CURDIR)/build' '$(self)' $(FUZZ_S) $(fuzz-targets)
