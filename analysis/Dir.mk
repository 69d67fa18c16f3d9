# SPDX-License-Identifier: GPL-2.0-or-later
# What archives mean: for any machine.

analysis-files := $(patsubst $(src)analysis/%,%,$(sort $(foreach suffix,c S,$(wildcard $(addprefix $(src)analysis/,\
	$(addsuffix /*.$(suffix),archive cell check compare contrast export output plot report scorecard section stats table wording))))))

# What the assembler includes, in every variant: a pattern without commands would add nothing.
$(foreach variant,native arm64 fuzz,build/$(variant)/analysis/plot/templates.o): $(wildcard $(src)analysis/plot/*.gp)
