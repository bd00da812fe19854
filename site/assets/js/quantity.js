// Minus and plus beside a number.
import { $, on } from './dom.js';

export function start() {
  on('click', '[data-step]', (_, button) => {
    const input = $('input', button.parentElement);
    const before = input.value;
    if (Number(button.dataset.step) > 0) input.stepUp();
    else input.stepDown();
    if (input.value !== before) input.dispatchEvent(new Event('change', { bubbles: true }));
  });
}
