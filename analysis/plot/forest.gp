# SPDX-License-Identifier: GPL-2.0-or-later
# Differences with their intervals: for every row a mark of each series, and how many faults the two sides took.
stats data using (beyond(column('value'), 'high')) name 'H' nooutput
stats data using (beyond(column('value'), 'low')) name 'L' nooutput
left = L_min < 0 ? L_min : 0
right = H_max > 0 ? H_max : 0
span = right > left ? right - left : 1
set xrange [left - 0.05 * span : right + longer * 1.05 * span]
set xtics round_step(span / 4)
set yrange [places - 1 : -1]
set ytics () scale 0
do for [i = 1:rows_count] { set ytics add (rows[i] middles[i] + 0.0) }
if (!dumb) {
	gap = -1.0
	do for [i = 1:rows_count - 1] {
		gap = 2 * (middles[i] + 0.0) - gap
		set arrow from graph 0, first gap to graph 1, first gap nohead lc rgb '#dddddd' lw 0.5
	}
}
set arrow from 0, graph 0 to 0, graph 1 nohead lc rgb '#555555' lw 0.8
if (!dumb) set grid x lc rgb '#dddddd' lt 1 lw 0.5
own(i, x) = strcol('series') eq series[i] ? x : NaN
middle(i) = own(i, column('value'))
if (dumb) {
	set label 2 '2-1: stage-2 faults of the two sides; intervals: '.data
	plot for [i = 1:series_count] data using (middle(i)):(column('y')) \
			with points lt int(types[i]) title series[i], \
		for [i = 1:series_count] data using (middle(i)):(column('y')):(strcol('mark')) \
			with labels left offset 2, 0 notitle
	exit
}
plot for [i = 1:series_count] data using (middle(i)):(column('y')) \
		with points lt int(types[i]) ps 0.7 title series[i], \
	for [i = 1:series_count] data \
		using (middle(i)):(column('y')):(own(i, column('low'))):(own(i, column('high'))) \
		with xerrorbars lt int(types[i]) dt 1 pt 7 ps 0 notitle, \
	for [i = 1:series_count] data \
		using (own(i, beyond(column('value'), 'high'))):(column('y')):(strcol('mark')) \
		with labels left offset 0.9, 0 font small notitle
