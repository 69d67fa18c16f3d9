# SPDX-License-Identifier: GPL-2.0-or-later
# The catalogue, and what all verbs share: C library only, for any machine.

bench-files := cell.c cmdline.c complain.c hostpage.c op.c policy.c predict.c prep.c scenario.c sha256.c \
	slot.c stage2.c student.c
