// Search over sections.js, and the filters of tables that have a column `difficulty`. Without this, the pages are as they are.
'use strict';

const up = document.body.dataset.up;

// ---- search

const MOST_FOUND = 20;
const search = document.getElementById('search');
const found = document.getElementById('found');

/** Words of the query, as they are compared. */
function wordsOf(query) {
  return query.toLowerCase().split(/\s+/).filter(word => word !== '');
}

/** The better the more; 0 if a word of the query does not occur. */
function score(section, words) {
  const [, page, heading, text] = section.map(part => part.toLowerCase());
  let sum = 0;
  for (const word of words) {
    const inHeading = heading.includes(word) ? 8 : 0;
    const inPage = page.includes(word) ? 4 : 0;
    const inText = Math.min(text.split(word).length - 1, 3);
    if (inHeading + inPage + inText === 0) return 0;
    sum += inHeading + inPage + inText;
  }
  return sum;
}

/** The text around the first word, the words marked. */
function excerpt(text, words) {
  const at = Math.max(0, text.toLowerCase().indexOf(words[0]));
  const from = Math.max(0, at - 50);
  const cut = (from > 0 ? '...' : '') + text.slice(from, from + 160) + (from + 160 < text.length ? '...' : '');
  const small = document.createElement('small');
  const pattern = new RegExp('(' + words.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|') + ')', 'i');
  cut.split(pattern).forEach((part, i) => {
    const node = document.createElement(i % 2 ? 'mark' : 'span');
    node.textContent = part;
    small.append(node);
  });
  return small;
}

/** A table with filters is opened with the query in them. */
function addressOf(section, query) {
  const [file, anchor] = section[0].split('#');
  const filtered = file === 'mapping.html' ? '?text=' + encodeURIComponent(query) : '';
  return up + file + filtered + (anchor && !filtered ? '#' + anchor : '');
}

function show() {
  const words = wordsOf(search.value);
  const hits = words.length === 0 ? [] : sections
    .map(section => ({section, score: score(section, words)}))
    .filter(hit => hit.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_FOUND);
  found.replaceChildren(...hits.map(({section}) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = addressOf(section, search.value.trim());
    link.textContent = section[1] === section[2] ? section[1] : section[1] + ' > ' + section[2];
    link.append(excerpt(section[3], words));
    item.append(link);
    return item;
  }));
  if (words.length > 0 && hits.length === 0) {
    const none = document.createElement('li');
    none.className = 'none';
    none.textContent = 'No section has all of these words.';
    found.append(none);
  }
  found.hidden = words.length === 0;
}

search.form.hidden = false;
search.addEventListener('input', show);
search.form.addEventListener('submit', event => {
  event.preventDefault();
  found.querySelector('a')?.click();
});
document.addEventListener('keydown', event => {
  const typing = ['INPUT', 'SELECT'].includes(document.activeElement.tagName);
  if (event.key === '/' && !typing) {
    event.preventDefault();
    search.focus();
  } else if (event.key === 'Escape') {
    found.hidden = true;
  }
});
document.addEventListener('click', event => {
  if (!search.form.contains(event.target)) found.hidden = true;
});

// ---- filters

/** The sections whose table says how difficult each row is. */
const tables = [...document.querySelectorAll('main section')].flatMap(section => {
  const labels = [...section.querySelectorAll('th')].map(cell => cell.textContent);
  const column = labels.indexOf('difficulty');
  if (column < 0) return [];
  const rows = [...section.querySelectorAll('tbody tr')];
  section.classList.add('filtered');
  rows.forEach(row => [...row.cells].forEach((cell, i) => { cell.dataset.label = labels[i]; }));
  return [{section, rows, column, name: section.querySelector('h2').textContent}];
});

function labelled(text, control) {
  const label = document.createElement('label');
  label.append(text, control);
  return label;
}

function choice(all, values) {
  const select = document.createElement('select');
  for (const [value, text] of [['', all], ...values.map(each => [each, each])]) {
    select.add(new Option(text, value));
  }
  return select;
}

if (tables.length > 0) {
  const classes = choice('all classes', tables.map(table => table.name));
  const difficulties = choice('all', [...new Set(tables.flatMap(table => table.rows.map(row => row.cells[table.column].textContent)))]);
  const text = document.createElement('input');
  const count = document.createElement('output');
  text.type = 'search';
  text.value = new URLSearchParams(location.search).get('text') ?? '';

  const filter = () => {
    const words = wordsOf(text.value);
    let shown = 0;
    for (const {section, rows, column, name} of tables) {
      let left = 0;
      for (const row of rows) {
        const content = (name + ' ' + row.textContent).toLowerCase();
        row.hidden = !((classes.value === '' || classes.value === name) &&
          (difficulties.value === '' || row.cells[column].textContent === difficulties.value) &&
          words.every(word => content.includes(word)));
        left += row.hidden ? 0 : 1;
      }
      section.hidden = left === 0;
      shown += left;
    }
    count.textContent = shown + ' of ' + tables.reduce((sum, table) => sum + table.rows.length, 0) + ' rows';
  };

  const form = document.createElement('form');
  form.className = 'filters';
  form.append(labelled('Class', classes), labelled('Difficulty', difficulties), labelled('Text', text), count);
  form.addEventListener('input', filter);
  form.addEventListener('submit', event => event.preventDefault());
  tables[0].section.before(form);
  // A link to a class leads to it whatever is filtered.
  window.addEventListener('hashchange', () => { form.reset(); text.value = ''; filter(); document.getElementById(location.hash.slice(1))?.scrollIntoView(); });
  filter();
}
