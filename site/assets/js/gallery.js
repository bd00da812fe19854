// The pictures of a product: thumbnails scroll the strip, arrow keys turn it, a picture opens in
// full size.
import { $, icon, make, on } from './dom.js';
import { say } from './toast.js';

const strip = $('.slides');

function follow() {
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

/** Scrolls the strip to a slide. */
export function showPicture(id) {
  const slide = document.getElementById(id);
  if (strip && slide) strip.scrollTo({ left: slide.offsetLeft - strip.offsetLeft });
}

/** The neighbour of a slide, round the corner at the ends. */
function neighbour(slide, step) {
  const slides = [...strip.querySelectorAll('li')];
  return slides[(slides.indexOf(slide) + step + slides.length) % slides.length];
}

const steps = { ArrowLeft: -1, ArrowRight: 1 };

function turn(event) {
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  const current = $('.thumbs a[aria-current]')?.hash.slice(1);
  const next = neighbour(document.getElementById(current) ?? $('li', strip), step);
  showPicture(next.id);
  if (document.activeElement !== strip) $('a', next)?.focus({ preventScroll: true });
}

function zoom(link) {
  let slide = link.closest('li');
  const close = make('button', { type: 'button', class: 'btn icon', 'aria-label': say('close') }, icon('x'));
  const image = make('img', {});
  const dialog = make('dialog', { class: 'zoom' }, image, close);
  const show = () => {
    image.src = $('a', slide).href;
    image.alt = $('img', slide).alt;
    dialog.setAttribute('aria-label', image.alt);
  };
  dialog.addEventListener('keydown', (event) => {
    if (!steps[event.key]) return;
    slide = neighbour(slide, steps[event.key]);
    show();
  });
  dialog.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    dialog.remove();
    showPicture(slide.id);
  });
  show();
  document.body.append(dialog);
  dialog.showModal();
}

export function start() {
  if (!strip) return;
  follow();
  strip.addEventListener('keydown', turn);
  on('click', '.thumbs a', (event, thumb) => {
    event.preventDefault();
    showPicture(thumb.hash.slice(1));
  });
  on('click', '.slides a', (event, link) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    zoom(link);
  });
}
