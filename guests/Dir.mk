# SPDX-License-Identifier: GPL-2.0-or-later
# Build the guest: one freestanding arm64 image, position-dependent, without floating point or a library. start.S must
# be first.

guests-files := start.S vectors.S loops.S main.c
guests-objects := $(patsubst %,build/guest/guests/%.o,$(basename $(guests-files)))
guests-flags := -ffreestanding -fno-pic -fno-stack-protector -fno-asynchronous-unwind-tables -fno-common \
	-mgeneral-regs-only

build/guest/%.o: $(src)%.c config.mk
	@mkdir -p $(@D)
	$(call say,GUESTCC)$(GUEST_CC) $(standard) $(warnings) $(guests-flags) $(GUEST_CFLAGS) -MMD -MP -c -o $@ $<

build/guest/%.o: $(src)%.S config.mk
	@mkdir -p $(@D)
	$(call say,GUESTAS)$(GUEST_CC) $(standard) $(guests-flags) $(GUEST_CFLAGS) -MMD -MP -c -o $@ $<

build/guest/guest.elf: $(src)guests/guest.lds $(guests-objects)
	$(call say,GUESTLD)$(GUEST_LD) -nostdlib -static --no-undefined --orphan-handling=error $(ld_flags) \
		-z noexecstack --build-id=none -T $< -o $@ $(guests-objects)

build/guest/guest.bin: build/guest/guest.elf
	$(call say,OBJCOPY)$(GUEST_OBJCOPY) -O binary $< $@

-include $(guests-objects:.o=.d)
