// SPDX-License-Identifier: GPL-2.0-or-later
// Search by axis in the index of a site. Without it, every row is shown. What is searched for stands behind the # of the address.
'use strict';
{
	const axes = ['host', 'kernel', 'setup', 'policy', 'unit', 'suite'];
	const rows = [];
	for (const table of document.querySelectorAll('table')) {
		const heads = [...table.tHead.rows[0].cells].map(head => head.textContent);
		if (!heads.includes('host')) continue;
		for (const row of table.tBodies[0].rows) {
			const cells = [...row.cells].map(cell => cell.textContent);
			rows.push({ row, text: cells.join('\n').toLowerCase(), value: axis => cells[heads.indexOf(axis)] });
		}
	}

	const box = document.createElement('div');
	box.className = 'search';
	box.setAttribute('role', 'search');
	const labelled = (text, control) => {
		const label = document.createElement('label');
		label.append(text, control);
		box.append(label);
		return control;
	};
	const words = labelled('search: words, or axis=beginning', document.createElement('input'));
	words.type = 'search';
	words.placeholder = 'policy=inject kernel=6.12';
	// A run's list of policies has several values.
	const parts = (row, axis) => (axis === 'policy' ? row.value(axis)?.split(', ') : [row.value(axis)]) ?? [];
	const order = (a, b) => a.localeCompare(b, 'en', { numeric: true });
	const choices = new Map();
	for (const axis of axes) {
		const values = [...new Set(rows.flatMap(row => parts(row, axis)))].filter(value => value).sort(order);
		if (values.length < 2) continue;
		const select = labelled(axis, document.createElement('select'));
		select.append(new Option('all', ''), ...values.map(value => new Option(value, value)));
		choices.set(axis, select);
	}
	const said = document.createElement('output');
	box.append(said);
	document.querySelector('h2').before(box);

	// On an axis, a word is to begin so. An axis that a row's table does not have hides no row of it.
	const has = (row, word) => {
		const [, axis, value] = /^(\w+)=(.*)$/.exec(word) ?? [];
		if (!axes.includes(axis)) return row.text.includes(word);
		return row.value(axis) === undefined || ` ${row.value(axis).toLowerCase()}`.includes(` ${value}`);
	};
	const show = () => {
		const wanted = words.value.toLowerCase().split(/\s+/).filter(word => word);
		let shown = 0;
		for (const row of rows) {
			const fits = wanted.every(word => has(row, word)) && [...choices].every(([axis, select]) =>
				!select.value || row.value(axis) === undefined || parts(row, axis).includes(select.value));
			row.row.hidden = !fits;
			shown += fits;
		}
		said.textContent = `${shown} of ${rows.length} rows`;
	};
	const read = () => {
		const from = new URLSearchParams(location.hash.slice(1));
		words.value = from.get('q') ?? '';
		for (const [axis, select] of choices) select.value = from.get(axis) ?? '';
		show();
	};
	box.addEventListener('input', () => {
		const to = new URLSearchParams();
		if (words.value) to.set('q', words.value);
		for (const [axis, select] of choices) if (select.value) to.set(axis, select.value);
		history.replaceState(null, '', `#${to}`);
		show();
	});
	window.addEventListener('hashchange', read);
	read();
}
