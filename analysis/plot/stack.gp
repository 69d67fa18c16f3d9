# SPDX-License-Identifier: GPL-2.0-or-later
# Bars of parts, one behind the other; a diamond at the measured whole, with its number of faults.
stats data using (column('to')) nooutput
set xtics 0, round_step(STATS_max / 4)
set xrange [0:STATS_max > 0 ? (1 + longer(widest)) * STATS_max : 1]
set yrange [rows_count - 0.4:-0.6]
set ytics () scale 0
do for [i = 1:rows_count] { set ytics add (rows[i] i - 1) }
if (!dumb) set grid x lc rgb '#dddddd' lt 1 lw 0.5
own(i, x) = strcol('series') eq series[i] ? x : NaN
whole(x) = strcol('series') eq 'whole' ? x : NaN
from(i) = own(i, column('from'))
to(i) = own(i, column('to'))
if (dumb) {
	plot for [i = 1:series_count] data using (to(i)):(column('y')) \
			with points lt int(types[i]) title series[i], \
		data using (whole(column('to'))):(column('y')):(strcol('mark')) \
			with labels left offset 2, 0 notitle
} else {
	plot for [i = 1:series_count] data \
			using (from(i)):(column('y')):(from(i)):(to(i)):(column('y') - 0.32):(column('y') + 0.32) \
			with boxxyerror lt int(types[i]) dt 1 fs solid 0.85 border rgb '#ffffff' title series[i], \
		data using (whole(column('to'))):(column('y')) \
			with points pt 12 ps 0.8 lw 1.5 lc rgb '#000000' notitle, \
		data using (whole(column('to'))):(column('y')):(strcol('mark')) \
			with labels left offset 1, 0 font small notitle
}
