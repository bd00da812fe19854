// What is done in the middle of a long form - a photo, a value, a variant - is sent at once, and only
// the parts that follow from it are drawn anew: what is being typed stays where it is. Without this
// module the page comes back where it was done.
import { begin, end } from '../busy.js';
import { $, on } from '../dom.js';

/** Sends the form as if a button of it was pressed; answers the page that came back. */
function send(form, data, moved) {
  return new Promise((answer, fail) => {
    const call = new XMLHttpRequest();
    call.open('POST', form.action);
    call.upload.onprogress = (event) => moved?.(event.loaded / event.total);
    call.onerror = fail;
    call.onload = () => {
      const page = new DOMParser().parseFromString(call.responseText, 'text/html');
      if (!$('#product', page)) fail(new Error(call.status));
      else answer({ page, url: call.responseURL, ok: call.status < 400 });
    };
    call.send(data);
  });
}

/** The fields that somebody types into, by name and by which of that name it is. */
function typed(form) {
  const all = new Map();
  const seen = {};
  for (const field of form.elements) {
    if (!field.name || ['hidden', 'file', 'submit'].includes(field.type)) continue;
    seen[field.name] = (seen[field.name] ?? 0) + 1;
    all.set(`${field.name} ${seen[field.name]}`, field);
  }
  return all;
}

const valuesOf = (form) => new Map([...typed(form)].map(([key, field]) => [key, field.value]));

/** Draws the parts anew; what was typed since the form was sent, as before tells, stays. */
function draw(form, { page, url, ok }, before) {
  const fields = [...typed(form)];
  const later = fields.filter(([key, field]) => field.value !== before.get(key)).map(([key, field]) => [key, field.value]);
  const [here] = fields.find(([, field]) => field === document.activeElement) ?? [];
  for (const part of form.querySelectorAll('[data-part]')) {
    const fresh = page.getElementById(part.id);
    if (fresh) part.replaceWith(fresh);
  }
  const now = typed(form);
  for (const [key, value] of later) if (now.has(key)) now.get(key).value = value;
  if (here) now.get(here)?.focus({ preventScroll: true });
  if (ok) history.replaceState(history.state, '', url);
  form.dispatchEvent(new Event('input', { bubbles: true }));
}

async function act(button) {
  const { form } = button;
  if (!begin(button)) return;
  try {
    const before = valuesOf(form);
    const back = await send(form, new FormData(form, button));
    draw(form, back, before);
    const next = document.getElementById(new URL(back.url).searchParams.get('at'));
    (next ?? $('.field-error', form))?.focus();
  } catch {
    end(button);
    button.removeAttribute('data-do'); // once more, without us
    button.click();
  }
}

/** Sends pictures one after the other, so that a bad one loses none of the others. */
async function upload(input) {
  const { form } = input;
  const files = [...input.files];
  const box = $('[data-sending]', form);
  const bar = $('progress', box);
  const said = $('[role=status]', box);
  const refused = [];
  input.value = '';
  bar.hidden = false;
  try {
    for (const [i, file] of files.entries()) {
      said.textContent = box.dataset.sending.replace('{n}', i + 1).replace('{all}', files.length);
      const data = new FormData(form);
      data.set('picture', file);
      data.set('do', 'pictures');
      const before = valuesOf(form);
      const back = await send(form, data, (part) => { bar.value = (i + part) / files.length; });
      const why = $('#f-picture-error', back.page);
      if (why) refused.push(`${file.name}: ${why.textContent.trim()}`);
      draw(form, back, before);
    }
    said.textContent = refused.join('\n');
  } catch {
    said.textContent = box.dataset.lost;
  }
  bar.hidden = true;
  bar.value = 0;
}

/** Pictures on their way, as a promise that they have arrived. */
let travelling;

/** Sends the whole form once the pictures are there: it would leave without them. */
function follow(event, form) {
  const button = event.submitter;
  if (!travelling) return;
  event.preventDefault();
  if (!button || !begin(button)) return;
  travelling.then(() => {
    end(button);
    form.requestSubmit(form.contains(button) ? button : null);
  });
}

/** The sum beside a price in the currency in which the site is shown. */
function about(field) {
  const rate = $('[data-rate]', field.form);
  if (!rate) return;
  const sum = Number(field.value.replace(/\s/g, '').replace(',', '.')) * Number(rate.dataset.rate);
  let hint = $('.hint', field.parentElement);
  if (!hint) {
    hint = document.createElement('p');
    hint.className = 'hint';
    field.after(hint);
  }
  const { currency, about: text } = rate.dataset;
  const digits = currency === 'KZT' ? { maximumFractionDigits: 0 } : {};
  hint.textContent = sum > 0 ? text.replace('{sum}', sum.toLocaleString(document.documentElement.lang, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digits })) : '';
}

/** What was missing and is there now leaves the list. */
function mend(list) {
  for (const link of list.querySelectorAll('a')) {
    const { value } = document.getElementById(link.hash.slice(1)) ?? {};
    link.parentElement.hidden = Boolean(value);
  }
}

export function start() {
  on('click', 'button[data-do]', (event, button) => {
    event.preventDefault();
    act(button);
  });
  on('change', 'input[type=file][data-send]', (_, input) => {
    if (!input.files.length) return;
    const mine = Promise.all([travelling, upload(input)]).then(() => {
      if (travelling === mine) travelling = undefined;
    });
    travelling = mine;
  });
  on('submit', '#product', follow);
  on('keydown', '.adding input', (event, input) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (input.value.trim()) $('button', input.closest('.adding')).click();
  });
  on('input', '[name^=price_], [name^=old_price_]', (_, field) => about(field));
  on('input', '#product', (_, form) => {
    const list = $('[data-lacks]', form);
    if (list) mend(list);
  });
}
