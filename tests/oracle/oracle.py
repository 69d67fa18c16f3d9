# SPDX-License-Identifier: GPL-2.0-or-later
# oracle.py X Y: print the same figures as print.c, computed by scipy.
import sys

import numpy as np
import scipy.stats as st
from scipy.stats import mstats

x, y = (np.loadtxt(path) for path in sys.argv[1:])
print("mean", x.mean())
print("deviation", x.std(ddof=1))
print("median", np.median(x))
print("q90", np.quantile(x, 0.9))
print("trim20", st.trim_mean(x, 0.2))
cut = int(0.2 * len(x)) / len(x)  # whole samples are cut, so that the share is not 0.2 exactly
print("trim20.error", float(mstats.trimmed_stde(x, limits=(cut, cut))))
print("hd50", float(mstats.hdquantiles(x, [0.5])[0]))
# scipy subtracts squares, so subtract the smallest value first; otherwise only rounding errors would be left.
print("mj50", float(mstats.mjci(x - x.min(), [0.5])[0]))
ci = st.bootstrap((x,), lambda a, axis=-1: st.trim_mean(a, 0.2, axis=axis), n_resamples=9999, method="BCa", batch=500,
                  random_state=1).confidence_interval
print("bca.lo", ci.low)
print("bca.hi", ci.high)
print("yuen.p", st.ttest_ind(x, y, equal_var=False, trim=0.2).pvalue)
print("shift", np.median(np.subtract.outer(x, y)))
above = (np.sum(x[:, None] > y[None, :]) - np.sum(x[:, None] < y[None, :])) / (len(x) * len(y))
print("cliff", above)
