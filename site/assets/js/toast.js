// Short messages over the page. Both live regions are in the page from the start, so that a
// screen reader notices what is put into them.
import { $, icon, make } from './dom.js';

const seconds = 6;
const box = $('#toasts');

/** A text that the server has translated for scripts. */
export const say = (key) => box?.dataset[key] ?? '';

/** Shows a message; a success leaves after a while, an error stays until it is closed. */
export function toast(text, { error = false, link } = {}) {
  if (!box) return;
  const content = make('div', {}, text);
  if (link) content.append(' ', make('a', { href: link.href }, link.text));
  const close = make('button', { type: 'button', 'aria-label': say('close') }, icon('x'));
  const element = make('div', { class: error ? 'toast danger' : 'toast' },
    icon(error ? 'circle-alert' : 'circle-check'), content, close);
  close.addEventListener('click', () => element.remove());
  $(error ? '[role=alert]' : '[role=status]', box).append(element);
  if (!error) expire(element);
}

/** Removes an element after a while in which it is neither pointed at nor focused. */
function expire(element) {
  let timer;
  const run = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (element.matches(':hover, :focus-within') ? run() : element.remove()), seconds * 1000);
  };
  for (const type of ['mouseleave', 'focusout']) element.addEventListener(type, run);
  run();
}

/** Messages that came with the page leave as toasts do. */
export function start() {
  document.querySelectorAll('.flash .success').forEach(expire);
}

/** Says what went wrong with a posted form, or sends the visitor to sign in. */
export function refuse({ status, body }) {
  if (status === 401 && body.redirect) location.assign(body.redirect);
  else toast(body.message || say('failed'), { error: true });
}
