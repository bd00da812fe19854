// A link to a page that asks shows its question in a dialog. When that fails, the page is opened.
import { $, on } from '../dom.js';

let dialog;

async function show(link) {
  const response = await fetch(link.href, { credentials: 'same-origin' });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const question = $('.ask', page);
  if (!response.ok || !question) throw new Error('no question');
  dialog?.remove();
  dialog = document.createElement('dialog');
  const head = $('h1', question);
  head.id = 'ask-title';
  dialog.setAttribute('aria-labelledby', head.id);
  dialog.append(question);
  document.body.append(dialog);
  dialog.addEventListener('close', () => link.focus());
  dialog.showModal();
}

export function start() {
  on('click', 'a[data-ask]', (event, link) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    show(link).catch(() => location.assign(link.href));
  });
  on('click', 'dialog [data-cancel]', (event) => {
    event.preventDefault();
    dialog.close();
  });
}
