// Offers an English page in the language that the browser speaks, below the header and over the page, so
// that nothing moves. The server never looks at Accept-Language: a page is the same for everybody.
import { $, icon, make, on } from './dom.js';

// In the words of the reader, who may understand no others.
const offers = { ru: ['Сайт есть на русском', 'Закрыть'], kk: ['Сайт қазақша да бар', 'Жабу'] };
const key = 'tongue';

/** The first language of the browser that the site speaks. */
const spoken = () => navigator.languages.map((tag) => tag.split('-')[0]).find((code) => code === 'en' || offers[code]);

const said = () => {
  try {
    return localStorage.getItem(key);
  } catch {
    return 'no'; // what cannot be remembered is not asked on every page
  }
};

const remember = () => {
  try {
    localStorage.setItem(key, 'no');
  } catch {
    // asked again
  }
};

export function start() {
  on('click', 'a[hreflang]', remember);
  const code = spoken();
  const link = code && $(`.prefs a[hreflang="${code}"]`);
  if (document.documentElement.lang !== 'en' || !offers[code] || !link || said()) return;
  const [text, close] = offers[code];
  const shut = make('button', { type: 'button', class: 'btn quiet', 'aria-label': close }, icon('x'));
  const bar = make('aside', { class: 'tongue row', lang: code, 'aria-label': text }, make('a', { href: link.getAttribute('href'), hreflang: code }, text), shut);
  shut.addEventListener('click', () => {
    remember();
    bar.remove();
  });
  $('.head')?.append(bar);
}
