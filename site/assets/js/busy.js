// A button under work keeps its text, shows that it works and takes no second click.

/** Marks a button as working; false when it already was. */
export function begin(button) {
  if (!button) return true;
  if (button.getAttribute('aria-disabled') === 'true') return false;
  button.setAttribute('aria-disabled', 'true');
  button.classList.add('busy');
  return true;
}

export function end(button) {
  button?.removeAttribute('aria-disabled');
  button?.classList.remove('busy');
}

/** Forms that leave the page: the second click does nothing. */
export function start() {
  addEventListener('submit', (event) => {
    if (event.defaultPrevented || event.target.method !== 'post') return;
    if (!begin(event.submitter)) event.preventDefault();
  });
  // The page may come back from the browser's cache as it was left.
  addEventListener('pageshow', () => document.querySelectorAll('.busy').forEach(end));
}
