# SPDX-License-Identifier: GPL-2.0-or-later
# Cost of the first n lines of a page, a curve for each series: measured at the marks; rings where two curves cross.
set logscale x 2
set logscale y 10
y_axis = axis
x_axis = dumb ? 'lines of the page' : 'lines of the page that are maintained'
@set_axes
set lmargin at screen 10 * em / width
set format y '%.0s%c'
set rmargin at screen 1 - 3 * em / width
if (!dumb) set grid lc rgb '#dddddd' lt 1 lw 0.5
set xrange [1:*]
own(i, kind, x) = strcol('series') eq series[i] && strcol('kind') eq kind ? x : NaN
plot for [i = 1:series_count] data using (own(i, 'model', column('lines'))):(column('cost')) \
		with lines lt int(types[i]) lw 1.2 notitle, \
	for [i = 1:series_count] data using (own(i, 'measured', column('lines'))):(column('cost')) \
		with points lt int(types[i]) ps 0.8 title series[i], \
	data using (strcol('kind') eq 'meet' ? column('lines') : NaN):(column('cost')) \
		with points pt (dumb ? 'O' : 6) ps 1.6 lw 1 lc rgb '#000000' notitle
