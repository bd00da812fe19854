// A button that prints the page; without scripts the browser's own menu does.
import { on } from './dom.js';

export function start() {
  on('click', '[data-print]', () => window.print());
}
