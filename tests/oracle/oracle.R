# SPDX-License-Identifier: GPL-2.0-or-later
# oracle.R X Y: print the same figures as print.c, computed by R.
suppressWarnings(suppressPackageStartupMessages(library(boot)))
args <- commandArgs(trailingOnly = TRUE)
x <- scan(args[1], quiet = TRUE)
y <- scan(args[2], quiet = TRUE)
say <- function(name, value) cat(name, format(unname(value), digits = 15), "\n")
say("mean", mean(x))
say("deviation", sd(x))
say("median", median(x))
say("q90", quantile(x, 0.9, type = 7))
say("trim20", mean(x, trim = 0.2))
low <- qbinom(0.025, length(x), 0.5)
say("median.ci.lo", sort(x)[low])
say("median.ci.hi", sort(x)[length(x) + 1 - low])
welch <- t.test(x, y)$conf.int
say("welch.lo", welch[1])
say("welch.hi", welch[2])
say("shift", median(outer(x, y, "-")))
set.seed(1)
bca <- boot.ci(boot(x, function(z, i) mean(z[i], trim = 0.2), R = 9999), type = "bca")$bca
say("bca.lo", bca[4])
say("bca.hi", bca[5])
