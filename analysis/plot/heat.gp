# SPDX-License-Identifier: GPL-2.0-or-later
# Rows by columns (series): the cost as shade and number, with its faults below. Darker costs more.
stats data using (column('cost')) nooutput
low = STATS_min > 0 ? STATS_min : 1
high = STATS_max > low ? STATS_max : 2 * low
set xrange [(dumb ? -0.7 : -0.5):series_count - 0.5]
set yrange [rows_count - 0.5:-0.5]
set ytics () scale 0
do for [i = 1:rows_count] { set ytics add (rows[i] i - 1) }
set xtics () scale 0
short(name) = name[1:3] eq 'dc_' ? name[4:*] : name
stagger(i) = (i % 2 ? '' : "\n").short(series[i])
do for [i = 1:series_count] { set xtics add (dumb ? stagger(i) : series[i] i - 1) }
if (!dumb) {
	set xtics rotate by 35 right
	set bmargin at screen (below * line + 26) / height
	set xlabel offset 0, 0.6
}
set border 0
set palette defined (0 '#deebf7', 1 '#c6dbef', 2 '#6baed6', 3 '#2171b5', 4 '#08306b')
set logscale cb 10
set cbrange [low:high]
set lmargin at screen em * (widest + 2) / width
set rmargin at screen 1 - em / width
unset colorbox
unset key
dark(c) = log((c > 0 ? c : low) / low) > 0.72 * log(high / low)
x(_) = column('x')
y(_) = column('y')
four(c) = c < 9999.5 ? strcol('text') : c < 999500 ? sprintf('%.0fk', c / 1000) : sprintf('%.0fM', c / 1000000)
side(d, x) = dark(column('cost')) == d ? x : NaN
if (dumb) {
	plot data using (column('x')):(column('y') - 0.2):(four(column('cost'))) with labels, \
		data using (column('x')):(column('y') + 0.3):(strcol('mark')) with labels
} else {
	plot data using (x(0)):(y(0)):(x(0) - 0.49):(x(0) + 0.49):(y(0) - 0.48):(y(0) + 0.48):(column('cost')) \
			with boxxyerror fillstyle solid 1 noborder fillcolor palette, \
		for [d = 0:1] data using (side(d, column('x'))):(column('y')):(strcol('text')) \
			with labels center offset 0, 0.45 font small textcolor rgb (d ? 0xffffff : 0x000000), \
		for [d = 0:1] data using (side(d, column('x'))):(column('y')):(strcol('mark')) \
			with labels center offset 0, -0.45 font small textcolor rgb (d ? 0xffffff : 0x000000)
}
