// The few things that every module needs.

export const $ = (selector, root = document) => root.querySelector(selector);

/** Listens once on the document for events of all present and future elements. */
export function on(type, selector, handle) {
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.(selector);
    if (element) handle(event, element);
  });
}

/** Makes an element: make('a', {href: '/', class: 'btn'}, 'text', child). Text is never HTML. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A copy of an icon that the page carries in its icon shelf. */
export function icon(name) {
  return $(`#icons [data-icon="${name}"] svg`)?.cloneNode(true) ?? '';
}

function cookie(name) {
  return document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`))?.[1] ?? '';
}

/**
 * Posts a form as a script does; answers {status, body}, where body is the JSON or {}. A post that is kept
 * alive outlives the page.
 */
export async function post(form, button, keepalive = false) {
  const response = await fetch(form.getAttribute('action'), {
    method: 'POST',
    redirect: 'manual',
    keepalive,
    body: new URLSearchParams(new FormData(form, button)),
    headers: {
      Accept: 'application/json',
      'X-Requested-With': 'XMLHttpRequest',
      'X-CSRFToken': cookie('csrftoken'),
    },
  });
  const body = await response.json().catch(() => ({}));
  return { ok: response.ok && body.success !== false, status: response.status, body };
}
