// What was looked at before, below pages that are the same for everybody. The answer also keeps the
// product of this page for next time.
import { $ } from './dom.js';

async function show(place) {
  const url = place.dataset.recent;
  if (!url.includes('?') && !document.cookie.includes('seen=')) return;
  const response = await fetch(url, { headers: { Accept: 'text/html', 'X-Fragment': 'recent' } });
  if (!response.ok) return;
  const row = new DOMParser().parseFromString(await response.text(), 'text/html').body;
  place.replaceChildren(...row.childNodes);
}

export function start() {
  const place = $('[data-recent]');
  if (place) show(place).catch(() => {}); // nobody misses it
}
