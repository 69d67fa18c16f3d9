# SPDX-License-Identifier: GPL-2.0-or-later
# The catalogue, and what all verbs share: C library only, for any machine.

bench-files := $(patsubst $(src)bench/%,%,$(sort $(wildcard $(src)bench/*.c \
	$(addprefix $(src)bench/,$(addsuffix /*.c,archive cli model stats suite)))))
