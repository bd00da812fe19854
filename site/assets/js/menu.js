// Menus are details elements; a click outside or Escape closes them.
import { $, on } from './dom.js';

export function start() {
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('.menu[open]')) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && document.activeElement?.closest('.menu[open]');
    if (!menu) return;
    menu.open = false;
    $('summary', menu).focus();
  });
  // The room in which one stands is in view, however long the line of rooms is.
  const line = $('.account-nav');
  const here = line && $('[aria-current]', line);
  if (here) line.scrollLeft = here.offsetLeft - line.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
  // A list that is sorted or filtered by a select needs no button.
  on('change', 'select[data-submit]', (_, select) => select.form.requestSubmit());
}
