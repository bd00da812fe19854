// The keyboard on every page: all that can be clicked is reached by Tab and shows that it has the
// focus, nothing keeps the focus, nothing hides it; menus, folds and dialogs open and close.

import { crowd } from './crowd.mjs';
import { none } from './report.mjs';
import { judgeMarkup, judgeStops, progress, recordStops } from './stops.mjs';

const mostStops = 600;
const tab = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };

/** Presses Tab some times without waiting in between; the page remembers where it was. */
async function pressTab(session, times) {
  const sent = [];
  for (let n = 0; n < times; n += 1) {
    sent.push(session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...tab }), session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...tab }));
  }
  await Promise.all(sent);
}

/** The first stop skips to the content, and the next one is within it. */
async function skipLink(page) {
  // Where an error takes the focus, the page begins there.
  if (await page.evaluate(() => document.activeElement !== document.body)) return [];
  await page.keyboard.press('Tab');
  const skips = await page.evaluate(() => document.activeElement.matches('a.skip[href^="#"]'));
  if (!skips) return ['the first stop does not skip to the content'];
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const within = await page.evaluate(() => {
    const main = document.querySelector('main');
    const at = document.activeElement;
    // A page without anything to press goes on to its foot.
    return main.contains(at) || Boolean(main.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  return within ? [] : ['after the skip link the focus is not in the content'];
}

const focusOn = (page, selector, number) => page.evaluate(([s, n]) => {
  const e = document.querySelectorAll(s)[n];
  if (!e?.checkVisibility({ visibilityProperty: true })) return '';
  e.focus({ focusVisible: true });
  return e.textContent.trim().replace(/\s+/g, ' ').slice(0, 40) || e.ariaLabel || '?';
}, [selector, number]);

/** Opens every fold and leaves it open; opens every menu, and Escape closes it. */
async function folds(page) {
  const offences = [];
  const count = await page.locator('summary').count();
  for (let n = 0; n < count; n += 1) {
    const name = await focusOn(page, 'summary', n);
    if (!name) continue;
    const state = () => page.evaluate((at) => {
      const summary = document.querySelectorAll('summary')[at];
      const details = summary.parentElement;
      return { open: details.open, menu: details.matches('.menu'), here: document.activeElement === summary, inside: details.contains(document.activeElement) && document.activeElement !== summary };
    }, n);
    const before = await state();
    await page.keyboard.press('Enter');
    const after = await state();
    if (after.open === before.open || !after.here) offences.push(`Enter on “${name}” does not ${before.open ? 'close' : 'open'} it`);
    if (before.open) await page.keyboard.press('Enter');
    if (!after.menu) continue;
    await page.keyboard.press('Tab');
    if (!(await state()).inside) offences.push(`Tab does not enter the menu “${name}”`);
    await page.keyboard.press('Escape');
    const closed = await state();
    if (closed.open || !closed.here) offences.push(`Escape does not close the menu “${name}” and give the focus back`);
  }
  return offences;
}

const openers = 'a[data-ask], .slides a, [aria-haspopup=dialog]';

/** Opens the first dialog of a page: the focus goes in, stays, and comes back. */
async function dialogs(page) {
  const count = await page.locator(openers).count();
  for (let n = 0; n < count; n += 1) {
    const name = await focusOn(page, openers, n);
    if (!name) continue;
    const where = () => page.evaluate(([s, at]) => {
      const e = document.activeElement;
      return { inside: Boolean(e.closest('dialog[open]')) || e === document.body, back: e === document.querySelectorAll(s)[at], open: Boolean(document.querySelector('dialog[open]')) };
    }, [openers, n]);
    await page.keyboard.press('Enter');
    await page.locator('dialog[open]').waitFor();
    const offences = [];
    for (let press = 0; press < 8; press += 1) {
      if (!(await where()).inside) offences.push(`the focus leaves the dialog of “${name}”`);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Escape');
    const after = await where();
    if (after.open || !after.back) offences.push(`Escape does not close the dialog of “${name}” and give the focus back`);
    return offences;
  }
  return [];
}

/** Walks through the whole page with everything open, from its beginning round to it. */
async function walkAll(page) {
  const session = await page.context().newCDPSession(page);
  await page.evaluate(() => {
    document.activeElement.blur();
    getSelection().removeAllRanges();
    scrollTo(0, 0);
    globalThis.walk.stops.length = 0;
  });
  // The walk begins where the document does.
  await page.evaluate(() => { const skip = document.querySelector('a.skip'); skip?.focus(); });
  let at = { count: 0 };
  while (!at.round) {
    if (at.count > mostStops) {
      const trap = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120));
      return [`after ${mostStops} stops the focus is still at ${trap}`];
    }
    await pressTab(session, 12);
    at = await page.evaluate(progress);
  }
  await session.detach();
  return page.evaluate(judgeStops);
}

/** What is wrong with the open page for who has no mouse. */
export async function keyboardFaults(page) {
  return [...await page.evaluate(judgeMarkup), ...await skipLink(page), ...await folds(page), ...await dialogs(page), ...await walkAll(page)];
}

/** What a visitor of keyboardFaults brings along. */
export const recorder = `(${recordStops})()`;

/** Whether a bar stays at the lower edge, where it could hide what has the focus. */
const sticksBelow = (page) => page.evaluate(() => [...document.querySelectorAll('main *')].some((e) => {
  const { position, bottom } = getComputedStyle(e);
  return ['sticky', 'fixed'].includes(position) && bottom === '0px' && e.checkVisibility();
}));

/**
 * Walks through every page with the keyboard: by turns on a desktop and on a phone, on both where a bar
 * stays at the lower edge of one of them.
 */
export async function tabWalk(browser, market, groups) {
  await crowd(browser, market, groups, { what: 'keyboard', before: recorder }, async (visitor, { path, options: { status = 200 }, number }) => {
    const { page } = visitor;
    const offences = [];
    const turns = number % 2 === 0 ? [1280, 360] : [360, 1280];
    for (const [turn, width] of turns.entries()) {
      await page.setViewportSize({ width, height: width < 600 ? 780 : 900 });
      if (turn > 0 && !await sticksBelow(page)) break;
      if (status >= 400) visitor.expect(status);
      await page.goto(path);
      offences.push(...(await keyboardFaults(page)).map((o) => `at ${width} px: ${o}`));
    }
    none([...offences, ...visitor.offences], 'offences');
  });
}
