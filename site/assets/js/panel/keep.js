// A long form is kept on the server while it is typed, so that nothing is lost when the page is.
import { $ } from '../dom.js';

const pause = 3000;

function watch(form) {
  const said = $('[data-kept]', form);
  let timer;
  let sent = false;
  async function keep() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
    const response = await fetch(form.dataset.keep, {
      method: 'POST',
      body,
      headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest', 'X-CSRFToken': body.get('csrfmiddlewaretoken') },
    });
    if (!response.ok) throw new Error('not kept');
    said.textContent = said.dataset.kept.replace('{time}', new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' }));
  }
  form.addEventListener('submit', () => { sent = true; clearTimeout(timer); });
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!sent) keep().catch(() => { said.textContent = said.dataset.lost; });
    }, pause);
  });
}

export function start() {
  for (const form of document.querySelectorAll('form[data-keep]')) watch(form);
}
