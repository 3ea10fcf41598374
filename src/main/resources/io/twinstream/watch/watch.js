'use strict';
// One run, and the one beside it if there is one: each is asked in its own time, and all is drawn together.
const KEPT = 10000;
const DRAWN = 300;
const REDRAW_MILLIS = 500;
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const clock = millis => new Date(millis).toISOString().slice(11, 19);
const amount = value => value === null || value === undefined ? 'unknown' : whole.format(value);
const bytes = value => value === null || value === undefined ? 'unknown' : value < 1e6 ? `${whole.format(value / 1e3)} kB` : `${whole.format(value / 1e6)} MB`;
const took = seconds => seconds === null || seconds === undefined ? 'none' : seconds < 1 ? `${Math.round(1000 * seconds)} ms` : `${seconds.toFixed(1)} s`;

const paths = ['status.json', ...(JSON.parse(byId('beside').textContent) ? ['beside.json'] : [])];
const runs = paths.map(path => ({ path, rows: [], next: 0, id: null, status: null, problem: '' }));
const shown = () => runs.filter(run => run.status);
const color = run => run.status.engine === 'structured' ? 'right' : 'left';
const title = run => `${run.status.job} on ${run.status.engine}`;
const column = (run, name) => run.status.columns.indexOf(name);

// What arrived in a batch is of one interval on the classic engine, and of the time since the last micro-batch in a port.
function perSecond(run, name) {
  const [at, what] = [column(run, 'at'), column(run, name)];
  const interval = run.status.intervalMillis;
  return (row, before) => {
    const gap = run.status.engine === 'structured' && before ? Math.max(interval, row[at] - before[at]) : interval;
    return 1000 * row[what] / Math.max(1, gap);
  };
}
const plain = (name, per) => run => {
  const what = column(run, name);
  return row => row[what] < 0 ? null : row[what] / per;
};
const kinds = [
  { id: 'in', title: 'Input', y: 'rows a second', of: run => perSecond(run, 'in'), limit: run => plain('rate', 1)(run), name: 'backpressure' },
  { id: 'out', title: 'Output', y: 'rows a second', of: run => perSecond(run, 'out') },
  { id: 'processing', title: 'Processing time', y: 'a batch, s', of: plain('processing', 1000), limit: run => () => run.status.intervalMillis / 1000, name: 'interval' },
  { id: 'delay', title: 'Scheduling delay', y: 'a batch, s', of: plain('delay', 1000) },
  { id: 'lag', title: 'Lag', y: 'rows that wait', of: plain('lag', 1) },
  { id: 'state', title: 'State', y: 'keys or rows', of: plain('stateRows', 1) },
];

// The least and the greatest of each piece, so that no peak is lost.
function thinned(points) {
  if (points.length <= 2 * DRAWN) return points;
  const size = Math.ceil(points.length / DRAWN);
  const kept = [];
  for (let i = 0; i < points.length; i += size) {
    let [least, most] = [points[i], points[i]];
    for (const point of points.slice(i, i + size)) {
      if (point.y < least.y) least = point;
      if (point.y > most.y) most = point;
    }
    kept.push(...(least === most ? [least] : least.x < most.x ? [least, most] : [most, least]));
  }
  return kept;
}

