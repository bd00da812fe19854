// Links to the sections of a page become tabs that show one section at a time. Without this module
// all sections stand below each other.
import { $ } from './dom.js';

class Tabs {
  constructor(list) {
    this.list = list;
    this.tabs = [...list.querySelectorAll('a')];
    list.setAttribute('role', 'tablist');
    for (const tab of this.tabs) this.adopt(tab);
    list.addEventListener('keydown', (event) => this.key(event));
    addEventListener('hashchange', () => this.open(location.hash));
    if (!this.open(location.hash)) this.select(this.tabs[0]);
  }

  adopt(tab) {
    const panel = this.panel(tab);
    panel.id ||= `panel-${tab.hash.slice(1)}`;
    tab.id = `tab-${tab.hash.slice(1)}`;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    tab.addEventListener('click', (event) => {
      event.preventDefault();
      history.replaceState(history.state, '', tab.hash);
      this.select(tab);
    });
  }

  panel(tab) {
    return document.getElementById(tab.hash.slice(1)).closest('section');
  }

  /** Opens the tab of an address and brings it into view; false when there is none. */
  open(hash) {
    const tab = hash && this.tabs.find((t) => t.hash === hash);
    if (!tab) return false;
    this.select(tab);
    this.list.scrollIntoView();
    return true;
  }

  select(chosen) {
    for (const tab of this.tabs) {
      tab.setAttribute('aria-selected', String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      this.panel(tab).classList.toggle('closed', tab !== chosen);
    }
  }

  key(event) {
    const last = this.tabs.length - 1;
    const at = this.tabs.indexOf(document.activeElement);
    const to = { ArrowLeft: at === 0 ? last : at - 1, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    this.tabs[to].focus();
    this.select(this.tabs[to]);
  }
}

export function start() {
  const list = $('[data-tabs]');
  if (list) new Tabs(list);
}
