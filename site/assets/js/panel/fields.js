// A link to a field inside a closed tab opens the tab first; pictures that are chosen are sent at
// once, so that they can be seen and ordered.
import { $, on } from '../dom.js';

export function start() {
  on('click', '#error-summary a', (_, link) => {
    const closed = $(link.hash)?.closest('section.closed');
    const tab = closed && document.getElementById(closed.getAttribute('aria-labelledby'));
    tab?.click();
  });
  on('change', 'input[type=file][data-send]', (_, input) => {
    if (input.files.length) $(`button[name=do][value="keep 0"]`, input.form)?.click();
  });
}