function points(run, value, since) {
  const at = column(run, 'at');
  const all = [];
  run.rows.forEach((row, i) => {
    if (row[at] < since) return;
    const y = value(row, run.rows[i - 1]);
    if (y !== null) all.push({ x: row[at], y });
  });
  return thinned(all);
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
function ticks(axis) {
  const most = Math.max(2, Math.floor(axis.width / 90));
  const step = 1000 * (STEPS.find(each => (axis.max - axis.min) / 1000 / each <= most) || 86400);
  axis.ticks = [];
  for (let at = Math.ceil(axis.min / step) * step; at <= axis.max; at += step) axis.ticks.push({ value: at });
}

function made(kind) {
  const figure = element('figure', undefined, 'chart');
  const canvas = element('canvas');
  canvas.id = kind.id;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `${kind.title}, ${kind.y}`);
  const box = element('div', undefined, 'canvas low');
  box.append(canvas);
  const figures = element('details', undefined, 'figures');
  const scroll = element('div', undefined, 'scroll');
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', kind.title);
  kind.table = element('table');
  scroll.append(kind.table);
  figures.append(element('summary', 'The figures of this chart'), scroll);
  figures.addEventListener('toggle', () => tabulate(kind));
  kind.details = figures;
  kind.figure = figure;
  figure.append(element('figcaption', kind.title), box, figures);
  byId('charts').append(figure);
  const axis = (text, more) => ({ type: 'linear', title: { display: true, text, color: css('--ink') }, grid: {}, ...more, ticks: { maxRotation: 0, ...(more.ticks || {}) } });
  kind.chart = new Chart(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false, maintainAspectRatio: false, parsing: false, normalized: true, interaction: { mode: 'nearest', axis: 'x', intersect: false },
      plugins: { colors: { enabled: false }, legend: { labels: { boxHeight: 0 } }, tooltip: { callbacks: { title: all => all.length ? clock(all[0].parsed.x) : '' } } },
      scales: {
        x: axis('time: h, min, s', { afterBuildTicks: ticks, ticks: { callback: at => clock(at), autoSkip: false } }),
        y: axis(kind.y, { beginAtZero: true }),
      },
    },
  });
}

function line(label, name, data, isLimit) {
  return {
    label, data, borderColor: css(name), backgroundColor: css(name), borderWidth: isLimit ? 1.5 : 2, borderDash: isLimit ? [4, 4] : [],
    pointRadius: data.length > 60 || isLimit ? 0 : 2, fill: false,
  };
}

function draw(kind, since, end) {
  const sets = [];
  for (const run of shown()) {
    const data = points(run, kind.of(run), since);
    if (data.length) sets.push(line(run.status.engine, `--${color(run)}`, data, false));
  }
  for (const run of kind.limit ? shown() : []) {
    const limit = points(run, kind.limit(run), since);
    const isSame = limit.length && sets.some(set => set.borderDash.length && set.data.length && set.data[0].y === limit[0].y);
    if (limit.length && !isSame) sets.push(line(shown().length > 1 ? `${kind.name}, ${run.status.engine}` : kind.name, '--muted', limit, true));
  }
  kind.figure.hidden = !sets.some(set => !set.borderDash.length);
  if (kind.figure.hidden) return;
  const chart = kind.chart;
  chart.data.datasets = sets;
  chart.options.scales.x.max = end;
  chart.options.scales.x.min = Math.min(end - 1000, ...sets.map(set => set.data[0].x));
  for (const scale of Object.values(chart.options.scales)) {
    scale.grid.color = css('--grid');
    scale.ticks.color = scale.title.color = css('--ink');
  }
  chart.options.plugins.legend.labels.color = css('--ink');
  chart.update('none');
  const newest = sets.map(set => `${set.label} ${set.data[set.data.length - 1].y.toLocaleString('en-US', { maximumFractionDigits: 3 })}`);
  chart.canvas.setAttribute('aria-label', `${kind.title}, ${kind.y}; newest: ${newest.join(', ')}`);
  tabulate(kind);
}

function table(where, caption, columns, rows) {
  where.replaceChildren(element('caption', rows.length ? caption : 'none'));
  if (!rows.length) return;
  const head = element('tr');
  head.append(...columns.map((name, i) => heading('col', name, i && !/^(what|folder|topic)$/.test(name) ? 'number' : '')));
  const top = element('thead');
  top.append(head);
  where.append(top);
  const body = element('tbody');
  for (const { side, cells } of rows) {
    const row = element('tr');
    cells.forEach((text, i) => row.append(i ? element('td', text, /^(what|folder|topic)$/.test(columns[i]) ? '' : 'number') : heading('row', text, side)));
    body.append(row);
  }
  where.append(body);
}

