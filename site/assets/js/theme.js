// The form stores the theme in a cookie; with scripts the page changes without a reload. A link to
// another language is also a choice to remember.
import { make, on, post } from './dom.js';

export function start() {
  on('submit', 'form[data-theme-form]', (event, form) => {
    event.preventDefault();
    document.documentElement.dataset.theme = event.submitter.value;
    for (const button of form.elements) button.setAttribute('aria-pressed', button === event.submitter);
    post(form, event.submitter).catch(() => {});
  });
  on('click', '.prefs a[hreflang], .tongue a', (_, link) => {
    const form = make('form', { action: '/i18n/setlang/' }, make('input', { name: 'language', value: link.hreflang }));
    post(form, null, true).catch(() => {});
  });
}
