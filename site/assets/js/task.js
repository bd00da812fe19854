// Long work tells how far it has come, so that nobody has to reload its page.
import { $ } from './dom.js';

const pause = 1500;

export function start() {
  const box = $('[data-task]');
  if (box) setTimeout(look, pause, box);
}

/** Asks how far the work is; when it has ended, the page says what came of it. */
async function look(box) {
  const task = await fetch(box.dataset.task, { headers: { 'X-Requested-With': 'XMLHttpRequest' } })
    .then((response) => response.json())
    .catch(() => ({}));
  if (task.ended) return location.reload();
  if (task.text) {
    $('[role=status]', box).textContent = task.text;
    const bar = $('progress', box);
    if (task.total) bar.max = task.total;
    if (task.total) bar.value = task.done;
  }
  return setTimeout(look, document.hidden ? pause * 4 : pause, box);
}
