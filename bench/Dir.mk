# SPDX-License-Identifier: GPL-2.0-or-later
# bench: the catalogue and what all verbs share. It needs the C library only and is built for every machine.

bench-files := $(patsubst $(src)bench/%,%,$(sort $(wildcard $(src)bench/*.c \
	$(addprefix $(src)bench/,$(addsuffix /*.c,archive cli model stats suite)))))
