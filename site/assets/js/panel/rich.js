// A small toolbar over the fields that take harmless HTML. It writes marks into the text; what is
// typed stays plain and visible.
import { $, make } from '../dom.js';

const marks = { bold: ['<strong>', '</strong>'], italic: ['<em>', '</em>'], heading: ['<h3>', '</h3>\n'], list: ['<ul>\n<li>', '</li>\n</ul>\n'] };

function wrap(area, [before, after]) {
  const { selectionStart: from, selectionEnd: to } = area;
  const chosen = area.value.slice(from, to);
  area.setRangeText(before + chosen + after, from, to, 'end');
  if (!chosen) area.setSelectionRange(from + before.length, from + before.length);
  area.dispatchEvent(new Event('input', { bubbles: true }));
  area.focus();
}

function link(area) {
  const address = prompt(area.dataset.address, 'https://');
  if (address && /^(https?|mailto):/.test(address)) wrap(area, [`<a href="${address.replaceAll('"', '%22')}">`, '</a>']);
}

function dress(area) {
  const bar = make('div', { class: 'rich', role: 'toolbar', 'aria-label': $(`label[for="${area.id}"]`)?.firstChild.textContent.trim() ?? '' });
  for (const name of ['bold', 'italic', 'heading', 'list', 'link']) {
    const button = make('button', { type: 'button', class: 'btn quiet' }, area.dataset[name]);
    button.addEventListener('click', () => (name === 'link' ? link(area) : wrap(area, name === 'list' ? listed(area) : marks[name])));
    bar.append(button);
  }
  area.before(bar);
}

/** Every chosen line becomes an item of the list. */
function listed(area) {
  const { selectionStart: from, selectionEnd: to } = area;
  const items = area.value.slice(from, to).split('\n').join('</li>\n<li>');
  area.setRangeText(items, from, to, 'select');
  return marks.list;
}

export function start() {
  document.querySelectorAll('textarea[data-rich]').forEach(dress);
}
