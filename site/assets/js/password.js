// Passwords can be looked at, and a new one tells how strong it is.
import { make } from './dom.js';

export function start() {
  for (const form of document.querySelectorAll('form[data-show]')) {
    for (const input of form.querySelectorAll('input[type=password]')) peek(form, input);
    const fresh = form.querySelector('input[autocomplete=new-password]');
    if (fresh) measure(form, fresh);
  }
}

function peek(form, input) {
  const button = make('button', { type: 'button', class: 'link', 'aria-controls': input.id }, form.dataset.show);
  button.addEventListener('click', () => {
    const hide = input.type === 'text';
    input.type = hide ? 'password' : 'text';
    button.textContent = hide ? form.dataset.show : form.dataset.hide;
  });
  input.after(button);
  form.addEventListener('submit', () => (input.type = 'password'));
}

function measure(form, input) {
  const words = form.dataset.strength.split('|');
  const bar = make('meter', { min: 0, max: words.length, low: 2, high: 3, optimum: words.length, 'aria-hidden': 'true' });
  const word = make('output', { for: input.id, class: 'hint' });
  input.after(bar, word);
  input.addEventListener('input', () => {
    const steps = strength(input.value);
    bar.value = steps;
    word.textContent = words[steps - 1] ?? '';
  });
}

/** 0 for what is too short, up to 4: length counts most, kinds of characters a little. */
function strength(password) {
  if (password.length < 8) return password ? 1 : 0;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
  return Math.min(4, Math.floor(password.length / 6) + (kinds > 2 ? 1 : 0));
}
