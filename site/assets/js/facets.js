// Filters apply as they are chosen: the server draws the list again and this module puts it in
// place. The address changes along, so that it can be kept and the back button works.
import { $, on } from './dom.js';

let call;

/** The address of the list that the form asks for, without what is left empty. */
function address(form) {
  const fields = [...new FormData(form)].filter(([, value]) => value !== '');
  const query = new URLSearchParams(fields).toString();
  return form.action + (query && `?${query}`);
}

async function fetchList(url) {
  call?.abort();
  call = new AbortController();
  const response = await fetch(url, { signal: call.signal, headers: { Accept: 'text/html', 'X-Fragment': 'results' } });
  if (!response.ok) throw new Error(response.status);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

/** Takes over what a fresh form says of each value; the form itself stays, with its focus. */
function refresh(form, fresh) {
  for (const input of fresh.querySelectorAll('input[id]')) {
    const here = document.getElementById(input.id);
    if (!here) continue;
    here.disabled = input.disabled;
    if (here.type === 'text') here.placeholder = input.placeholder;
    else here.checked = input.checked;
    const count = $('.n', here.parentElement);
    if (count) count.textContent = $('.n', input.parentElement).textContent;
  }
  $('#apply').textContent = $('#apply', fresh).textContent;
  $('.facets > summary').replaceWith($('.facets > summary', fresh));
}

async function apply(form, url) {
  const results = $('#results');
  results.setAttribute('aria-busy', 'true');
  try {
    const fresh = await fetchList(url);
    refresh(form, fresh);
    results.replaceWith($('#results', fresh));
    $('#total').textContent = $('#total', fresh).textContent;
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(url);
    return false;
  }
  return true;
}

function closeOnPhone(form) {
  const facets = form.closest('details');
  if (facets) facets.open = false;
  $('#results-title').focus({ preventScroll: true });
  $('#results').scrollIntoView();
}

/** Shows only the values of a long filter whose text has what is typed. */
function narrow(field) {
  const wanted = field.value.trim().toLowerCase();
  for (const item of field.parentElement.querySelectorAll('li')) {
    item.hidden = !item.textContent.toLowerCase().includes(wanted);
  }
}

export function start() {
  const form = $('#filters');
  if (!form) return;
  on('input', '[data-narrow]', (_, field) => narrow(field));
  on('keydown', '[data-narrow]', (event) => { if (event.key === 'Enter') event.preventDefault(); });
  // Going back draws the list of then; a jump inside the page is no other list.
  let shown = location.search;
  const keep = (url) => {
    history.pushState(null, '', url);
    shown = location.search;
  };
  form.addEventListener('change', async (event) => {
    if (event.target.matches('[data-narrow]')) return;
    const url = address(form);
    if (await apply(form, url)) keep(url);
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const url = address(form);
    if (url !== location.href && await apply(form, url)) keep(url);
    closeOnPhone(form);
  });
  window.addEventListener('popstate', () => {
    if (location.search !== shown) location.reload();
  });
}
