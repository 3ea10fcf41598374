'use strict';
const SVG = 'http://www.w3.org/2000/svg';

function side(end) {
  const parts = [end.end, `${whole.format(end.rows)} rows`];
  if (end.problem) parts.push(`cannot be read: ${end.problem}`);
  else if (end.silentMillis === null) parts.push('has written nothing yet');
  else if (end.silentMillis >= 10000 && end.rowsPerSecond === 0) parts.push(`has written nothing for ${age(end.silentMillis)}`);
  else parts.push(`${whole.format(end.rowsPerSecond)} rows/s`);
  if (end.lag !== null) parts.push(`lag ${whole.format(end.lag)}`);
  return parts.join(' · ');
}

// lines: [{name, color, values}]
function graph(title, lines) {
  const figure = element('figure');
  const caption = element('figcaption', `${title}: `);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 100 100');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  const most = Math.max(1, ...lines.flatMap(line => line.values));
  for (const line of lines) {
    const drawn = document.createElementNS(SVG, 'polyline');
    const last = Math.max(1, line.values.length - 1);
    drawn.setAttribute('points', line.values.map((v, i) => `${(100 * i / last).toFixed(2)},${(97 - 94 * v / most).toFixed(2)}`).join(' '));
    drawn.setAttribute('class', `stroke-${line.color}`);
    svg.append(drawn);
    caption.append(element('span', `${line.name} ${whole.format(line.values[line.values.length - 1] || 0)} `, `key-${line.color}`));
  }
  svg.setAttribute('aria-label', caption.textContent);
  caption.append(element('span', `(top: ${whole.format(most)})`, 'small'));
  figure.append(caption, svg);
  return figure;
}

function cell(row, name) {
  const made = element('td', undefined, name);
  const values = row[name];
  if (values === null) {
    made.textContent = 'no row';
    return made;
  }
  Object.entries(values).forEach(([column, value], i) => {
    if (i) made.append(', ');
    made.append(element(row.columns.includes(column) ? 'mark' : 'span', `${column}: ${JSON.stringify(value)}`));
  });
  return made;
}

function rows(status) {
  const table = byId('rows');
  table.replaceChildren();
  if (!status.rows.length) {
    table.append(element('caption', 'none'));
    return;
  }
  table.append(element('caption', `${whole.format(status.rows.length)} of ${whole.format(status.different)} rows that differ`));
  const head = element('tr');
  head.append(...['key', 'left', 'right'].map(name => heading('col', name, name === 'key' ? '' : name)));
  table.append(head);
  for (const row of status.rows) {
    const line = element('tr');
    const key = heading('row');
    key.append(element('span', Object.values(row.key).map(v => typeof v === 'string' ? v : JSON.stringify(v)).join(' · ')), element('div', row.kind, 'small'));
    line.append(key, cell(row, 'left'), cell(row, 'right'));
    table.append(line);
  }
  if (status.different > status.rows.length) {
    const more = element('tr');
    more.append(element('td', `and ${whole.format(status.different - status.rows.length)} more`, 'small'));
    table.append(more);
  }
}

function show(status) {
  const at = new Date(status.at).toISOString().slice(11, 19);
  const verdict = byId('verdict');
  const isDifferent = status.different > 0;
  verdict.textContent = status.state === 'waiting' ? `Waiting for rows, ${at} UTC`
    : `${isDifferent ? `${whole.format(status.different)} keys differ` : 'No difference so far'}${status.state === 'settled' ? ', settled' : ''}, ${at} UTC`;
  verdict.className = `verdict ${isDifferent ? 'bad' : 'good'}`;
  byId('numbers').replaceChildren(
    number('matched', whole.format(status.matched), 'good'),
    number('open', whole.format(status.open)),
    number('oldest open', age(status.oldestOpenMillis)),
    number('missing on the left', whole.format(status.missingLeft), status.missingLeft ? 'bad' : ''),
    number('missing on the right', whole.format(status.missingRight), status.missingRight ? 'bad' : ''),
    number('changed', whole.format(status.changed), status.changed ? 'bad' : ''),
    ...(status.moreOftenLeft + status.moreOftenRight ? [number('more often on one side', whole.format(status.moreOftenLeft + status.moreOftenRight), 'bad')] : []),
    number('healed', whole.format(status.healed)),
    ...(status.leftOut ? [number('left out', whole.format(status.leftOut))] : []));
  byId('left').textContent = side(status.left);
  byId('right').textContent = side(status.right);
  const past = status.history;
  const perTick = past.map((p, i) => i ? Math.max(0, p.matched - past[i - 1].matched) : 0);
  const graphs = [
    graph('matched in each interval', [{ name: '', color: 'good', values: perTick }]),
    graph('open and different', [
      { name: 'open', color: 'left', values: past.map(p => p.open) },
      { name: 'different', color: 'bad', values: past.map(p => p.different) }]),
    graph('age of the oldest open, s', [{ name: '', color: 'right', values: past.map(p => p.oldestOpenMillis / 1000) }]),
    graph('rows/s', [
      { name: 'left', color: 'left', values: past.map(p => p.leftRowsPerSecond) },
      { name: 'right', color: 'right', values: past.map(p => p.rightRowsPerSecond) }])];
  if (past.some(p => p.leftLag !== null || p.rightLag !== null)) {
    graphs.push(graph('lag of the consumer groups', [
      { name: 'left', color: 'left', values: past.map(p => p.leftLag || 0) },
      { name: 'right', color: 'right', values: past.map(p => p.rightLag || 0) }]));
  }
  byId('graphs').replaceChildren(...graphs);
  rows(status);
  byId('notes').replaceChildren(...status.notes.map(note => element('li', note)));
}

async function refresh() {
  let wait = 5000;
  try {
    const answer = await fetch('status.json', { cache: 'no-store' });
    const status = await answer.json();
    if (status.version === undefined) {
      wait = 1000;
    } else {
      show(status);
      wait = Math.max(1000, status.intervalMillis);
    }
    byId('problem').textContent = '';
  } catch (e) {
    byId('problem').textContent = 'twinstream does not answer: what is shown here is old';
  }
  setTimeout(refresh, wait);
}

refresh();
