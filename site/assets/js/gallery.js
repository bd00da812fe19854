// The pictures of a product: thumbnails scroll the strip, a picture opens in full size.
import { $, icon, make, on } from './dom.js';
import { say } from './toast.js';

function follow(strip) {
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const thumb of document.querySelectorAll('.thumbs a')) {
        if (thumb.hash === `#${entry.target.id}`) thumb.setAttribute('aria-current', 'true');
        else thumb.removeAttribute('aria-current');
      }
    }
  }, { root: strip, threshold: 0.6 });
  for (const slide of strip.querySelectorAll('li')) seen.observe(slide);
}

function zoom(link) {
  const close = make('button', { type: 'button', class: 'btn icon', 'aria-label': say('close') }, icon('x'));
  const image = make('img', { src: link.href, alt: $('img', link).alt });
  const dialog = make('dialog', { class: 'zoom', 'aria-label': image.alt }, image, close);
  dialog.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function start() {
  const strip = $('.slides');
  if (!strip) return;
  follow(strip);
  on('click', '.thumbs a', (event, thumb) => {
    event.preventDefault();
    strip.scrollTo({ left: document.getElementById(thumb.hash.slice(1)).offsetLeft - strip.offsetLeft });
  });
  on('click', '.slides a', (event, link) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    zoom(link);
  });
}