function tabulate(kind) {
  if (!kind.details.open) return;
  const sets = kind.chart.data.datasets;
  const rows = sets.flatMap(set => set.data.slice(-20).reverse().map(({ x, y }) => ({ side: '', cells: [clock(x), set.label, y.toLocaleString('en-US', { maximumFractionDigits: 3 })] })));
  table(kind.table, `${kind.title}: the newest points`, ['time', 'what', kind.y], rows);
}

function verdict(run) {
  const { status } = run;
  const figures = status.figures;
  const newest = figures.newest_batch_timestamp_seconds;
  if (run.problem) return ['bad', `${run.problem}: what is shown of it is old`];
  if (status.phase === 'failed') return ['bad', `Failed: ${status.detail}`];
  if (status.phase === 'done') return ['good', `Ended: ${status.detail}`];
  if (status.phase === 'stopping') return ['', `Stopping: ${status.detail}`];
  if (status.phase === 'starting') return ['', 'Starting'];
  if (newest === null) return ['', 'Running; no batch is finished yet'];
  const silent = status.at - 1000 * newest;
  if (silent > Math.max(10000, 5 * status.intervalMillis)) return ['', `No batch for ${age(silent)}; the newest was finished at ${clock(1000 * newest)}`];
  if (figures.queued_batches > 1) return ['bad', `Falls behind: ${whole.format(figures.queued_batches)} batches wait`];
  if (1000 * figures.processing_seconds > status.intervalMillis) return ['bad', `Slower than its interval of ${took(status.intervalMillis / 1000)}: the newest batch took ${took(figures.processing_seconds)}`];
  return ['good', `Keeps up: the newest batch was finished at ${clock(1000 * newest)}`];
}

function lag(run) {
  return run.status.partitions.length ? run.status.partitions.reduce((sum, each) => sum + each.lag_records, 0) : null;
}

function card(run) {
  const { status } = run;
  const figures = status.figures;
  const section = element('section');
  const [tone, text] = verdict(run);
  const say = element('p', text, `verdict ${tone}`);
  say.setAttribute('role', 'status');
  const classic = status.engine === 'dstream';
  const numbers = element('div', undefined, 'numbers');
  numbers.append(
    number('batches', amount(figures.batches_total)),
    number(`${status.record}s read`, amount(figures.rows_in_total)),
    number('rows written', amount(figures.rows_out_total)),
    number('newest batch took', took(figures.processing_seconds)),
    ...(classic ? [number('scheduling delay', took(figures.scheduling_delay_seconds)), number('batches that wait', amount(figures.queued_batches), figures.queued_batches > 1 ? 'bad' : '')] : []),
    ...(status.partitions.length ? [number('lag', amount(lag(run)))] : []),
    ...(figures.state_rows === null ? [] : [number('state: keys or rows', amount(figures.state_rows)), number('state', bytes(figures.state_bytes))]),
    number('dead letters', amount(figures.dead_letters_total), figures.dead_letters_total ? 'bad' : ''),
    ...(classic ? [] : [number('dropped by watermark', amount(figures.rows_dropped_by_watermark_total), figures.rows_dropped_by_watermark_total ? 'bad' : '')]),
    ...(figures.fence_epoch ? [number('fence epoch', amount(figures.fence_epoch))] : []));
  section.append(element('h2', title(run), `key-${color(run)}`), say, element('p', `${status.source} → ${status.sink}, every ${took(status.intervalMillis / 1000)}`, 'small ends'), numbers);
  return section;
}

const MOST_PARTITIONS = 50;
const rowsOf = of => shown().flatMap(run => of(run).map(cells => ({ side: color(run), cells: [run.status.engine, ...cells] })));

