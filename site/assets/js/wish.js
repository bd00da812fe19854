// Hearts, and the forms of reviews that answer in place. Without this module they post and come back.
import { $, on, post } from './dom.js';
import { begin, end } from './busy.js';
import { refuse, say, toast } from './toast.js';

/** Posts a form once at a time; what the server refuses is said aloud. */
async function submit(event, form, done) {
  event.preventDefault();
  const button = event.submitter;
  if (!begin(button)) return;
  try {
    const answer = await post(form, button);
    if (!answer.ok) return refuse(answer);
    done(answer.body);
    toast(answer.body.message);
  } catch {
    toast(say('offline'), { error: true });
  } finally {
    end(button);
  }
}

/** Shows a product as wished for or not, wherever it stands on the page. */
function mark(form, count) {
  const wished = form.getAttribute('action').includes('/add/');
  for (const other of document.querySelectorAll(`[data-wish="${form.dataset.wish}"]`)) {
    const action = other.getAttribute('action').replace(/\/(add|remove)\//, wished ? '/remove/' : '/add/');
    other.setAttribute('action', action);
    $('button', other).setAttribute('aria-pressed', wished);
  }
  const badge = $('#wish-count');
  badge.textContent = badge.dataset.count = count;
}

/** Shows how many find a review helpful, and lets the button take the vote back. */
function tally(form, { helpful, voted }) {
  const button = $('button', form), count = $('.count', form);
  button.setAttribute('aria-pressed', voted);
  button.value = voted ? 0 : 1;
  count.textContent = count.dataset.count = helpful;
}

export function start() {
  on('submit', 'form[data-wish]', (event, form) => submit(event, form, (body) => mark(form, body.wishlist_count)));
  on('submit', 'form[data-vote]', (event, form) => submit(event, form, (body) => tally(form, body)));
}
