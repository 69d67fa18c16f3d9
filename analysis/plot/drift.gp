# SPDX-License-Identifier: GPL-2.0-or-later
# For each round, the distance of the cells' medians of that round from their medians of all rounds: linear up to 0.1 %,
# then logarithmic, so that a small drift of most cells and a large drift of a few can both be seen.
stats data using (column('round')) nooutput
set xrange [0.5:STATS_max + 0.5]
set xtics STATS_max > 20 ? round_step(STATS_max / 10) : 1
bend(v) = v == 0 ? 0 : sgn(v) * log10(1 + abs(v) / 0.1)
set ytics ('0' 0)
do for [e = 0:4] {
	set ytics add (sprintf('+%g', 10.0**e) bend(10.0**e))
	set ytics add (sprintf('-%g', 10.0**e) bend(-10.0**e))
}
stats data using (bend(column('high'))) name 'H' nooutput
stats data using (bend(column('low'))) name 'L' nooutput
if (H_max < 3 && L_min > -3) {
	set ytics add ('+0.1' bend(0.1))
	set ytics add ('-0.1' bend(-0.1))
}
set yrange [L_min < -1.2 ? L_min - 0.2 : -1.4 : H_max > 1.2 ? H_max + 0.2 : 1.4]
y_axis = "% of the cell's median"
x_axis = dumb ? 'round' : 'round; '.axis
@set_axes
set lmargin at screen 11 * em / width
if (!dumb) set grid y lc rgb '#dddddd' lt 1 lw 0.5
if (dumb) {
	plot data using (column('round')):(bend(column('high'))) with points pt '+' title 'highest', \
		data using (column('round')):(bend(column('p50'))) with points pt 'o' title series[2], \
		data using (column('round')):(bend(column('low'))) with points pt '-' title 'lowest'
} else {
	plot data using (column('round')):(bend(column('p50'))):(bend(column('low'))):(bend(column('high'))) \
			with yerrorbars lc rgb '#56b4e9' dt 1 pt 7 ps 0 title series[3], \
		data using (column('round')):(bend(column('p50'))):(bend(column('p5'))):(bend(column('p95'))) \
			with yerrorbars lc rgb '#0072b2' lw 3 dt 1 pt 7 ps 0 title series[1], \
		data using (column('round')):(bend(column('p50'))) \
			with linespoints lc rgb '#d55e00' dt 1 pt 7 ps 0.5 title series[2]
}
