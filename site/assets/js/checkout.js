// A coupon typed at checkout shows its discount at once. Without this module it is taken off when
// the order is placed.
import { $, make, on, post } from './dom.js';
import { refuse, say, toast } from './toast.js';

/** The server draws the sums; what it drew last replaces what is shown. */
async function redraw() {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('order-summary');
  if (!response.ok || response.redirected || !fresh) return;
  $('#order-summary').replaceWith(fresh);
}

async function apply(field, code) {
  const path = field.dataset.coupon + (code ? '' : 'remove/');
  try {
    const answer = await post(make('form', { action: path }, make('input', { name: 'coupon', value: code })));
    if (!answer.ok) return refuse(answer);
    toast(answer.body.message);
    await redraw();
  } catch {
    toast(say('offline'), { error: true });
  }
}

export function start() {
  on('change', '[data-coupon] input', (event, input) => apply(input.closest('[data-coupon]'), input.value.trim()));
}
