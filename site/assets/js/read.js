// Who looks at a conversation has read it; without scripts there is a button for that.
import { $ } from './dom.js';

export function start() {
  const form = $('form[data-read]');
  if (!form || document.hidden) return;
  fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { 'X-Requested-With': 'XMLHttpRequest' } })
    .then((response) => { form.hidden = response.ok; })
    .catch(() => {});
}
