# SPDX-License-Identifier: GPL-2.0-or-later
# The part that reads archives. It is compiled for every machine.

analysis-files := $(patsubst $(src)analysis/%,%,$(sort $(foreach suffix,c S,$(wildcard $(addprefix $(src)analysis/,\
	$(addsuffix /*.$(suffix),archive boots cell check compare contrast explain export history merge output plot report scorecard section shift site stats table wording))))))

# Files that the assembler includes. Each variant is named, because a pattern rule without commands adds no dependency.
$(foreach variant,native arm64 fuzz,build/$(variant)/analysis/plot/templates.o): $(wildcard $(src)analysis/plot/*.gp)
$(foreach variant,native arm64 fuzz,build/$(variant)/analysis/site/script.o): $(src)analysis/site/search.js
