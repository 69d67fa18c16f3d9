# SPDX-License-Identifier: GPL-2.0-or-later
# What all figures have in common. Set above: term; width, height and line (of text), in pixels or characters; above,
# below and key_lines, in lines; widest and widest_mark (name of a row, mark behind a cost), in characters; small (a
# font); data (a file); headline, axis, note, caption; places (how many bars or marks there is room for, with a gap
# after every row); and the arrays rows, middles (of rows, in places from the top), series, types (a series' colour and
# mark), of rows_count and series_count texts.
set datafile separator tab
set datafile columnheaders
dumb = term eq 'dumb'

# Okabe and Ito's colours (2008), told apart with any kind of colour blindness; marks and dashes say the same in print.
set linetype 1 lc rgb '#0072b2' pt 7 dt 1
set linetype 2 lc rgb '#d55e00' pt 5 dt 2
set linetype 3 lc rgb '#009e73' pt 9 dt 3
set linetype 4 lc rgb '#cc79a7' pt 11 dt 4
set linetype 5 lc rgb '#56b4e9' pt 13 dt 5
set linetype 6 lc rgb '#e69f00' pt 4 dt (8,3)
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
set label 1 headline at screen em / width, screen 1 - 0.9 * line / height left front
set key at screen em / width, screen 1 - (above + 0.4) * line / height left top Left reverse vertical \
	maxrows (key_lines > 0 ? key_lines : 1) samplen 1.5 width 1 noenhanced font small
set label 2 note at screen em / width, screen 1.6 * line / height left font small textcolor rgb '#444444'
set label 3 caption at screen em / width, screen 0.6 * line / height left font small textcolor rgb '#444444'
set tmargin at screen 1 - (above + key_lines + 0.8) * line / height
set bmargin at screen below * line / height
set lmargin at screen em * (widest + 3) / width
set rmargin at screen 1 - 2 * em / width
set xlabel axis offset 0, (dumb ? 0 : 0.4)
if (!dumb) set xlabel font small

# What a scale has to be longer by, of itself, so that marks have room behind the costs.
room = em * (widest_mark + 2) / (width - em * (widest + 5))
longer = room < 0.7 ? room / (1 - room) : 2.3

# About so many steps in a range, each 1, 2 or 5 times a power of ten.
round_step(x) = x > 0 ? 10**floor(log10(x)) * pick(x / 10**floor(log10(x))) : 1
pick(m) = m < 1.5 ? 1 : m < 3.5 ? 2 : m < 7.5 ? 5 : 10
# An interval's end, by its column, or the value where there is none. What is computed from a NaN is not drawn.
beyond(x, end) = strcol(end) eq 'NaN' ? x : column(end)
