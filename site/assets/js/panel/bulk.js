// The bar above a list says how many rows are chosen and chooses all of the page at once.
import { $, on } from '../dom.js';

const rows = (form) => [...form.elements].filter((e) => e.type === 'checkbox' && e.name === 'id');

function count(form) {
  const all = rows(form);
  const chosen = all.filter((e) => e.checked).length;
  const every = $('[data-all]', form);
  every.checked = chosen > 0 && chosen === all.length;
  every.indeterminate = chosen > 0 && chosen < all.length;
  const said = $('[data-chosen]', form);
  said.textContent = chosen ? said.dataset.chosen.replace('%d', chosen) : '';
}

export function start() {
  on('change', '[data-bulk] [data-all]', (_, every) => {
    for (const row of rows(every.form)) row.checked = every.checked;
    count(every.form);
  });
  on('change', '.pick input', (_, row) => count(row.form));
}
