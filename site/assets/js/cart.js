// Adding to the cart, and the cart page. Without this module the same forms post and come back.
import { $, on, post } from './dom.js';
import { begin, end } from './busy.js';
import { refuse, say, toast } from './toast.js';

function showCount(id, count) {
  const badge = $(id);
  if (!badge || count === undefined) return;
  badge.textContent = count;
  badge.dataset.count = count;
}

/** Posts a form once at a time and hands the answer over. */
async function submit(event, form, done) {
  event.preventDefault();
  const button = event.submitter;
  if (!begin(button)) return;
  try {
    const answer = await post(form, button);
    showCount('#cart-count', answer.body.cart_count);
    showCount('#wish-count', answer.body.wishlist_count);
    await done(answer, button);
  } catch {
    toast(say('offline'), { error: true });
  } finally {
    end(button);
  }
}

function added(answer, button) {
  if (!answer.ok) return refuse(answer);
  toast(`${say('added')} ${answer.body.message ?? ''}`, { link: { href: say('cartUrl'), text: say('cart') } });
  const label = $('.label', button);
  if (!label) return;
  const before = label.textContent;
  label.textContent = label.dataset.added;
  setTimeout(() => { label.textContent = before; }, 2000);
}

/** The server draws the cart; what it drew last replaces what is shown. */
async function redraw(focused) {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('cart');
  if (!response.ok || !fresh) return location.reload();
  $('#cart').replaceWith(fresh);
  (document.getElementById(focused) ?? $('#undo') ?? $('h1', fresh))?.focus({ preventScroll: true });
}

/** Changes a line while the cart takes no other change. */
async function change(event, form) {
  const cart = $('#cart');
  const focused = document.activeElement?.id;
  cart.inert = true;
  await submit(event, form, async (answer) => {
    if (!answer.ok) refuse(answer);
    else if (answer.body.message) toast(answer.body.message);
    await redraw(focused);
  });
  cart.inert = false;
}

const pause = 400;
let timer;

/** Waits until nobody turns the number any more. */
function settle(input) {
  clearTimeout(timer);
  if (input.value === '' || !input.reportValidity()) return;
  timer = setTimeout(() => { if (input.isConnected) input.form.requestSubmit(); }, pause);
}

export function start() {
  on('submit', 'form[data-add]', (event, form) => submit(event, form, added));
  on('submit', 'form[data-line]', (event, form) => {
    clearTimeout(timer);
    return change(event, form);
  });
  on('change', 'form[data-line] input[name=quantity]', (_, input) => settle(input));
}
