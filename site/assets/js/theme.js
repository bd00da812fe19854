// The form stores the theme in a cookie; with scripts the page changes without a reload.
import { on, post } from './dom.js';

export function start() {
  on('submit', 'form[data-theme-form]', (event, form) => {
    event.preventDefault();
    document.documentElement.dataset.theme = event.submitter.value;
    for (const button of form.elements) button.setAttribute('aria-pressed', button === event.submitter);
    post(form, event.submitter).catch(() => {});
  });
}
