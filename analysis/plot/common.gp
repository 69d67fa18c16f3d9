# SPDX-License-Identifier: GPL-2.0-or-later
# Common to all figures. These variables are set above: term; width, height, line (of small text) and headline_height (a line of
# it), in pixels or characters; above (lines of the headline), below, note_lines and key_lines, in lines; widest and
# widest_mark (name of a row, mark behind a cost), in characters; small (a font); data (a file); headline, axis, note,
# caption; places (how many bars, marks and headings there is room for); and the arrays rows, headings (of rows, in
# places from the top), series, types (a series' colour and mark), of rows_count and series_count texts.
set datafile separator tab
set datafile columnheaders
dumb = term eq 'dumb'

# Okabe and Ito's colours (2008), distinct with any kind of colour blindness; marks and dashes are distinct in print.
# The first two, DC IVAC and DC CIVAC in most figures, are dark and light, so that they differ in a grey copy.
set linetype 1 lc rgb '#0072b2' pt 7 dt 1
set linetype 2 lc rgb '#e69f00' pt 5 dt 2
set linetype 3 lc rgb '#009e73' pt 9 dt 3
set linetype 4 lc rgb '#cc79a7' pt 11 dt 4
set linetype 5 lc rgb '#56b4e9' pt 13 dt 5
set linetype 6 lc rgb '#d55e00' pt 4 dt (8,3)
set linetype 7 lc rgb '#000000' pt 6 dt (2,4)
set linetype 8 lc rgb '#999999' pt 8 dt (12,4,2,4)
set linetype 9 lc rgb '#f0e442' pt 10 dt 1
set linetype 10 lc rgb '#882255' pt 12 dt 2
set linetype cycle 10
if (dumb) { do for [i = 1:10] { set linetype i pt 'ox+*#@%&$~'[i:i] } }

set style fill solid 0.85 noborder
set errorbars small
set border 3 lw 0.5
set tics nomirror scale 0.5 font small
set format '%.0f'

# From the top: headline, key, plot, axis, note and caption.
em = dumb ? 1.0 : 6.0
head = above * headline_height
foot = dumb ? 0.4 : 0.6
set label 1 headline at screen em / width, screen 1 - 0.8 * headline_height / height left front
set key at screen em / width, screen 1 - (head + 0.2 * line) / height left top Left reverse vertical \
	maxrows (key_lines > 0 ? key_lines : 1) samplen 1.5 width 1 noenhanced font small
set label 2 note at screen em / width, screen (foot + note_lines) * line / height left font small \
	textcolor rgb '#444444'
set label 3 caption at screen em / width, screen foot * line / height left font small textcolor rgb '#444444'
set tmargin at screen 1 - (head + (key_lines + 0.8) * line) / height
set bmargin at screen below * line / height
set lmargin at screen em * (widest + 3) / width
set rmargin at screen 1 - 3 * em / width

# The lines of the note below its first one.
note_rest = strstrt(note, "\n") ? note[strstrt(note, "\n"):*] : ''

# The axes' names. Beside the left edge stands that of the vertical one, if it has one: gnuplot itself would place it by
# how wide the numbers are, and perhaps outside. Where there are only characters both stand below.
x_axis = axis
y_axis = ''
axis_row = foot + note_lines + 1
set_axes = dumb ? \
	'set label 4 (y_axis ne "" ? y_axis." by " : "").x_axis at screen 0.5, screen axis_row / height center' : \
	'set xlabel x_axis offset 0, 0.7 font small;'. \
	'set label 4 y_axis at screen 1.8 * em / width, graph 0.5 rotate by 90 center font small'
@set_axes

# The rows' headings, each in a place of its own above the row.
set_headings = 'do for [i = 1:rows_count] {'. \
	'set label 10 + i rows[i] at graph 0, first headings[i] - 0.05 left offset (dumb ? 1 : 0.5), 0 font small }'

# The fraction by which a scale must be longer, so that marks have room behind the costs and row names before them.
longer(names) = stretch(em * (widest_mark + 2) / (width - em * (names + 5)))
stretch(room) = room < 0.7 ? room / (1 - room) : 2.3

# A step of 1, 2 or 5 times a power of ten, close to the one given.
round_step(x) = x > 0 ? 10**floor(log10(x)) * pick(x / 10**floor(log10(x))) : 1
pick(m) = m < 1.5 ? 1 : m < 3.5 ? 2 : m < 7.5 ? 5 : 10
# An interval's end, by its column, or the value if it has no interval. Gnuplot draws nothing for a NaN.
beyond(x, end) = strcol(end) eq 'NaN' ? x : column(end)
