// The chosen variant decides on the price, the stock and the largest quantity.
import { $, on } from './dom.js';

export function start() {
  on('change', 'input[name=variant]', (_, choice) => {
    const offer = $(`template[data-offer="${choice.value}"]`);
    if (!offer) return;
    $('#offer').replaceChildren(offer.content.cloneNode(true));
    const quantity = $('#quantity');
    quantity.max = offer.dataset.most;
    if (Number(quantity.value) > Number(quantity.max)) quantity.value = quantity.max;
  });
}
