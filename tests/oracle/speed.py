# SPDX-License-Identifier: GPL-2.0-or-later
# speed.py: print the same as speed.c, for scipy.
import time

import numpy as np
import scipy.stats as st

x = 1000 + np.random.default_rng(1).random(4096) * 300
begin = time.monotonic()
st.bootstrap((x,), lambda a, axis=-1: st.trim_mean(a, 0.2, axis=axis), n_resamples=9999, batch=200, method="BCa")
print("%.3f" % (time.monotonic() - begin))
