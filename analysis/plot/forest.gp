# SPDX-License-Identifier: GPL-2.0-or-later
# Differences with their intervals: below each row's heading a mark for each series, and in a column to the right the
# faults of the two sides.
stats data using (beyond(column('value'), 'high')) name 'H' nooutput
stats data using (beyond(column('value'), 'low')) name 'L' nooutput
left = L_min < 0 ? L_min : 0
right = H_max > 0 ? H_max : 0
span = right > left ? right - left : 1
left = left - 0.05 * span
right = right + 0.05 * span
set xrange [left:right]
set lmargin at screen 2 * em / width
set rmargin at screen 1 - em * (widest_mark + 3) / width
set xtics round_step(span / 4)
set yrange [places - 1 : -0.7]
unset ytics
@set_headings
below_row(i) = i < rows_count ? headings[i + 1] - 0.5 : places - 1
do for [i = 1:rows_count] {
	set arrow from 0, first headings[i] + (dumb ? 1 : 0.5) to 0, first below_row(i) - (dumb ? 0.5 : 0) nohead back \
		lw 0.8 lc rgb '#777777'
	if (!dumb) {
		set arrow from graph 0, first below_row(i) to graph 1, first below_row(i) nohead back lw 0.5 \
			lc rgb '#dddddd'
	}
}
if (!dumb) set grid x lc rgb '#dddddd' lt 1 lw 0.5
own(i, x) = strcol('series') eq series[i] ? x : NaN
middle(i) = own(i, column('value'))
if (dumb) {
	set label 2 '2-1: stage-2 faults of the two sides; intervals: '.data.note_rest
	plot for [i = 1:series_count] data using (middle(i)):(column('y')) \
			with points lt int(types[i]) title series[i], \
		data using (right):(column('y')):(strcol('mark')) with labels left offset 1, 0 notitle
	exit
}
plot for [i = 1:series_count] data using (middle(i)):(column('y')) \
		with points lt int(types[i]) ps 0.7 title series[i], \
	for [i = 1:series_count] data \
		using (middle(i)):(column('y')):(own(i, column('low'))):(own(i, column('high'))) \
		with xerrorbars lt int(types[i]) dt 1 pt 7 ps 0 notitle, \
	data using (right):(column('y')):(strcol('mark')) with labels left offset 0.9, 0 font small notitle
