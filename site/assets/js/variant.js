// Another choice brings another variant: the server draws what depends on it, and the address and
// the gallery follow.
import { $, on } from './dom.js';
import { showPicture } from './gallery.js';

let call;

async function choose(form, chosen) {
  const box = $('#buy');
  const quantity = $('#quantity')?.value;
  const url = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  call?.abort();
  call = new AbortController();
  box.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(url, { signal: call.signal, headers: { Accept: 'text/html', 'X-Fragment': 'offer' } });
    if (!response.ok) throw new Error(response.status);
    const fresh = $('#buy', new DOMParser().parseFromString(await response.text(), 'text/html'));
    box.replaceWith(fresh);
    history.replaceState(null, '', fresh.dataset.url);
    if (quantity && $('#quantity')) $('#quantity').value = Math.min(quantity, $('#quantity').max);
    document.getElementById(chosen.id)?.focus({ preventScroll: true });
    $('#offer-news').textContent = $('#offer').textContent;
    showPicture(fresh.dataset.picture);
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(url);
  }
}

export function start() {
  on('change', 'form[data-choose] input', (event, input) => choose(input.form, input));
}
