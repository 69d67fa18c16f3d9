# SPDX-License-Identifier: GPL-2.0-or-later
# The share of samples with at most a given cost: steps, a curve for each series. A curve's name has its faults.
stats data using (column('cost')) nooutput
low = STATS_min > 0 ? STATS_min / 1.1 : 0.5
high = STATS_max > 0 ? STATS_max * 1.1 : 2
set xrange [low:high]
if (STATS_max < 20 * STATS_min) {
	set xtics round_step((high - low) / 4)
} else {
	set logscale x 10
	set xtics ()
	do for [e = floor(log10(low)):ceil(log10(high))] {
		do for [m in '1 2 5'] { set xtics add (sprintf('%.6g', m * 10.0**e) m * 10.0**e) }
	}
}
set yrange [0:1.02]
y_axis = 'share of samples'
@set_axes
set format y '%.2f'
set ytics 0.25
set lmargin at screen 10 * em / width
if (!dumb) set grid lc rgb '#dddddd' lt 1 lw 0.5
own(i, x) = strcol('series') eq series[i] ? x : NaN
plot for [i = 1:series_count] data using (own(i, column('cost'))):(column('share')) with steps lt int(types[i]) \
	lw 1.5 title series[i]
