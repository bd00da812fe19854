// A link to a field inside a closed tab or a folded part opens that first.
import { $, on } from '../dom.js';

export function start() {
  on('click', '#error-summary a, [data-lacks] a', (_, link) => {
    const field = $(link.hash);
    const folded = field?.closest('details');
    if (folded) folded.open = true;
    const closed = field?.closest('section.closed');
    const tab = closed && document.getElementById(closed.getAttribute('aria-labelledby'));
    tab?.click();
  });
}
