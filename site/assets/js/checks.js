// What is wrong with a field is said when it is left, in the words that the server would use. Without
// this module the same is said after the form was sent; nothing is kept from being sent.
import { icon, make, on } from './dom.js';

const typedInto = new WeakSet();

function wrong(field, says) {
  if (field.required && !field.value.trim()) return says.required;
  if (field.validity.typeMismatch) return says.email;
  return field.validity.patternMismatch ? says.tel : '';
}

function check(field) {
  const id = `${field.id}-error`;
  const texts = new Set((field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean));
  const text = wrong(field, field.form.dataset);
  document.getElementById(id)?.remove();
  texts.delete(id);
  if (text) {
    field.closest('.field').append(make('p', { class: 'field-error', id }, icon('circle-alert'), make('span', {}, text)));
    texts.add(id);
  }
  field.toggleAttribute('aria-invalid', false);
  if (text) field.setAttribute('aria-invalid', 'true');
  if (texts.size) field.setAttribute('aria-describedby', [...texts].join(' '));
  else field.removeAttribute('aria-describedby');
}

export function start() {
  on('input', '[data-required] .control', (event, field) => {
    typedInto.add(field);
    if (field.hasAttribute('aria-invalid')) check(field);
  });
  on('focusout', '[data-required] .control', (event, field) => typedInto.has(field) && check(field));
}
