// Looks at the page as it is shown, and returns what is wrong with it.
(() => {
  const wrong = [];
  const say = (what, element) => wrong.push(`${what}: <${element.tagName.toLowerCase()}> ${(element.textContent || '').trim().slice(0, 60)}`);
  const width = document.documentElement.clientWidth;
  const isShown = element => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;

  if (document.documentElement.scrollWidth > width) {
    const widest = [...document.querySelectorAll('main *, header *, nav *')]
      .filter(each => isShown(each) && !each.parentElement.closest('.scroll, pre, svg') && each.getBoundingClientRect().right > width + 1);
    wrong.push(`the page is ${document.documentElement.scrollWidth} px wide at ${width} px`);
    widest.slice(-3).forEach(each => say('it is too wide', each));
  }

  // A word or a number on two lines.
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const inCells = 'th, td, h1, h2, h3, button, label, caption, figcaption, dt';
  const range = document.createRange();
  let words = 0;
  while (texts.nextNode() && words < 20000) {
    const text = texts.currentNode;
    const element = text.parentElement;
    const holder = element.closest(inCells);
    if (!holder || !isShown(element) || element.closest('script, style')) continue;
    for (const word of text.data.matchAll(/\d[\d,.]*\d|[\p{L}\p{N}_]+/gu)) {
      words += 1;
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map(rect => Math.round(rect.top)));
      if (lines.size > 1) say(`"${word[0]}" is on ${lines.size} lines`, holder);
      const cell = element.closest('th, td');
      if (cell && range.getBoundingClientRect().width > cell.clientWidth + 1) say(`"${word[0]}" is wider than its cell`, cell);
    }
  }

  // Contrast of every text, by what stands behind it.
  const canvas = document.createElement('canvas');
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const rgba = color => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = color;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
    return { r, g, b, a: a / 255 };
  };
  const over = (top, below) => ({ r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1 });
  const behind = element => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) layers.push(rgba(getComputedStyle(each).backgroundColor));
    const base = matchMedia('(prefers-color-scheme: dark)').matches ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
    return layers.reverse().reduce((below, layer) => over(layer, below), base);
  };
  const light = ({ r, g, b }) => [r, g, b].map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (ink, paper) => {
    const [low, high] = [light(over(ink, paper)), light(paper)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const opacity = element => { let all = 1; for (let each = element; each; each = each.parentElement) all *= Number(getComputedStyle(each).opacity); return all; };
  const seen = new Map();
  let least = 21;
  const check = (element, color, faded) => {
    const ink = rgba(color);
    ink.a *= faded;
    const ratio = contrast(ink, behind(element));
    least = Math.min(least, ratio);
    if (ratio < 4.5 && !seen.has(color)) { seen.set(color, true); say(`contrast ${ratio.toFixed(2)}`, element); }
  };
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!hasText || !isShown(element) || element.closest('script, style, canvas')) continue;
    const style = getComputedStyle(element);
    check(element, element.closest('svg') ? style.fill : style.color, opacity(element));
  }
  for (const input of document.querySelectorAll('input[placeholder]')) {
    const style = getComputedStyle(input, '::placeholder');
    if (isShown(input)) check(input, style.color, Number(style.opacity));
  }

  // Drawings: whole, named, with axes.
  for (const drawing of document.querySelectorAll('canvas, svg')) {
    if (!isShown(drawing)) continue;
    const box = drawing.getBoundingClientRect();
    const room = drawing.closest('.scroll') || drawing.parentElement;
    const isScrolled = getComputedStyle(room).overflowX === 'auto';
    if (box.width < 200 && !drawing.closest('.graphs') || (!isScrolled && box.right > room.getBoundingClientRect().right + 1)) say(`a drawing of ${box.width} px is cut`, drawing);
    if (room.getBoundingClientRect().right > width + 1) say('a drawing goes out of the page', drawing);
    if (drawing.getAttribute('role') !== 'img' || !(drawing.getAttribute('aria-label') || '').trim()) say('a drawing without a name', drawing);
  }
  for (const text of document.querySelectorAll('svg.drawing text')) {
    const drawing = text.closest('svg').viewBox.baseVal;
    const box = text.getBBox();
    if (box.x < -1 || box.x + box.width > drawing.width + 1 || box.y < -1 || box.y + box.height > drawing.height + 1) say('a text goes out of its drawing', text);
  }
  const charts = window.Chart ? Object.values(Chart.instances) : [];
  for (const chart of charts) {
    for (const [name, scale] of Object.entries(chart.options.scales)) {
      if (!scale.title.display || !scale.title.text) wrong.push(`the axis ${name} of ${chart.canvas.id} has no title`);
    }
    if (!/, s$/.test(chart.options.scales.x.title.text)) wrong.push(`the axis x of ${chart.canvas.id} has no unit`);
    if (!/rows|lines|orders|, s$/.test(chart.options.scales.y.title.text)) wrong.push(`the axis y of ${chart.canvas.id} has no unit`);
    if (!chart.canvas.closest('figure').querySelector('figcaption').textContent) wrong.push(`${chart.canvas.id} has no title`);
    if (!chart.canvas.closest('figure').querySelector('table')) wrong.push(`${chart.canvas.id} has no table`);
  }
  for (const drawing of document.querySelectorAll('.curves svg')) {
    if (drawing.querySelectorAll('text.axis').length !== 2) say('a drawing without titles of its axes', drawing);
  }

  // What a reader of the screen needs.
  for (const landmark of ['header', 'nav', 'main', 'footer', 'h1', 'a.skip']) {
    if (document.querySelectorAll(`body > ${landmark}, body > header > ${landmark}`).length !== 1) wrong.push(`there is not one ${landmark}`);
  }
  if (!document.documentElement.lang || !document.title) wrong.push('no language or no title');
  for (const th of document.querySelectorAll('th')) if (!th.scope) say('a heading without a scope', th);
  for (const table of document.querySelectorAll('table')) if (table.rows.length && !(table.caption && table.caption.textContent.trim())) say('a table without a caption', table);
  for (const place of document.querySelectorAll('.scroll')) if (place.tabIndex !== 0 || !place.getAttribute('aria-label')) say('a scroller that keys do not reach', place);
  for (const link of document.querySelectorAll('a[href^="#"]')) if (!document.getElementById(link.hash.slice(1))) say(`${link.hash} leads nowhere`, link);
  const ids = [...document.querySelectorAll('[id]')].map(each => each.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => wrong.push(`two of id ${id}`));
  const boxes = [...document.querySelectorAll('pre')].filter(pre => isShown(pre) && !pre.textContent.trim());
  boxes.forEach(pre => say('an empty box', pre));
  return { wrong: wrong.slice(0, 30), words, least, charts: charts.length, drawings: document.querySelectorAll('svg').length, tables: document.querySelectorAll('table').length };
})()
