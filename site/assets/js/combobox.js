// Suggestions under the search box, after the combobox pattern: the focus stays in the box,
// arrows move the active option, Enter opens it or submits the form, Escape closes the list.
import { $, make } from './dom.js';

const fewest = 2;
const wait = 150;

export function start() {
  const input = $('#search-input');
  const box = $('#search-results');
  if (input && box) new Suggestions(input, box).listen();
}

class Suggestions {
  constructor(input, box) {
    Object.assign(this, { input, box, form: input.form, active: -1 });
    this.status = make('span', { class: 'vh', role: 'status' });
    this.form.append(this.status);
  }

  listen() {
    for (const [name, value] of Object.entries({
      role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false',
    })) this.input.setAttribute(name, value);
    this.input.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), wait);
    });
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.form.addEventListener('focusout', (event) => {
      if (!this.form.contains(event.relatedTarget)) this.close();
    });
    // A press on an option must not take the focus before its click arrives.
    this.box.addEventListener('mousedown', (event) => event.preventDefault());
  }

  get options() {
    return [...this.box.querySelectorAll('[role=option]')];
  }

  async ask() {
    const query = this.input.value.trim();
    this.call?.abort();
    if ([...query].length < fewest) return this.close();
    this.call = new AbortController();
    const url = `${this.form.getAttribute('action')}?${new URLSearchParams({ q: query })}`;
    try {
      const response = await fetch(url, {
        signal: this.call.signal,
        headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
      });
      if (!response.ok) return this.close();
      this.show(await response.json(), url);
    } catch (error) {
      if (error.name !== 'AbortError') this.close();
    }
  }

  show({ products = [], categories = [] }, url) {
    const { none, all, found, categories: shelves, products: goods } = this.box.dataset;
    const count = products.length + categories.length;
    this.active = -1;
    this.input.removeAttribute('aria-activedescendant');
    if (count === 0) {
      this.box.replaceChildren(make('p', {}, none));
      this.status.textContent = none;
    } else {
      const list = make('div', { role: 'listbox', id: 'search-list', 'aria-label': all },
        ...group(shelves, categories.map(shelf)), ...group(goods, products.map(option)), everything(url, all));
      this.box.replaceChildren(list);
      this.options.forEach((element, i) => { element.id = `search-option-${i}`; });
      this.status.textContent = found.replace('%d', count);
    }
    this.box.hidden = false;
    this.input.setAttribute('aria-expanded', String(count > 0));
    // The list is there only while it is shown.
    if (count > 0) this.input.setAttribute('aria-controls', 'search-list');
    else this.input.removeAttribute('aria-controls');
  }

  close() {
    clearTimeout(this.timer);
    this.call?.abort();
    this.box.hidden = true;
    this.active = -1;
    this.status.textContent = '';
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-controls');
    this.input.removeAttribute('aria-activedescendant');
  }

  key(event) {
    if (this.box.hidden) return;
    const options = this.options;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
    } else if (event.key === 'Enter' && this.active >= 0) {
      event.preventDefault();
      options[this.active].click();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      // One place more than there are options: the box itself.
      const places = options.length + 1;
      this.activate((this.active + 1 + step + places) % places - 1);
    }
  }

  activate(index) {
    this.active = index;
    this.options.forEach((element, i) => {
      element.setAttribute('aria-selected', String(i === index));
      if (i === index) element.scrollIntoView({ block: 'nearest' });
    });
    if (index < 0) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', `search-option-${index}`);
  }
}

/** Options under a heading; none without options. */
function group(name, options) {
  if (options.length === 0) return [];
  return [make('div', { role: 'group', 'aria-label': name },
    make('p', { class: 'menu-title', 'aria-hidden': 'true' }, name), ...options)];
}

const plain = { role: 'option', tabindex: '-1', 'aria-selected': 'false' };

function shelf(category) {
  return make('a', { ...plain, class: 'wide', href: category.url }, category.title);
}

function option(product) {
  return make('a', { ...plain, href: product.url },
    make('img', { src: product.image, alt: '', width: 44, height: 44, loading: 'lazy' }),
    make('span', {}, product.title),
    make('strong', { class: 'nowrap' }, product.display_price ?? String(product.price)));
}

function everything(url, text) {
  return make('a', { ...plain, class: 'wide all', href: url }, text);
}
