# SPDX-License-Identifier: GPL-2.0-or-later
# Policies by columns of the scorecard. A cell has its cost, and below it what went with it; its tint is one of the
# series, which say how it stands to upstream.
stats data using (column('x')) nooutput
set xrange [-0.5:STATS_max + 0.5]
set yrange [rows_count - 0.5:-1.1]
unset xtics
unset ytics
unset border
set lmargin at screen 2 * em / width
set rmargin at screen 1 - em / width
array tint[6] = [0xdddddd, 0xf2f2f2, 0xdddddd, 0xa6cfe8, 0xf8cf86, 0xdcc5e0]
do for [i = 1:rows_count] { set label 10 + i rows[i] at first -0.49, first i - (dumb ? 1.4 : 1.37) left front font small }
head(name) = strstrt(name, ', ') ? name[1:strstrt(name, ', ')]."\n".name[strstrt(name, ', ') + 2:*] : name
x(_) = column('x')
y(_) = column('y')
# A cell of two lines has them in its middle.
middle(y) = strlen(strcol('leaves')) ? y : y + 0.1
top(_) = strcol('head') eq 'yes' ? column('x') : NaN
if (dumb) {
	plot data using (x(0)):(y(0) - 0.14):(strcol('text')) with labels notitle, \
		data using (x(0)):(y(0) + 0.11):(strcol('mark')) with labels notitle, \
		data using (x(0)):(y(0) + 0.36):(strcol('leaves')) with labels notitle, \
		data using (top(0)):(-0.9):(head(strcol('column'))) with labels notitle
} else {
	plot data using (x(0)):(y(0)):(x(0) - 0.49):(x(0) + 0.49):(y(0) - 0.25):(y(0) + 0.47):(tint[int(column('tint'))]) \
			with boxxyerror fillstyle solid 1 border lc rgb '#bbbbbb' fillcolor rgb variable notitle, \
		for [i = 1:series_count] NaN with boxes fillstyle solid 1 noborder \
			fillcolor rgb tint[int(types[i])] title series[i], \
		data using (x(0)):(middle(y(0) - 0.12)):(strcol('text')) with labels notitle, \
		data using (x(0)):(middle(y(0) + 0.12)):(strcol('mark')) with labels font small notitle, \
		data using (x(0)):(y(0) + 0.34):(strcol('leaves')) with labels font small notitle, \
		data using (top(0)):(-0.85):(head(strcol('column'))) with labels font small notitle
}
