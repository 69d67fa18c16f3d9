# SPDX-License-Identifier: GPL-2.0-or-later
# Costs: below each row's heading a bar for each series, from 0, with its interval and number of faults.
stats data using (beyond(column('cost'), 'high')) nooutput
set lmargin at screen 2 * em / width
set xtics 0, round_step(STATS_max / 4)
set yrange [places - 1 : -0.7]
unset ytics
@set_headings
set xrange [(dumb ? -STATS_max / 40 : 0):STATS_max > 0 ? (1 + longer(0)) * STATS_max : 1]
if (!dumb) set grid x lc rgb '#dddddd' lt 1 lw 0.5
own(i, x) = strcol('series') eq series[i] ? x : NaN
cost(i) = own(i, column('cost'))
if (dumb) {
	set label 2 'cost and stage-2 faults per op; intervals: '.data.note_rest
	plot for [i = 1:series_count] data using (cost(i)):(column('y')) \
			with points lt int(types[i]) title series[i], \
		for [i = 1:series_count] data using (cost(i)):(column('y')):(strcol('mark')) \
			with labels left offset 2, 0 notitle
} else {
	plot for [i = 1:series_count] data \
			using (cost(i)):(column('y')):(0):(cost(i)):(column('y') - 0.45):(column('y') + 0.45) \
			with boxxyerror lt int(types[i]) title series[i], \
		for [i = 1:series_count] data \
			using (cost(i)):(column('y')):(own(i, column('low'))):(own(i, column('high'))) \
			with xerrorbars lc rgb '#333333' lw 0.8 pt 7 ps 0 dt 1 notitle, \
		for [i = 1:series_count] data \
			using (own(i, beyond(column('cost'), 'high'))):(column('y')):(strcol('mark')) \
			with labels left offset 0.6, 0 font small notitle
}
