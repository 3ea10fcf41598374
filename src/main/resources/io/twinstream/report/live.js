'use strict';
// What live pages share. What comes from outside is put in as text, never as HTML.
const byId = id => document.getElementById(id);
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function age(millis) {
  if (millis === null || millis === undefined) return 'none';
  const seconds = Math.round(millis / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

function number(label, value, className) {
  const box = element('div', undefined, `number ${className || ''}`);
  box.append(element('b', value), element('span', label, 'small'));
  return box;
}

function heading(scope, text, className) {
  const made = element('th', text, className);
  made.scope = scope;
  return made;
}