function tables() {
  table(byId('batches'), 'The newest 10', ['engine', 'finished', 'records', 'rows written', 'processing', 'delay'], rowsOf(run => {
    const at = name => column(run, name);
    return run.rows.slice(-10).reverse().map(row => [clock(row[at('at')]), amount(row[at('in')]), amount(row[at('out')]), took(row[at('processing')] / 1000), took(row[at('delay')] / 1000)]);
  }));
  const all = shown().reduce((sum, run) => sum + run.status.partitions.length, 0);
  table(byId('partitions'), all > MOST_PARTITIONS ? `The ${MOST_PARTITIONS} with the greatest lag of each run` : 'How far each is processed', ['engine', 'topic', 'partition', 'committed', 'end', 'lag'],
    rowsOf(run => [...run.status.partitions].sort((a, b) => all > MOST_PARTITIONS ? b.lag_records - a.lag_records : 0).slice(0, MOST_PARTITIONS)
      .map(each => [each.topic, String(each.partition), amount(each.committed_offset), amount(each.end_offset), amount(each.lag_records)])));
  byId('begun').replaceChildren(...shown().flatMap(({ status }) => [
    ...status.begun.map(how => element('li', `${status.engine}: ${how}`)),
    element('li', status.checkpoint ? `${status.engine}: once it is stopped, bin/twinstream savepoint ${status.checkpoint} --out DIR makes a savepoint; those beside the checkpoint are listed here`
      : `${status.engine}: has no checkpoint, so no savepoint can be made`)]));
  table(byId('savepoints'), 'Savepoints that were made of it', ['engine', 'folder', 'cut at batch', 'made'], rowsOf(run => run.status.savepoints.map(each => [each.folder, String(each.batch), clock(each.madeAt)])));
  table(byId('errors'), 'The newest 20', ['engine', 'time', 'what'], rowsOf(run => run.status.errors.map(each => [clock(each.at), each.what])));
}

function show() {
  byId('runs').replaceChildren(...runs.map(run => run.status ? card(run) : element('p', run.problem || 'loading', 'verdict')));
  tables();
}

let drawnAt = 0;
let waiting = null;
function redraw() {
  clearTimeout(waiting);
  waiting = null;
  drawnAt = performance.now();
  const end = Math.max(...shown().map(run => run.status.at));
  const span = Number(byId('span').value);
  byId('charts').hidden = !shown().some(run => run.rows.length);
  for (const kind of kinds) draw(kind, span ? end - span : 0, end);
  if (!document.documentElement.dataset.drawn) requestAnimationFrame(() => setTimeout(() => {
    document.documentElement.dataset.drawn = String(Math.round(performance.now())); // when the first charts were painted
  }));
}

function redrawSoon() {
  if (waiting === null) waiting = setTimeout(redraw, Math.max(0, drawnAt + REDRAW_MILLIS - performance.now()));
}

function take(run, status) {
  if (status.run !== run.id) {
    const isOther = run.id !== null;
    Object.assign(run, { id: status.run, rows: [], next: 0 });
    if (isOther) return []; // what was asked for were rows of the run before
  }
  const rows = status.rows.slice(Math.max(0, run.next - status.first));
  run.next = Math.max(run.next, status.first + status.rows.length);
  run.rows.push(...rows);
  if (run.rows.length > KEPT) run.rows.splice(0, run.rows.length - KEPT);
  run.status = status;
  run.problem = '';
  return rows;
}

async function refresh(run) {
  let wait = 1000;
  try {
    const status = await (await fetch(`${run.path}?after=${run.next}`, { cache: 'no-store' })).json();
    if (status.problem) {
      run.problem = status.problem;
    } else {
      const isOther = run.id !== null && status.run !== run.id;
      const rows = take(run, status);
      wait = isOther ? 0 : status.pollMillis;
      // The page ends with its run; the run beside it may be started again.
      if (['done', 'failed'].includes(status.phase) && run === runs[0]) wait = null;
      const newest = rows[rows.length - 1];
      if (newest) document.documentElement.dataset.late = String(Date.now() - newest[column(run, 'at')]);
    }
  } catch (e) {
    run.problem = 'twinstream does not answer';
  }
  show();
  if (shown().length) redrawSoon();
  if (wait !== null) setTimeout(() => refresh(run), wait);
}

for (const kind of kinds) made(kind);
document.documentElement.classList.add('drawn');
byId('span').addEventListener('change', redraw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
runs.forEach(refresh);
