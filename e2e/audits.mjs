// What must hold on every page in each language, light and dark: no accessibility violation, no
// sideways scroll from 320 px up, also with longer or larger texts, nothing that moves, a clean
// console. A page that fails leaves its picture in artifacts/.

import axe from 'axe-core';
import { crowd, languages, spoken } from './crowd.mjs';
import { cutOff, lengthen } from './pseudo.mjs';
import { none } from './report.mjs';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules whose answer hangs on colours and sizes rather than on what stands in the page. */
const seen = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable'];
const phone = 360;
const desktop = 1280;
const artifacts = new URL('./artifacts/', import.meta.url).pathname;

/** The name of a page as part of a file's name. */
export const fileName = (name) => name.replace(/\W+/g, '-');

/** What reaches beyond the right edge, with the widest elements named. */
export function overflow(page) {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.width > 0 && box.right > edge + 0.5 && !e.closest('.scroll-x, .strip-list, .vh');
    });
    return wide.slice(-3).map((e) => `${e.tagName.toLowerCase()}.${e.className} reaches ${Math.round(e.getBoundingClientRect().right)}`)
      .concat(`the page is ${document.documentElement.scrollWidth} px wide`);
  });
}

/**
 * What axe finds, one line for each place. It runs in the page itself, which has no frames, and
 * describes violations only: that takes a third of the time of a full report. No rule of these tags
 * wants the style sheets, so they are not read again. Visitors who audit many pages bring axe along.
 */
export async function violations(page, runOnly = { type: 'tag', values: tags }) {
  if (!await page.evaluate(() => Boolean(globalThis.axe))) await page.evaluate(axe.source);
  const found = await page.evaluate((which) => {
    return globalThis.axe.run(document, { runOnly: which, resultTypes: ['violations'], preload: { assets: ['media'] } }).then((r) => r.violations);
  }, runOnly);
  return found.flatMap((v) => v.nodes.map((node) => {
    const why = (node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? v.help;
    return `${v.id}: ${node.target.join(' ')} – ${why}`;
  }));
}

const resize = (page, width) => page.setViewportSize({ width, height: width < 600 ? 780 : 900 });

/** What reaches beyond the edge at some widths. */
async function overflows(page, ...widths) {
  const offences = [];
  for (const width of widths) {
    await resize(page, width);
    for (const o of await overflow(page)) offences.push(`at ${width} px ${o}`);
  }
  return offences;
}

/** What reaches beyond the edge of a desktop with text of twice the size. */
async function enlarged(page) {
  await resize(page, desktop);
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  const offences = (await overflow(page)).map((o) => `with text of twice the size ${o}`);
  await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
  return offences;
}

/** What does not fit on a phone when every text is 40 % longer. */
async function longer(page) {
  await resize(page, phone);
  await page.evaluate(lengthen);
  return [...await overflow(page), ...await page.evaluate(cutOff)].map((o) => `with longer texts ${o}`);
}

/** Looks at the open page at one width in one colour scheme, with all rules or those of what is seen. */
async function look(page, width, dark, whole) {
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
  await resize(page, width);
  const offences = await violations(page, whole ? undefined : { type: 'rule', values: seen });
  // Reduced motion is asked for: nothing may move.
  const moving = await page.evaluate(() => document.getAnimations().map((a) => a.animationName ?? a.transitionProperty));
  return [...offences, ...moving.map((what) => `${what} moves`)].map((o) => `at ${width} px, ${dark ? 'dark' : 'light'}: ${o}`);
}

/**
 * Audits a page in one language: on a phone in one colour scheme, then on a desktop in the other. All
 * rules are asked at one of the two; at the other those that a second look can answer otherwise.
 */
async function audit(visitor, path, { status = 200 }, { language, dark, small }) {
  const { page } = visitor;
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
  await resize(page, phone);
  if (status >= 400) visitor.expect(status);
  const answer = await page.goto(spoken(path, language));
  await page.evaluate(() => document.fonts.ready);
  const offences = [];
  if (answer.status() !== status) offences.push(`the status is ${answer.status()}, not ${status}`);
  const spoke = await page.evaluate(() => document.documentElement.lang);
  if (spoke !== language) offences.push(`the page speaks ${spoke}, not ${language}`);
  offences.push(...await look(page, phone, dark, small), ...await overflows(page, 320, phone));
  offences.push(...await look(page, desktop, !dark, !small), ...await overflows(page, desktop));
  // Kazakh has the longest words, English has none that others have not: it is made longer.
  if (language === 'kk') offences.push(...await overflows(page, 768, 1920), ...await enlarged(page));
  if (language === 'en' && status < 400) offences.push(...await longer(page));
  return [...offences, ...visitor.offences];
}

/**
 * Audits every page of some groups in each of its six looks, language by colour scheme, three at each
 * width. Which scheme meets which width changes from language to language and from page to page.
 */
export async function auditPages(browser, market, groups) {
  await crowd(browser, market, groups, { what: 'audit', speaking: languages, before: axe.source }, async (visitor, { name, path, options, group, language, number }) => {
    const offences = await audit(visitor, path, options, { language, dark: number % 2 === 0, small: number % 4 < 2 });
    if (offences.length > 0) await visitor.page.screenshot({ path: `${artifacts}${group.folder}-${fileName(name)}-${language}.png`, fullPage: true });
    none(offences, 'offences');
  });
}
